/*
 * bundle_stamp.c - time stamps over the signature in a bundle: asked for, judged, put in.
 * Source: RFC 3161; ledger-formats.md 4.1 and 8: what is stamped is the raw signature.
 */

#include <fcntl.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "oms/stamps.h"

/* A member of a map, added where it is not there: a tree of the arena is nobody else's. */
static struct doc *member(struct arena *arena, struct doc *map, const char *name,
                          enum doc_type type)
{
    struct doc_member *members;

    for (size_t i = 0; i < map->count; i++)
        if (bytes_equal(map->members[i].name, bytes_text(name)))
            return &map->members[i].value;
    members = arena_array(arena, map->count + 1, sizeof *members);
    if (!members)
        return NULL;
    if (map->count)
        memcpy(members, map->members, map->count * sizeof *members);
    members[map->count] = (struct doc_member){.name = bytes_text(name), .value = {.type = type}};
    map->members = members;
    return &map->members[map->count++].value;
}

static struct doc *append(struct arena *arena, struct doc *list)
{
    struct doc *items = arena_array(arena, list->count + 1, sizeof *items);

    if (!items)
        return NULL;
    if (list->count)
        memcpy(items, list->items, list->count * sizeof *items);
    items[list->count] = (struct doc){.type = DOC_MAP};
    list->items = items;
    return &list->items[list->count++];
}

/* verificationMaterial.timestampVerificationData.rfc3161Timestamps[] */
static struct doc *place_of_stamp(struct arena *arena, struct doc *bundle)
{
    struct doc *at = member(arena, bundle, "verificationMaterial", DOC_MAP);

    at = at ? member(arena, at, "timestampVerificationData", DOC_MAP) : NULL;
    at = at ? member(arena, at, "rfc3161Timestamps", DOC_LIST) : NULL;
    at = at ? append(arena, at) : NULL;
    return at ? member(arena, at, "signedTimestamp", DOC_TEXT) : NULL;
}

enum assay_status oms_bundle_stamp(struct arena *arena, struct bytes text, const char *path,
                                   struct bytes stamp, struct buf *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf encoded = {.ceiling = LIMIT_DOCUMENT};
    struct doc *doc, *at;
    struct jcs jcs;

    TRY(doc_read_json(arena, &(struct doc_source){path, text}, &doc, err));
    at = place_of_stamp(arena, doc);
    if (!at)
        return oms_fail_memory(err);
    base64_encode(&encoded, stamp);
    TRY(buf_status(&encoded, err));
    at->text = buf_bytes(&encoded);
    jcs_init(&jcs, out);
    jcs_doc(&jcs, doc);
    return buf_status(out, err);
}

/* What is stamped; a bundle that was read has exactly one. */
static struct bytes signature_of(const struct oms_bundle *bundle)
{
    return bundle->envelope.count ? bundle->envelope.signatures[0].signature : bytes_of(NULL, 0);
}

/* ---- judging ---- */

enum assay_status oms_stamps_judge(const struct oms_bundle *bundle, const char *path,
                                   const char *authorities, struct timestamp *out,
                                   struct assay_error *err)
{
    CLEANUP(certificates_freep) struct certificates *trusted = NULL;
    struct assay_error first = {0};
    bool found = false;

    if (bundle->stamp_count == 0)
        return assay_fail(err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "%s has no time stamp", path);
    TRY(timestamp_authorities(authorities, &trusted, err));
    for (size_t i = 0; i < bundle->stamp_count; i++) {
        struct assay_error failure = {0};
        struct timestamp stamp;
        enum assay_status status = timestamp_verify(
            &(struct timestamp_check){path, bundle->stamps[i], signature_of(bundle), {0}, trusted},
            &stamp, &failure);

        if (status == ASSAY_OK && (!found || stamp.time < out->time)) {
            *out = stamp;
            found = true;
        } else if (status != ASSAY_OK && !first.status) {
            first = failure;
        }
    }
    if (found)
        return ASSAY_OK;
    if (err)
        *err = first;
    if (err && err->status == ASSAY_EFORMAT)
        err->status = ASSAY_ETRUST; /* what is no stamp proves nothing */
    return first.status == ASSAY_EFORMAT ? ASSAY_ETRUST : first.status;
}

/* ---- for those who sign ---- */

/* A bundle from its file; `text` holds the bytes. */
static ASSAY_RESULT open_bundle(const char *path, struct arena *arena, struct buf *text,
                                struct oms_bundle *out, struct assay_error *err)
{
    if (!arena)
        return oms_fail_memory(err);
    TRY(file_read(AT_FDCWD, path, text, err));
    return oms_bundle_read(arena, buf_bytes(text), path, out, err);
}

enum assay_status assay_signature_stamp_request(const char *signature, char **der, size_t *size,
                                                struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    CLEANUP(buf_clear) struct buf request = {.ceiling = TIMESTAMP_MAX};
    struct oms_bundle bundle = {.stamp_count = 0};
    size_t made;

    TRY(open_bundle(signature, arena, &text, &bundle, err));
    TRY(timestamp_request(signature_of(&bundle), &request, err));
    made = request.size;
    TRY(buf_hand_over(&request, der, err));
    *size = made;
    return ASSAY_OK;
}

static ASSAY_RESULT read_named(const char *path, struct buf *out, struct assay_error *err)
{
    return path ? file_read(AT_FDCWD, path, out, err) : ASSAY_OK;
}

enum assay_status assay_signature_stamp_add(const struct assay_signature_stamping *what,
                                            int64_t *time, char authority[256],
                                            struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(certificates_freep) struct certificates *trusted = NULL;
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_DOCUMENT};
    CLEANUP(buf_clear) struct buf answer = {.ceiling = TIMESTAMP_MAX};
    CLEANUP(buf_clear) struct buf request = {.ceiling = TIMESTAMP_MAX};
    CLEANUP(buf_clear) struct buf written = {.ceiling = LIMIT_DOCUMENT};
    struct oms_bundle bundle = {.stamp_count = 0};
    struct timestamp stamp;

    TRY(open_bundle(what->signature, arena, &text, &bundle, err));
    TRY(read_named(what->answer, &answer, err));
    TRY(read_named(what->request, &request, err));
    TRY(timestamp_authorities(what->authorities, &trusted, err));
    TRY(timestamp_verify(&(struct timestamp_check){what->answer, buf_bytes(&answer),
                                                   signature_of(&bundle), buf_bytes(&request),
                                                   trusted},
                         &stamp, err));
    if (bundle.stamp_count == OMS_STAMPS_MAX)
        return oms_fail(err, ASSAY_EUSAGE, "signature.too-large", what->signature,
                        "there are %d time stamps in it already", OMS_STAMPS_MAX);
    TRY(oms_bundle_stamp(arena, buf_bytes(&text), what->signature, buf_bytes(&answer), &written,
                         err));
    TRY(file_replace(AT_FDCWD, what->signature, buf_bytes(&written), 0644, err));
    *time = stamp.time;
    text_copy(authority, 256, stamp.authority);
    return ASSAY_OK;
}
