/*
 * object_order.h - the order to read many objects in, so that each is inflated once: the delta
 * trees of the packs, depth first, where the base of each is what was read before it.
 */

#pragma once

#include "source/git/objects.h"

/* An object to be read; all but its number is filled in. */
struct ordered {
    uint32_t object;   /* the caller's own number */
    uint32_t group;    /* neighbours of one group are best read by one thread; from 1 */
    struct pack *pack; /* where it stands first: the store's, or NULL where that is in no pack */
    uint64_t offset;
};

/*
 * Puts objects in order: those of one delta tree are neighbours. Which pack says what never shows
 * in a result, only in its time, so damage is met when the object is read.
 *
 * id_of    the id of one of the caller's objects; asked by several threads
 * threads  that may be used, the caller's among them; 0: that one
 *
 * ASSAY_ENOMEM
 */
ASSAY_RESULT objects_order(struct object_store *store, struct ordered *objects, size_t count,
                           const struct object_id *(*id_of)(const void *state, uint32_t object),
                           const void *state, unsigned threads, struct assay_error *err);
