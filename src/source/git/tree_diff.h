/*
 * tree_diff.h - what one version of a folder holds and the version before did not.
 *
 * Versions mostly differ in one line. So the bytes that both begin and end with are passed over
 * without a look at the lines in them, whose beginnings are known from the version before; only
 * what lies between is read.
 */

#pragma once

#include <assay/error.h>

#include "source/git/tree_entry.h"

/* Offsets in a tree. */
struct tree_offsets {
    uint32_t *at;
    size_t count, capacity;
};

struct tree_diff {
    size_t id_size;
    struct bytes before;        /* the version before, borrowed; empty at first */
    struct tree_offsets bounds; /* where each of its entries begins, and where the last one ends */
    /* The version being looked at. */
    struct bytes bytes, rest;
    struct bytes known; /* of the version before: what may stand in `rest` too */
    struct bytes last;  /* name of the entry before the next one, or none */
    struct tree_offsets fresh;
    size_t shared; /* entries at the front that are those of the version before */
    size_t tail;   /* entry of the version before from which on the rest is the same, or NONE */
    size_t suffix; /* bytes at the end that are the same */
    bool full;     /* memory ran out */
};

void tree_diff_init(struct tree_diff *diff, size_t id_size);
void tree_diff_clear(struct tree_diff *diff);

/* There is no version before the next one. */
void tree_diff_forget(struct tree_diff *diff);

/* Begins with a version. Its bytes are borrowed until the next one was ended. */
void tree_diff_start(struct tree_diff *diff, struct bytes tree);

/* Takes the next entry that the version before does not hold; false where there is none. `last` is
 * the name that stands before it, or none. */
bool tree_diff_next(struct tree_diff *diff, struct tree_entry *entry, struct bytes *last);

/* Ends with a version after its last entry; *readable says whether it could be read to its end.
 * ASSAY_ENOMEM */
ASSAY_RESULT tree_diff_end(struct tree_diff *diff, bool *readable, struct assay_error *err);
