/*
 * log_append.c - entries into the tree, in batches, so that a crash at any step leaves the old log
 * or the new one: the checkpoint is written last, and is what makes the entries part of the log.
 * Source: C2SP tlog-tiles; ledger-formats.md 6 and 9.1.
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"
#include "base/limits.h"
#include "ledger/log.h"

static ASSAY_RESULT write_bundle(struct log *log, uint64_t index, unsigned width,
                                 struct buf *bundle, struct assay_error *err)
{
    char name[STORE_NAME_SIZE];

    TRY(buf_status(bundle, err));
    tile_name(BUNDLE_LEVEL, index, width, name);
    TRY(store_write(log->store, name, buf_bytes(bundle), err));
    buf_reset(bundle);
    return ASSAY_OK;
}

/* The bundle at the edge goes on, full ones and a last partial one follow. */
static ASSAY_RESULT append_bundles(struct log *log, const struct bytes *entries, size_t count,
                                   struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bundle = {.ceiling = BUNDLE_BYTES};
    uint64_t index = log->point.size / TILE_WIDTH;
    unsigned width = tile_width(log->point.size, BUNDLE_LEVEL, index);
    char name[STORE_NAME_SIZE];

    if (width > 0)
        TRY(log_bundle(log, index, width, &bundle, name, err));
    for (size_t i = 0; i < count; i++) {
        buf_byte(&bundle, (uint8_t)(entries[i].size >> 8));
        buf_byte(&bundle, (uint8_t)entries[i].size);
        buf_add(&bundle, entries[i].data, entries[i].size);
        if (++width < TILE_WIDTH && i + 1 < count)
            continue;
        TRY(write_bundle(log, index, width, &bundle, err));
        index++;
        width = 0;
    }
    return ASSAY_OK;
}

static void tile_root(const struct log *log, const uint8_t *hashes, struct hash *out)
{
    struct merkle tile;

    merkle_init(&tile, log->digest);
    for (size_t i = 0; i < TILE_WIDTH; i++) {
        struct hash hash;

        memcpy(hash.bytes, hashes + i * SHA256_SIZE, SHA256_SIZE);
        merkle_add_hash(&tile, &hash);
    }
    merkle_root(&tile, out);
}

/* Adds hashes to a level; `above` gets the root of each tile that became full. */
static ASSAY_RESULT append_level(struct log *log, int level, struct bytes hashes, struct buf *above,
                                 struct assay_error *err)
{
    uint64_t index = tile_hashes(log->point.size, level) / TILE_WIDTH;
    unsigned width = tile_width(log->point.size, level, index);
    uint8_t tile[TILE_BYTES];
    char name[STORE_NAME_SIZE];

    if (width > 0)
        TRY(log_tile(log, level, index, width, tile, name, err));
    while (hashes.size > 0) {
        size_t room = TILE_BYTES - (size_t)width * SHA256_SIZE;
        size_t taken = hashes.size < room ? hashes.size : room;

        memcpy(tile + (size_t)width * SHA256_SIZE, hashes.data, taken);
        hashes = bytes_from(hashes, taken);
        width += (unsigned)(taken / SHA256_SIZE);
        tile_name(level, index, width, name);
        TRY(store_write(log->store, name, bytes_of(tile, (size_t)width * SHA256_SIZE), err));
        if (width == TILE_WIDTH) {
            struct hash root;

            tile_root(log, tile, &root);
            buf_add(above, root.bytes, SHA256_SIZE);
            index++;
            width = 0;
        }
    }
    return buf_status(above, err);
}

static ASSAY_RESULT append_tiles(struct log *log, struct buf *leaves, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf above = {.ceiling = SIZE_MAX};

    TRY(buf_status(leaves, err));
    for (int level = 0; level < TILE_LEVELS && leaves->size > 0; level++) {
        struct buf full = *leaves;

        TRY(append_level(log, level, buf_bytes(leaves), &above, err));
        *leaves = above; /* what was full moves up; the old room is used again */
        above = full;
        buf_reset(&above);
    }
    return ASSAY_OK;
}

/* A size is signed once: a note of that size that is there already says that all is not well. */
static ASSAY_RESULT check_unsigned(struct log *log, const char *name, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    enum assay_status status = store_read(log->store, name, &note, err);

    if (status == ASSAY_EMISSING)
        return ASSAY_OK;
    TRY(status);
    return store_damaged(log->store, name, ASSAY_NO_OFFSET, err,
                         "this size was signed before, and would be signed again");
}

static ASSAY_RESULT publish(struct log *log, const struct checkpoint *point,
                            const struct assay_key *key, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = NOTE_SIZE_MAX};
    CLEANUP(buf_clear) struct buf note = {.ceiling = NOTE_SIZE_MAX};
    char name[STORE_NAME_SIZE];

    log_checkpoint_name(point->size, name);
    TRY(check_unsigned(log, name, err));
    checkpoint_write(point, &text);
    TRY(buf_status(&text, err));
    TRY(note_sign(buf_bytes(&text), point->origin, key, &note, err));
    if (log->second)
        TRY(note_sign_line(buf_bytes(&text),
                           &(struct note_verifier){NOTE_ED25519, point->origin, log->second}, 0,
                           &note, err));
    TRY(store_sync(log->store, err)); /* a size is signed of what is there to stay */
    TRY(store_write(log->store, name, buf_bytes(&note), err));
    return store_commit(log->store, "checkpoint", buf_bytes(&note), err);
}

/* The entries are committed; partials that cannot be dropped now are dropped at the next start. */
static void drop_superseded(struct log *log, uint64_t before)
{
    for (int level = BUNDLE_LEVEL; level < TILE_LEVELS; level++) {
        uint64_t index = tile_hashes(before, level) / TILE_WIDTH;
        char name[STORE_NAME_SIZE];

        if (tile_hashes(log->point.size, level) / TILE_WIDTH == index)
            return; /* no tile became full here, so none did above */
        if (tile_width(before, level, index) == 0)
            continue;
        tile_partials(level, index, name);
        if (store_remove(log->store, name, NULL) != ASSAY_OK)
            return;
    }
}

enum assay_status log_append(struct log *log, const struct assay_key *key,
                             const struct bytes *entries, size_t count, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf leaves = {.ceiling = SIZE_MAX};
    struct checkpoint point = log->point;
    struct merkle edge = log->edge;
    uint64_t before;

    for (size_t i = 0; i < count; i++) {
        struct hash leaf;

        if (entries[i].size > LIMIT_ENTRY)
            return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "an entry of %zu bytes",
                              entries[i].size);
        merkle_leaf(log->digest, entries[i], &leaf);
        merkle_add_hash(&edge, &leaf);
        buf_add(&leaves, leaf.bytes, SHA256_SIZE);
    }
    merkle_root(&edge, &point.root);
    if (ckd_add(&point.size, point.size, count) || point.size > INT64_MAX)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "a log of that size is none");
    TRY(append_bundles(log, entries, count, err));
    TRY(append_tiles(log, &leaves, err));
    TRY(publish(log, &point, key, err));
    before = log->point.size;
    log->point = point;
    log->edge = edge;
    drop_superseded(log, before);
    return ASSAY_OK;
}
