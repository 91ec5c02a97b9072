/*
 * tar_pax.h - what a pax header says of the member behind it, or of all that follow.
 * Source: POSIX.1-2017, pax, "pax Extended Header"; GNU tar manual, "Storing Sparse Files".
 */

#pragma once

#include "base/buf.h"
#include "source/tar_sparse.h"

struct tar_pax {
    struct buf path, link; /* where `has` */
    bool has_path, has_link, has_size;
    bool cut;    /* a text was longer than a name may be; to be cleared by who tells it */
    bool volume; /* the archive is one of several volumes */
    uint64_t size;

    /* a sparse member: its own name, its size, its map where that stands here */
    struct buf sparse_name;
    bool sparse, has_sparse_name;
    bool map_in_content; /* version 1.0 */
    struct tar_sparse map;
    uint64_t map_at; /* of version 0.0: the offset whose size has not come */
};

void tar_pax_init(struct tar_pax *pax);
void tar_pax_clear(struct tar_pax *pax);

/* Forgets all that was read. */
void tar_pax_reset(struct tar_pax *pax);

/*
 * Takes the records of one pax header; later ones win, an empty value takes back.
 * ASSAY_EFORMAT  records that cannot be read (id bundle.bad-header); those before them stand
 */
ASSAY_RESULT tar_pax_read(struct tar_pax *pax, struct bytes records, struct assay_error *err);
