/*
 * sha_rounds.h - the rounds of SHA-1 and SHA-256 by the processor's own instructions, for one
 * message or for two side by side: each step of a message waits for the one before, so that a
 * second message fits into the gaps and costs a third of what it costs alone.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA_WORDS_MAX = 8, SHA_BLOCK = 64 };

struct sha_rounds {
    size_t words;                  /* of the state, which is the digest at the end */
    uint32_t first[SHA_WORDS_MAX]; /* the state at the beginning */
    void (*one)(uint32_t state[SHA_WORDS_MAX], const uint8_t *blocks, size_t count);
    /* `count` blocks of each of two messages. */
    void (*two)(uint32_t a[SHA_WORDS_MAX], const uint8_t *a_blocks, uint32_t b[SHA_WORDS_MAX],
                const uint8_t *b_blocks, size_t count);
};

extern const struct sha_rounds sha1_rounds, sha256_rounds;

/* False where the processor has no such instructions; then no rounds may be run. */
bool sha_rounds_here(void);
