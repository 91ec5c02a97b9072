/* digest.h - digests; what they need is looked up once and shared by all threads. */

#pragma once

#include <assay/error.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/sha_chain.h"

enum { SHA256_SIZE = 32, SHA1_SIZE = 20, DIGEST_SIZE_MAX = 64 };

/* MD5 and SHA-1 only where somebody else's format names content by them. */
enum digest_kind {
    DIGEST_MD5,
    DIGEST_SHA1,
    DIGEST_SHA224,
    DIGEST_SHA256,
    DIGEST_SHA384,
    DIGEST_SHA512,
    DIGEST_BLAKE2B, /* 64 bytes, as model signatures have it */
    DIGEST_KINDS
};

/* One digest being made; not for two threads at once, reused for any number of digests. */
struct digest;

/* NULL when memory ran out or OpenSSL does not offer the algorithm. */
struct digest *digest_new(enum digest_kind kind);
void digest_free(struct digest *digest);
void digest_freep(struct digest **digest);

/* These cannot fail on contexts made above; a failure of OpenSSL ends the process by abort(), for
 * a digest that is wrong must never be recorded. */
void digest_start(struct digest *digest);
void digest_add(struct digest *digest, struct bytes bytes);
size_t digest_end(struct digest *digest, uint8_t out[DIGEST_SIZE_MAX]);

/* A digest of bytes at hand. */
void sha256(struct bytes bytes, uint8_t out[SHA256_SIZE]);

/* Digests of messages at hand and, beside them, `more` added to a digest of SHA-256 or to none
 * (NULL): as digest_add() and sha256() one after the other, in less time. */
void sha256_beside(struct digest *digest, struct bytes more, const struct digest_message *messages,
                   size_t count);

/* Digests of messages at hand, several at a time where that takes less time. */
void digest_messages(enum digest_kind kind, const struct digest_message *messages, size_t count);

/* HMAC-SHA256 (RFC 2104). */
void hmac_sha256(struct bytes key, struct bytes message, uint8_t out[SHA256_SIZE]);

/* Bytes from the system's generator; ASSAY_EINTERNAL when it has none. */
ASSAY_RESULT random_bytes(void *out, size_t size, struct assay_error *err);
