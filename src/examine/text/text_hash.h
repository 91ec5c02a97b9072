/*
 * text_hash.h - 64 bits of a text, the same on every machine and in every version: what rows are
 * known again by. No secret and no proof: whoever wants two texts of one hash can make them.
 * Source: docs/reference/tables.md, "The hash of a text".
 */

#pragma once

#include <stdint.h>

#include "base/bytes.h"

#define TEXT_HASH_START UINT64_C(0x243f6a8885a308d3) /* of pi, as the others */
#define TEXT_HASH_WORD UINT64_C(0x9e3779b97f4a7c15)
#define TEXT_HASH_END UINT64_C(0xa4093822299f31d1)
#define TEXT_HASH_CELL UINT64_C(0x13198a2e03707345)

/* Both halves of a product, folded. */
static inline uint64_t text_hash_fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t text_hash_u32(const uint8_t *data)
{
    uint32_t word;

    memcpy(&word, data, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

static inline uint64_t text_hash_u64(const uint8_t *data)
{
    uint64_t word;

    memcpy(&word, data, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Fewer than eight bytes as a little-endian word; bytes read twice come to the same place. */
static inline uint64_t text_hash_tail(const uint8_t *data, size_t size)
{
    if (size >= 4)
        return text_hash_u32(data) | text_hash_u32(data + size - 4) << 8 * (size - 4);
    if (size == 0)
        return 0;
    return data[0] | (uint64_t)data[size / 2] << 8 * (size / 2) |
           (uint64_t)data[size - 1] << 8 * (size - 1);
}

static inline uint64_t text_hash(struct bytes text)
{
    uint64_t hash = TEXT_HASH_START;
    const uint8_t *data = text.data;
    size_t left = text.size;

    for (; left >= 8; data += 8, left -= 8)
        hash = text_hash_fold(hash ^ text_hash_u64(data), TEXT_HASH_WORD);
    if (left > 0)
        hash = text_hash_fold(hash ^ text_hash_tail(data, left), TEXT_HASH_WORD);
    return text_hash_fold(hash ^ text.size, TEXT_HASH_END);
}

/* Fewer bits, to tell different values apart; of no use to find them again. */
static inline uint32_t text_mark(struct bytes text)
{
    uint64_t hash = text_hash(text);

    return (uint32_t)(hash ^ hash >> 32);
}

/* text_hash() of one to eight bytes that are a word already. */
static inline uint64_t text_hash_of_word(uint64_t word, size_t size)
{
    return text_hash_fold(text_hash_fold(TEXT_HASH_START ^ word, TEXT_HASH_WORD) ^ size,
                          TEXT_HASH_END);
}

/* The same for a text that comes in pieces. */
struct text_hasher {
    uint64_t hash, size;
    uint8_t tail[8];
};

static inline void text_hasher_start(struct text_hasher *hasher)
{
    hasher->hash = TEXT_HASH_START;
    hasher->size = 0;
}

static inline void text_hasher_add(struct text_hasher *hasher, struct bytes piece)
{
    size_t held = hasher->size % 8;

    hasher->size += piece.size;
    if (held > 0) {
        size_t taken = 8 - held < piece.size ? 8 - held : piece.size;

        if (taken)
            memcpy(hasher->tail + held, piece.data, taken);
        piece = bytes_from(piece, taken);
        if (held + taken < 8)
            return;
        hasher->hash = text_hash_fold(hasher->hash ^ text_hash_u64(hasher->tail), TEXT_HASH_WORD);
    }
    for (; piece.size >= 8; piece = bytes_from(piece, 8))
        hasher->hash = text_hash_fold(hasher->hash ^ text_hash_u64(piece.data), TEXT_HASH_WORD);
    if (piece.size)
        memcpy(hasher->tail, piece.data, piece.size);
}

static inline uint64_t text_hasher_end(const struct text_hasher *hasher)
{
    size_t held = hasher->size % 8;
    uint64_t hash = hasher->hash;

    if (held > 0)
        hash = text_hash_fold(hash ^ text_hash_tail(hasher->tail, held), TEXT_HASH_WORD);
    return text_hash_fold(hash ^ hasher->size, TEXT_HASH_END);
}

/* What a cell adds to the sum of its row: hashes of its column's name and of its text. */
static inline uint64_t text_hash_of_cell(uint64_t name, uint64_t text)
{
    return text_hash_fold(name ^ (text << 32 | text >> 32), TEXT_HASH_CELL);
}

/* The hash of a row of that sum, which holds at least one cell. */
static inline uint64_t text_hash_of_row(uint64_t sum)
{
    return text_hash_fold(sum ^ TEXT_HASH_START, TEXT_HASH_END);
}
