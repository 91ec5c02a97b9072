/*
 * sha256_chain.h - SHA-256 over rounds of the processor's own: one message that grows, and many at
 * hand that are digested two at a time.
 *
 * Used where sha256_rounds_here() and nowhere else; digest.c decides, and has OpenSSL otherwise.
 */

#pragma once

#include "base/bytes.h"
#include "crypto/sha256_rounds.h"

struct sha256_chain {
    uint32_t state[SHA256_WORDS];
    uint64_t size;               /* bytes so far */
    uint8_t block[SHA256_BLOCK]; /* those that fill no block yet */
};

void sha256_chain_start(struct sha256_chain *chain);
void sha256_chain_add(struct sha256_chain *chain, struct bytes bytes);
void sha256_chain_end(const struct sha256_chain *chain, uint8_t *out); /* 32 bytes */

/* A message at hand. */
struct sha256_message {
    struct bytes bytes;
    uint8_t *out; /* 32 bytes */
};

/* Digests all messages and, beside them, adds `more` to a chain; either may be missing (0, NULL).
 */
void sha256_chain_beside(struct sha256_chain *chain, struct bytes more,
                         const struct sha256_message *messages, size_t count);
