/* log.c - the tree of a ledger on a store: reading it, and dropping what a crash left beyond it.
 * Source: C2SP tlog-tiles; ledger-formats.md 6 and 9.1. */

#include "ledger/log.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"

enum { LEVEL_BITS = 8 }; /* of TILE_WIDTH */

void log_checkpoint_name(uint64_t size, char out[STORE_NAME_SIZE])
{
    snprintf(out, STORE_NAME_SIZE, "checkpoints/%" PRIu64, size);
}

/* A reader may come when the full tile stands already and its partials are gone. */
static ASSAY_RESULT read_piece(const struct log *log, int level, uint64_t index, unsigned width,
                               struct buf *out, char name[STORE_NAME_SIZE], struct assay_error *err)
{
    char full[STORE_NAME_SIZE];
    enum assay_status status;

    tile_name(level, index, width, name);
    status = store_read(log->store, name, out, err);
    if (status == ASSAY_EMISSING && width < TILE_WIDTH) {
        tile_name(level, index, TILE_WIDTH, full);
        status = store_read(log->store, full, out, NULL);
        if (status == ASSAY_OK)
            text_copy(name, STORE_NAME_SIZE, full);
        else if (status != ASSAY_EMISSING)
            return store_required(log->store, full, store_read(log->store, full, out, err), err);
    }
    return store_required(log->store, name, status, err);
}

enum assay_status log_tile(const struct log *log, int level, uint64_t index, unsigned width,
                           uint8_t *out, char name[STORE_NAME_SIZE], struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = TILE_BYTES};
    size_t size = (size_t)width * SHA256_SIZE;

    TRY(read_piece(log, level, index, width, &bytes, name, err));
    if (bytes.size != size && bytes.size != TILE_BYTES)
        return store_damaged(log->store, name, bytes.size, err, "%zu bytes, not %zu", bytes.size,
                             size);
    memcpy(out, bytes.data, size);
    return ASSAY_OK;
}

enum assay_status log_bundle(const struct log *log, uint64_t index, unsigned width, struct buf *out,
                             char name[STORE_NAME_SIZE], struct assay_error *err)
{
    return read_piece(log, BUNDLE_LEVEL, index, width, out, name, err);
}

enum assay_status log_entry(const struct log *log, uint64_t index, struct buf *out,
                            struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bundle = {.ceiling = BUNDLE_BYTES};
    uint64_t tile = index / TILE_WIDTH;
    struct bytes entry = {0};
    char name[STORE_NAME_SIZE];
    size_t at = 0;

    TRY(log_bundle(log, tile, tile_width(log->point.size, BUNDLE_LEVEL, tile), &bundle, name, err));
    for (uint64_t i = 0; i <= index % TILE_WIDTH; i++)
        if (!bundle_next(buf_bytes(&bundle), &at, &entry))
            return store_damaged(log->store, name, at, err, "it ends before entry %" PRIu64, index);
    buf_add(out, entry.data, entry.size);
    return buf_status(out, err);
}

/* The hashes of a tile, from those that were read before or from the store. */
static ASSAY_RESULT view_tile(struct log_view *view, int level, uint64_t index,
                              const uint8_t **hashes, struct assay_error *err)
{
    unsigned known = view->reads < LOG_KEPT_TILES ? view->reads : LOG_KEPT_TILES;
    unsigned next = view->reads % LOG_KEPT_TILES;
    char name[STORE_NAME_SIZE];

    for (unsigned i = 0; i < known; i++)
        if (view->kept[i].level == level && view->kept[i].index == index) {
            *hashes = view->kept[i].hashes;
            return ASSAY_OK;
        }
    view->kept[next].level = BUNDLE_LEVEL; /* of no tile, should the read fail */
    TRY(log_tile(view->log, level, index, tile_width(view->log->point.size, level, index),
                 view->kept[next].hashes, name, err));
    view->kept[next].level = level;
    view->kept[next].index = index;
    view->reads++;
    *hashes = view->kept[next].hashes;
    return ASSAY_OK;
}

static enum assay_status subtree(void *user, unsigned height, uint64_t index, struct hash *out,
                                 struct assay_error *err)
{
    struct log_view *view = user;
    unsigned below = height % LEVEL_BITS;
    uint64_t first = index << below;
    const uint8_t *hashes;
    struct merkle tree;

    TRY(view_tile(view, (int)(height / LEVEL_BITS), first / TILE_WIDTH, &hashes, err));
    merkle_init(&tree, view->log->digest);
    for (uint64_t i = 0; i < UINT64_C(1) << below; i++) {
        struct hash hash;

        memcpy(hash.bytes, hashes + (first + i) % TILE_WIDTH * SHA256_SIZE, SHA256_SIZE);
        merkle_add_hash(&tree, &hash);
    }
    merkle_root(&tree, out);
    return ASSAY_OK;
}

struct merkle_source log_subtrees(struct log_view *view)
{
    return (struct merkle_source){subtree, view, view->log->digest};
}

static void take_larger(void *user, const char *name)
{
    uint64_t *largest = user, size;

    if (text_u64(bytes_text(name), &size) && size > *largest)
        *largest = size;
}

enum assay_status log_newest(struct store *store, uint64_t *size, struct assay_error *err)
{
    uint64_t largest = 0;

    TRY(store_list(store, "checkpoints", take_larger, &largest, err));
    *size = largest;
    return ASSAY_OK;
}

/* Names in a folder of partial tiles that are wider than the log. */
struct beyond {
    struct log *log;
    const char *folder;
    unsigned width;
    enum assay_status status;
    struct assay_error *err;
};

static void drop_wider(void *user, const char *name)
{
    struct beyond *beyond = user;
    char path[STORE_NAME_SIZE];
    uint64_t width;

    if (beyond->status != ASSAY_OK || !text_u64(bytes_text(name), &width) || width <= beyond->width)
        return;
    snprintf(path, sizeof path, "%.90s/%.30s", beyond->folder, name);
    beyond->status = store_remove(beyond->log->store, path, beyond->err);
}

static void saw_one(void *user, const char *name)
{
    bool *seen = user;

    (void)name;
    *seen = true;
}

/* A batch writes tiles in their order, so the first that is missing ends what a crash left. */
static ASSAY_RESULT drop_tiles_from(struct log *log, int level, uint64_t index,
                                    struct assay_error *err)
{
    for (;; index++) {
        struct stream stream;
        char full[STORE_NAME_SIZE], partials[STORE_NAME_SIZE];
        bool seen = false;
        enum assay_status status;

        tile_name(level, index, TILE_WIDTH, full);
        tile_partials(level, index, partials);
        status = store_open(log->store, full, &stream, err);
        if (status == ASSAY_OK)
            stream_close(&stream);
        else if (status != ASSAY_EMISSING)
            return status;
        TRY(store_list(log->store, partials, saw_one, &seen, err));
        if (status == ASSAY_EMISSING && !seen)
            return ASSAY_OK;
        TRY(store_remove(log->store, full, err));
        TRY(store_remove(log->store, partials, err));
    }
}

static ASSAY_RESULT drop_level(struct log *log, int level, struct assay_error *err)
{
    uint64_t index = tile_hashes(log->point.size, level) / TILE_WIDTH;
    char name[STORE_NAME_SIZE];
    struct beyond beyond = {log, name, tile_width(log->point.size, level, index), ASSAY_OK, err};

    tile_name(level, index, TILE_WIDTH, name);
    TRY(store_remove(log->store, name, err));
    if (index > 0) { /* superseded by the full tile, unless a crash came before they were dropped */
        tile_partials(level, index - 1, name);
        TRY(store_remove(log->store, name, err));
    }
    tile_partials(level, index, name);
    TRY(store_list(log->store, name, drop_wider, &beyond, err));
    TRY(beyond.status);
    return drop_tiles_from(log, level, index + 1, err);
}

/* The first level that is empty may hold a first tile from a crash, and none above it does. */
static bool may_hold(uint64_t size, int level)
{
    return level <= 0 || (level < TILE_LEVELS && tile_hashes(size, level - 1) > 0);
}

enum assay_status log_drop_beyond(struct log *log, struct assay_error *err)
{
    for (int level = BUNDLE_LEVEL; may_hold(log->point.size, level); level++)
        TRY(drop_level(log, level, err));
    return ASSAY_OK;
}

/* The bundle at the edge is what the next one begins with, so it must be what the tile says. */
static ASSAY_RESULT check_last_bundle(const struct log *log, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bundle = {.ceiling = BUNDLE_BYTES};
    uint64_t index = log->point.size / TILE_WIDTH;
    unsigned width = tile_width(log->point.size, 0, index);
    uint8_t hashes[TILE_BYTES];
    char name[STORE_NAME_SIZE];
    size_t at = 0;

    if (width == 0)
        return ASSAY_OK;
    TRY(log_tile(log, 0, index, width, hashes, name, err));
    TRY(log_bundle(log, index, width, &bundle, name, err));
    for (unsigned i = 0; i < width; i++) {
        struct bytes entry;
        struct hash hash;
        size_t start = at;

        if (!bundle_next(buf_bytes(&bundle), &at, &entry))
            return store_damaged(log->store, name, start, err, "it ends inside an entry");
        merkle_leaf(log->digest, entry, &hash);
        if (memcmp(hash.bytes, hashes + (size_t)i * SHA256_SIZE, SHA256_SIZE) != 0)
            return store_damaged(log->store, name, start, err, "an entry does not give its hash");
    }
    if (at != bundle.size)
        return store_damaged(log->store, name, at, err, "it goes on behind its last entry");
    return ASSAY_OK;
}

enum assay_status log_open_edge(struct log *log, struct assay_error *err)
{
    uint8_t hashes[TILE_BYTES];
    char name[STORE_NAME_SIZE];
    struct hash root;

    merkle_init(&log->edge, log->digest);
    for (int level = TILE_LEVELS - 1; level >= 0; level--) {
        uint64_t index = tile_hashes(log->point.size, level) / TILE_WIDTH;
        unsigned width = tile_width(log->point.size, level, index);

        if (width == 0)
            continue;
        TRY(log_tile(log, level, index, width, hashes, name, err));
        for (unsigned i = 0; i < width; i++) {
            struct hash hash;

            memcpy(hash.bytes, hashes + (size_t)i * SHA256_SIZE, SHA256_SIZE);
            merkle_add_subtree(&log->edge, (unsigned)level * LEVEL_BITS, &hash);
        }
    }
    merkle_root(&log->edge, &root);
    if (log->point.size > 0 && !hash_equal(&root, &log->point.root))
        return store_damaged(log->store, "tile", ASSAY_NO_OFFSET, err,
                             "the newest tiles do not give the root of the checkpoint");
    return check_last_bundle(log, err);
}
