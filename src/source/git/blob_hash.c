/* blob_hash.c - see blob_hash.h. */

#include "source/git/blob_hash.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"

bool blob_hash_start(struct blob_hash *hash, size_t id_size, uint64_t size)
{
    char head[32];
    int length = snprintf(head, sizeof head, "blob %" PRIu64, size);

    hash->id_size = id_size;
    if (!hash->digest)
        hash->digest = digest_new(id_size == SHA1_SIZE ? DIGEST_SHA1 : DIGEST_SHA256);
    if (!hash->digest)
        return false;
    digest_start(hash->digest);
    digest_add(hash->digest, bytes_of(head, (size_t)length + 1)); /* its NUL too */
    return true;
}

void blob_hash_end(struct blob_hash *hash, struct object_id *id)
{
    uint8_t bytes[DIGEST_SIZE_MAX];

    digest_end(hash->digest, bytes);
    object_id_of(id, bytes, hash->id_size);
}

void blob_hash_clear(struct blob_hash *hash)
{
    digest_freep(&hash->digest);
}

static bool is_printable(uint8_t byte)
{
    switch (byte) {
    case '\b':
    case '\t':
    case '\033':
    case '\014':
        return true;
    default:
        return byte >= ' ' && byte != 127;
    }
}

void text_facts_add(struct text_facts *facts, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        uint8_t byte = bytes.data[i];

        if (facts->cr_before) {
            facts->crlf += byte == '\n';
            facts->lone_cr += byte != '\n';
        }
        facts->cr_before = byte == '\r';
        facts->nul += byte == 0;
        if (is_printable(byte))
            facts->printable++;
        else if (byte != '\r' && byte != '\n')
            facts->nonprintable++;
        facts->last = byte;
    }
    facts->size += bytes.size;
}

void text_facts_end(struct text_facts *facts)
{
    enum { SUBSTITUTE = 032 }; /* ends files of old systems */

    facts->lone_cr += facts->cr_before;
    facts->cr_before = false;
    if (facts->size > 0 && facts->last == SUBSTITUTE)
        facts->nonprintable--;
}

bool text_facts_are_binary(const struct text_facts *facts)
{
    return facts->lone_cr > 0 || facts->nul > 0 || facts->printable >> 7 < facts->nonprintable;
}

void blob_hash_add_text(struct blob_hash *hash, struct bytes bytes, bool *held)
{
    while (bytes.size > 0) {
        const uint8_t *cr;

        if (*held && bytes.data[0] != '\n')
            digest_add(hash->digest, BYTES("\r"));
        *held = false;
        cr = memchr(bytes.data, '\r', bytes.size);
        digest_add(hash->digest, bytes_of(bytes.data, cr ? (size_t)(cr - bytes.data) : bytes.size));
        if (!cr)
            return;
        *held = true;
        bytes = bytes_from(bytes, (size_t)(cr - bytes.data) + 1);
    }
}
