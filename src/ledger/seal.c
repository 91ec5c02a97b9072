/* seal.c - personal values as disclosures. Source: RFC 9901; ledger-formats.md 9.3. */

#include "ledger/seal.h"

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "crypto/digest.h"
#include "ledger/store.h"

void disclosure_write(const uint8_t salt[SEAL_SALT_SIZE], struct bytes name,
                      const struct doc *value, struct buf *out)
{
    CLEANUP(buf_clear) struct buf json = {.ceiling = SEAL_DISCLOSURE_MAX};
    CLEANUP(buf_clear) struct buf salt_text = {.ceiling = 64};
    struct jcs jcs;

    base64url_encode(&salt_text, bytes_of(salt, SEAL_SALT_SIZE));
    jcs_init(&jcs, &json);
    jcs_open_array(&jcs);
    jcs_text(&jcs, buf_bytes(&salt_text));
    jcs_text(&jcs, name);
    jcs_doc(&jcs, value);
    jcs_close_array(&jcs);
    if (json.status != ASSAY_OK && out->status == ASSAY_OK)
        out->status = json.status;
    base64url_encode(out, buf_bytes(&json));
}

static ASSAY_RESULT fail(const char *path, struct assay_error *err)
{
    enum assay_status status = assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET,
                                          "not a disclosure of a salt, a name and a value");

    assay_error_path(err, path);
    return status;
}

enum assay_status disclosure_read(struct arena *arena, struct bytes text, const char *path,
                                  struct disclosure *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf json = {.ceiling = SEAL_DISCLOSURE_MAX};
    struct doc_source source = {path, {0}};
    struct doc *doc;
    char *copy;

    if (!base64url_decode(&json, text))
        return fail(path, err);
    TRY(buf_status(&json, err));
    copy = arena_copy(arena, buf_bytes(&json));
    if (!copy)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a disclosure");
    source.text = bytes_of(copy, json.size);
    TRY(doc_read_json(arena, &source, &doc, err));
    if (doc->type != DOC_LIST || doc->count != 3 || doc->items[0].type != DOC_TEXT ||
        doc->items[1].type != DOC_TEXT)
        return fail(path, err);
    *out = (struct disclosure){doc->items[1].text, &doc->items[2]};
    return ASSAY_OK;
}

static ASSAY_RESULT fail_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory to seal a value");
}

static ASSAY_RESULT seal_value(struct arena *arena, const struct shape *member,
                               const struct doc *value, struct seal_object *out,
                               struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SEAL_DISCLOSURE_MAX};
    uint8_t salt[SEAL_SALT_SIZE];
    char *copy;

    TRY(random_bytes(salt, sizeof salt, err));
    disclosure_write(salt, bytes_text(member->name), value, &text);
    TRY(buf_status(&text, err));
    copy = arena_copy(arena, buf_bytes(&text));
    if (!copy)
        return fail_memory(err);
    out->member = member;
    out->text = bytes_of(copy, text.size);
    sha256(out->text, out->sha256);
    return ASSAY_OK;
}

static int compare_texts(const void *left, const void *right)
{
    const struct doc *a = left, *b = right;

    return bytes_compare(a->text, b->text);
}

/* Sorted, so that the order of the members tells nothing (RFC 9901, 4.2.4.1). */
static ASSAY_RESULT write_digests(struct arena *arena, const struct sealed *sealed, struct doc *out,
                                  struct assay_error *err)
{
    struct doc *items = arena_array(arena, sealed->count, sizeof *items);

    if (!items)
        return fail_memory(err);
    for (size_t i = 0; i < sealed->count; i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = 64};
        char *copy;

        base64url_encode(&text, bytes_of(sealed->objects[i].sha256, SHA256_SIZE));
        TRY(buf_status(&text, err));
        copy = arena_copy(arena, buf_bytes(&text));
        if (!copy)
            return fail_memory(err);
        items[i] = (struct doc){.type = DOC_TEXT, .text = bytes_of(copy, text.size)};
    }
    qsort(items, sealed->count, sizeof *items, compare_texts);
    *out = (struct doc){.type = DOC_LIST, .count = sealed->count, .items = items};
    return ASSAY_OK;
}

enum assay_status seal(struct arena *arena, const struct shape *members, const struct doc *open,
                       struct sealed *out, struct assay_error *err)
{
    struct doc_member *kept = arena_array(arena, open->count + 2, sizeof *kept);
    size_t count = 0;

    *out = (struct sealed){.objects = arena_array(arena, open->count + 1, sizeof *out->objects)};
    if (!kept || !out->objects)
        return fail_memory(err);
    for (size_t i = 0; i < open->count; i++) {
        const struct shape *member = shape_find(members, open->members[i].name);

        if (!member || member->type != SHAPE_PERSONAL)
            kept[count++] = open->members[i];
        else
            TRY(seal_value(arena, member, &open->members[i].value, &out->objects[out->count++],
                           err));
    }
    if (out->count > 0) {
        kept[count] = (struct doc_member){.name = BYTES(SHAPE_SEALED)};
        TRY(write_digests(arena, out, &kept[count++].value, err));
        kept[count++] = (struct doc_member){
            .name = BYTES(SHAPE_SEALED_BY),
            .value = {.type = DOC_TEXT, .text = BYTES("sha-256")},
        };
    }
    out->predicate = (struct doc){.type = DOC_MAP, .count = count, .members = kept};
    return ASSAY_OK;
}

void seal_digests(const struct doc *predicate, void (*each)(void *user, const uint8_t sha256[32]),
                  void *user)
{
    const struct doc *digests = doc_get(predicate, SHAPE_SEALED);

    for (size_t i = 0; digests && digests->type == DOC_LIST && i < digests->count; i++) {
        CLEANUP(buf_clear) struct buf digest = {.ceiling = SHA256_SIZE};

        if (digests->items[i].type == DOC_TEXT &&
            base64url_decode(&digest, digests->items[i].text) && digest.size == SHA256_SIZE)
            each(user, digest.data);
    }
}

const struct shape *seal_member(const struct shape *members, const struct disclosure *disclosure)
{
    const struct shape *member = shape_find(members, disclosure->name);

    return member && member->type == SHAPE_PERSONAL && disclosure->value->type == DOC_TEXT ? member
                                                                                           : NULL;
}

bool seal_fault(const struct shape *members, const struct shape *const *opened, size_t count,
                size_t closed, char fault[SEAL_FAULT_SIZE])
{
    const char *absent = NULL;
    size_t missing = 0;

    for (; members->name; members++) {
        size_t times = 0;

        for (size_t i = 0; i < count; i++)
            times += opened[i] == members;
        if (times > 1) {
            snprintf(fault, SEAL_FAULT_SIZE, "\"%.60s\" is sealed in it %zu times", members->name,
                     times);
            return true;
        }
        if (times == 0 && members->type == SHAPE_PERSONAL && members->required) {
            absent = members->name;
            missing++;
        }
    }
    if (missing > closed)
        snprintf(fault, SEAL_FAULT_SIZE, "\"%.60s\" is not among what is sealed in it", absent);
    return missing > closed;
}

enum assay_status seal_open(struct store *store, struct arena *arena, const uint8_t wanted[32],
                            struct disclosure *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = (size_t)2 * SEAL_DISCLOSURE_MAX};
    struct assay_error failure = {0};
    uint8_t found[SHA256_SIZE];
    char name[STORE_NAME_SIZE];

    store_object_name(wanted, name);
    TRY(store_read(store, name, &text, err));
    sha256(buf_bytes(&text), found);
    if (memcmp(found, wanted, sizeof found) != 0)
        return store_damaged(store, name, ASSAY_NO_OFFSET, err,
                             "its content is not what its name says");
    if (disclosure_read(arena, buf_bytes(&text), name, out, &failure) != ASSAY_OK)
        return store_damaged(store, name, ASSAY_NO_OFFSET, err, "%s", failure.text);
    return ASSAY_OK;
}
