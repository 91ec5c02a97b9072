/* line_ahead.c - see line_ahead.h. */

#include "examine/tables/line_ahead.h"

#include "examine/tables/blank_stripes.h"
#include "examine/text/text_masks.h"

enum { BLOCK = TEXT_MASKS_MOST, DASH = 1, BESIDE = 2 /* blanks, bars, and marks of quotations */ };

static const uint8_t kinds[UINT8_MAX + 1] = {
    ['-'] = DASH,   ['='] = DASH,   [':'] = DASH,    ['+'] = BESIDE,  ['|'] = BESIDE,
    ['>'] = BESIDE, [' '] = BESIDE, ['\t'] = BESIDE, ['\r'] = BESIDE,
};

static bool may_begin(struct bytes text)
{
    uint8_t met = 0;

    for (size_t i = 0; i < text.size; i++) {
        const uint8_t kind = kinds[text.data[i]];

        if (!kind)
            return text.data[i] == '<' || (text.data[i] == '\n' && met & DASH);
        met |= kind;
    }
    return true;
}

/* The line before is empty. */
static bool is_behind_blank(const struct line_ahead *ahead, struct bytes text)
{
    const size_t size = ahead->at - ahead->before;

    return size == 1 || (size == 2 && text.data[ahead->before] == '\r');
}

/* Moves on behind the line feeds of a block at `from`, a bit each; true where a line may begin. */
static bool pass_block(struct line_ahead *ahead, struct bytes text, uint64_t feeds, size_t from)
{
    for (; feeds; feeds &= feeds - 1) {
        ahead->before = ahead->at;
        ahead->at = from + (size_t)__builtin_ctzll(feeds) + 1;
        ahead->lines++;
        if (may_begin(bytes_from(text, ahead->at)) ||
            (is_behind_blank(ahead, text) && blank_stripes_may_begin(bytes_from(text, ahead->at))))
            return true;
    }
    return false;
}

struct line_ahead line_ahead_of(struct bytes text, bool behind_blank)
{
    struct line_ahead ahead = {0};
    size_t from = 0;

    if (may_begin(text) || (behind_blank && blank_stripes_may_begin(text)))
        return ahead;
    for (; text.size - from >= BLOCK; from += BLOCK)
        if (pass_block(&ahead, text, text_masks_equal_full(text.data + from, '\n'), from))
            return ahead;
    pass_block(&ahead, text, text_masks_equal(bytes_from(text, from), '\n'), from);
    return ahead;
}
