/* ewah.c - words that repeat and words as they are, in turn, behind a marker each. */

#include "source/git/ewah.h"

#include <inttypes.h>
#include <string.h>

#include "base/kit.h"

enum { WORD_BITS = 64 };

static enum assay_status fail_range(struct cursor *cursor, uint64_t bit, size_t count)
{
    return cursor_fail(cursor, "a bitmap names entry %" PRIu64 " of %zu", bit, count);
}

/* Sets `size` bits from `at` on. */
static enum assay_status set_run(struct cursor *cursor, uint8_t *bits, size_t count, uint64_t at,
                                 uint64_t size)
{
    if (size == 0)
        return ASSAY_OK;
    if (at >= count || size > count - at)
        return fail_range(cursor, at + size - 1, count);
    memset(bits + at, 1, (size_t)size);
    return ASSAY_OK;
}

static enum assay_status set_word(struct cursor *cursor, uint8_t *bits, size_t count, uint64_t at,
                                  uint64_t word)
{
    for (unsigned bit = 0; word; bit++, word >>= 1) {
        if (!(word & 1))
            continue;
        if (at + bit >= count)
            return fail_range(cursor, at + bit, count);
        bits[at + bit] = 1;
    }
    return ASSAY_OK;
}

enum assay_status ewah_read(struct cursor *cursor, uint8_t *bits, size_t count)
{
    uint32_t size, words, ignored;
    uint64_t at = 0;

    TRY(cursor_u32be(cursor, &size));
    TRY(cursor_u32be(cursor, &words));
    if (words > cursor_left(cursor) / sizeof(uint64_t))
        return cursor_fail(cursor, "%" PRIu32 " words of a bitmap cannot fit in the file", words);
    while (words > 0) {
        uint64_t marker, run, literals;

        TRY(cursor_u64be(cursor, &marker));
        words--;
        run = (marker >> 1 & UINT32_MAX) * WORD_BITS;
        literals = marker >> 33;
        if (literals > words)
            return cursor_fail(cursor, "a bitmap counts more words than it has");
        if (marker & 1) /* the last run may be padded to a whole word */
            TRY(set_run(cursor, bits, count, at, at + run > size && at < size ? size - at : run));
        at += run;
        for (; literals > 0; literals--, words--, at += WORD_BITS) {
            uint64_t word;

            TRY(cursor_u64be(cursor, &word));
            TRY(set_word(cursor, bits, count, at, word));
        }
    }
    return cursor_u32be(cursor, &ignored); /* where the last marker stands, for writers */
}
