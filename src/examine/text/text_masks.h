/*
 * text_masks.h - a short text as a few masks, one bit a byte: what its characters are is seen at
 * once, and where one thing meets another by shifts, without a loop over the bytes.
 */

#pragma once

#include "examine/text/text_hash.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum { TEXT_MASKS_MOST = 64 }; /* bytes */

struct text_masks {
    uint64_t digit, upper, lower;
    uint64_t sign; /* what stands between groups of digits: blank, '-', '.', '/' */
};

/* Ones for so many bytes. */
static inline uint64_t text_masks_full(size_t size)
{
    return size >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << size) - 1;
}

#ifdef __SSE2__
/* The bytes in [from, to], as all ones: moved so that the range begins at the least signed value,
 * it takes one comparison. */
static inline __m128i text_masks_range(__m128i bytes, char from, char to)
{
    __m128i moved = _mm_sub_epi8(bytes, _mm_set1_epi8((char)(from - 128)));

    return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + (to - from) + 1)));
}

static inline uint64_t text_masks_bits(__m128i lanes, size_t at)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(lanes) << at;
}

/* Sixteen bytes, or fewer and zeros behind them, that stand at `at` of the text. */
static inline void text_masks_add(struct text_masks *masks, __m128i bytes, size_t at)
{
    masks->digit |= text_masks_bits(text_masks_range(bytes, '0', '9'), at);
    masks->upper |= text_masks_bits(text_masks_range(bytes, 'A', 'Z'), at);
    masks->lower |= text_masks_bits(text_masks_range(bytes, 'a', 'z'), at);
    masks->sign |= text_masks_bits(
        _mm_or_si128(text_masks_range(bytes, '-', '/'), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '))),
        at);
}

/* A text of fewer than sixteen bytes, and zeros behind it. */
static inline __m128i text_masks_short(struct bytes text)
{
    uint64_t front, rest = 0;

    if (text.size < 8) {
        front = text_hash_tail(text.data, text.size);
    } else {
        front = text_hash_u64(text.data);
        rest = text_hash_u64(text.data + text.size - 8) >> 8 >> 8 * (15 - text.size);
    }
    return _mm_set_epi64x((long long)rest, (long long)front);
}

/* Where that byte stands in TEXT_MASKS_MOST bytes. */
static inline uint64_t text_masks_equal_full(const uint8_t *data, uint8_t byte)
{
    const __m128i *some = (const __m128i *)(const void *)data;
    const __m128i wanted = _mm_set1_epi8((char)byte);
    const __m128i a = _mm_cmpeq_epi8(_mm_loadu_si128(some), wanted);
    const __m128i b = _mm_cmpeq_epi8(_mm_loadu_si128(some + 1), wanted);
    const __m128i c = _mm_cmpeq_epi8(_mm_loadu_si128(some + 2), wanted);
    const __m128i d = _mm_cmpeq_epi8(_mm_loadu_si128(some + 3), wanted);

    if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0)
        return 0;
    return text_masks_bits(a, 0) | text_masks_bits(b, 16) | text_masks_bits(c, 32) |
           text_masks_bits(d, 48);
}

/* As text_masks_of(): where that byte stands. */
static inline uint64_t text_masks_equal(struct bytes text, uint8_t byte)
{
    const __m128i wanted = _mm_set1_epi8((char)byte);
    uint64_t mask = 0;

    if (text.size < 16)
        return text_masks_bits(_mm_cmpeq_epi8(text_masks_short(text), wanted), 0) &
               text_masks_full(text.size);
    for (size_t at = 0;; at = at + 32 <= text.size ? at + 16 : text.size - 16) {
        const __m128i *some = (const __m128i *)(const void *)(text.data + at);

        mask |= text_masks_bits(_mm_cmpeq_epi8(_mm_loadu_si128(some), wanted), at);
        if (at + 16 == text.size)
            return mask;
    }
}

/* True where sixteen bytes are all of text_masks_of() but small letters. */
static inline bool text_masks_sixteen(const uint8_t *data)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)data);
    const __m128i all =
        _mm_or_si128(_mm_or_si128(text_masks_range(bytes, '-', '9'), /* signs and digits */
                                  text_masks_range(bytes, 'A', 'Z')),
                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));

    return _mm_movemask_epi8(all) == 0xffff;
}

/* At most TEXT_MASKS_MOST bytes. No byte past the text is read: its last vector overlaps the one
 * before, where both say the same. */
static inline struct text_masks text_masks_of(struct bytes text)
{
    struct text_masks masks = {0};
    const uint8_t *data = text.data;
    size_t size = text.size;

    if (size < 16) {
        text_masks_add(&masks, text_masks_short(text), 0);
        return masks;
    }
    for (size_t at = 0; at + 16 < size; at += 16)
        text_masks_add(&masks, _mm_loadu_si128((const __m128i *)(const void *)(data + at)), at);
    text_masks_add(&masks, _mm_loadu_si128((const __m128i *)(const void *)(data + size - 16)),
                   size - 16);
    return masks;
}
#else
static inline bool text_masks_sixteen(const uint8_t *data)
{
    for (size_t i = 0; i < 16; i++)
        if (!((data[i] >= '-' && data[i] <= '9') || (data[i] >= 'A' && data[i] <= 'Z') ||
              data[i] == ' '))
            return false;
    return true;
}

static inline uint64_t text_masks_equal(struct bytes text, uint8_t byte)
{
    uint64_t mask = 0;

    for (size_t i = 0; i < text.size; i++)
        mask |= (uint64_t)(text.data[i] == byte) << i;
    return mask;
}

static inline uint64_t text_masks_equal_full(const uint8_t *data, uint8_t byte)
{
    return text_masks_equal(bytes_of(data, TEXT_MASKS_MOST), byte);
}

static inline struct text_masks text_masks_of(struct bytes text)
{
    struct text_masks masks = {0};

    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];
        uint64_t bit = UINT64_C(1) << i;

        masks.digit |= c >= '0' && c <= '9' ? bit : 0;
        masks.upper |= c >= 'A' && c <= 'Z' ? bit : 0;
        masks.lower |= c >= 'a' && c <= 'z' ? bit : 0;
        masks.sign |= c == ' ' || (c >= '-' && c <= '/') ? bit : 0;
    }
    return masks;
}
#endif
