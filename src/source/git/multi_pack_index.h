/*
 * multi_pack_index.h - one index over many packs.
 * Source: git, gitformat-pack(5), "multi-pack-index (MIDX) files".
 */

#pragma once

#include <assay/error.h>

#include "source/git/id_table.h"

struct multi_pack_index {
    struct bytes bytes; /* borrowed */
    struct id_table ids;
    struct bytes names; /* of the packs' index files, each ended by NUL */
    const uint8_t *offsets, *large;
    size_t large_count;
    uint32_t pack_count;
};

/* Reads header and chunks; `bytes` must stay. ASSAY_EFORMAT, id "git.object-corrupt". */
ASSAY_RESULT multi_pack_index_open(struct bytes bytes, size_t id_size, struct multi_pack_index *out,
                                   struct assay_error *err);

/* The pack, by its number, and the offset in it; false where the index contradicts itself. */
bool multi_pack_index_get(const struct multi_pack_index *index, uint32_t position, uint32_t *pack,
                          uint64_t *offset);

/* Takes the name of the next pack, "pack-....idx"; false behind the last. */
bool multi_pack_index_name(struct bytes *names, const char **name);
