/* verify_objects.c - objects against their names, manifests against their roots. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "ledger/seal.h"
#include "ledger/verify.h"

#define FOLDER "objects/sha256"

enum { BLOCK = 64 * 1024, PREFIX_DIGITS = 2 };

struct walk {
    struct verification *v;
    struct digest *digest;
    const char *prefix; /* of the folder that is being listed */
    uint64_t objects, manifests, sealed, erased;
    struct buf values; /* struct value */
};

/* A sealed value: of which entry, and of which member of its kind. */
struct value {
    uint64_t entry;
    const struct shape *members;
    const struct shape *member; /* NULL where it cannot be seen */
};

/* A manifest as it streams by: its lines are leaves. */
struct lines {
    struct digest *digest; /* of the line under way */
    struct merkle tree;
    bool open; /* a line has begun */
};

static void end_line(struct lines *lines)
{
    uint8_t whole[DIGEST_SIZE_MAX];
    struct hash leaf;

    digest_end(lines->digest, whole);
    memcpy(leaf.bytes, whole, sizeof leaf.bytes);
    merkle_add_hash(&lines->tree, &leaf);
    lines->open = false;
}

static void add_block(struct lines *lines, struct bytes block)
{
    while (block.size > 0) {
        const uint8_t *end = memchr(block.data, '\n', block.size);
        size_t size = end ? (size_t)(end - block.data) : block.size;

        if (!lines->open) {
            digest_start(lines->digest);
            digest_add(lines->digest, BYTES("\0"));
            lines->open = true;
        }
        digest_add(lines->digest, bytes_of(block.data, size));
        if (end)
            end_line(lines);
        block = bytes_from(block, end ? size + 1 : size);
    }
}

/* Hashes an object, and its lines where `lines` is given. */
static ASSAY_RESULT hash_object(struct walk *walk, const char *name, struct lines *lines,
                                uint8_t out[SHA256_SIZE], struct assay_error *err)
{
    CLEANUP(stream_close) struct stream stream = {0};
    CLEANUP(free_cleanup) uint8_t *block = malloc(BLOCK);
    uint8_t whole[DIGEST_SIZE_MAX];
    size_t got = 1;

    if (!block)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for an object");
    TRY(store_open(walk->v->ledger->store, name, &stream, err));
    digest_start(walk->digest);
    while (got > 0) {
        enum assay_status status = stream_read(&stream, block, BLOCK, &got, err);

        if (status != ASSAY_OK) {
            store_blame(walk->v->ledger->store, name, err);
            return status;
        }
        digest_add(walk->digest, bytes_of(block, got));
        if (lines)
            add_block(lines, bytes_of(block, got));
    }
    digest_end(walk->digest, whole);
    memcpy(out, whole, SHA256_SIZE);
    return ASSAY_OK;
}

static void check_name(void *user, const char *rest)
{
    struct walk *walk = user;
    const struct store *store = walk->v->ledger->store;
    struct assay_error failure = {0};
    uint8_t wanted[SHA256_SIZE], found[SHA256_SIZE];
    char name[STORE_NAME_SIZE], hex[2 * SHA256_SIZE + 1];

    snprintf(hex, sizeof hex, "%s%s", walk->prefix, rest);
    if (walk->v->fatal || strlen(rest) != sizeof hex - 1 - PREFIX_DIGITS ||
        !hex_decode(bytes_text(hex), wanted, sizeof wanted))
        return;
    store_object_name(wanted, name);
    walk->objects++;
    if (!verify_holds(walk->v, hash_object(walk, name, NULL, found, &failure), &failure))
        return;
    if (memcmp(found, wanted, sizeof found) != 0)
        verify_holds(walk->v,
                     store_damaged(store, name, ASSAY_NO_OFFSET, &failure,
                                   "its content is not what its name says"),
                     &failure);
}

static void check_folder(void *user, const char *prefix)
{
    struct walk *walk = user;
    struct assay_error failure = {0};
    char folder[STORE_NAME_SIZE];

    if (walk->v->fatal || strlen(prefix) != PREFIX_DIGITS)
        return;
    walk->prefix = prefix;
    snprintf(folder, sizeof folder, FOLDER "/%.2s", prefix);
    verify_holds(walk->v, store_list(walk->v->ledger->store, folder, check_name, walk, &failure),
                 &failure);
}

static ASSAY_RESULT check_manifest(struct walk *walk, const struct reference *reference,
                                   const char *name, struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *line = digest_new(DIGEST_SHA256);
    CLEANUP(digest_freep) struct digest *node = digest_new(DIGEST_SHA256);
    struct lines lines = {.digest = line};
    const struct store *store = walk->v->ledger->store;
    uint8_t found[SHA256_SIZE];
    struct hash root;

    if (!line || !node)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a digest");
    merkle_init(&lines.tree, node);
    TRY(hash_object(walk, name, &lines, found, err));
    if (memcmp(found, reference->sha256, sizeof found) != 0)
        return ASSAY_OK; /* told already, as an object */
    walk->manifests++;
    merkle_root(&lines.tree, &root);
    if (lines.open || lines.tree.size != reference->lines ||
        memcmp(root.bytes, reference->root, sizeof root.bytes) != 0)
        return store_damaged(store, name, ASSAY_NO_OFFSET, err,
                             "the manifest does not give the root that entry %" PRIu64 " names",
                             reference->entry);
    return ASSAY_OK;
}

/* A disclosure is of a member that its entry's kind seals. */
static ASSAY_RESULT check_sealed(struct walk *walk, const struct reference *reference,
                                 const char *name, struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct value value = {reference->entry, reference->kind->members, NULL};
    struct disclosure disclosure;
    enum assay_status status;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a disclosure");
    status = seal_open(walk->v->ledger->store, arena, reference->sha256, &disclosure, err);
    if (status == ASSAY_OK)
        value.member = seal_member(value.members, &disclosure);
    buf_add(&walk->values, &value, sizeof value);
    TRY(status);
    walk->sealed++;
    if (!value.member)
        return store_damaged(walk->v->ledger->store, name, ASSAY_NO_OFFSET, err,
                             "it is sealed in entry %" PRIu64 ", whose kind has no such member",
                             reference->entry);
    return ASSAY_OK;
}

static int compare_values(const void *left, const void *right)
{
    const struct value *a = left, *b = right;

    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* The values of one entry together. */
static ASSAY_RESULT check_together(struct verification *v, const struct value *values, size_t count,
                                   struct assay_error *err)
{
    CLEANUP(free_cleanup)
    const struct shape **opened = calloc(count, sizeof(const struct shape *));
    char fault[SEAL_FAULT_SIZE];
    size_t seen = 0;

    if (!opened)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for disclosures");
    for (size_t i = 0; i < count; i++)
        if (values[i].member)
            opened[seen++] = values[i].member;
    if (!seal_fault(values->members, opened, seen, count - seen, fault))
        return ASSAY_OK;
    return verify_damaged(v, values->entry, err, fault);
}

static void check_values(struct walk *walk)
{
    struct value *values = (struct value *)(void *)walk->values.data;
    size_t count = walk->values.size / sizeof *values, end;

    if (!verify_holds(walk->v, walk->values.status, &(struct assay_error){0}) || count == 0)
        return;
    qsort(values, count, sizeof *values, compare_values);
    for (size_t i = 0; i < count && !walk->v->fatal; i = end) {
        struct assay_error failure = {0};

        for (end = i + 1; end < count && values[end].entry == values[i].entry;)
            end++;
        verify_holds(walk->v, check_together(walk->v, values + i, end - i, &failure), &failure);
    }
}

static bool is_erased(struct walk *walk, const struct reference *reference)
{
    bool erased = reference->erasable && erasures_find(&walk->v->erasures, reference->sha256,
                                                       reference->entry) != UINT64_MAX;

    walk->erased += erased;
    return erased;
}

static ASSAY_RESULT check_reference(struct walk *walk, const struct reference *reference,
                                    struct assay_error *err)
{
    struct store *store = walk->v->ledger->store;
    CLEANUP(stream_close) struct stream stream = {0};
    char name[STORE_NAME_SIZE];
    enum assay_status status;

    store_object_name(reference->sha256, name);
    if (reference->manifest)
        status = check_manifest(walk, reference, name, err);
    else if (reference->kind)
        status = check_sealed(walk, reference, name, err);
    else
        status = store_open(store, name, &stream, err);
    if (status == ASSAY_EMISSING &&
        (is_erased(walk, reference) || verify_is_withheld(walk->v, reference)))
        return ASSAY_OK;
    if (status == ASSAY_EMISSING)
        return store_damaged(store, name, ASSAY_NO_OFFSET, err,
                             "the object that entry %" PRIu64 " names is missing",
                             reference->entry);
    return status;
}

static int compare_references(const void *left, const void *right)
{
    const struct reference *a = left, *b = right;
    int order = memcmp(a->sha256, b->sha256, sizeof a->sha256);

    if (order == 0)
        order = memcmp(a->root, b->root, sizeof a->root);
    if (order == 0)
        order = (a->lines > b->lines) - (a->lines < b->lines);
    if (order == 0)
        order = a->erasable - b->erasable;
    return order ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

/* Entries of an unchanged tree name the same manifest; it is read once. */
static bool says_the_same(const struct reference *a, const struct reference *b)
{
    return !a->erasable && !b->erasable && memcmp(a->sha256, b->sha256, sizeof a->sha256) == 0 &&
           memcmp(a->root, b->root, sizeof a->root) == 0 && a->lines == b->lines;
}

void verify_compact(struct verification *v)
{
    struct reference *references = (struct reference *)(void *)v->references.data;
    size_t count = v->references.size / sizeof *references, kept = 0;

    if (count == 0)
        return;
    qsort(references, count, sizeof *references, compare_references);
    for (size_t i = 1; i < count; i++)
        if (!says_the_same(&references[kept], &references[i]))
            references[++kept] = references[i];
        else if (references[kept].last < references[i].last)
            references[kept].last = references[i].last;
    v->references.size = (kept + 1) * sizeof *references;
}

void verify_objects(struct verification *v)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    struct walk walk = {.v = v, .digest = digest, .values = {.ceiling = SIZE_MAX}};
    struct assay_error failure = {0};
    const struct reference *references;
    size_t count;

    if (!digest) {
        v->fatal = assay_fail(v->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a digest");
        return;
    }
    verify_holds(v, store_list(v->ledger->store, FOLDER, check_folder, &walk, &failure), &failure);
    verify_compact(v);
    verify_withheld(v);
    references = (const struct reference *)(const void *)v->references.data;
    count = v->references.size / sizeof *references;
    for (size_t i = 0; i < count && !v->fatal; i++)
        verify_holds(v, check_reference(&walk, &references[i], &failure), &failure);
    check_values(&walk);
    buf_clear(&walk.values);
    verify_erasures(v);
    if (v->report && v->report->withheld && verify_withheld_count(v) > 0)
        v->report->withheld(v->report->user, verify_withheld_count(v));
    if (walk.sealed + walk.erased > 0)
        verify_checked(v, "sealed values", walk.sealed);
    if (walk.erased > 0)
        verify_checked(v, "objects that were erased, as signed entries say", walk.erased);
    verify_checked(v, "objects", walk.objects);
    verify_checked(v, "manifests", walk.manifests);
}
