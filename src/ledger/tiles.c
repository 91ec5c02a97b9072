/* tiles.c - where the tiles of a log stand. Source: C2SP tlog-tiles; ledger-formats.md 6. */

#include "ledger/tiles.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/load.h"
#include "base/text.h"

/* "x001/x234/067" */
static void index_name(uint64_t index, char out[STORE_NAME_SIZE])
{
    char tail[STORE_NAME_SIZE];

    snprintf(out, STORE_NAME_SIZE, "%03" PRIu64, index % 1000);
    for (index /= 1000; index > 0; index /= 1000) {
        text_copy(tail, sizeof tail, out);
        snprintf(out, STORE_NAME_SIZE, "x%03" PRIu64 "/%.64s", index % 1000, tail);
    }
}

static void base_name(int level, uint64_t index, char out[STORE_NAME_SIZE])
{
    char number[STORE_NAME_SIZE];

    index_name(index, number);
    if (level == BUNDLE_LEVEL)
        snprintf(out, STORE_NAME_SIZE, "tile/entries/%.80s", number);
    else
        snprintf(out, STORE_NAME_SIZE, "tile/%d/%.80s", level, number);
}

void tile_name(int level, uint64_t index, unsigned width, char out[STORE_NAME_SIZE])
{
    char partial[16];

    base_name(level, index, out);
    if (width == TILE_WIDTH)
        return;
    snprintf(partial, sizeof partial, ".p/%u", width);
    text_append(out, STORE_NAME_SIZE, partial);
}

void tile_partials(int level, uint64_t index, char out[STORE_NAME_SIZE])
{
    base_name(level, index, out);
    text_append(out, STORE_NAME_SIZE, ".p");
}

unsigned tile_width(uint64_t size, int level, uint64_t index)
{
    uint64_t hashes = tile_hashes(size, level), full = hashes / TILE_WIDTH;

    if (index < full)
        return TILE_WIDTH;
    return index == full ? (unsigned)(hashes % TILE_WIDTH) : 0;
}

bool bundle_next(struct bytes bundle, size_t *at, struct bytes *entry)
{
    struct bytes rest = bytes_from(bundle, *at);
    size_t size;

    if (rest.size < 2)
        return false;
    size = load_u16be(rest.data);
    if (rest.size - 2 < size)
        return false;
    *entry = bytes_of(rest.data + 2, size);
    *at += 2 + size;
    return true;
}
