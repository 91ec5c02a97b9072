/* payload_read.c - reads what a bundle says of a model. Source: ledger-formats.md 4.2 to 4.5. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/text.h"
#include "oms/payload.h"

static bool is_text(const struct doc *doc, const char *text)
{
    return doc && doc->type == DOC_TEXT && bytes_equal(doc->text, bytes_text(text));
}

enum assay_status oms_payload_kind(const struct doc *statement, const char *path, bool *legacy,
                                   struct assay_error *err)
{
    const struct doc *type = doc_get(statement, "predicateType");

    if (!is_text(doc_get(statement, "_type"), "https://in-toto.io/Statement/v1"))
        return oms_fail(err, ASSAY_ETRUST, "signature.statement-type", path,
                        "what was signed is no in-toto Statement v1");
    *legacy = is_text(type, OMS_PREDICATE_LEGACY);
    if (*legacy || is_text(type, OMS_PREDICATE))
        return ASSAY_OK;
    return oms_fail(err, ASSAY_ETRUST, "signature.predicate-type", path,
                    "what was signed is no model, but \"%.200s\"",
                    type && type->type == DOC_TEXT ? (const char *)type->text.data : "");
}

static ASSAY_RESULT fail_resource(const char *path, struct bytes name, const char *why,
                                  struct assay_error *err)
{
    return oms_fail(err, ASSAY_ETRUST, "signature.resources", path, "\"%.*s\" %s",
                    name.size < 200 ? (int)name.size : 200, (const char *)name.data, why);
}

/* A member of `serialization` that must be one of few words. */
static ASSAY_RESULT read_method(const struct doc *map, const char *path, struct oms_rules *out,
                                struct assay_error *err)
{
    const struct doc *method = doc_get(map, "method");

    if (is_text(method, "files"))
        out->method = ASSAY_SIGN_FILES;
    else if (is_text(method, "shards"))
        out->method = ASSAY_SIGN_SHARDS;
    else
        return oms_fail(err, ASSAY_ETRUST, "signature.serialization", path,
                        "the method is neither \"files\" nor \"shards\"");
    return ASSAY_OK;
}

static ASSAY_RESULT read_hash(const struct doc *map, const char *path, struct oms_rules *out,
                              struct assay_error *err)
{
    const struct doc *hash = doc_get(map, "hash_type");
    const char *name = hash && hash->type == DOC_TEXT ? (const char *)hash->text.data : "";
    enum assay_status status;

    if (assay_signing_hash_named(name, &out->hash))
        return ASSAY_OK;
    status = oms_fail(err, ASSAY_ETRUST, "signature.hash", path,
                      "the model was hashed with \"%.60s\", which assay does not compute", name);
    assay_error_do(err, "have it signed with sha256 or blake2b");
    return status;
}

/* Some writers print "8.0": readers take both. */
static bool read_size(const struct doc *doc, uint64_t *out)
{
    if (doc && doc->type == DOC_INT && doc->integer > 0)
        *out = (uint64_t)doc->integer;
    else if (doc && doc->type == DOC_REAL && doc->real >= 1 && doc->real <= 9007199254740992.0 &&
             (double)(uint64_t)doc->real == doc->real)
        *out = (uint64_t)doc->real;
    else
        return false;
    return true;
}

static ASSAY_RESULT read_names(struct arena *arena, const struct doc *list, const char *path,
                               const char *const **out, size_t *count, struct assay_error *err)
{
    const char **names;

    if (list->type != DOC_LIST)
        return oms_fail(err, ASSAY_ETRUST, "signature.serialization", path,
                        "a list of paths is none");
    names = arena_array(arena, list->count + 1, sizeof *names);
    if (!names)
        return oms_fail_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].type != DOC_TEXT || bytes_has(list->items[i].text, 0))
            return oms_fail(err, ASSAY_ETRUST, "signature.serialization", path,
                            "a path in a list is no text");
        names[i] = (const char *)list->items[i].text.data;
    }
    *out = names;
    *count = list->count;
    return ASSAY_OK;
}

static ASSAY_RESULT read_serialization(struct arena *arena, const struct doc *map, const char *path,
                                       struct oms_claim *out, struct assay_error *err)
{
    const struct doc *links = doc_get(map, "allow_symlinks");
    const struct doc *ignored = doc_get(map, "ignore_paths");
    const char *const *names = NULL;
    size_t count = 0;

    TRY(read_method(map, path, &out->rules, err));
    TRY(read_hash(map, path, &out->rules, err));
    if (!links || links->type != DOC_BOOL)
        return oms_fail(err, ASSAY_ETRUST, "signature.serialization", path,
                        "allow_symlinks is neither true nor false");
    out->rules.allow_symlinks = links->boolean;
    if (out->rules.method == ASSAY_SIGN_SHARDS &&
        !read_size(doc_get(map, "shard_size"), &out->rules.shard_size))
        return oms_fail(err, ASSAY_ETRUST, "signature.serialization", path,
                        "shard_size is no number of bytes");
    out->has_ignored = ignored != NULL;
    if (ignored)
        TRY(read_names(arena, ignored, path, &names, &count, err));
    return oms_rules_ignore(arena, &out->rules, names, count, err);
}

static bool is_algorithm(const struct doc *doc, const struct oms_rules *rules)
{
    char sharded[64];

    snprintf(sharded, sizeof sharded, "%s-sharded-%" PRIu64, assay_signing_hash_name(rules->hash),
             rules->shard_size);
    return is_text(doc, assay_signing_hash_name(rules->hash)) ||
           (rules->method == ASSAY_SIGN_SHARDS && is_text(doc, sharded));
}

static ASSAY_RESULT read_name(const struct doc *doc, const struct oms_rules *rules,
                              const char *path, struct oms_resource *out, struct assay_error *err)
{
    if (!doc || doc->type != DOC_TEXT)
        return oms_fail(err, ASSAY_ETRUST, "signature.resources", path, "a file has no name");
    out->name = (const char *)doc->text.data;
    out->file = doc->text;
    if (rules->method == ASSAY_SIGN_SHARDS &&
        !oms_shard_parse(doc->text, &out->file, &out->start, &out->end))
        return fail_resource(path, doc->text, "is no piece of a file", err);
    if (!bytes_equal(out->file, BYTES(".")) && !oms_name_is_fine(out->file))
        return fail_resource(path, doc->text, "is no path in a model", err);
    return ASSAY_OK;
}

static ASSAY_RESULT read_resource(const struct doc *doc, const struct oms_rules *rules,
                                  const char *path, struct oms_resource *out,
                                  struct assay_error *err)
{
    const struct doc *digest = doc_get(doc, "digest");

    TRY(read_name(doc_get(doc, "name"), rules, path, out, err));
    if (!is_algorithm(doc_get(doc, "algorithm"), rules))
        return fail_resource(path, out->file, "has a digest of another algorithm than the rest",
                             err);
    if (!digest || digest->type != DOC_TEXT ||
        !hex_decode(digest->text, out->digest, oms_digest_size(rules->hash)))
        return fail_resource(path, out->file, "has a digest that is none", err);
    return ASSAY_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct oms_resource *left = *(const struct oms_resource *const *)a;
    const struct oms_resource *right = *(const struct oms_resource *const *)b;
    int order = bytes_compare(left->file, right->file);

    return order ? order : (left->start > right->start) - (left->start < right->start);
}

/* Each file once; each byte of it in one shard. */
static ASSAY_RESULT check_places(const struct oms_claim *claim, const char *path,
                                 struct assay_error *err)
{
    const struct oms_manifest *manifest = &claim->manifest;
    CLEANUP(free_cleanup)
    const struct oms_resource **sorted = calloc(manifest->count + 1, sizeof *sorted);
    uint64_t size = claim->rules.shard_size;

    if (!sorted)
        return oms_fail_memory(err);
    for (size_t i = 0; i < manifest->count; i++)
        sorted[i] = &manifest->resources[i];
    if (manifest->count)
        qsort(sorted, manifest->count, sizeof *sorted, by_place);
    for (size_t i = 0; i < manifest->count; i++) {
        const struct oms_resource *here = sorted[i];
        bool first = i == 0 || !bytes_equal(here->file, sorted[i - 1]->file);
        bool last = i + 1 == manifest->count || !bytes_equal(here->file, sorted[i + 1]->file);

        if (claim->rules.method == ASSAY_SIGN_FILES) {
            if (!first)
                return fail_resource(path, here->file, "stands twice", err);
            continue;
        }
        if (here->start != (first ? 0 : sorted[i - 1]->end) || here->end - here->start > size ||
            (!last && here->end - here->start != size))
            return fail_resource(path, bytes_text(here->name),
                                 "does not go on where the piece before it ends", err);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_resources(struct arena *arena, const struct doc *list, const char *path,
                                   struct oms_claim *out, struct assay_error *err)
{
    struct oms_manifest *manifest = &out->manifest;

    if (!list || list->type != DOC_LIST || list->count == 0)
        return oms_fail(err, ASSAY_ETRUST, "signature.resources", path, "no file is listed");
    manifest->resources = arena_array(arena, list->count, sizeof *manifest->resources);
    if (!manifest->resources)
        return oms_fail_memory(err);
    manifest->count = list->count;
    for (size_t i = 0; i < list->count; i++)
        TRY(read_resource(&list->items[i], &out->rules, path, &manifest->resources[i], err));
    return check_places(out, path, err);
}

static ASSAY_RESULT check_root(struct oms_claim *out, const struct doc *subjects, const char *path,
                               struct assay_error *err)
{
    uint8_t root[SHA256_SIZE];
    enum assay_status status;

    if (!statement_sha256(doc_get(&subjects->items[0], "digest"), "sha256", out->root))
        return oms_fail(err, ASSAY_ETRUST, "signature.subject", path, "the subject has no SHA-256");
    TRY(oms_manifest_root(&out->manifest, out->rules.hash, root, err));
    if (memcmp(root, out->root, sizeof root) == 0)
        return ASSAY_OK;
    status = oms_fail(err, ASSAY_ETRUST, "signature.root", path,
                      "the digest of the model is not that of the files that are listed");
    assay_error_why(err, "whoever signed this contradicts himself: one of the two was exchanged");
    return status;
}

/* Of before 1.0: the files are the subjects themselves. */
static ASSAY_RESULT read_legacy(struct arena *arena, const struct doc *subjects, const char *path,
                                struct oms_claim *out, struct assay_error *err)
{
    struct oms_manifest *manifest = &out->manifest;

    manifest->resources = arena_array(arena, subjects->count, sizeof *manifest->resources);
    if (!manifest->resources)
        return oms_fail_memory(err);
    manifest->count = subjects->count;
    for (size_t i = 0; i < subjects->count; i++) {
        struct oms_resource *resource = &manifest->resources[i];

        TRY(read_name(doc_get(&subjects->items[i], "name"), &out->rules, path, resource, err));
        if (!statement_sha256(doc_get(&subjects->items[i], "digest"), "sha256", resource->digest))
            return fail_resource(path, resource->file, "has a digest that is none", err);
    }
    TRY(oms_manifest_root(manifest, out->rules.hash, out->root, err));
    return check_places(out, path, err);
}

enum assay_status oms_payload_read(struct arena *arena, const struct doc *statement, bool legacy,
                                   const char *path, struct oms_claim *out, struct assay_error *err)
{
    const struct doc *subjects = doc_get(statement, "subject"), *empty;
    const struct doc *predicate = doc_get(statement, "predicate");
    const char *const *names = NULL;

    *out = (struct oms_claim){.legacy = legacy, .manifest.arena = arena};
    if (!subjects || subjects->type != DOC_LIST || subjects->count == 0 ||
        (!legacy && subjects->count != 1))
        return oms_fail(err, ASSAY_ETRUST, "signature.subject", path,
                        "what was signed is not about one model");
    if (legacy)
        return read_legacy(arena, subjects, path, out, err);
    TRY(read_serialization(arena, doc_get(predicate, "serialization"), path, out, err));
    TRY(read_resources(arena, doc_get(predicate, "resources"), path, out, err));
    TRY(check_root(out, subjects, path, err));
    empty = doc_get(predicate, OMS_EMPTY_FILES);
    out->has_empty = empty != NULL;
    if (empty)
        TRY(read_names(arena, empty, path, &names, &out->manifest.empty_count, err));
    out->manifest.empty = names;
    return ASSAY_OK;
}
