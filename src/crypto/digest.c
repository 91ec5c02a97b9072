/*
 * digest.c - digests through OpenSSL's EVP, and SHA-1 and SHA-256 by the processor where that may
 * be.
 *
 * Looking an algorithm up costs more than hashing a small file, so it is fetched once for the whole
 * process and a context is initialised again instead of made again.
 *
 * OpenSSL digests one message at a time; two or sixteen side by side take four fifths or two
 * fifths of the time. So these have rounds of their own where the processor has instructions for
 * them, unless OpenSSL was set up with another provider (FIPS 140): who did that wants the digests
 * from there.
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

/* Those that have rounds of their own. */
static const struct sha_rounds *const all_rounds[DIGEST_KINDS] = {
    [DIGEST_SHA1] = &sha1_rounds,
    [DIGEST_SHA256] = &sha256_rounds,
};

/* Written once under `fetched`, read-only after it. */
static EVP_MD *algorithms[DIGEST_KINDS];
static bool has_rounds[DIGEST_KINDS];
static pthread_once_t fetched = PTHREAD_ONCE_INIT;

/* What nobody checked is not used: the rounds give what OpenSSL gives, here and now. */
static bool rounds_hold(const struct sha_rounds *rounds, const EVP_MD *md)
{
    static const char text[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    uint8_t theirs[DIGEST_SIZE_MAX], ours[SHA_LANES][DIGEST_SIZE_MAX];
    const struct bytes message = bytes_of(text, sizeof text - 1);
    struct digest_message messages[SHA_LANES];
    unsigned size = 0;

    if (EVP_Digest(message.data, message.size, theirs, &size, md, NULL) != 1)
        return false;
    for (size_t i = 0; i < SHA_LANES; i++)
        messages[i] = (struct digest_message){message, ours[i]};
    for (size_t count = 1; count <= SHA_LANES; count++) {
        memset(ours, 0, sizeof ours);
        sha_chain_beside(rounds, NULL, bytes_of(NULL, 0), messages, count);
        for (size_t i = 0; i < count; i++)
            if (memcmp(ours[i], theirs, size) != 0)
                return false;
    }
    return true;
}

static void fetch_all(void)
{
    for (size_t i = 0; i < DIGEST_KINDS; i++) {
        EVP_MD *md = EVP_MD_fetch(NULL, names[i], NULL);

        algorithms[i] = md;
        has_rounds[i] = all_rounds[i] && md && sha_rounds_here() &&
                        strcmp(OSSL_PROVIDER_get0_name(EVP_MD_get0_provider(md)), "default") == 0 &&
                        rounds_hold(all_rounds[i], md);
    }
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
    struct sha_chain chain;
};

/* The processor's own, or NULL where OpenSSL is to digest. */
static const struct sha_rounds *rounds_of(enum digest_kind kind)
{
    return algorithm(kind) && has_rounds[kind] ? all_rounds[kind] : NULL;
}

struct digest *digest_new(enum digest_kind kind)
{
    CLEANUP(digest_freep) struct digest *digest = calloc(1, sizeof *digest);
    const struct sha_rounds *rounds = rounds_of(kind);

    if (!digest)
        return NULL;
    if (rounds) {
        sha_chain_start(&digest->chain, rounds);
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
        sha_chain_start(&digest->chain, digest->chain.rounds);
    else if (EVP_DigestInit_ex2(digest->context, digest->algorithm, NULL) != 1)
        abort();
}

void digest_add(struct digest *digest, struct bytes bytes)
{
    if (!digest->context)
        sha_chain_add(&digest->chain, bytes);
    else if (bytes.size > 0 && EVP_DigestUpdate(digest->context, bytes.data, bytes.size) != 1)
        abort();
}

size_t digest_end(struct digest *digest, uint8_t out[DIGEST_SIZE_MAX])
{
    unsigned size = 0;

    if (!digest->context)
        return sha_chain_end(&digest->chain, out);
    if (EVP_DigestFinal_ex(digest->context, out, &size) != 1)
        abort();
    return size;
}

/* A message at hand, by OpenSSL. */
static void digest_alone(enum digest_kind kind, const struct digest_message *message)
{
    if (EVP_Digest(message->bytes.data, message->bytes.size, message->out, NULL, algorithm(kind),
                   NULL) != 1)
        abort();
}

void digest_messages(enum digest_kind kind, const struct digest_message *messages, size_t count)
{
    const struct sha_rounds *rounds = rounds_of(kind);

    if (rounds)
        sha_chain_beside(rounds, NULL, bytes_of(NULL, 0), messages, count);
    for (size_t i = 0; !rounds && i < count; i++)
        digest_alone(kind, &messages[i]);
}

void sha256(struct bytes bytes, uint8_t out[SHA256_SIZE])
{
    digest_messages(DIGEST_SHA256, &(struct digest_message){bytes, out}, 1);
}

void sha256_beside(struct digest *digest, struct bytes more, const struct digest_message *messages,
                   size_t count)
{
    if (digest && !digest->context) {
        sha_chain_beside(&sha256_rounds, &digest->chain, more, messages, count);
        return;
    }
    if (digest)
        digest_add(digest, more);
    digest_messages(DIGEST_SHA256, messages, count);
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
