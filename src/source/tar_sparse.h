/*
 * tar_sparse.h - where the stored parts of a sparse member belong; the rest is holes.
 * Source: GNU tar manual, "Storing Sparse Files": the old format and PAX 0.0, 0.1 and 1.0.
 */

#pragma once

#include "source/tar_header.h"
#include "source/tar_input.h"

struct tar_sparse {
    struct tar_part {
        uint64_t at, size;
    } * parts;
    size_t count, capacity;
    uint64_t size; /* of the whole member, holes and all */
};

void tar_sparse_clear(struct tar_sparse *sparse);

/* ASSAY_ENOMEM; ASSAY_ELIMIT past LIMIT_SPARSE_PARTS */
ASSAY_RESULT tar_sparse_add(struct tar_sparse *sparse, uint64_t at, uint64_t size,
                            struct assay_error *err);

/* True where the parts follow one another, lie in the member, and are together what is stored. */
bool tar_sparse_holds(const struct tar_sparse *sparse, uint64_t stored);

/* The old GNU format: from the header, and the blocks that go on behind it. ASSAY_EFORMAT */
ASSAY_RESULT tar_sparse_read_old(struct tar_sparse *sparse, const uint8_t block[TAR_BLOCK],
                                 struct tar_input *input, struct assay_error *err);

/* PAX 1.0: the map stands before the content; *used is what it took of the stored bytes. */
ASSAY_RESULT tar_sparse_read_map(struct tar_sparse *sparse, struct tar_input *input,
                                 uint64_t stored, uint64_t *used, struct assay_error *err);
