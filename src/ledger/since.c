/*
 * since.c - an auditor comes back with what was kept of a ledger. A root that does not fit says
 * that the past was changed, and not where; other kept checkpoints narrow it, and a copy of the
 * entries gives the place. Source: RFC 6962 2.1.2; ledger-formats.md 5.
 */

#include <assay/proof.h>
#include <assay/witness.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/kit.h"
#include "ledger/published.h"
#include "ledger/since.h"

void comparing_clear(struct comparing *c)
{
    ring_clear(&c->ring);
}

enum assay_status comparing_open(struct comparing *c, const struct assay_ledger *ledger,
                                 const char *path, struct assay_error *err)
{
    struct assay_ledger all = {
        .store = ledger->store, .digest = ledger->digest, .log = ledger->log};
    enum assay_status status = ledger_load_keys(&all, err);

    *c = (struct comparing){
        .ledger = ledger, .ring = all.ring, .path = path, .parts = UINT64_MAX, .err = err};
    return status;
}

static ASSAY_RESULT fail(const struct comparing *c, const char *path, const char *id,
                         const char *text)
{
    enum assay_status status =
        assay_fail(c->err, ASSAY_ETRUST, ASSAY_NO_OFFSET, "%s: %s", path, text);

    assay_error_id(c->err, id);
    assay_error_path(c->err, path);
    return status;
}

static ASSAY_RESULT own_root(const struct assay_ledger *ledger, uint64_t size, struct hash *out,
                             struct assay_error *err)
{
    struct log_view view = {.log = &ledger->log};
    struct merkle_source source = log_subtrees(&view);

    return merkle_prefix_root(&source, size, out, err);
}

static ASSAY_RESULT check_signature(const struct comparing *c, const struct note *note,
                                    const struct checkpoint *point, const char *path)
{
    struct note_verifier known[RING_VERIFIERS_MAX];
    size_t count = ring_verifiers(&c->ring, point->origin, point->size, known);

    return note_verify(note, known, count, path, c->err);
}

enum assay_status comparing_take(struct comparing *c, struct bytes text, const char *path)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct checkpoint point;
    enum assay_status status;
    struct hash own;
    struct note note;

    if (!arena)
        return assay_fail(c->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
    status = note_read(arena, text, path, &note, c->err);
    if (status == ASSAY_OK)
        status = checkpoint_read(note.text, path, &point, c->err);
    if (status == ASSAY_EFORMAT)
        assay_error_id(c->err, "proof.format");
    TRY(status);
    if (strcmp(point.origin, c->ledger->log.point.origin) != 0)
        return fail(c, path, "ledger.other-log", "this is of another log");
    TRY(check_signature(c, &note, &point, path));
    c->kept++;
    if (point.size > c->newest)
        c->newest = point.size;
    if (point.size == 0)
        return ASSAY_OK;
    if (point.size > c->ledger->log.point.size) {
        char fewer[80];

        snprintf(fewer, sizeof fewer, "the ledger has fewer entries than it had, %" PRIu64,
                 point.size);
        status = fail(c, path, "ledger.set-back", fewer);
        assay_error_why(c->err, "%" PRIu64 " were signed, and it has %" PRIu64, point.size,
                        c->ledger->log.point.size);
        assay_error_do(c->err, "ask its owner for the whole ledger, and treat it as an incident");
        return status;
    }
    TRY(own_root(c->ledger, point.size, &own, c->err));
    if (hash_equal(&own, &point.root)) {
        if (point.size > c->agrees)
            c->agrees = point.size;
    } else if (point.size < c->parts) {
        c->parts = point.size;
        c->kept_root = point.root;
        c->own_root = own;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT compare_file(struct comparing *c, const char *path)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    enum assay_status status;

    status = file_read(AT_FDCWD, path, &text, c->err);
    if (status == ASSAY_ELIMIT)
        return fail(c, path, "proof.format", "it is larger than any checkpoint");
    TRY(status);
    return comparing_take(c, buf_bytes(&text), path);
}

static void close_dir(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/* Every file right in a folder. */
static ASSAY_RESULT compare_folder(struct comparing *c, const char *folder)
{
    CLEANUP(close_dir) DIR *dir = opendir(folder);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char path[4096];
        struct stat status;

        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
            TRY(compare_file(c, path));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT compare_all(struct comparing *c, bool *copy)
{
    char path[4096];
    struct stat status;

    *copy = false;
    if (stat(c->path, &status) != 0 || !S_ISDIR(status.st_mode))
        return compare_file(c, c->path);
    snprintf(path, sizeof path, "%s/checkpoint", c->path);
    if (stat(path, &status) != 0)
        return compare_folder(c, c->path);
    *copy = true;
    TRY(compare_file(c, path));
    snprintf(path, sizeof path, "%s/checkpoints", c->path);
    return compare_folder(c, path);
}

/* The first entry from c->agrees on that differs, in bundle `tile` of both; UINT64_MAX: none. False
 * where one of them cannot be read. */
static bool compare_bundles(const struct comparing *c, const struct log *copy, uint64_t tile,
                            uint64_t *index)
{
    const struct log *own = &c->ledger->log;
    CLEANUP(buf_clear) struct buf here = {.ceiling = BUNDLE_BYTES};
    CLEANUP(buf_clear) struct buf there = {.ceiling = BUNDLE_BYTES};
    size_t at_here = 0, at_there = 0;
    char name[STORE_NAME_SIZE];

    if (log_bundle(own, tile, tile_width(own->point.size, BUNDLE_LEVEL, tile), &here, name, NULL) ||
        log_bundle(copy, tile, tile_width(copy->point.size, BUNDLE_LEVEL, tile), &there, name,
                   NULL))
        return false;
    *index = UINT64_MAX;
    for (uint64_t i = tile * TILE_WIDTH; i < (tile + 1) * TILE_WIDTH && i < c->parts; i++) {
        struct bytes mine, kept;

        if (!bundle_next(buf_bytes(&here), &at_here, &mine) ||
            !bundle_next(buf_bytes(&there), &at_there, &kept))
            return false;
        if (i >= c->agrees && !bytes_equal(mine, kept)) {
            *index = i;
            return true;
        }
    }
    return true;
}

/* The first entry of a copy that is another one here; it lies in [agrees, parts). */
static bool first_difference(const struct comparing *c, uint64_t *index)
{
    CLEANUP(store_freep) struct store *store = NULL;
    struct log copy = {.digest = c->ledger->digest, .point.size = c->parts};

    if (store_folder_open(c->path, false, &store, NULL) != ASSAY_OK)
        return false;
    copy.store = store;
    *index = UINT64_MAX;
    for (uint64_t i = c->agrees / TILE_WIDTH; i * TILE_WIDTH < c->parts && *index == UINT64_MAX;
         i++)
        if (!compare_bundles(c, &copy, i, index))
            return false;
    return *index != UINT64_MAX;
}

/* The largest size at or below `most` whose own checkpoint still is that of the ledger's tree. */
static ASSAY_RESULT own_agreement(const struct comparing *c, uint64_t most, uint64_t *size)
{
    CLEANUP(buf_clear) struct buf sizes = {.ceiling = SIZE_MAX};

    *size = 0;
    TRY(published_sizes(c->ledger, &sizes, c->err));
    for (size_t i = published_count(&sizes); i > 0; i--) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        CLEANUP(buf_clear) struct buf bytes = {.ceiling = NOTE_SIZE_MAX};
        uint64_t one = published_at(&sizes, i - 1);
        struct checkpoint point;
        struct hash own;
        struct note note;

        if (!arena)
            return out_of_memory(c->err);
        if (one > most || published_read(c->ledger, one, arena, &bytes, &note, NULL) != ASSAY_OK ||
            checkpoint_read(note.text, "", &point, NULL) != ASSAY_OK || point.size != one)
            continue;
        TRY(own_root(c->ledger, one, &own, c->err));
        if (hash_equal(&own, &point.root)) {
            *size = one;
            return ASSAY_OK;
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT fail_fork(const struct comparing *c, bool copy)
{
    char kept[65], own[65];
    enum assay_status status;
    uint64_t index = 0, agreed;
    bool found = copy && first_difference(c, &index);

    TRY(own_agreement(c, c->parts, &agreed));
    hex_encode(bytes_of(c->kept_root.bytes, SHA256_SIZE), kept);
    hex_encode(bytes_of(c->own_root.bytes, SHA256_SIZE), own);
    status = found ? assay_fail(c->err, ASSAY_ETRUST, index,
                                "the past of the ledger was changed: entry %" PRIu64
                                " is the first that is not the one that was kept",
                                index)
                   : assay_fail(c->err, ASSAY_ETRUST, ASSAY_NO_OFFSET,
                                "the past of the ledger was changed: an entry from %" PRIu64
                                " to %" PRIu64 " is not the one that was kept",
                                c->agrees, c->parts - 1);
    assay_error_id(c->err, "ledger.fork");
    assay_error_path(c->err, c->path);
    assay_error_why(c->err,
                    "at %" PRIu64 " entries the root was %s and is %s; the largest kept size that "
                    "agrees is %" PRIu64 ", and its own checkpoints agree with its entries up to "
                    "%" PRIu64,
                    c->parts, kept, own, c->agrees, agreed);
    assay_error_do(c->err, "keep both: the owner's key signed two pasts. A kept copy of the "
                           "entries, --since COPY, gives the first entry that differs");
    return status;
}

enum assay_status comparing_end(const struct comparing *c, bool copy)
{
    return c->parts == UINT64_MAX ? ASSAY_OK : fail_fork(c, copy);
}

enum assay_status assay_ledger_since(const struct assay_ledger *ledger, const char *kept,
                                     struct assay_since *out, struct assay_error *err)
{
    CLEANUP(comparing_clear) struct comparing c = {.kept = 0};
    enum assay_status status;
    bool copy;

    TRY(comparing_open(&c, ledger, kept, err));
    TRY(compare_all(&c, &copy));
    if (c.kept == 0) {
        status = fail(&c, kept, "proof.format", "there is no checkpoint in it");
        assay_error_do(err, "name a checkpoint that was kept, or a folder of them");
        return status;
    }
    TRY(comparing_end(&c, copy));
    *out = (struct assay_since){.old = c.newest, .size = ledger->log.point.size, .kept = c.kept};
    return assay_witness_request(ledger, c.newest, &out->proof, err);
}
