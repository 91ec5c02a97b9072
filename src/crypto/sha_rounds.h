/*
 * sha_rounds.h - the rounds of SHA-1 and SHA-256 by the processor's own instructions, for one
 * message or for two side by side: each step of a message waits for the one before, so that a
 * second message fits into the gaps and costs a third of what it costs alone.
 *
 * Those instructions have one unit of the processor, and vectors have two or three: of SHA-256
 * there are rounds for sixteen messages as well, a word of each in one vector.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SHA_WORDS_MAX = 8,
    SHA_BLOCK = 64,
    SHA_LANES = 16,
    SHA_LANES_LEAST = 9 /* of so many in lanes take less time than two by two */
};

/* What one of many messages goes on with. */
struct sha_lane {
    uint32_t *state; /* of SHA_WORDS_MAX words */
    const uint8_t *blocks;
};

struct sha_rounds {
    size_t words;                  /* of the state, which is the digest at the end */
    uint32_t first[SHA_WORDS_MAX]; /* the state at the beginning */
    void (*one)(uint32_t state[SHA_WORDS_MAX], const uint8_t *blocks, size_t count);
    /* `count` blocks of each of two messages. */
    void (*two)(uint32_t a[SHA_WORDS_MAX], const uint8_t *a_blocks, uint32_t b[SHA_WORDS_MAX],
                const uint8_t *b_blocks, size_t count);
    /* And of SHA_LANES messages; NULL: there are no such rounds. Else only where
     * sha_lanes_here(). */
    void (*many)(const struct sha_lane lanes[SHA_LANES], size_t count);
};

extern const struct sha_rounds sha1_rounds, sha256_rounds;

/* False where the processor has no such instructions; then no rounds may be run. */
bool sha_rounds_here(void);

/* The same of the vectors that many messages are digested with. */
bool sha_lanes_here(void);

/* sha256_rounds.many */
void sha256_lanes(const struct sha_lane lanes[SHA_LANES], size_t count);
