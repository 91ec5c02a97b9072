/*
 * sha256_lanes.c - the rounds of SHA-256 on vectors of sixteen words.
 * Source: FIPS 180-4, sections 4.1.2, 4.2.2 and 6.2.2.
 */

#include <stdlib.h>

#include "crypto/sha_rounds.h"

#ifdef __x86_64__
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512bw")))
#define WIDE_INLINE WIDE static inline __attribute__((always_inline))

enum { WORDS = 16, ROUNDS = 64 /* of a block */, HALF = SHA_LANES / 2 };

static const uint32_t constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* Functions of three words by their truth tables, the bit of the first as the highest. */
enum { PARITY = 0x96, CHOICE = 0xca, MAJORITY = 0xe8 };

/* Rows become columns: of eight vectors, each with eight words of one message and eight of the
 * message HALF behind it, eight with one word of each message; and back. */
WIDE_INLINE void transpose(__m512i v[HALF])
{
    const __m512i low = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
    const __m512i high = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
    __m512i pairs[HALF], fours[HALF];

#pragma GCC unroll 8
    for (int i = 0; i < HALF; i += 2) {
        pairs[i] = _mm512_unpacklo_epi32(v[i], v[i + 1]);
        pairs[i + 1] = _mm512_unpackhi_epi32(v[i], v[i + 1]);
    }
#pragma GCC unroll 8
    for (int i = 0; i < HALF; i += 4) {
        fours[i] = _mm512_unpacklo_epi64(pairs[i], pairs[i + 2]);
        fours[i + 1] = _mm512_unpackhi_epi64(pairs[i], pairs[i + 2]);
        fours[i + 2] = _mm512_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
        fours[i + 3] = _mm512_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
    }
#pragma GCC unroll 8
    for (int i = 0; i < HALF / 2; i++) {
        v[i] = _mm512_permutex2var_epi64(fours[i], low, fours[i + 4]);
        v[i + 4] = _mm512_permutex2var_epi64(fours[i], high, fours[i + 4]);
    }
}

/* Eight words of each of two messages. */
WIDE_INLINE __m512i get(const void *first, const void *second)
{
    return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)first)),
                              _mm256_loadu_si256((const __m256i *)second), 1);
}

WIDE_INLINE void put(__m512i words, void *first, void *second)
{
    _mm256_storeu_si256((__m256i *)first, _mm512_castsi512_si256(words));
    _mm256_storeu_si256((__m256i *)second, _mm512_extracti64x4_epi64(words, 1));
}

/* A block of each message. */
WIDE_INLINE void take_blocks(__m512i words[WORDS], const struct sha_lane lanes[SHA_LANES],
                             size_t at)
{
    const __m512i big_endian =
        _mm512_broadcast_i32x4(_mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));

#pragma GCC unroll 2
    for (int half = 0; half < WORDS; half += HALF) {
        const size_t from = at + (size_t)half * sizeof(uint32_t);

#pragma GCC unroll 8
        for (int i = 0; i < HALF; i++)
            words[half + i] = _mm512_shuffle_epi8(
                get(lanes[i].blocks + from, lanes[HALF + i].blocks + from), big_endian);
        transpose(words + half);
    }
}

WIDE_INLINE __m512i parity(__m512i a, __m512i b, __m512i c)
{
    return _mm512_ternarylogic_epi32(a, b, c, PARITY);
}

/* The word of the schedule sixteen rounds behind words[i], in its place. */
WIDE_INLINE void schedule(__m512i words[WORDS], int i)
{
    __m512i early = words[(i + 1) % WORDS], late = words[(i + 14) % WORDS];
    __m512i small0 = parity(_mm512_ror_epi32(early, 7), _mm512_ror_epi32(early, 18),
                            _mm512_srli_epi32(early, 3));
    __m512i small1 =
        parity(_mm512_ror_epi32(late, 17), _mm512_ror_epi32(late, 19), _mm512_srli_epi32(late, 10));

    words[i] = _mm512_add_epi32(_mm512_add_epi32(words[i], words[(i + 9) % WORDS]),
                                _mm512_add_epi32(small0, small1));
}

/* One round: `turn` says where in `s` the letters a to h stand by now. */
WIDE_INLINE void step(__m512i s[SHA_WORDS_MAX], int turn, __m512i word, uint32_t constant)
{
#define LETTER(i) s[((i)-turn) & (SHA_WORDS_MAX - 1)]
    __m512i a = LETTER(0), b = LETTER(1), c = LETTER(2), e = LETTER(4);
    __m512i big1 = parity(_mm512_ror_epi32(e, 6), _mm512_ror_epi32(e, 11), _mm512_ror_epi32(e, 25));
    __m512i choice = _mm512_ternarylogic_epi32(e, LETTER(5), LETTER(6), CHOICE);
    __m512i first = _mm512_add_epi32(
        _mm512_add_epi32(_mm512_add_epi32(LETTER(7), _mm512_set1_epi32((int)constant)), word),
        _mm512_add_epi32(choice, big1));
    __m512i big0 = parity(_mm512_ror_epi32(a, 2), _mm512_ror_epi32(a, 13), _mm512_ror_epi32(a, 22));
    __m512i second = _mm512_add_epi32(big0, _mm512_ternarylogic_epi32(a, b, c, MAJORITY));

    LETTER(3) = _mm512_add_epi32(LETTER(3), first);
    LETTER(7) = _mm512_add_epi32(first, second);
#undef LETTER
}

WIDE_INLINE void take_block(__m512i s[SHA_WORDS_MAX], __m512i words[WORDS])
{
#pragma GCC unroll 16
    for (int i = 0; i < WORDS; i++)
        step(s, i, words[i], constants[i]);
    for (int from = WORDS; from < ROUNDS; from += WORDS) {
#pragma GCC unroll 16
        for (int i = 0; i < WORDS; i++) {
            schedule(words, i);
            step(s, i, words[i], constants[from + i]);
        }
    }
}

bool sha_lanes_here(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}

WIDE void sha256_lanes(const struct sha_lane lanes[SHA_LANES], size_t count)
{
    __m512i states[SHA_WORDS_MAX], before[SHA_WORDS_MAX], words[WORDS];

#pragma GCC unroll 8
    for (int i = 0; i < HALF; i++)
        states[i] = get(lanes[i].state, lanes[HALF + i].state);
    transpose(states);
    for (size_t at = 0; at < count * SHA_BLOCK; at += SHA_BLOCK) {
#pragma GCC unroll 8
        for (int i = 0; i < SHA_WORDS_MAX; i++)
            before[i] = states[i];
        take_blocks(words, lanes, at);
        take_block(states, words);
#pragma GCC unroll 8
        for (int i = 0; i < SHA_WORDS_MAX; i++)
            states[i] = _mm512_add_epi32(states[i], before[i]);
    }
    transpose(states);
    for (int i = 0; i < HALF; i++)
        put(states[i], lanes[i].state, lanes[HALF + i].state);
}
#else
bool sha_lanes_here(void)
{
    return false;
}

void sha256_lanes(const struct sha_lane lanes[SHA_LANES], size_t count)
{
    (void)lanes, (void)count;
    abort();
}
#endif
