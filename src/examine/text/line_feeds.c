/* line_feeds.c - see line_feeds.h. */

#include "examine/text/line_feeds.h"

#include "examine/text/text_masks.h"

enum { BLOCK = TEXT_MASKS_MOST };

/* Those of a block at `at`, a bit each. */
static inline void add(struct line_feeds *feeds, uint64_t found, size_t at)
{
    if (!found)
        return;
    feeds->behind = at + 64 - (size_t)__builtin_clzll(found);
    for (; found; found &= found - 1)
        feeds->count++;
}

static struct line_feeds count(struct bytes text)
{
    struct line_feeds feeds = {0};
    size_t at = 0;

    for (; text.size - at >= BLOCK; at += BLOCK)
        add(&feeds, text_masks_equal_full(text.data + at, '\n'), at);
    add(&feeds, text_masks_equal(bytes_from(text, at), '\n'), at);
    return feeds;
}

#ifdef __SSE2__
/* The same with a block in one vector, where the processor has it: nothing branches on what is
 * found. */
__attribute__((target("avx512bw"))) static struct line_feeds count_widest(struct bytes text)
{
    const __m512i feed = _mm512_set1_epi8('\n');
    struct line_feeds feeds = {0};

    for (size_t at = 0; at < text.size; at += BLOCK) {
        const __m512i bytes =
            _mm512_maskz_loadu_epi8(text_masks_full(text.size - at), text.data + at);
        const uint64_t found = _mm512_cmpeq_epi8_mask(bytes, feed);

        feeds.count += (uint64_t)__builtin_popcountll(found);
        feeds.behind = found ? at + 64 - (size_t)__builtin_clzll(found | 1) : feeds.behind;
    }
    return feeds;
}
#endif

struct line_feeds line_feeds_of_width(unsigned bytes, struct bytes text)
{
#ifdef __SSE2__
    if (bytes == BLOCK && __builtin_cpu_supports("avx512bw"))
        return count_widest(text);
#endif
    (void)bytes;
    return count(text);
}

struct line_feeds line_feeds_of(struct bytes text)
{
    return line_feeds_of_width(BLOCK, text);
}
