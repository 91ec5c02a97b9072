/*
 * digest.c - digests through OpenSSL's EVP, and SHA-256 by the processor where that may be.
 *
 * Looking an algorithm up costs more than hashing a small file, so it is fetched once for the whole
 * process and a context is initialised again instead of made again.
 *
 * OpenSSL digests one message at a time; two side by side take two thirds of the time. So SHA-256
 * has rounds of its own where the processor has instructions for them, unless OpenSSL was set up
 * with another provider (FIPS 140): who did that wants the digests from there.
 */

#include "crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/kit.h"

enum { HMAC_BLOCK = 64 }; /* of SHA-256, bytes */

static const char *const names[] = {
    [DIGEST_MD5] = "MD5",
    [DIGEST_SHA1] = "SHA1",
    [DIGEST_SHA224] = "SHA224",
    [DIGEST_SHA256] = "SHA256",
    [DIGEST_SHA384] = "SHA384",
    [DIGEST_SHA512] = "SHA512",
    [DIGEST_BLAKE2B] = "BLAKE2B-512",
};
_Static_assert(ARRAY_LEN(names) == DIGEST_KINDS, "one name a kind");

/* Written once under `fetched`, read-only after it. */
static EVP_MD *algorithms[DIGEST_KINDS];
static bool has_rounds; /* for SHA-256 */
static pthread_once_t fetched = PTHREAD_ONCE_INIT;

/* What nobody checked is not used: the rounds give what OpenSSL gives, here and now. */
static bool rounds_hold(const EVP_MD *sha256_md)
{
    static const char text[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    uint8_t theirs[SHA256_SIZE], ours[2][SHA256_SIZE];
    const struct bytes message = bytes_of(text, sizeof text - 1);
    const struct sha256_message both[] = {{message, ours[0]}, {message, ours[1]}};

    if (EVP_Digest(message.data, message.size, theirs, NULL, sha256_md, NULL) != 1)
        return false;
    sha256_chain_beside(NULL, message, both, ARRAY_LEN(both));
    return memcmp(ours[0], theirs, SHA256_SIZE) == 0 && memcmp(ours[1], theirs, SHA256_SIZE) == 0;
}

static void fetch_all(void)
{
    const EVP_MD *md;

    for (size_t i = 0; i < DIGEST_KINDS; i++)
        algorithms[i] = EVP_MD_fetch(NULL, names[i], NULL);
    md = algorithms[DIGEST_SHA256];
    has_rounds = md && sha256_rounds_here() &&
                 strcmp(OSSL_PROVIDER_get0_name(EVP_MD_get0_provider(md)), "default") == 0 &&
                 rounds_hold(md);
}

static const EVP_MD *algorithm(enum digest_kind kind)
{
    if (pthread_once(&fetched, fetch_all) != 0)
        abort();
    return algorithms[kind];
}

struct digest {
    EVP_MD_CTX *context; /* NULL: `chain` it is */
    const EVP_MD *algorithm;
    struct sha256_chain chain;
};

static bool use_rounds(enum digest_kind kind)
{
    return algorithm(kind) && kind == DIGEST_SHA256 && has_rounds;
}

struct digest *digest_new(enum digest_kind kind)
{
    CLEANUP(digest_freep) struct digest *digest = calloc(1, sizeof *digest);

    if (!digest)
        return NULL;
    if (use_rounds(kind)) {
        sha256_chain_start(&digest->chain);
        return TAKE(digest);
    }
    digest->algorithm = algorithm(kind);
    digest->context = EVP_MD_CTX_new();
    if (!digest->algorithm || !digest->context ||
        EVP_DigestInit_ex2(digest->context, digest->algorithm, NULL) != 1)
        return NULL;
    return TAKE(digest);
}

void digest_free(struct digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->context);
    OPENSSL_cleanse(&digest->chain, sizeof digest->chain); /* it may have been over a key */
    free(digest);
}

void digest_freep(struct digest **digest)
{
    digest_free(*digest);
}

void digest_start(struct digest *digest)
{
    if (!digest->context)
        sha256_chain_start(&digest->chain);
    else if (EVP_DigestInit_ex2(digest->context, digest->algorithm, NULL) != 1)
        abort();
}

void digest_add(struct digest *digest, struct bytes bytes)
{
    if (!digest->context)
        sha256_chain_add(&digest->chain, bytes);
    else if (bytes.size > 0 && EVP_DigestUpdate(digest->context, bytes.data, bytes.size) != 1)
        abort();
}

size_t digest_end(struct digest *digest, uint8_t out[DIGEST_SIZE_MAX])
{
    unsigned size = 0;

    if (!digest->context) {
        sha256_chain_end(&digest->chain, out);
        return SHA256_SIZE;
    }
    if (EVP_DigestFinal_ex(digest->context, out, &size) != 1)
        abort();
    return size;
}

void sha256(struct bytes bytes, uint8_t out[SHA256_SIZE])
{
    unsigned size = 0;

    if (use_rounds(DIGEST_SHA256)) {
        struct sha256_chain chain;

        sha256_chain_start(&chain);
        sha256_chain_add(&chain, bytes);
        sha256_chain_end(&chain, out);
        return;
    }
    if (EVP_Digest(bytes.data, bytes.size, out, &size, algorithm(DIGEST_SHA256), NULL) != 1 ||
        size != SHA256_SIZE)
        abort();
}

void sha256_beside(struct digest *digest, struct bytes more, const struct sha256_message *messages,
                   size_t count)
{
    if (use_rounds(DIGEST_SHA256)) {
        sha256_chain_beside(digest ? &digest->chain : NULL, more, messages, count);
        return;
    }
    if (digest)
        digest_add(digest, more);
    for (size_t i = 0; i < count; i++)
        sha256(messages[i].bytes, messages[i].out);
}

void hmac_sha256(struct bytes key, struct bytes message, uint8_t out[SHA256_SIZE])
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    uint8_t block[HMAC_BLOCK] = {0}, whole[DIGEST_SIZE_MAX];

    if (!digest)
        abort();
    if (key.size > sizeof block)
        sha256(key, block);
    else if (key.size > 0)
        memcpy(block, key.data, key.size);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36;
    digest_start(digest);
    digest_add(digest, bytes_of(block, sizeof block));
    digest_add(digest, message);
    digest_end(digest, whole);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36 ^ 0x5c;
    digest_start(digest);
    digest_add(digest, bytes_of(block, sizeof block));
    digest_add(digest, bytes_of(whole, SHA256_SIZE));
    digest_end(digest, whole);
    memcpy(out, whole, SHA256_SIZE);
    OPENSSL_cleanse(block, sizeof block);
}

enum assay_status random_bytes(void *out, size_t size, struct assay_error *err)
{
    if (RAND_bytes_ex(NULL, out, size, 0) != 1)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET,
                          "the system gives no random bytes");
    return ASSAY_OK;
}
