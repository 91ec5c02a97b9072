/*
 * inspect_annex_pointer.c - unlocked files of git-annex: one line that stands for the content.
 * Source: git-annex, "internals: pointer file".
 */

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/papers/annex.h"
#include "source/stored.h"

enum { POINTER_MAX = 32768 /* bytes that git-annex looks at */ };

#define PREFIX "/annex/objects/"

void annex_tell(const struct annex_key *key, struct evidence *evidence)
{
    char digest[2 * DIGEST_SIZE_MAX + 1] = "";
    struct stored_claim claim = {.store = STORE_ANNEX,
                                 .hash = CLAIM_UNVERIFIED,
                                 .digest = digest,
                                 .key = key->name,
                                 .size = key->size,
                                 .files = STREAM_SIZE_UNKNOWN};
    CLEANUP(buf_clear) struct buf oid = {.ceiling = SIZE_MAX};

    if (key->hashed) {
        memcpy(digest, key->digest.data, key->digest.size);
        claim.hash = key->hash == DIGEST_SHA256 ? CLAIM_SHA256 : CLAIM_DIGEST;
        claim.kind = key->hash;
        for (size_t i = 0; i < key->back_end.size && key->back_end.data[i] != 'E'; i++)
            buf_byte(&oid, (uint8_t)(key->back_end.data[i] |
                                     ('A' <= key->back_end.data[i] && key->back_end.data[i] <= 'Z')
                                         << 5));
        buf_byte(&oid, ':');
        buf_add(&oid, digest, key->digest.size);
    } else {
        buf_add(&oid, key->name.data, key->name.size);
    }
    evidence_text(evidence, ASSAY_FACT_POINTER_OID, DECLARED, buf_bytes(&oid));
    evidence_bool(evidence, ASSAY_FACT_POINTER_VERIFIABLE, MEASURED, key->hashed);
    if (key->size != STREAM_SIZE_UNKNOWN)
        evidence_int(evidence, ASSAY_FACT_POINTER_SIZE, DECLARED, key->size);
    evidence_stands_for(evidence, &claim);
}

static unsigned annex_pointer_bid(const struct subject *subject)
{
    struct bytes prefix = BYTES(PREFIX), line = subject->head;
    const uint8_t *end = line.size ? memchr(line.data, '\n', line.size) : NULL;
    struct annex_key key;

    if (subject->size > POINTER_MAX || !bytes_starts(line, prefix))
        return 0;
    if (end)
        line.size = (size_t)(end - line.data);
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return annex_key_parse(bytes_from(line, prefix.size), &key) ? 8 * (unsigned)prefix.size : 0;
}

static enum assay_status annex_pointer_read(struct cursor *cursor, const struct subject *subject,
                                            struct evidence *evidence)
{
    struct annex_key key;
    struct bytes text;

    (void)subject;
    TRY(cursor_peek(cursor, POINTER_MAX, &text));
    if (annex_key_of_pointer(text, &key)) {
        annex_tell(&key, evidence);
        cursor_consume(cursor, text.size);
        return ASSAY_OK;
    }
    return cursor_fail(cursor,
                       "it begins as a pointer of git-annex and is none: such a file is the "
                       "key and one newline");
}

const struct inspector inspect_annex_pointer = {.format = "git-annex",
                                                .kind = ASSAY_KIND_POINTER,
                                                .text = true,
                                                .bid = annex_pointer_bid,
                                                .read = annex_pointer_read};
