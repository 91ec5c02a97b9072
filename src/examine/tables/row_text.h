/*
 * row_text.h - a text as the sketch of rows knows it: a capital letter, an accent that stands apart
 * from its letter, a second blank or a byte of no width is not enough to make another row of it.
 *
 * Source: docs/reference/tables.md, "The sketch of rows".
 */

#pragma once

#include "examine/text/text_hash.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum {
    ROW_TEXT_MAX = 256, /* bytes; longer texts are known exactly as they are */
    ROW_TEXT_ROOM = 2 * ROW_TEXT_MAX,
};

#define ROW_TEXT_ONES UINT64_C(0x0101010101010101)

/* The text itself, of at most ROW_TEXT_MAX bytes, in `room`. */
struct bytes row_text(struct bytes text, uint8_t room[ROW_TEXT_ROOM]);

/* Out of line: any text. */
uint64_t row_text_hash_slow(struct bytes text);

/* The small letters of eight bytes below 128. */
static inline uint64_t row_text_lower(uint64_t word)
{
    uint64_t from_a = word + ROW_TEXT_ONES * (128 - 'A');
    uint64_t behind_z = word + ROW_TEXT_ONES * (127 - 'Z');

    return word | ((from_a & ~behind_z & ROW_TEXT_ONES * 128) >> 2);
}

/* Not 0 where eight bytes hold more than ASCII without controls, or a blank behind a blank; at
 * times also where they do not. *blanks: the upper bit of each byte of the last eight that is one.
 */
static inline uint64_t row_text_odd(uint64_t word, uint64_t *blanks)
{
    uint64_t others = word ^ ROW_TEXT_ONES * ' ', before = *blanks >> 56;

    *blanks = (others - ROW_TEXT_ONES) & ~others & ROW_TEXT_ONES * 128;
    return ((word | (word - ROW_TEXT_ONES * ' ')) & ROW_TEXT_ONES * 128) |
           (*blanks & (*blanks << 8 | before));
}

/* text_hash() of the text in small letters, blanks at its ends cut, those inside it one at a time,
 * and without characters of no width. */
static inline uint64_t row_text_hash(struct bytes text)
{
    uint64_t hash = TEXT_HASH_START, odd = 0, blanks = UINT64_C(1) << 63;
    const uint8_t *data = text.data;
    size_t left = text.size;
    uint64_t word;

    if (text.size == 0 || text.size > ROW_TEXT_MAX)
        return text_hash(text);
    for (; left >= 8; data += 8, left -= 8) {
        word = text_hash_u64(data);
        odd |= row_text_odd(word, &blanks);
        hash = text_hash_fold(hash ^ row_text_lower(word), TEXT_HASH_WORD);
    }
    if (left > 0) {
        word = text_hash_tail(data, left);
        odd |= row_text_odd(word | ROW_TEXT_ONES * 'a' << 8 * left, &blanks);
        hash = text_hash_fold(hash ^ row_text_lower(word), TEXT_HASH_WORD);
    }
    if (odd || text.data[text.size - 1] == ' ')
        return row_text_hash_slow(text);
    return text_hash_fold(hash ^ text.size, TEXT_HASH_END);
}

/* No blank, no capital, no control and no byte beyond ASCII. */
static inline bool row_text_is_plain(uint8_t byte)
{
    return byte > ' ' && byte < 128 && !(byte >= 'A' && byte <= 'Z');
}

/* True where the sketch knows a text as it is: of ASCII without capitals and controls, and of its
 * blanks none is cut. False for short texts, and at times for others. */
static inline bool row_text_is_known(struct bytes text)
{
#ifdef __SSE2__
    enum { WIDTH = 16 };
    const __m128i blank = _mm_set1_epi8(' ');
    __m128i odd = _mm_setzero_si128();

    if (text.size <= WIDTH || text.data[0] == ' ' || !row_text_is_plain(text.data[text.size - 1]))
        return false;
    for (size_t at = 0, last = text.size - WIDTH - 1;; at = at + WIDTH < last ? at + WIDTH : last) {
        const __m128i *some = (const __m128i *)(const void *)(text.data + at);
        const __m128i *next = (const __m128i *)(const void *)(text.data + at + 1);
        const __m128i bytes = _mm_loadu_si128(some), others = _mm_loadu_si128(next);
        const __m128i capitals = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('A' - 1)),
                                               _mm_cmplt_epi8(bytes, _mm_set1_epi8('Z' + 1)));
        const __m128i blanks =
            _mm_and_si128(_mm_cmpeq_epi8(bytes, blank), _mm_cmpeq_epi8(others, blank));

        odd = _mm_or_si128(
            odd, _mm_or_si128(_mm_cmplt_epi8(bytes, blank), _mm_or_si128(capitals, blanks)));
        if (at == last)
            return _mm_movemask_epi8(odd) == 0;
    }
#else
    (void)text;
    return false;
#endif
}

/* Both hashes of a text: of its bytes, and as the sketch knows it. */
static inline void row_text_hashes(struct bytes text, uint64_t *exact, uint64_t *known)
{
    *exact = text_hash(text);
    *known = row_text_is_known(text) ? *exact : row_text_hash(text);
}
