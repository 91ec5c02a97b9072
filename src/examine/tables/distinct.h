/*
 * distinct.h - how many different values a column holds: exactly while they are not many, then
 * about, by HyperLogLog with DISTINCT_REGISTERS registers (3 % one time in three), in one KiB.
 *
 * Source: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog" (2007), figure 3, on hashes of 64 bits,
 * which need no correction for large counts.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DISTINCT_BITS = 10,
    DISTINCT_REGISTERS = 1 << DISTINCT_BITS,
    DISTINCT_PLACES = DISTINCT_REGISTERS / 8,    /* of the table while values are few */
    DISTINCT_FEW = DISTINCT_PLACES * 3 / 4,      /* counted exactly up to here */
    DISTINCT_PLACES_MOST = 64 * DISTINCT_PLACES, /* of the table that grows, 64 KiB */
    DISTINCT_MANY = DISTINCT_PLACES_MOST * 3 / 4 /* and with it up to here */
};

struct distinct {
    union {
        uint64_t hashes[DISTINCT_PLACES]; /* open addressing; 0: free */
        uint8_t registers[DISTINCT_REGISTERS];
    } seen;
    uint64_t *grown; /* the table, once it does not fit above; NULL: it does */
    size_t places;   /* of `grown`: a power of two */
    unsigned count;  /* hashes held */
    bool grows;      /* the caller's: exact beyond DISTINCT_FEW, for up to 64 KiB more */
    bool about;      /* registers are held, no hashes */
};

/* All zero is empty. What is held beside the struct. */
void distinct_clear(struct distinct *distinct);

/* Out of line: a hash that does not stand in its own place. */
bool distinct_add_new(struct distinct *distinct, uint64_t hash);

static inline void distinct_add_many(struct distinct *distinct, uint64_t hash)
{
    uint8_t *at = &distinct->seen.registers[hash >> (64 - DISTINCT_BITS)];
    uint64_t rest = hash << DISTINCT_BITS | UINT64_C(1) << (DISTINCT_BITS - 1);
    uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1);

    if (rank > *at)
        *at = rank;
}

/* False where the hash is known to have been added before. */
static inline bool distinct_add(struct distinct *distinct, uint64_t hash)
{
    if (distinct->about) {
        distinct_add_many(distinct, hash);
        return true;
    }
    return (distinct->grown ? distinct->grown[hash & (distinct->places - 1)] != hash
                            : distinct->seen.hashes[hash % DISTINCT_PLACES] != hash) &&
           distinct_add_new(distinct, hash);
}

/* The number of different hashes; an estimate above DISTINCT_MANY, or DISTINCT_FEW. */
uint64_t distinct_count(const struct distinct *distinct);
