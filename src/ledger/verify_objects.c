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
    struct disclosure disclosure;
    const struct shape *member;

    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a disclosure");
    TRY(seal_open(walk->v->ledger->store, arena, reference->sha256, &disclosure, err));
    walk->sealed++;
    member = shape_find(reference->kind->members, disclosure.name);
    if (!member || member->type != SHAPE_PERSONAL || disclosure.value->type != DOC_TEXT)
        return store_damaged(walk->v->ledger->store, name, ASSAY_NO_OFFSET, err,
                             "it is sealed in entry %" PRIu64 ", whose kind has no such member",
                             reference->entry);
    return ASSAY_OK;
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
    if (status == ASSAY_EMISSING && is_erased(walk, reference))
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

static bool is_named_after(const struct verification *v, const struct erasure *erasure)
{
    const struct reference *references = (const struct reference *)(void *)v->references.data;

    for (size_t i = 0; i < v->references.size / sizeof *references; i++)
        if (references[i].last > erasure->index &&
            memcmp(references[i].sha256, erasure->sha256, sizeof erasure->sha256) == 0)
            return true;
    return false;
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

static void check_erasures(struct verification *v)
{
    for (size_t i = 0; i < v->erasures.list.size / sizeof(struct erasure) && !v->fatal; i++) {
        struct assay_error failure = {0};
        struct erasure erasure;

        memcpy(&erasure, v->erasures.list.data + i * sizeof erasure, sizeof erasure);
        verify_holds(v, check_erasure(v, &erasure, &failure), &failure);
    }
}

void verify_objects(struct verification *v)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    struct walk walk = {.v = v, .digest = digest};
    struct assay_error failure = {0};
    const struct reference *references;
    size_t count;

    if (!digest) {
        v->fatal = assay_fail(v->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a digest");
        return;
    }
    verify_holds(v, store_list(v->ledger->store, FOLDER, check_folder, &walk, &failure), &failure);
    verify_compact(v);
    references = (const struct reference *)(const void *)v->references.data;
    count = v->references.size / sizeof *references;
    for (size_t i = 0; i < count && !v->fatal; i++)
        verify_holds(v, check_reference(&walk, &references[i], &failure), &failure);
    check_erasures(v);
    if (walk.sealed + walk.erased > 0)
        verify_checked(v, "sealed values", walk.sealed);
    if (walk.erased > 0)
        verify_checked(v, "objects that were erased, as signed entries say", walk.erased);
    verify_checked(v, "objects", walk.objects);
    verify_checked(v, "manifests", walk.manifests);
}
