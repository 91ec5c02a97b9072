/*
 * sha_rounds.c - the rounds of SHA-1 and SHA-256 by the processor's own instructions.
 * Source: FIPS 180-4, sections 4.2.2, 5.3, 6.1 and 6.2; Intel 64 and IA-32 Software Developer's
 * Manual, SHA1RNDS4, SHA1NEXTE, SHA1MSG1, SHA1MSG2, SHA256RNDS2, SHA256MSG1, SHA256MSG2.
 */

#include "crypto/sha_rounds.h"

#include <stdlib.h>

#include "base/kit.h"

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>

#define SHA __attribute__((target("sha,sse4.1")))
#define SHA_INLINE SHA static inline __attribute__((always_inline))

enum { FOURS = 16 }; /* of rounds, in a block */

static const uint32_t constants[4 * FOURS] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* ---- SHA-256 ---- */

/* The state as the instructions want it, and a window of the message's schedule. */
struct message {
    __m128i abef, cdgh;
    __m128i words[4];
};

SHA_INLINE __m128i get(const void *from)
{
    return _mm_loadu_si128((const __m128i *)from);
}

SHA_INLINE void put(void *to, __m128i value)
{
    _mm_storeu_si128((__m128i *)to, value);
}

SHA_INLINE void take_state(struct message *m, const uint32_t state[SHA_WORDS_MAX])
{
    __m128i badc = _mm_shuffle_epi32(get(state), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(get(state + 4), 0x1b);

    m->abef = _mm_alignr_epi8(badc, efgh, 8);
    m->cdgh = _mm_blend_epi16(efgh, badc, 0xf0);
}

SHA_INLINE void give_state(const struct message *m, uint32_t state[SHA_WORDS_MAX])
{
    __m128i feba = _mm_shuffle_epi32(m->abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(m->cdgh, 0xb1);

    put(state, _mm_blend_epi16(feba, dchg, 0xf0));
    put(state + 4, _mm_alignr_epi8(dchg, feba, 8));
}

SHA_INLINE void take_block(struct message *m, const uint8_t *block)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

    for (int i = 0; i < 4; i++)
        m->words[i] = _mm_shuffle_epi8(get(block + (size_t)16 * (size_t)i), big_endian);
}

SHA_INLINE void four_rounds(struct message *m, int four)
{
    __m128i *now = &m->words[four & 3];
    __m128i sum;

    if (four >= 4) {
        const __m128i *last = &m->words[(four + 3) & 3];

        *now = _mm_sha256msg1_epu32(*now, m->words[(four + 1) & 3]);
        *now = _mm_add_epi32(*now, _mm_alignr_epi8(*last, m->words[(four + 2) & 3], 4));
        *now = _mm_sha256msg2_epu32(*now, *last);
    }
    sum = _mm_add_epi32(*now, get(constants + (size_t)4 * (size_t)four));
    m->cdgh = _mm_sha256rnds2_epu32(m->cdgh, m->abef, sum);
    m->abef = _mm_sha256rnds2_epu32(m->abef, m->cdgh, _mm_shuffle_epi32(sum, 0x0e));
}

SHA_INLINE void add(struct message *m, const struct message *before)
{
    m->abef = _mm_add_epi32(m->abef, before->abef);
    m->cdgh = _mm_add_epi32(m->cdgh, before->cdgh);
}

bool sha_rounds_here(void)
{
    enum { SSE4_1_IN_C = 1 << 19, SHA_IN_B = 1 << 29 };
    unsigned a, b, c, d;

    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & SSE4_1_IN_C))
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & SHA_IN_B;
}

__attribute__((target("avx"))) static void zero_upper_halves(void)
{
    _mm256_zeroupper();
}

/* Who used wide registers before and left something in their upper halves makes each instruction
 * below wait for that half too: the rounds then take twice the time. */
static void begin_narrow(void)
{
    if (__builtin_cpu_supports("avx"))
        zero_upper_halves();
}

SHA static void sha256_one(uint32_t state[SHA_WORDS_MAX], const uint8_t *blocks, size_t count)
{
    struct message m;

    begin_narrow();
    take_state(&m, state);
    for (; count > 0; count--, blocks += SHA_BLOCK) {
        struct message before = m;

        take_block(&m, blocks);
#pragma GCC unroll 16
        for (int four = 0; four < FOURS; four++)
            four_rounds(&m, four);
        add(&m, &before);
    }
    give_state(&m, state);
}

SHA static void sha256_two(uint32_t a[SHA_WORDS_MAX], const uint8_t *a_blocks,
                           uint32_t b[SHA_WORDS_MAX], const uint8_t *b_blocks, size_t count)
{
    struct message m, n;

    begin_narrow();
    take_state(&m, a);
    take_state(&n, b);
    for (; count > 0; count--, a_blocks += SHA_BLOCK, b_blocks += SHA_BLOCK) {
        struct message m_before = m, n_before = n;

        take_block(&m, a_blocks);
        take_block(&n, b_blocks);
#pragma GCC unroll 16
        for (int four = 0; four < FOURS; four++) {
            four_rounds(&m, four);
            four_rounds(&n, four);
        }
        add(&m, &m_before);
        add(&n, &n_before);
    }
    give_state(&m, a);
    give_state(&n, b);
}
/* ---- SHA-1 ---- */

enum { SHA1_FOURS = 20, SHA1_PART = 5 }; /* of rounds, in a block and in each of its four parts */

/* The state as the instructions want it, the fifth word in the place of the highest. */
struct sha1_message {
    __m128i abcd, e;
    __m128i words[4];
};

SHA_INLINE void sha1_take_state(struct sha1_message *m, const uint32_t state[SHA_WORDS_MAX])
{
    m->abcd = _mm_shuffle_epi32(get(state), 0x1b);
    m->e = _mm_set_epi32((int)state[4], 0, 0, 0);
}

SHA_INLINE void sha1_give_state(const struct sha1_message *m, uint32_t state[SHA_WORDS_MAX])
{
    put(state, _mm_shuffle_epi32(m->abcd, 0x1b));
    state[4] = (uint32_t)_mm_extract_epi32(m->e, 3);
}

SHA_INLINE void sha1_take_block(struct sha1_message *m, const uint8_t *block)
{
    const __m128i reversed = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);

    for (int i = 0; i < 4; i++)
        m->words[i] = _mm_shuffle_epi8(get(block + (size_t)16 * (size_t)i), reversed);
}

/* The part says which function the rounds have; the instruction wants it as a constant. */
SHA_INLINE __m128i sha1_part(__m128i abcd, __m128i words, int part)
{
    switch (part) {
    case 0:
        return _mm_sha1rnds4_epu32(abcd, words, 0);
    case 1:
        return _mm_sha1rnds4_epu32(abcd, words, 1);
    case 2:
        return _mm_sha1rnds4_epu32(abcd, words, 2);
    default:
        return _mm_sha1rnds4_epu32(abcd, words, 3);
    }
}

SHA_INLINE void sha1_four_rounds(struct sha1_message *m, int four)
{
    __m128i *now = &m->words[four & 3];
    __m128i words, before = m->abcd;

    if (four >= 4) {
        *now = _mm_sha1msg1_epu32(*now, m->words[(four + 1) & 3]);
        *now = _mm_xor_si128(*now, m->words[(four + 2) & 3]);
        *now = _mm_sha1msg2_epu32(*now, m->words[(four + 3) & 3]);
    }
    words = four == 0 ? _mm_add_epi32(m->e, *now) : _mm_sha1nexte_epu32(m->e, *now);
    m->abcd = sha1_part(m->abcd, words, four / SHA1_PART);
    m->e = before;
}

SHA_INLINE void sha1_add(struct sha1_message *m, const struct sha1_message *before)
{
    m->e = _mm_sha1nexte_epu32(m->e, before->e);
    m->abcd = _mm_add_epi32(m->abcd, before->abcd);
}

SHA static void sha1_one(uint32_t state[SHA_WORDS_MAX], const uint8_t *blocks, size_t count)
{
    struct sha1_message m;

    begin_narrow();
    sha1_take_state(&m, state);
    for (; count > 0; count--, blocks += SHA_BLOCK) {
        struct sha1_message before = m;

        sha1_take_block(&m, blocks);
#pragma GCC unroll 20
        for (int four = 0; four < SHA1_FOURS; four++)
            sha1_four_rounds(&m, four);
        sha1_add(&m, &before);
    }
    sha1_give_state(&m, state);
}

SHA static void sha1_two(uint32_t a[SHA_WORDS_MAX], const uint8_t *a_blocks,
                         uint32_t b[SHA_WORDS_MAX], const uint8_t *b_blocks, size_t count)
{
    struct sha1_message m, n;

    begin_narrow();
    sha1_take_state(&m, a);
    sha1_take_state(&n, b);
    for (; count > 0; count--, a_blocks += SHA_BLOCK, b_blocks += SHA_BLOCK) {
        struct sha1_message m_before = m, n_before = n;

        sha1_take_block(&m, a_blocks);
        sha1_take_block(&n, b_blocks);
#pragma GCC unroll 20
        for (int four = 0; four < SHA1_FOURS; four++) {
            sha1_four_rounds(&m, four);
            sha1_four_rounds(&n, four);
        }
        sha1_add(&m, &m_before);
        sha1_add(&n, &n_before);
    }
    sha1_give_state(&m, a);
    sha1_give_state(&n, b);
}
#else
bool sha_rounds_here(void)
{
    return false;
}

#define sha1_one NULL
#define sha1_two NULL
#define sha256_one NULL
#define sha256_two NULL
#endif

const struct sha_rounds sha1_rounds = {
    .words = 5,
    .first = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0},
    .one = sha1_one,
    .two = sha1_two,
};

const struct sha_rounds sha256_rounds = {
    .words = 8,
    .first = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
              0x5be0cd19},
    .one = sha256_one,
    .two = sha256_two,
    .many = sha256_lanes,
};
