/*
 * stands_for.c - see stands_for.h. Sources: git-lfs, docs/spec.md, "The Pointer"; gitattributes(5),
 * "End-of-line conversion".
 */

#include "source/git/stands_for.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "source/annex_key.h"

enum { LFS_POINTER_MAX = 1024, OID_SIZE = 2 * SHA256_SIZE };

static bool is_digest(struct bytes hex, const uint8_t sha256_wanted[SHA256_SIZE])
{
    uint8_t digest[SHA256_SIZE];

    return hex_decode(hex, digest, sizeof digest) &&
           memcmp(digest, sha256_wanted, sizeof digest) == 0;
}

/* The hex digest of a pointer of git-lfs; false for other files. */
static bool take_lfs_oid(struct bytes blob, struct bytes *oid)
{
    static const char oid_line[] = "\noid sha256:";
    const uint8_t *at;

    if (blob.size > LFS_POINTER_MAX ||
        !bytes_starts(blob, BYTES("version https://git-lfs.github.com/spec/v1\n")))
        return false;
    at = memmem(blob.data, blob.size, oid_line, sizeof oid_line - 1);
    if (!at)
        return false;
    *oid = bytes_from(blob, (size_t)(at - blob.data) + sizeof oid_line - 1);
    oid->size = oid->size < OID_SIZE ? oid->size : OID_SIZE;
    return true;
}

bool stands_elsewhere(struct bytes blob)
{
    struct annex_key key;
    struct bytes oid;

    return take_lfs_oid(blob, &oid) || annex_key_of_link(blob, &key) ||
           annex_key_of_pointer(blob, &key);
}

static enum stands_for key_stands_for(const struct annex_key *key, const uint8_t sha256_wanted[])
{
    if (!key->hashed || key->hash != DIGEST_SHA256)
        return STANDS_FOR_UNKNOWN;
    return is_digest(key->digest, sha256_wanted) ? STANDS_FOR_IT : STANDS_FOR_OTHER;
}

/* On disk, with core.autocrlf: each LF of a text without CR. */
static ASSAY_RESULT is_checked_out(struct bytes blob, const uint8_t sha256_wanted[SHA256_SIZE],
                                   bool *is, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    uint8_t digest[SHA256_SIZE];

    *is = false;
    if (blob.size == 0 || memchr(blob.data, 0, blob.size) || memchr(blob.data, '\r', blob.size))
        return ASSAY_OK;
    for (size_t i = 0; i < blob.size; i++) {
        if (blob.data[i] == '\n')
            buf_byte(&text, '\r');
        buf_byte(&text, blob.data[i]);
    }
    TRY(buf_status(&text, err));
    sha256(buf_bytes(&text), digest);
    *is = memcmp(digest, sha256_wanted, sizeof digest) == 0;
    return ASSAY_OK;
}

enum assay_status stands_for(struct bytes blob, const uint8_t sha256_wanted[SHA256_SIZE],
                             enum stands_for *out, struct assay_error *err)
{
    uint8_t digest[SHA256_SIZE];
    struct annex_key key;
    struct bytes oid;
    bool same;

    sha256(blob, digest);
    same = memcmp(digest, sha256_wanted, sizeof digest) == 0;
    if (!same && (annex_key_of_link(blob, &key) || annex_key_of_pointer(blob, &key))) {
        *out = key_stands_for(&key, sha256_wanted);
        return ASSAY_OK;
    }
    if (!same && take_lfs_oid(blob, &oid))
        same = is_digest(oid, sha256_wanted);
    else if (!same)
        TRY(is_checked_out(blob, sha256_wanted, &same, err));
    *out = same ? STANDS_FOR_IT : STANDS_FOR_OTHER;
    return ASSAY_OK;
}
