/*
 * lineage_dvc.c - dvc.lock: what each stage of a pipeline read and wrote, by MD5.
 *
 * MD5 stays `md5`: it names content, and proves nothing against somebody who wants two contents of
 * one name. A SHA-256 stands beside it where the file that is recorded has both.
 * Source: dvc 3, dvc/stage/serialize.py and dvc/schema.py, LOCKFILE_SCHEMA.
 */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/kit.h"
#include "project/lineage.h"
#include "source/dvc_md5.h"

enum { BLOCK = 64 * 1024 };

/* Digests of a file on disk; text may have either of two more MD5s. */
struct digests {
    char sha256[65], md5[33], once[33], each[33];
};

static bool hash_open(int file, struct digest *md5, struct digest *sha, struct dvc_md5 *text,
                      struct digests *out)
{
    static const size_t md5_size = 16;
    uint8_t block[BLOCK], whole[DIGEST_SIZE_MAX];
    ssize_t got;

    digest_start(md5);
    digest_start(sha);
    while ((got = read(file, block, sizeof block)) > 0) {
        struct bytes bytes = bytes_of(block, (size_t)got);

        digest_add(md5, bytes);
        digest_add(sha, bytes);
        dvc_md5_add(text, bytes);
    }
    digest_end(sha, whole);
    hex_encode(bytes_of(whole, SHA256_SIZE), out->sha256);
    digest_end(md5, whole);
    hex_encode(bytes_of(whole, md5_size), out->md5);
    dvc_md5_end(text, out->once, out->each);
    return got == 0;
}

static bool hash_file(const char *root, const char *path, struct arena *arena, struct digests *out)
{
    CLEANUP(digest_freep) struct digest *md5 = digest_new(DIGEST_MD5);
    CLEANUP(digest_freep) struct digest *sha = digest_new(DIGEST_SHA256);
    struct dvc_md5 *text = dvc_md5_new();
    const char *whole = arena_printf(arena, "%s/%s", root, path);
    CLEANUP(close_cleanup)
    int file = whole ? open(whole, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW) : -1;
    bool done = md5 && sha && text && file >= 0 && hash_open(file, md5, sha, text, out);

    dvc_md5_free(text);
    return done;
}

/* Adds the file's SHA-256 where the bytes at hand have that MD5 and are those that are recorded. */
static ASSAY_RESULT match(struct lineage_reader *reader, const char *path, const char *md5,
                          struct lineage_thing *thing)
{
    const struct lineage_place place = {path, NULL, NULL, false};
    struct lineage_list found = {0};
    struct digests digests;
    size_t count;

    TRY(lineage_add_items(reader, &place, &found, &count));
    if (count != 1 || strcmp(found.things[0].name, path) != 0)
        return ASSAY_OK;
    thing->kind = found.things[0].kind;
    if (hash_file(reader->root, path, reader->arena, &digests) &&
        strcmp(digests.sha256, found.things[0].digests[0].hex) == 0 &&
        (strcmp(digests.md5, md5) == 0 || strcmp(digests.once, md5) == 0 ||
         strcmp(digests.each, md5) == 0))
        (void)lineage_digest(thing, "sha256", found.things[0].digests[0].hex);
    else
        thing->how = "changed"; /* what is recorded is not what the stage saw */
    return ASSAY_OK;
}

static ASSAY_RESULT read_thing(struct lineage_reader *reader, const struct doc *doc,
                               struct lineage_list *list)
{
    const char *path = lineage_text(doc, "path"), *md5 = lineage_text(doc, "md5"), *beside;
    struct lineage_thing thing = {.name = path};
    char plain[33];

    if (!path)
        return lineage_fail(reader, doc, "dvc names each file that a stage reads or writes",
                            "a path is missing");
    if (!md5)
        return lineage_fail(reader, doc, "only files that DVC keeps by MD5 can be told apart",
                            "\"%.200s\" has no md5", path);
    snprintf(plain, sizeof plain, "%.32s", md5);
    if (!lineage_is_hex(plain, 32, 32) || (md5[32] && strcmp(md5 + 32, ".dir") != 0))
        return lineage_fail(reader, doc_get(doc, "md5"), "a folder has .dir behind them",
                            "md5 must be 32 lowercase hex digits");
    (void)lineage_digest(&thing, "md5", arena_text(reader->arena, plain));
    beside = lineage_beside(reader, path);
    if (strstr(path, "://"))
        thing.uri = path;
    else if (beside)
        thing.name = beside;
    if (md5[32]) /* the digest of DVC's list of the files in it */
        thing.how = "folder";
    else if (beside && reader->root)
        TRY(match(reader, beside, plain, &thing));
    return lineage_add(reader->arena, list, &thing, reader->err);
}

static ASSAY_RESULT read_list(struct lineage_reader *reader, const struct doc *stage,
                              const char *name, struct lineage_list *list)
{
    const struct doc *doc = doc_get(stage, name);

    if (doc && doc->type != DOC_LIST)
        return lineage_fail(reader, doc, "as dvc repro writes it", "%s must be a list", name);
    for (size_t i = 0; doc && i < doc->count; i++)
        TRY(read_thing(reader, &doc->items[i], list));
    return ASSAY_OK;
}

static ASSAY_RESULT read_stage(struct lineage_reader *reader, const struct doc_member *stage)
{
    struct lineage_run read = {.step = (const char *)stage->name.data}, *run;

    if (stage->value.type != DOC_MAP)
        return lineage_fail(reader, &stage->value, "with cmd, deps and outs",
                            "a stage must be a map");
    TRY(read_list(reader, &stage->value, "deps", &read.inputs));
    TRY(read_list(reader, &stage->value, "outs", &read.outputs));
    read.parameters = doc_get(&stage->value, "params");
    if (read.parameters && read.parameters->type != DOC_MAP)
        return lineage_fail(reader, read.parameters, "by file, as dvc repro writes it",
                            "params must be a map");
    if (read.outputs.count == 0)
        return ASSAY_OK; /* a stage that only looks */
    run = lineage_new_run(reader);
    if (!run)
        return lineage_fail(reader, &stage->value, "each becomes an entry", "too many stages");
    *run = read;
    return ASSAY_OK;
}

enum assay_status lineage_read_dvc(struct lineage_reader *reader)
{
    const struct doc *stages = doc_get(reader->doc, "stages");

    if (!stages || stages->type != DOC_MAP)
        return lineage_fail(reader, reader->doc, "schema 2.0, as dvc repro writes it",
                            "dvc.lock must have stages, a map");
    for (size_t i = 0; i < stages->count; i++)
        TRY(read_stage(reader, &stages->members[i]));
    return ASSAY_OK;
}

/* What the stages are is written there, what they read and wrote stands beside it. */
enum assay_status lineage_read_stages(struct lineage_reader *reader)
{
    enum assay_status status =
        lineage_fail(reader, reader->doc, "digests of what ran stand in dvc.lock beside it",
                     "dvc.yaml tells what a stage would read and write, not what it did");

    assay_error_do(reader->err, "assay record --lineage dvc.lock");
    return status;
}
