/*
 * verify_erasures.c - what erasure entries say: which entry names the object and as what, and that
 * it is gone. Only a key of the log signs such entries, and its owner may err, or pretend.
 * Source: ledger-formats.md 9.3.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "ledger/verify.h"

static int compare_digests(const void *left, const void *right)
{
    return memcmp(left, right, SHA256_SIZE); /* the digest is the first member */
}

struct named verify_named(const struct verification *v, const uint8_t sha256[32])
{
    const struct reference *all = (const struct reference *)(const void *)v->references.data;
    const struct reference *end = all + v->references.size / sizeof *all, *found;
    struct named named = {NULL, 0};

    if (v->references.size == 0)
        return named;
    found = bsearch(sha256, all, (size_t)(end - all), sizeof *all, compare_digests);
    while (found && found > all && compare_digests(found - 1, sha256) == 0)
        found--;
    named.first = found;
    while (found && found + named.count < end && compare_digests(found + named.count, sha256) == 0)
        named.count++;
    return named;
}

static bool is_named_after(const struct verification *v, const struct erasure *erasure)
{
    struct named named = verify_named(v, erasure->sha256);

    for (size_t i = 0; i < named.count; i++)
        if (named.first[i].last > erasure->index)
            return true;
    return false;
}

/* What it is called is what it is: a sealed member of that kind, or a file of evidence. */
static bool is_called_right(const struct reference *reference, const char *called)
{
    const struct shape *member;

    if (!reference->kind)
        return strcmp(called, ERASURE_EVIDENCE) == 0;
    member = shape_find(reference->kind->members, bytes_text(called));
    return strcmp(called, ERASURE_SEALED) == 0 || (member && member->type == SHAPE_PERSONAL);
}

static ASSAY_RESULT fail_details(struct verification *v, const struct erasure *erasure,
                                 const char *text, struct assay_error *err)
{
    enum assay_status status;

    status = verify_damaged(v, erasure->index, err, text);
    assay_error_why(err, "a key of the log signed it all the same; what it names was never there "
                         "to be erased, or stays");
    assay_error_do(err, "ask the owner of the log what was to be erased");
    return status;
}

static ASSAY_RESULT check_details(struct verification *v, const struct erasure *erasure,
                                  struct assay_error *err)
{
    struct named named = verify_named(v, erasure->sha256);
    const struct reference *meant = NULL;
    char text[160];

    for (size_t i = 0; i < named.count; i++) {
        const struct reference *one = &named.first[i];

        if (!one->erasable && one->entry < erasure->index)
            return fail_details(v, erasure, "it erases what an inventory names, which stays", err);
        if (one->erasable && one->entry == erasure->named)
            meant = one;
    }
    if (erasure->named >= erasure->index || !meant) {
        snprintf(text, sizeof text,
                 "it erases what entry %" PRIu64 " is said to name, and does not", erasure->named);
        return fail_details(v, erasure, text, err);
    }
    if (!is_called_right(meant, erasure->member)) {
        snprintf(text, sizeof text, "it erases \"%s\" of entry %" PRIu64 ", which is no such thing",
                 erasure->member, erasure->named);
        return fail_details(v, erasure, text, err);
    }
    return erasure->same_subject
               ? ASSAY_OK
               : fail_details(v, erasure, "its subject is not what it erases", err);
}

/* What is said to be gone is gone, unless a later entry names it anew. */
static ASSAY_RESULT check_erasure(const struct verification *v, const struct erasure *erasure,
                                  struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    struct store *store = v->ledger->store;
    char name[STORE_NAME_SIZE], hex[2 * SHA256_SIZE + 1];
    enum assay_status status;

    store_object_name(erasure->sha256, name);
    status = store_open(store, name, &stream, err);
    if (status == ASSAY_EMISSING || (status == ASSAY_OK && is_named_after(v, erasure)))
        return ASSAY_OK;
    TRY(status);
    hex_encode(bytes_of(erasure->sha256, SHA256_SIZE), hex);
    status =
        store_damaged(store, name, ASSAY_NO_OFFSET, err,
                      "entry %" PRIu64 " says that it was erased, and it is there", erasure->index);
    assay_error_id(err, "ledger.not-erased");
    assay_error_why(err, "the erasure was stopped before its end, or a copy was restored");
    assay_error_do(err, "assay ledger erase %s", hex);
    return status;
}

void verify_erasures(struct verification *v)
{
    for (size_t i = 0; i < v->erasures.list.size / sizeof(struct erasure) && !v->fatal; i++) {
        struct assay_error failure = {0};
        struct erasure erasure;

        memcpy(&erasure, v->erasures.list.data + i * sizeof erasure, sizeof erasure);
        verify_holds(v, check_details(v, &erasure, &failure), &failure);
        failure = (struct assay_error){0};
        verify_holds(v, check_erasure(v, &erasure, &failure), &failure);
    }
}
