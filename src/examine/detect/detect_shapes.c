/*
 * detect_shapes.c - finds personal data that has no literal to search for: e-mail, telephone,
 * social security, card and account numbers.
 *
 * Each block of 64 bytes becomes a few 64-bit masks, one bit a byte (digit, letter, dash ...).
 * Shifted ANDs of masks, with the bits of the block before moved in, mark the last byte of each
 * shape; only there shape_tokens.c cuts the token out and proves it. All shapes have digits or an
 * '@': blocks with neither cost two comparisons.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "examine/detect/shape_tokens.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum { BLOCK = 64 };

/* One bit a byte of a block: what the byte is, or that a run of so many ends there. */
struct masks {
    uint64_t digit, at;
    uint64_t upper, alnum, plus;
    uint64_t dash, dot, close, colon, slash; /* '-', '.', ')', ':', '/' */
    uint64_t blank;                          /* '-' or ' ' */
    uint64_t d2, d3, d4;
    uint64_t u2, u4, u8;     /* of capitals */
    uint64_t c2, c4, c8;     /* of capitals and digits */
    uint64_t octet, octets3; /* ':' or '-'; and another three bytes before */
    uint64_t dotted;         /* a dot, behind another and one to three digits */
};

/* Looks at `count` blocks, the first of them at `offset` of the stream. */
typedef void look_fn(const struct look *look, struct masks *before, const uint8_t *blocks,
                     size_t count, uint64_t offset);

struct shapes {
    look_fn *look;
    struct masks before;
    struct context_words words[IDENTIFIERS];
};

/* A mask moved `by` bytes towards the end, the last bytes of the block before moved in. */
#define MOVED(field, by) (m->field << (by) | before->field >> (64 - (by)))

/* Calls `fn` with the offset of each set bit. */
static inline void each(const struct look *look, uint64_t mask, uint64_t offset,
                        void (*fn)(const struct look *look, uint64_t at))
{
    for (; mask; mask &= mask - 1)
        fn(look, offset + (uint64_t)__builtin_ctzll(mask));
}

/* Shapes that end one byte behind a run of four digits or more: `runs`. */
static void match_runs(const struct look *look, const struct masks *before, const struct masks *m,
                       uint64_t runs, uint64_t offset)
{
    uint64_t sign = MOVED(blank, 9) | MOVED(dot, 9) | MOVED(close, 9);
    uint64_t fours = runs & MOVED(blank, 5) & MOVED(d4, 6) & MOVED(blank, 10) & MOVED(d4, 11);
    uint64_t date = MOVED(dash, 5) | MOVED(dot, 5) | MOVED(slash, 5);

    each(look,
         runs & MOVED(dash, 5) & MOVED(d2, 6) & MOVED(dash, 8) & MOVED(d3, 9) & ~MOVED(digit, 12),
         offset, look_ssn);
    each(look, runs & (MOVED(blank, 5) | MOVED(dot, 5)) & MOVED(d3, 6) & sign, offset, look_nanp);
    each(look, fours, offset, look_card_groups);
    each(look,
         runs & ((MOVED(blank, 5) & MOVED(d4, 6) & MOVED(digit, 10) & MOVED(digit, 11) &
                  MOVED(blank, 12) & MOVED(d4, 13)) |
                 (MOVED(digit, 5) & MOVED(blank, 6) & MOVED(d4, 7) & MOVED(digit, 11) &
                  MOVED(digit, 12) & MOVED(blank, 13) & MOVED(d4, 14))),
         offset, look_card_groups);
    /* 4-4-4, 3-3-4, 2-7 */
    each(look,
         fours | (runs & MOVED(blank, 5) & MOVED(d3, 6) & MOVED(blank, 9) & MOVED(d3, 10)) |
             (runs & MOVED(d3, 5) & MOVED(dash, 8) & MOVED(d2, 9)),
         offset, look_grouped);
    each(look, runs & date & MOVED(d2, 6) & MOVED(d2, 9), offset, look_date);
}

/* Shapes that end behind two or three digits, or a letter behind a sign. */
static void match_tails(const struct look *look, const struct masks *before, const struct masks *m,
                        uint64_t offset)
{
    uint64_t pairs = MOVED(d2, 1) & ~m->alnum & ~MOVED(digit, 3);
    uint64_t date = (MOVED(dash, 3) & MOVED(dash, 6)) | (MOVED(slash, 3) & MOVED(slash, 6));

    each(look,
         pairs & ((MOVED(blank, 3) & MOVED(d3, 4)) | (MOVED(dash, 3) & MOVED(slash, 8)) |
                  (MOVED(dash, 5) & MOVED(dash, 9))),
         offset, look_grouped);
    each(look,
         MOVED(d3, 1) & ~m->alnum & MOVED(blank, 4) & MOVED(d3, 5) & MOVED(blank, 8) &
             MOVED(d3, 9) & MOVED(blank, 12) & MOVED(d2, 13),
         offset, look_grouped);
    each(look,
         MOVED(upper, 1) & ~m->alnum & MOVED(blank, 2) & MOVED(d2, 3) &
             (MOVED(d4, 3) | MOVED(blank, 5)),
         offset, look_grouped);
    each(look, pairs & date & MOVED(d2, 4) & MOVED(d4, 7), offset, look_date);
}

/* Addresses of machines. */
static void match_addresses(const struct look *look, const struct masks *before, struct masks *m,
                            uint64_t offset)
{
    if (m->dot | before->dot) {
        m->dotted = m->dot & ((MOVED(digit, 1) & MOVED(dot, 2)) | (MOVED(d2, 1) & MOVED(dot, 3)) |
                              (MOVED(d3, 1) & MOVED(dot, 4)));
        if (m->dotted | before->dotted)
            each(look,
                 MOVED(digit, 1) & ~m->alnum &
                     (MOVED(dotted, 2) | (MOVED(d2, 1) & MOVED(dotted, 3)) |
                      (MOVED(d3, 1) & MOVED(dotted, 4))),
                 offset, look_ipv4);
        each(look, m->dot & MOVED(dot, 5) & MOVED(alnum, 1), offset, look_mac);
    }
    m->octet = m->colon | m->dash;
    m->octets3 = m->octet & MOVED(octet, 3);
    each(look, m->octets3 & MOVED(octets3, 6) & MOVED(octet, 12), offset, look_mac);
    if (m->colon)
        each(look, m->colon & (MOVED(colon, 1) | (MOVED(colon, 5) & MOVED(colon, 10))), offset,
             look_ipv6);
}

/* Shapes of digits, in a block that has some, or follows one that ended in some. */
static inline void match_digits(const struct look *look, const struct masks *before,
                                struct masks *m, uint64_t offset)
{
    uint64_t runs, code = m->upper | m->digit;

    each(look, MOVED(plus, 1) & m->digit, offset, look_e164);
    m->d2 = m->digit & MOVED(digit, 1);
    m->d3 = m->d2 & MOVED(digit, 2);
    m->d4 = m->d2 & MOVED(d2, 2);
    m->c2 = code & (code << 1 | (before->upper | before->digit) >> 63);
    m->c4 = m->c2 & MOVED(c2, 2);
    m->c8 = m->c4 & MOVED(c4, 4);
    each(look, MOVED(c8, 1) & ~m->alnum, offset, look_code);
    each(look, m->d2 & MOVED(upper, 2) & MOVED(upper, 3) & ~MOVED(alnum, 4), offset, look_iban);
    match_tails(look, before, m, offset);
    match_addresses(look, before, m, offset);
    runs = MOVED(d4, 1) & ~m->digit;
    if (runs)
        match_runs(look, before, m, runs, offset);
}

/* Capitals: three that are MRN, or the eight that a bank's code begins with. */
static inline void match_capitals(const struct look *look, const struct masks *before,
                                  struct masks *m, uint64_t offset)
{
    m->u2 = m->upper & MOVED(upper, 1);
    m->u4 = m->u2 & MOVED(u2, 2);
    m->u8 = m->u4 & MOVED(u4, 4);
    each(look, MOVED(u2, 1) & MOVED(upper, 3) & ~m->upper & ~MOVED(upper, 4), offset, look_mrn);
    each(look, MOVED(u8, 1) & ~m->upper, offset, look_bic);
}

/* Bits of the block before's digits that a shape in this one may still need: fourteen and those of
 * a run of twelve behind it begin at most so far back. */
enum { DIGITS_BEHIND = 44 };

/* Adds masks of a block to masks of zeros. */
typedef void classify_fn(const uint8_t *block, struct masks *m);

/* The masks of a block that was passed over: it has no digit, so its runs are those of capitals. */
static inline __attribute__((always_inline)) void add_rest(const uint8_t *block, struct masks *m,
                                                           classify_fn *all)
{
    all(block, m);
    m->octet = m->colon | m->dash;
    m->octets3 = m->octet & m->octet << 3;
    m->c2 = m->upper & m->upper << 1;
    m->c4 = m->c2 & m->c2 << 2;
    m->c8 = m->c4 & m->c4 << 4;
}

/*
 * The loop, made once for each width of vector: `few` sets the masks `digit`, `at` and `upper`,
 * `all` those and the others that describe bytes.
 */
static inline __attribute__((always_inline)) void
look_at_blocks(const struct look *look, struct masks *before, const uint8_t *blocks, size_t count,
               uint64_t offset, classify_fn *few, classify_fn *all)
{
    const uint8_t *block = blocks;
    bool passed = false; /* the block before has no digit, and its other masks were not made */

    for (size_t i = 0; i < count; i++, block += BLOCK, offset += BLOCK) {
        struct masks m = {0};

        few(block, &m);
        each(look, m.at, offset, look_email);
        match_capitals(look, before, &m, offset);
        if (m.digit == 0 && (passed || before->digit >> DIGITS_BEHIND == 0)) {
            passed = true;
            *before = m;
            continue;
        }
        if (passed) {
            add_rest(block - BLOCK, before, all);
            passed = false;
        }
        all(block, &m);
        match_digits(look, before, &m, offset);
        *before = m;
    }
    if (passed)
        add_rest(blocks + (count - 1) * BLOCK, before, all);
}

/* The bytes in [from, to] of 16, as all ones: moved so that the range begins at the least signed
 * value, it takes one comparison. */
#ifdef __SSE2__
static inline __m128i in_range(__m128i bytes, char from, char to)
{
    __m128i moved = _mm_sub_epi8(bytes, _mm_set1_epi8((char)(from - 128)));

    return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + (to - from) + 1)));
}

static inline __m128i equal(__m128i bytes, char c)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

#define BITS(lanes) ((uint64_t)(uint32_t)_mm_movemask_epi8(lanes) << i)

static inline void few_16(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));

        m->digit |= BITS(in_range(bytes, '0', '9'));
        m->at |= BITS(equal(bytes, '@'));
        m->upper |= BITS(in_range(bytes, 'A', 'Z'));
    }
}

static inline void all_16(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i digit = in_range(bytes, '0', '9');
        __m128i letter = in_range(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
        __m128i dash = equal(bytes, '-');

        m->alnum |= BITS(_mm_or_si128(digit, letter));
        m->plus |= BITS(equal(bytes, '+'));
        m->dash |= BITS(dash);
        m->dot |= BITS(equal(bytes, '.'));
        m->close |= BITS(equal(bytes, ')'));
        m->colon |= BITS(equal(bytes, ':'));
        m->slash |= BITS(equal(bytes, '/'));
        m->blank |= BITS(_mm_or_si128(dash, equal(bytes, ' ')));
    }
}
#undef BITS

static void look_16(const struct look *look, struct masks *before, const uint8_t *blocks,
                    size_t count, uint64_t offset)
{
    look_at_blocks(look, before, blocks, count, offset, few_16, all_16);
}

/* The same with twice the width, where the processor has it. */
#define WIDE __attribute__((target("avx2")))

WIDE static inline __m256i in_range_wide(__m256i bytes, char from, char to)
{
    __m256i moved = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)(from - 128)));

    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(-128 + (to - from) + 1)), moved);
}

WIDE static inline __m256i equal_wide(__m256i bytes, char c)
{
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

#define BITS(lanes) ((uint64_t)(uint32_t)_mm256_movemask_epi8(lanes) << i)

WIDE static inline void few_32(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(block + i));

        m->digit |= BITS(in_range_wide(bytes, '0', '9'));
        m->at |= BITS(equal_wide(bytes, '@'));
        m->upper |= BITS(in_range_wide(bytes, 'A', 'Z'));
    }
}

WIDE static inline void all_32(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(block + i));
        __m256i digit = in_range_wide(bytes, '0', '9');
        __m256i letter = in_range_wide(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), 'a', 'z');
        __m256i dash = equal_wide(bytes, '-');

        m->alnum |= BITS(_mm256_or_si256(digit, letter));
        m->plus |= BITS(equal_wide(bytes, '+'));
        m->dash |= BITS(dash);
        m->dot |= BITS(equal_wide(bytes, '.'));
        m->close |= BITS(equal_wide(bytes, ')'));
        m->colon |= BITS(equal_wide(bytes, ':'));
        m->slash |= BITS(equal_wide(bytes, '/'));
        m->blank |= BITS(_mm256_or_si256(dash, equal_wide(bytes, ' ')));
    }
}
#undef BITS

WIDE static void look_32(const struct look *look, struct masks *before, const uint8_t *blocks,
                         size_t count, uint64_t offset)
{
    look_at_blocks(look, before, blocks, count, offset, few_32, all_32);
}

/* And with a block in one vector, whose comparisons yield masks of bits. */
#define WIDEST __attribute__((target("avx512bw")))

WIDEST static inline uint64_t in_range_widest(__m512i bytes, char from, char to)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(from)),
                                  _mm512_set1_epi8((char)(to - from)));
}

WIDEST static inline uint64_t equal_widest(__m512i bytes, char c)
{
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
}

WIDEST static inline void few_64(const uint8_t *block, struct masks *m)
{
    __m512i bytes = _mm512_loadu_si512(block);

    m->digit = in_range_widest(bytes, '0', '9');
    m->at = equal_widest(bytes, '@');
    m->upper = in_range_widest(bytes, 'A', 'Z');
}

WIDEST static inline void all_64(const uint8_t *block, struct masks *m)
{
    __m512i bytes = _mm512_loadu_si512(block);

    m->alnum = in_range_widest(bytes, '0', '9') |
               in_range_widest(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), 'a', 'z');
    m->plus = equal_widest(bytes, '+');
    m->dash = equal_widest(bytes, '-');
    m->dot = equal_widest(bytes, '.');
    m->close = equal_widest(bytes, ')');
    m->colon = equal_widest(bytes, ':');
    m->slash = equal_widest(bytes, '/');
    m->blank = m->dash | equal_widest(bytes, ' ');
}

WIDEST static void look_64(const struct look *look, struct masks *before, const uint8_t *blocks,
                           size_t count, uint64_t offset)
{
    look_at_blocks(look, before, blocks, count, offset, few_64, all_64);
}

static look_fn *look_of_width(unsigned bytes)
{
    if (bytes == 64 && __builtin_cpu_supports("avx512bw"))
        return look_64;
    if (bytes == 32 && __builtin_cpu_supports("avx2"))
        return look_32;
    return bytes == 16 ? look_16 : NULL;
}
#else
static void few_1(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i++) {
        m->digit |= (uint64_t)is_digit(block[i]) << i;
        m->at |= (uint64_t)(block[i] == '@') << i;
        m->upper |= (uint64_t)(block[i] >= 'A' && block[i] <= 'Z') << i;
    }
}

static void all_1(const uint8_t *block, struct masks *m)
{
    for (int i = 0; i < BLOCK; i++) {
        uint8_t c = block[i];
        uint64_t bit = UINT64_C(1) << i;

        m->alnum |= is_alnum(c) ? bit : 0;
        m->plus |= c == '+' ? bit : 0;
        m->dash |= c == '-' ? bit : 0;
        m->dot |= c == '.' ? bit : 0;
        m->close |= c == ')' ? bit : 0;
        m->colon |= c == ':' ? bit : 0;
        m->slash |= c == '/' ? bit : 0;
        m->blank |= c == '-' || c == ' ' ? bit : 0;
    }
}

static void look_1(const struct look *look, struct masks *before, const uint8_t *blocks,
                   size_t count, uint64_t offset)
{
    look_at_blocks(look, before, blocks, count, offset, few_1, all_1);
}

static look_fn *look_of_width(unsigned bytes)
{
    return bytes == 16 ? look_1 : NULL;
}
#endif

struct shapes *shapes_of_width(unsigned bytes)
{
    look_fn *look = look_of_width(bytes);
    struct shapes *shapes = look ? calloc(1, sizeof *shapes) : NULL;

    if (!shapes)
        return NULL;
    shapes->look = look;
    for (size_t i = 0; i < IDENTIFIERS; i++)
        context_words_of(identifiers[i].what.headers, &shapes->words[i]);
    return shapes;
}

struct shapes *shapes_new(void)
{
    struct shapes *shapes = NULL;

    for (unsigned width = BLOCK; width >= 16 && !shapes; width /= 2)
        shapes = shapes_of_width(width);
    return shapes;
}

void shapes_start(struct shapes *shapes)
{
    shapes->before = (struct masks){0};
}

void shapes_look(struct shapes *shapes, const struct view *view, uint64_t from, uint64_t to,
                 struct candidates *out)
{
    const struct look look = {.view = view, .out = out, .words = shapes->words};
    const uint8_t *data = view->data + (from - view->base);
    size_t whole = (size_t)(to - from) / BLOCK, rest = (size_t)(to - from) % BLOCK;
    uint8_t tail[2 * BLOCK] = {0};

    if (whole > 0)
        shapes->look(&look, &shapes->before, data, whole, from);
    if (!view->last)
        return;
    /* Past the last byte a block of zeros ends what runs up to it. */
    if (rest > 0)
        memcpy(tail, data + whole * BLOCK, rest);
    shapes->look(&look, &shapes->before, tail, rest > 0 ? 2 : 1, from + whole * BLOCK);
}
