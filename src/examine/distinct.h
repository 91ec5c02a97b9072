/*
 * distinct.h - how many different values a column holds, in one KiB: exactly while they are few,
 * then about, by HyperLogLog with DISTINCT_REGISTERS registers (3 % one time in three).
 *
 * Source: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog" (2007), figure 3, on hashes of 64 bits,
 * which need no correction for large counts.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    DISTINCT_BITS = 10,
    DISTINCT_REGISTERS = 1 << DISTINCT_BITS,
    DISTINCT_PLACES = DISTINCT_REGISTERS / 8, /* of the table while values are few */
    DISTINCT_FEW = DISTINCT_PLACES * 3 / 4,   /* counted exactly up to here */
};

struct distinct {
    union {
        uint64_t hashes[DISTINCT_PLACES]; /* open addressing; 0: free */
        uint8_t registers[DISTINCT_REGISTERS];
    } seen;
    unsigned few; /* hashes held; more than DISTINCT_FEW: registers are */
};

/* All zero is empty. Out of line: a hash that the table does not hold yet. */
void distinct_add_new(struct distinct *distinct, uint64_t hash);

static inline void distinct_add_many(struct distinct *distinct, uint64_t hash)
{
    uint8_t *at = &distinct->seen.registers[hash >> (64 - DISTINCT_BITS)];
    uint64_t rest = hash << DISTINCT_BITS | UINT64_C(1) << (DISTINCT_BITS - 1);
    uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1);

    if (rank > *at)
        *at = rank;
}

static inline void distinct_add(struct distinct *distinct, uint64_t hash)
{
    if (distinct->few > DISTINCT_FEW)
        distinct_add_many(distinct, hash);
    else if (distinct->seen.hashes[hash % DISTINCT_PLACES] != hash)
        distinct_add_new(distinct, hash);
}

/* The number of different hashes; an estimate above DISTINCT_FEW. */
uint64_t distinct_count(const struct distinct *distinct);
