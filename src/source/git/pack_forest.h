/*
 * pack_forest.h - rebuilds the objects of a surveyed pack, each one once: whatever is no change of
 * another, then depth first what is made from it.
 *
 * A base is held until the last object that is made from it; the one with the most behind it comes
 * last, so few wait at a time. Those beyond LIMIT_GIT_WAITING bytes wait in files without a name.
 */

#pragma once

#include "crypto/digest.h"
#include "source/git/body.h"
#include "source/git/pack_survey.h"

/* An object that was rebuilt, valid until the next one is asked for. */
struct pack_object {
    enum object_type type;
    struct object_id id; /* computed */
    uint64_t at;         /* of its entry in the stream */
    uint64_t size;
    const struct body *body; /* or NULL: large, and nothing is made from it; then: */
    uint64_t data, limit;    /* its deflated bytes, and where they end at the latest */
};

struct pack_forest {
    struct pack_survey *survey; /* borrowed, as the reader is */
    struct pack_read *read;
    const struct pack_place *place;
    struct digest *digest;
    struct branch {
        uint32_t entry, next; /* the next to be made from it, or PACKED_NONE */
        struct body *body;
    } * branches;
    size_t depth, capacity;
    size_t waiting; /* bytes of their bodies in memory */
    uint32_t root;  /* where the search for the next one goes on */
    bool over;      /* a limit of the run was met: nothing more comes */
};

/* ASSAY_ENOMEM */
ASSAY_RESULT pack_forest_open(struct pack_forest *forest, struct pack_survey *survey,
                              struct pack_read *read, const struct pack_place *place,
                              struct assay_error *err);
void pack_forest_close(struct pack_forest *forest); /* a zeroed one is fine */

/*
 * The next object: of all that come from blobs, or of all that do not, each asked for to its end,
 * with a pack_forest_again() between. *found is false then. What cannot be rebuilt is told.
 */
ASSAY_RESULT pack_forest_next(struct pack_forest *forest, bool blobs, struct pack_object *object,
                              bool *found, struct assay_error *err);
void pack_forest_again(struct pack_forest *forest);

/* Once all were asked for: tells which objects are missing that others are changes of. */
void pack_forest_end(struct pack_forest *forest);
