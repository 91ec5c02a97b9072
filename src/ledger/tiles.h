/* tiles.h - names and widths of tiles, and entries in bundles (C2SP tlog-tiles; ledger-formats.md
 * 6). */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"
#include "crypto/merkle.h"
#include "ledger/store.h"

enum {
    TILE_WIDTH = 256, /* hashes of a full tile, entries of a full bundle */
    TILE_LEVELS = 8,  /* that a tree of 2^64 leaves can have */
    TILE_BYTES = TILE_WIDTH * SHA256_SIZE,
    BUNDLE_LEVEL = -1, /* stands for the entries where a level is asked for */
    BUNDLE_BYTES = TILE_WIDTH * (2 + 65535),
};

/* "tile/0/x001/x234/067.p/112"; a full tile has no ".p". */
void tile_name(int level, uint64_t index, unsigned width, char out[STORE_NAME_SIZE]);
/* "tile/0/x001/x234/067.p", where the partial tiles stand. */
void tile_partials(int level, uint64_t index, char out[STORE_NAME_SIZE]);

/* Hashes that level `level` has in a log of `size` entries; entries for the bundles. */
static inline uint64_t tile_hashes(uint64_t size, int level)
{
    return level <= 0 ? size : size >> (8 * level);
}

/* Width of tile `index` in a log of `size` entries, 0 to TILE_WIDTH. */
unsigned tile_width(uint64_t size, int level, uint64_t index);

/* Takes the entry at *at and moves behind it; false where the bundle ends inside it. */
bool bundle_next(struct bytes bundle, size_t *at, struct bytes *entry);
