/*
 * block_masks.h - what the bytes of a block are, one bit a byte: 64 bytes become a 64-bit mask for
 * each class of byte (digit, letter, dash ...), and the masks of LANES blocks are one vector. Once
 * for each width of vector that a processor may have. Only detect_shapes.c includes it.
 */

#pragma once

#include "base/kit.h"
#include "examine/detect/detect.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum {
    BLOCK = 64,
    LANES = 8,
    WIDE_AT = 0xa0, /* the last byte of U+FF20, a full-width '@' */
};

/* A mask of each of so many blocks. Where the processor has no such vector the compiler takes
 * several; none is ever an argument, for how that is passed differs. */
typedef uint64_t lane_masks __attribute__((vector_size(LANES * sizeof(uint64_t))));

/* One bit a byte of a block: what the byte is, or that a run of so many ends there. */
#define MASKS(MASK)                                                                                \
    MASK(digit)                                                                                    \
    MASK(upper)                                                                                    \
    MASK(alnum)                                                                                    \
    MASK(plus)                                                                                     \
    MASK(dash)                                                                                     \
    MASK(dot)                                                                                      \
    MASK(close) /* ')' */                                                                          \
    MASK(colon)                                                                                    \
    MASK(slash)                                                                                    \
    MASK(percent)                                                                                  \
    MASK(blank) /* '-' or ' ' */                                                                   \
    MASK(d2)                                                                                       \
    MASK(d3)                                                                                       \
    MASK(d4)                                                                                       \
    MASK(u2) /* of capitals */                                                                     \
    MASK(u4)                                                                                       \
    MASK(u8)                                                                                       \
    MASK(c2) /* of capitals and digits */                                                          \
    MASK(c4)                                                                                       \
    MASK(c8)                                                                                       \
    MASK(octet)   /* ':' or '-' */                                                                 \
    MASK(octets3) /* and another three bytes before */                                             \
    MASK(dotted)  /* a dot, behind another and one to three digits */

#define OF_LANES(name) lane_masks name;
struct masks {
    lane_masks at;
    MASKS(OF_LANES)
    struct {
        MASKS(OF_LANES)
    } moved; /* the same one lane on: of the block before, in each lane */
};
#undef OF_LANES

/* The masks of one block: the last one before those that are looked at. */
#define OF_BLOCK(name) uint64_t name;
struct before {
    MASKS(OF_BLOCK)
};
#undef OF_BLOCK

/* What is made again for each width of vector. */
#define PART static inline __attribute__((always_inline))

/* Which lanes of a mask have a bit, a bit each. */
typedef unsigned lanes_fn(const lane_masks *mask);

/* Which lanes have a bit, one after the other. */
PART unsigned lanes_by_one(const lane_masks *mask)
{
    unsigned found = 0;

    for (unsigned i = 0; i < LANES; i++)
        found |= (unsigned)((*mask)[i] != 0) << i;
    return found;
}

/* The masks one lane on, with the one of the block before them all in front. */
typedef void moved_fn(const lane_masks *masks, uint64_t before, lane_masks *moved);

PART void moved_at_once(const lane_masks *masks, uint64_t before, lane_masks *moved)
{
    *moved = __builtin_shufflevector((lane_masks){0} + before, *masks, 7, 8, 9, 10, 11, 12, 13, 14);
}
_Static_assert(LANES == 8, "as they are numbered there");

/* Sets masks of one block, in its lane. */
typedef void classify_fn(const uint8_t *block, size_t lane, struct masks *m);

/* What `rest` sets, where it comes together bit by bit. */
PART void put_rest(const struct before *one, size_t lane, struct masks *m)
{
    m->alnum[lane] = one->alnum;
    m->plus[lane] = one->plus;
    m->dash[lane] = one->dash;
    m->dot[lane] = one->dot;
    m->close[lane] = one->close;
    m->colon[lane] = one->colon;
    m->slash[lane] = one->slash;
    m->percent[lane] = one->percent;
    m->blank[lane] = one->blank;
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

#define BITS(bytes) ((uint64_t)(uint32_t)_mm_movemask_epi8(bytes) << i)

static inline void few_16(const uint8_t *block, size_t lane, struct masks *m)
{
    uint64_t digit = 0, at = 0, upper = 0;

    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));

        digit |= BITS(in_range(bytes, '0', '9'));
        at |= BITS(_mm_or_si128(equal(bytes, '@'), equal(bytes, (char)WIDE_AT)));
        upper |= BITS(in_range(bytes, 'A', 'Z'));
    }
    m->digit[lane] = digit;
    m->at[lane] = at;
    m->upper[lane] = upper;
}

static inline void rest_16(const uint8_t *block, size_t lane, struct masks *m)
{
    struct before one = {0};

    for (int i = 0; i < BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
        __m128i digit = in_range(bytes, '0', '9');
        __m128i letter = in_range(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
        __m128i dash = equal(bytes, '-');

        one.alnum |= BITS(_mm_or_si128(digit, letter));
        one.plus |= BITS(equal(bytes, '+'));
        one.dash |= BITS(dash);
        one.dot |= BITS(equal(bytes, '.'));
        one.close |= BITS(equal(bytes, ')'));
        one.colon |= BITS(equal(bytes, ':'));
        one.slash |= BITS(equal(bytes, '/'));
        one.percent |= BITS(equal(bytes, '%'));
        one.blank |= BITS(_mm_or_si128(dash, equal(bytes, ' ')));
    }
    put_rest(&one, lane, m);
}
#undef BITS

/* The same with twice the width, where the processor has it. */
#define WIDE __attribute__((target("avx2,bmi")))

WIDE static inline __m256i in_range_wide(__m256i bytes, char from, char to)
{
    __m256i moved = _mm256_sub_epi8(bytes, _mm256_set1_epi8((char)(from - 128)));

    return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(-128 + (to - from) + 1)), moved);
}

WIDE static inline __m256i equal_wide(__m256i bytes, char c)
{
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

#define BITS(bytes) ((uint64_t)(uint32_t)_mm256_movemask_epi8(bytes) << i)

WIDE static inline void few_32(const uint8_t *block, size_t lane, struct masks *m)
{
    uint64_t digit = 0, at = 0, upper = 0;

    for (int i = 0; i < BLOCK; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(block + i));

        digit |= BITS(in_range_wide(bytes, '0', '9'));
        at |= BITS(_mm256_or_si256(equal_wide(bytes, '@'), equal_wide(bytes, (char)WIDE_AT)));
        upper |= BITS(in_range_wide(bytes, 'A', 'Z'));
    }
    m->digit[lane] = digit;
    m->at[lane] = at;
    m->upper[lane] = upper;
}

WIDE static inline void rest_32(const uint8_t *block, size_t lane, struct masks *m)
{
    struct before one = {0};

    for (int i = 0; i < BLOCK; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(block + i));
        __m256i digit = in_range_wide(bytes, '0', '9');
        __m256i letter = in_range_wide(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), 'a', 'z');
        __m256i dash = equal_wide(bytes, '-');

        one.alnum |= BITS(_mm256_or_si256(digit, letter));
        one.plus |= BITS(equal_wide(bytes, '+'));
        one.dash |= BITS(dash);
        one.dot |= BITS(equal_wide(bytes, '.'));
        one.close |= BITS(equal_wide(bytes, ')'));
        one.colon |= BITS(equal_wide(bytes, ':'));
        one.slash |= BITS(equal_wide(bytes, '/'));
        one.percent |= BITS(equal_wide(bytes, '%'));
        one.blank |= BITS(_mm256_or_si256(dash, equal_wide(bytes, ' ')));
    }
    put_rest(&one, lane, m);
}
#undef BITS

WIDE static inline unsigned lanes_of_32(const lane_masks *mask)
{
    const __m256i *halves = (const __m256i *)(const void *)mask;
    const __m256i none = _mm256_setzero_si256();
    const __m256i low = _mm256_cmpeq_epi64(_mm256_loadu_si256(halves), none);
    const __m256i high = _mm256_cmpeq_epi64(_mm256_loadu_si256(halves + 1), none);

    return 0xffU ^ (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(low)) ^
           (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(high)) << 4;
}

/* Of a shuffle across two vectors the compiler would make one of all lanes by themselves. */
WIDE static inline void moved_by_halves(const lane_masks *masks, uint64_t before, lane_masks *moved)
{
    const __m256i *from = (const __m256i *)(const void *)masks;
    const __m256i low = _mm256_loadu_si256(from), high = _mm256_loadu_si256(from + 1);
    const __m256i first = _mm256_castsi128_si256(_mm_cvtsi64_si128((long long)before));
    __m256i *to = (__m256i *)(void *)moved;

    _mm256_storeu_si256(to, _mm256_blend_epi32(_mm256_permute4x64_epi64(low, 0x90), first, 3));
    _mm256_storeu_si256(to + 1, _mm256_blend_epi32(_mm256_permute4x64_epi64(high, 0x90),
                                                   _mm256_permute4x64_epi64(low, 3), 3));
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

WIDEST static inline void few_64(const uint8_t *block, size_t lane, struct masks *m)
{
    __m512i bytes = _mm512_loadu_si512(block);

    m->digit[lane] = in_range_widest(bytes, '0', '9');
    m->at[lane] = equal_widest(bytes, '@') | equal_widest(bytes, (char)WIDE_AT);
    m->upper[lane] = in_range_widest(bytes, 'A', 'Z');
}

WIDEST static inline void rest_64(const uint8_t *block, size_t lane, struct masks *m)
{
    __m512i bytes = _mm512_loadu_si512(block);
    uint64_t dash = equal_widest(bytes, '-');

    m->alnum[lane] = in_range_widest(bytes, '0', '9') |
                     in_range_widest(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), 'a', 'z');
    m->plus[lane] = equal_widest(bytes, '+');
    m->dash[lane] = dash;
    m->dot[lane] = equal_widest(bytes, '.');
    m->close[lane] = equal_widest(bytes, ')');
    m->colon[lane] = equal_widest(bytes, ':');
    m->slash[lane] = equal_widest(bytes, '/');
    m->percent[lane] = equal_widest(bytes, '%');
    m->blank[lane] = dash | equal_widest(bytes, ' ');
}

WIDEST static inline unsigned lanes_of_64(const lane_masks *mask)
{
    const __m512i all = _mm512_loadu_si512(mask);

    return _mm512_test_epi64_mask(all, all);
}

#else
static inline void few_1(const uint8_t *block, size_t lane, struct masks *m)
{
    uint64_t digit = 0, at = 0, upper = 0;

    for (int i = 0; i < BLOCK; i++) {
        digit |= (uint64_t)is_digit(block[i]) << i;
        at |= (uint64_t)(block[i] == '@' || block[i] == WIDE_AT) << i;
        upper |= (uint64_t)(block[i] >= 'A' && block[i] <= 'Z') << i;
    }
    m->digit[lane] = digit;
    m->at[lane] = at;
    m->upper[lane] = upper;
}

static inline void rest_1(const uint8_t *block, size_t lane, struct masks *m)
{
    struct before one = {0};

    for (int i = 0; i < BLOCK; i++) {
        uint8_t c = block[i];
        uint64_t bit = UINT64_C(1) << i;

        one.alnum |= is_alnum(c) ? bit : 0;
        one.plus |= c == '+' ? bit : 0;
        one.dash |= c == '-' ? bit : 0;
        one.dot |= c == '.' ? bit : 0;
        one.close |= c == ')' ? bit : 0;
        one.colon |= c == ':' ? bit : 0;
        one.slash |= c == '/' ? bit : 0;
        one.percent |= c == '%' ? bit : 0;
        one.blank |= c == '-' || c == ' ' ? bit : 0;
    }
    put_rest(&one, lane, m);
}

#endif
