/*
 * sha_chain.h - SHA-1 and SHA-256 over rounds of the processor's own: one message that grows, and
 * many at hand that are digested side by side.
 *
 * Used where sha_rounds_here() and nowhere else; digest.c decides, and has OpenSSL otherwise.
 */

#pragma once

#include "base/bytes.h"
#include "crypto/sha_rounds.h"

struct sha_chain {
    const struct sha_rounds *rounds;
    uint32_t state[SHA_WORDS_MAX];
    uint64_t size;            /* bytes so far */
    uint8_t block[SHA_BLOCK]; /* those that fill no block yet */
};

void sha_chain_start(struct sha_chain *chain, const struct sha_rounds *rounds);
void sha_chain_add(struct sha_chain *chain, struct bytes bytes);
/* Writes the digest; returns its size. */
size_t sha_chain_end(const struct sha_chain *chain, uint8_t *out);

/* A message at hand. */
struct digest_message {
    struct bytes bytes;
    uint8_t *out; /* as many bytes as the digest has */
};

/* Digests all messages and, beside them, adds `more` to a chain of the same rounds; either may be
 * missing (0, NULL). */
void sha_chain_beside(const struct sha_rounds *rounds, struct sha_chain *chain, struct bytes more,
                      const struct digest_message *messages, size_t count);
