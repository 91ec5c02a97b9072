/*
 * pack_index.h - where in a pack each object stands, from its .idx file, versions 1 and 2.
 * Source: git, gitformat-pack(5), "pack-*.idx files".
 *
 * What it says is believed only so far as it cannot lead outside the index: the pack holds the
 * offsets to its own size.
 */

#pragma once

#include <assay/error.h>

#include "source/git/id_table.h"

struct pack_index {
    struct bytes bytes; /* borrowed */
    uint32_t version;
    size_t id_size;
    struct id_table ids;
    const uint8_t *offsets, *large; /* in `bytes` */
    size_t large_count;
};

/* Reads the header; `bytes` must stay. ASSAY_EFORMAT, id "git.object-corrupt". */
ASSAY_RESULT pack_index_open(struct bytes bytes, size_t id_size, struct pack_index *out,
                             struct assay_error *err);

/* Where the entry at a position of the ids begins; UINT64_MAX where the index contradicts itself.
 */
uint64_t pack_index_offset(const struct pack_index *index, uint32_t position);

/* The checksum of the pack that the index was made for. */
struct bytes pack_index_pack_checksum(const struct pack_index *index);
