/*
 * inspect_dvc.c - files of DVC that stand for data: NAME.dvc, and dvc.lock of pipelines. What they
 * name is claimed here and looked for when all is walked.
 * Source: DVC, "User guide: .dvc files, dvc.lock"; version 3 marks its digests with `hash: md5`.
 */

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "doc/doc.h"
#include "examine/encoding/document.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"
#include "source/stored.h"

enum { BID_NAME = 8, MD5_SIZE = 16, NAME_SHOWN = 80 };

struct reading {
    struct cursor *cursor;
    struct evidence *evidence;
    struct arena *arena;
    struct bytes wdir; /* of a .dvc file, else empty */
    enum beside beside;
    size_t claims;
};

static bool is_lock(struct bytes name)
{
    return bytes_equal(name, BYTES("dvc.lock"));
}

static unsigned dvc_bid(const struct subject *subject)
{
    struct bytes suffix = BYTES(".dvc");

    if (is_lock(subject->name))
        return BID_NAME;
    return subject->name.size > suffix.size && bytes_ends(subject->name, suffix) ? BID_NAME : 0;
}

static bool is_true(const struct doc *map, const char *name, bool otherwise)
{
    const struct doc *doc = doc_get(map, name);

    return doc && doc->type == DOC_TEXT && doc->plain ? bytes_equal(doc->text, BYTES("true"))
                                                      : otherwise;
}

static void invalid(const struct reading *reading, const struct doc *doc, const char *what)
{
    evidence_gap(reading->evidence, GAP_POINTER_INVALID, ASSAY_NO_OFFSET, "line %u: %s", doc->line,
                 what);
}

/* A number that is not there stays unknown. */
static uint64_t number(const struct reading *reading, const struct doc *map, const char *name)
{
    const struct doc *doc = doc_get(map, name);
    uint64_t value = STREAM_SIZE_UNKNOWN;

    if (doc && (doc->type != DOC_TEXT || !text_u64(doc->text, &value))) {
        invalid(reading, doc, "a size or count is not a number");
        return STREAM_SIZE_UNKNOWN;
    }
    return value;
}

/* MD5 in hex, or with ".dir" behind where it names a list. */
static bool is_md5(struct bytes text, bool *folder)
{
    uint8_t md5[MD5_SIZE];
    struct bytes dir = BYTES(".dir");

    *folder = text.size > dir.size && bytes_ends(text, dir);
    if (*folder)
        text.size -= dir.size;
    return hex_decode(text, md5, sizeof md5);
}

/* Which digest; false where there is none that can be computed here. */
static bool take_digest(const struct reading *reading, const struct doc *entry,
                        const struct doc *hash, struct stored_claim *claim)
{
    const struct doc *md5 = doc_get(entry, "md5");

    claim->hash = CLAIM_DVC_TEXT;
    claim->kind = DIGEST_MD5;
    if (!md5)
        return false;
    if (md5->type != DOC_TEXT || !is_md5(md5->text, &claim->folder)) {
        invalid(reading, md5, "an md5 is not 32 lower-case hex digits");
        return false;
    }
    if (hash && hash->type == DOC_TEXT && bytes_equal(hash->text, BYTES("md5")))
        claim->hash = CLAIM_DIGEST;
    else if (hash && !(hash->type == DOC_TEXT && bytes_equal(hash->text, BYTES("md5-dos2unix"))))
        return false;
    claim->digest = (const char *)md5->text.data;
    return true;
}

static struct bytes join(const struct reading *reading, struct bytes folder, struct bytes name)
{
    const char *joined =
        arena_printf(reading->arena, "%.*s/%.*s", (int)folder.size, (const char *)folder.data,
                     (int)name.size, (const char *)name.data);

    return joined ? bytes_text(joined) : name;
}

static struct bytes in_wdir(const struct reading *reading, struct bytes name)
{
    if (reading->wdir.size == 0 || bytes_equal(reading->wdir, BYTES(".")))
        return name;
    return join(reading, reading->wdir, name);
}

static bool is_elsewhere(struct bytes path)
{
    for (size_t i = 0; i + 3 <= path.size; i++)
        if (memcmp(path.data + i, "://", 3) == 0)
            return true;
    return path.size > 0 && path.data[0] == '/';
}

/* Of the first claim of a pointer, which is the only one of most. */
static void tell_first(struct reading *reading, const struct stored_claim *claim, bool named)
{
    if (reading->claims++ > 0)
        return;
    if (named && claim->digest) {
        CLEANUP(buf_clear) struct buf oid = {.ceiling = SIZE_MAX};

        buf_text(&oid, "md5:");
        buf_text(&oid, claim->digest);
        evidence_text(reading->evidence, ASSAY_FACT_POINTER_OID, DECLARED, buf_bytes(&oid));
    }
    evidence_bool(reading->evidence, ASSAY_FACT_POINTER_VERIFIABLE, MEASURED, named);
    if (claim->size != STREAM_SIZE_UNKNOWN)
        evidence_int(reading->evidence, ASSAY_FACT_POINTER_SIZE, DECLARED, claim->size);
}

/* A folder under cloud versioning: its files stand here, and not in a list in the cache. */
static void read_files(struct reading *reading, const struct doc *entry, const struct doc *files,
                       const struct stored_claim *folder)
{
    bool all_named = true;

    for (size_t i = 0; files->type == DOC_LIST && i < files->count; i++) {
        const struct doc *file = &files->items[i], *relpath = doc_get(file, "relpath");
        struct stored_claim claim = *folder;

        if (!relpath || relpath->type != DOC_TEXT || relpath->text.size == 0) {
            invalid(reading, file, "a file of a folder has no relpath");
            continue;
        }
        claim.digest = NULL;
        claim.folder = false;
        all_named &= take_digest(reading, file, doc_get(entry, "hash"), &claim) && !claim.folder;
        if (claim.folder)
            invalid(reading, file, "a file of a folder is said to be a folder");
        claim.folder = false;
        claim.name = join(reading, folder->name, relpath->text);
        claim.size = number(reading, file, "size");
        claim.files = STREAM_SIZE_UNKNOWN;
        evidence_stands_for(reading->evidence, &claim);
    }
    if (files->type != DOC_LIST)
        invalid(reading, files, "files is a list");
    else if (folder->files != STREAM_SIZE_UNKNOWN && folder->files != files->count)
        invalid(reading, files, "nfiles is not the number of its files");
    tell_first(reading, &(struct stored_claim){.size = folder->size}, all_named);
}

/* One output or dependency. */
static void read_entry(struct reading *reading, const struct doc *entry, bool dependency)
{
    struct stored_claim claim = {.store = STORE_DVC, .size = STREAM_SIZE_UNKNOWN};
    const struct doc *path = doc_get(entry, "path"), *files = doc_get(entry, "files");
    bool named;

    if (!path || path->type != DOC_TEXT || path->text.size == 0) {
        if (!dependency) /* what was imported may be named by a URL alone */
            invalid(reading, entry, "an entry has no path");
        return;
    }
    named = take_digest(reading, entry, doc_get(entry, "hash"), &claim);
    if (dependency && !named)
        return;
    claim.name = in_wdir(reading, path->text);
    claim.size = number(reading, entry, "size");
    claim.files = number(reading, entry, "nfiles");
    claim.optional = dependency || !is_true(entry, "cache", true);
    claim.beside = is_elsewhere(path->text) ? BESIDE_NOT : reading->beside;
    if (files && !named) {
        read_files(reading, entry, files, &claim);
        return;
    }
    evidence_stands_for(reading->evidence, &claim);
    tell_first(reading, &claim, named);
}

static void read_entries(struct reading *reading, const struct doc *map, const char *name)
{
    const struct doc *list = doc_get(map, name);
    bool dependency = strcmp(name, "deps") == 0;

    if (!list)
        return;
    if (list->type != DOC_LIST) {
        invalid(reading, list, "outs and deps are lists");
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].type == DOC_MAP)
            read_entry(reading, &list->items[i], dependency);
        else
            invalid(reading, &list->items[i], "an entry of outs or deps is not a map");
    }
}

/* Before schema 2 the stages stood at the top. */
static void read_lock(struct reading *reading, const struct doc *root)
{
    const struct doc *stages = doc_get(root, "stages");

    if (!stages)
        stages = root;
    for (size_t i = 0; stages->type == DOC_MAP && i < stages->count; i++) {
        const struct doc *stage = &stages->members[i].value;

        if (stage->type != DOC_MAP)
            continue;
        read_entries(reading, stage, "outs");
        read_entries(reading, stage, "deps");
    }
}

static ASSAY_RESULT read_document(struct reading *reading, struct doc **root)
{
    struct doc_source source = {.path = "dvc"};
    struct assay_error failure = {0};
    enum assay_status status;

    TRY(document_text(reading->cursor, reading->arena, "a file of DVC", LIMIT_DOCUMENT,
                      &source.text));
    status = doc_read_yaml(reading->arena, &source, root, &failure);
    if (status == ASSAY_EUSAGE)
        return cursor_fail_at(reading->cursor, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "line %u: %s",
                              failure.line, failure.text);
    if (status != ASSAY_OK)
        return cursor_fail_at(reading->cursor, status, ASSAY_NO_OFFSET, "%s", failure.text);
    if ((*root)->type != DOC_MAP)
        return cursor_fail_at(reading->cursor, ASSAY_EFORMAT, ASSAY_NO_OFFSET,
                              "a file of DVC is a map");
    return ASSAY_OK;
}

static enum assay_status dvc_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct reading reading = {.cursor = cursor, .evidence = evidence, .arena = arena};
    const struct doc *wdir;
    struct doc *root;

    if (!arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    TRY(read_document(&reading, &root));
    if (is_lock(subject->name)) {
        /* names are relative to the folder that a stage works in, which only dvc.yaml tells */
        reading.beside = BESIDE_LAST;
        read_lock(&reading, root);
        return ASSAY_OK;
    }
    wdir = doc_get(root, "wdir");
    if (wdir && wdir->type == DOC_TEXT)
        reading.wdir = wdir->text;
    reading.beside = BESIDE_FIRST;
    read_entries(&reading, root, "outs");
    read_entries(&reading, root, "deps");
    if (reading.claims == 0)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, ASSAY_NO_OFFSET,
                              "the file names no output: it stands for nothing");
    return ASSAY_OK;
}

const struct inspector inspect_dvc = {
    .format = "dvc", .kind = ASSAY_KIND_POINTER, .text = true, .bid = dvc_bid, .read = dvc_read};
