/* verify_tiles.c - tiles above level 0, and partial tiles that stay because their size was
 * published.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/text.h"
#include "ledger/published.h"
#include "ledger/verify.h"

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t size)
{
    size_t at = 0;

    while (at < size && a[at] == b[at])
        at++;
    return at;
}

static ASSAY_RESULT check_tile(struct verification *v, int level, uint64_t index, unsigned width,
                               const uint8_t *wanted, struct assay_error *err)
{
    size_t size = (size_t)width * SHA256_SIZE, at;
    uint8_t found[TILE_BYTES];
    char name[STORE_NAME_SIZE];

    v->tiles++;
    TRY(log_tile(&v->ledger->log, level, index, width, found, name, err));
    at = first_difference(found, wanted, size);
    if (at < size)
        return store_damaged(v->ledger->store, name, at, err, "it is not made of the tiles below");
    return ASSAY_OK;
}

static ASSAY_RESULT check_old_tile(const struct verification *v, const char *name, unsigned width,
                                   const uint8_t *wanted, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = TILE_BYTES};
    size_t size = (size_t)width * SHA256_SIZE, at;

    TRY(store_required(v->ledger->store, name, store_read(v->ledger->store, name, &bytes, err),
                       err));
    at = first_difference(bytes.data, wanted, bytes.size < size ? bytes.size : size);
    if (bytes.size != size || at < size)
        return store_damaged(v->ledger->store, name, at, err, "it is not the start of its tile");
    return ASSAY_OK;
}

static ASSAY_RESULT check_old_bundle(const struct verification *v, const char *name, unsigned width,
                                     const uint8_t *wanted, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = BUNDLE_BYTES};
    size_t at = 0;

    TRY(store_required(v->ledger->store, name, store_read(v->ledger->store, name, &bytes, err),
                       err));
    for (unsigned i = 0; i < width; i++) {
        size_t start = at;
        struct bytes entry;
        struct hash hash;

        if (!bundle_next(buf_bytes(&bytes), &at, &entry))
            return store_damaged(v->ledger->store, name, start, err, "it ends inside an entry");
        merkle_leaf(v->ledger->log.digest, entry, &hash);
        if (memcmp(hash.bytes, wanted + (size_t)i * SHA256_SIZE, SHA256_SIZE) != 0)
            return store_damaged(v->ledger->store, name, start, err,
                                 "an entry is not that of the newest bundle");
    }
    if (at != bytes.size)
        return store_damaged(v->ledger->store, name, at, err, "it goes on behind its last entry");
    return ASSAY_OK;
}

/* A published size of which nothing but its partial bundle is left. */
struct widths {
    struct verification *v;
    uint64_t tile;
};

static void check_width(void *user, const char *name)
{
    struct widths *widths = user;
    struct verification *v = widths->v;
    struct assay_error failure = {0};
    uint64_t width, size;

    if (!text_u64(bytes_text(name), &width) || width == 0 || width >= TILE_WIDTH)
        return;
    size = widths->tile * TILE_WIDTH + width;
    if (size < v->ledger->log.point.size &&
        !verify_published(v, size)) /* beyond: left by a crash */
        verify_holds(v, verify_missing_checkpoint(v, size, &failure), &failure);
}

/* The partials of the last tile of a level, whose hashes are `wanted`. */
static void check_partials(struct verification *v, int level, const uint8_t *wanted)
{
    uint64_t tile = tile_hashes(v->ledger->log.point.size, level) / TILE_WIDTH;
    unsigned newest = tile_width(v->ledger->log.point.size, level, tile), before = 0;
    struct assay_error failure = {0};
    char name[STORE_NAME_SIZE];

    for (size_t i = 0; i < published_count(&v->sizes) && !v->fatal; i++) {
        uint64_t hashes = tile_hashes(published_at(&v->sizes, i), level);
        unsigned width = (unsigned)(hashes % TILE_WIDTH);
        enum assay_status status;

        if (hashes / TILE_WIDTH != tile || width == before || width == newest)
            continue; /* the newest was checked as the tile that it is */
        before = width;
        tile_name(level, tile, width, name);
        v->tiles++;
        status = level == BUNDLE_LEVEL ? check_old_bundle(v, name, width, wanted, &failure)
                                       : check_old_tile(v, name, width, wanted, &failure);
        verify_holds(v, status, &failure);
    }
    if (level == BUNDLE_LEVEL) {
        tile_partials(level, tile, name);
        verify_holds(
            v, store_list(v->ledger->store, name, check_width, &(struct widths){v, tile}, &failure),
            &failure);
    }
}

/* Level by level from the roots of the full tiles below. */
static void check_upper(struct verification *v)
{
    CLEANUP(buf_clear) struct buf hashes = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf above = {.ceiling = SIZE_MAX};
    struct assay_error failure = {0};

    buf_add(&hashes, v->true_tree->roots.data, v->true_tree->roots.size);
    for (int level = 1; hashes.size > 0 && !v->fatal; level++) {
        uint64_t count = hashes.size / SHA256_SIZE;

        buf_reset(&above);
        for (uint64_t tile = 0; tile * TILE_WIDTH < count; tile++) {
            const uint8_t *wanted = hashes.data + tile * TILE_BYTES;
            unsigned width = tile_width(v->ledger->log.point.size, level, tile);
            struct hash root;

            verify_holds(v, check_tile(v, level, tile, width, wanted, &failure), &failure);
            if (width < TILE_WIDTH) {
                check_partials(v, level, wanted);
                continue;
            }
            verify_tile_root(v->ledger->log.digest, wanted, &root);
            buf_add(&above, root.bytes, sizeof root.bytes);
        }
        buf_reset(&hashes);
        buf_add(&hashes, above.data, above.size);
        verify_holds(v, buf_status(&hashes, &failure), &failure);
    }
}

void verify_tiles(struct verification *v)
{
    check_partials(v, BUNDLE_LEVEL, v->true_tree->last);
    check_partials(v, 0, v->true_tree->last);
    if (!v->hole)
        check_upper(v);
}
