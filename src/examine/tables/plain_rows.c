/* plain_rows.c - see plain_rows.h. */

#include "examine/tables/plain_rows.h"

#include "base/kit.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum { BLOCK = 64 };
_Static_assert((int)PLAIN_WIDTH + (int)BLOCK <= (int)PLAIN_CELLS, "there is room for a row");

/* One bit a byte of a block. */
struct signs {
    uint64_t delimiter, newline, quote;
};

static inline struct signs signs_of(const uint8_t *block, struct plain_signs signs)
{
    struct signs found = {0};

#ifdef __SSE2__
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));

#define BITS(sign)                                                                                 \
    ((uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)(sign)))) << i)
        found.delimiter |= BITS(signs.delimiter);
        found.newline |= BITS(signs.newline);
        found.quote |= BITS(signs.quote);
#undef BITS
    }
#else
    for (int i = 0; i < BLOCK; i++) {
        found.delimiter |= (uint64_t)(block[i] == signs.delimiter) << i;
        found.newline |= (uint64_t)(block[i] == signs.newline) << i;
        found.quote |= (uint64_t)(block[i] == signs.quote) << i;
    }
#endif
    return found;
}

/* Each bit: whether the number of bits up to it is odd. */
static inline uint64_t odd_so_far(uint64_t bits)
{
    for (unsigned by = 1; by < 64; by *= 2)
        bits ^= bits << by;
    return bits;
}

/* What a block needs to know of the one before. */
struct before {
    bool inside; /* between quotes */
    bool ended;  /* a cell */
};

/* The ends of cells in a block, up to a quote that opens inside a cell, or a line feed between
 * quotes: false where there is one. */
static inline bool find_ends(const struct signs *found, struct before *before, uint64_t *ends)
{
    uint64_t inside, odd = 0;

    *ends = found->delimiter | found->newline;
    if (found->quote || before->inside) {
        inside = odd_so_far(found->quote) ^ (before->inside ? ~UINT64_C(0) : 0);
        *ends &= ~inside;
        odd = inside & (found->newline | (found->quote & ~(*ends << 1 | (uint64_t)before->ended)));
        if (odd)
            *ends &= (odd & -odd) - 1;
        before->inside = inside >> (BLOCK - 1);
    }
    before->ended = *ends >> (BLOCK - 1);
    return odd == 0;
}

/* Fills `ends` as far as there is room; returns how many there are. */
static size_t cut_cells(struct plain_rows *rows, struct bytes text, bool *quoted)
{
    struct before before = {.ended = true};
    size_t count = 0;
    bool go_on = true;

    for (size_t at = 0; go_on && at + BLOCK <= text.size && count + BLOCK <= PLAIN_CELLS;
         at += BLOCK) {
        const struct signs found = signs_of(text.data + at, rows->signs);
        uint64_t ends;

        go_on = find_ends(&found, &before, &ends);
        *quoted |= found.quote != 0;
        for (; ends; ends &= ends - 1)
            rows->ends[count++] = (uint32_t)(at + (size_t)__builtin_ctzll(ends));
    }
    return count;
}

/* What begins with a quote ends in another, and is short. */
static bool quotes_hold(const struct plain_rows *rows, size_t cell)
{
    struct bytes text = plain_raw_cell(rows, cell);

    if (text.size == 0 || text.data[0] != rows->signs.quote)
        return true;
    text.size -= text.data[text.size - 1] == '\r';
    return text.size >= 2 && text.data[text.size - 1] == rows->signs.quote &&
           text.size - 2 <= PLAIN_QUOTED_MOST;
}

static bool row_holds(const struct plain_rows *rows, size_t row, bool quoted)
{
    size_t first = row * rows->width, last = first + rows->width - 1;
    bool holds = rows->data[rows->ends[last]] == rows->signs.newline;

    for (size_t i = first; i < last; i++)
        holds &= rows->data[rows->ends[i]] != rows->signs.newline;
    for (size_t i = first; quoted && holds && i <= last; i++)
        holds = quotes_hold(rows, i);
    return holds;
}

bool plain_rows_cut(struct plain_rows *rows, struct bytes text, struct plain_signs signs,
                    size_t width)
{
    bool quoted = false;
    size_t most;

    rows->data = text.data;
    rows->signs = signs;
    rows->width = width;
    rows->count = 0;
    if (width == 0 || width > PLAIN_WIDTH || text.size > UINT32_MAX)
        return false;
    most = cut_cells(rows, text, &quoted) / width;
    if (most > PLAIN_ROWS)
        most = PLAIN_ROWS;
    while (rows->count < most && row_holds(rows, rows->count, quoted))
        rows->count++;
    return rows->count > 0;
}
