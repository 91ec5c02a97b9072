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
    uint64_t cut; /* bytes that may be cut off a cell: quotes, and CR */
};

typedef struct signs signs_fn(const uint8_t *block, struct plain_signs signs);

#ifdef __SSE2__
static inline struct signs signs_16(const uint8_t *block, struct plain_signs signs)
{
    struct signs found = {0};

    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));

#define BITS(sign)                                                                                 \
    ((uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)(sign)))) << i)
        found.delimiter |= BITS(signs.delimiter);
        found.newline |= BITS(signs.newline);
        found.quote |= BITS(signs.quote);
        found.cut |= BITS('\r');
#undef BITS
    }
    found.cut |= found.quote;
    return found;
}

#define WIDE __attribute__((target("avx2,bmi,popcnt")))

WIDE static inline uint64_t bits_32(__m256i low, __m256i high, uint8_t sign)
{
    const __m256i wanted = _mm256_set1_epi8((char)sign);

    return (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)) << 32 |
           (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
}

/* The same with half a block in one vector, where the processor has it. */
WIDE static inline struct signs signs_32(const uint8_t *block, struct plain_signs signs)
{
    const __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)block);
    const __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32));
    struct signs found = {
        .delimiter = bits_32(low, high, signs.delimiter),
        .newline = bits_32(low, high, signs.newline),
        .quote = bits_32(low, high, signs.quote),
        .cut = bits_32(low, high, '\r'),
    };

    found.cut |= found.quote;
    return found;
}

#define WIDEST __attribute__((target("avx512bw")))

/* And with a block in one. */
WIDEST static inline struct signs signs_64(const uint8_t *block, struct plain_signs signs)
{
    const __m512i bytes = _mm512_loadu_si512(block);
    struct signs found = {
        .delimiter = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)signs.delimiter)),
        .newline = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)signs.newline)),
        .quote = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)signs.quote)),
        .cut = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')),
    };

    found.cut |= found.quote;
    return found;
}
#else
static inline struct signs signs_16(const uint8_t *block, struct plain_signs signs)
{
    struct signs found = {0};

    for (int i = 0; i < BLOCK; i++) {
        found.delimiter |= (uint64_t)(block[i] == signs.delimiter) << i;
        found.newline |= (uint64_t)(block[i] == signs.newline) << i;
        found.quote |= (uint64_t)(block[i] == signs.quote) << i;
        found.cut |= (uint64_t)(block[i] == '\r') << i;
    }
    found.cut |= found.quote;
    return found;
}
#endif

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

/* What is known of the cells at the front. */
struct front {
    size_t cells;
    size_t rows;    /* of `width` cells each, one after the other */
    bool irregular; /* and the next has more of them, or fewer */
    bool cut;       /* there are bytes that may be cut off a cell */
};

/* Counts the rows that end in a block, behind `cells` cells before it. */
static inline void count_rows(struct front *front, size_t width, uint64_t ends, uint64_t newlines)
{
    for (uint64_t left = ends & newlines; left && !front->irregular; left &= left - 1) {
        uint64_t through = (left & -left) | ((left & -left) - 1);
        size_t cells = front->cells + (size_t)__builtin_popcountll(ends & through);

        front->irregular = cells != (front->rows + 1) * width;
        front->rows += !front->irregular;
    }
}

/* Fills `ends` as far as there is room, or rows are regular; made once for each width of vector. */
static inline __attribute__((always_inline)) struct front
cut_blocks(struct plain_rows *rows, struct bytes text, signs_fn *signs_of)
{
    struct before before = {.ended = true};
    struct front front = {0};
    bool go_on = true;

    for (size_t at = 0;
         go_on && !front.irregular && at + BLOCK <= text.size && front.cells + BLOCK <= PLAIN_CELLS;
         at += BLOCK) {
        const struct signs found = signs_of(text.data + at, rows->signs);
        uint64_t ends;

        go_on = find_ends(&found, &before, &ends);
        front.cut |= found.cut != 0;
        count_rows(&front, rows->width, ends, found.newline);
        for (; ends; ends &= ends - 1)
            rows->ends[front.cells++] = (uint32_t)(at + (size_t)__builtin_ctzll(ends));
    }
    return front;
}

#ifdef __SSE2__
WIDE static struct front cut_cells_wide(struct plain_rows *rows, struct bytes text)
{
    return cut_blocks(rows, text, signs_32);
}

WIDEST static struct front cut_cells_widest(struct plain_rows *rows, struct bytes text)
{
    return cut_blocks(rows, text, signs_64);
}

uint8_t plain_rows_widest(void)
{
    if (__builtin_cpu_supports("avx512bw"))
        return 64;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("popcnt")
               ? 32
               : 16;
}
#undef WIDE
#undef WIDEST
#else
#define cut_cells_wide cut_cells
#define cut_cells_widest cut_cells

uint8_t plain_rows_widest(void)
{
    return 16;
}
#endif

static struct front cut_cells(struct plain_rows *rows, struct bytes text)
{
    return cut_blocks(rows, text, signs_16);
}

/* Takes the quotes off; false where there is none at the end, or more than a quoted cell may have
 * between them. Of a CR before the closing quote it is not known who put it there: off, too. */
static bool take_quotes(struct bytes *text, uint8_t quote)
{
    size_t size = text->size;
    bool ended = text->data[size - 1] == '\r';

    size -= ended;
    if (size < 2 || text->data[size - 1] != quote || size - 2 > PLAIN_QUOTED_MOST)
        return false;
    *text = bytes_of(text->data + 1, size - 2);
    if (!ended && text->size > 0)
        text->size -= text->data[text->size - 1] == '\r';
    return true;
}

/* Sets the text of a cell, which is not empty; false where its quotes are not around it. */
static inline bool cut_text(struct plain_rows *rows, struct bytes *text)
{
    if (text->data[0] == rows->signs.quote)
        return take_quotes(text, rows->signs.quote);
    text->size -= text->data[text->size - 1] == '\r';
    return true;
}

/* Sets the texts of a row's cells; false where there are quotes that are not around one. */
static bool cut_row(struct plain_rows *rows, size_t row)
{
    size_t first = row * rows->width;
    size_t start = plain_cell_start(rows, first);

    for (size_t i = first; i < first + rows->width; i++) {
        struct bytes text = bytes_of(rows->data + start, rows->ends[i] - start);

        if (text.size > 0 && !cut_text(rows, &text))
            return false;
        rows->starts[i] = (uint32_t)(text.data - rows->data);
        rows->sizes[i] = (uint32_t)text.size;
        start = (size_t)rows->ends[i] + 1;
    }
    return true;
}

/* The same of so many rows with nothing to cut off. */
static void cut_nothing(struct plain_rows *rows, size_t count)
{
    const size_t cells = count * rows->width;

    rows->starts[0] = 0;
    rows->sizes[0] = rows->ends[0];
    for (size_t i = 1; i < cells; i++) {
        rows->starts[i] = rows->ends[i - 1] + 1;
        rows->sizes[i] = rows->ends[i] - rows->ends[i - 1] - 1;
    }
    rows->count = count;
}

bool plain_rows_cut(struct plain_rows *rows, struct bytes text, struct plain_signs signs,
                    size_t width)
{
    struct front front;

    rows->data = text.data;
    rows->signs = signs;
    rows->width = width;
    rows->count = 0;
    if (width == 0 || width > PLAIN_WIDTH || text.size > UINT32_MAX)
        return false;
    front = signs.vector == 64   ? cut_cells_widest(rows, text)
            : signs.vector == 32 ? cut_cells_wide(rows, text)
                                 : cut_cells(rows, text);
    if (front.rows > PLAIN_ROWS)
        front.rows = PLAIN_ROWS;
    if (front.rows > 0 && !front.cut)
        cut_nothing(rows, front.rows);
    while (rows->count < front.rows && cut_row(rows, rows->count))
        rows->count++;
    return rows->count > 0;
}
