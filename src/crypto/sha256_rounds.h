/*
 * sha256_rounds.h - the rounds of SHA-256 by the processor's own instructions, for one message or
 * for two side by side: each step of a message waits for the one before, so that a second message
 * fits into the gaps and costs a third of what it costs alone.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_WORDS = 8, SHA256_BLOCK = 64 };

/* False where the processor has no such instructions; then the others must not be called. */
bool sha256_rounds_here(void);

void sha256_rounds(uint32_t state[SHA256_WORDS], const uint8_t *blocks, size_t count);

/* `count` blocks of each of two messages. */
void sha256_rounds_two(uint32_t a[SHA256_WORDS], const uint8_t *a_blocks, uint32_t b[SHA256_WORDS],
                       const uint8_t *b_blocks, size_t count);
