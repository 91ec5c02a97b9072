/*
 * asides.h - bytes of a container that is read in order, and that are content of no member: fields
 * of headers, frames that are skipped, what pads, what stands behind the end. They are kept, each
 * with its place, until all members were read, and searched then: such a container cannot be read
 * by offset once more.
 */

#pragma once

#include "base/buf.h"
#include "source/members.h"
#include "source/outside.h"

struct asides {
    struct buf bytes; /* of all pieces, one behind the other */
    struct aside {
        uint64_t at;  /* in the container */
        size_t begin; /* in `bytes` */
        size_t size;
    } * pieces;
    size_t count, capacity;
    uint64_t end;              /* of all that was kept, zeros too */
    struct member_names known; /* what asides_add_once() was given */
    struct stream stream;      /* over all of them, zeros between */
};

void asides_init(struct asides *asides);
void asides_clear(struct asides *asides);

/* Keeps bytes that stand at `at`, without the zeros around them; to NULL nothing is added. */
void asides_add(struct asides *asides, uint64_t at, struct bytes bytes);
/* The same, but what was given before word for word is left: owners and attributes that all
 * members share. */
void asides_add_once(struct asides *asides, uint64_t at, struct bytes bytes);

/* False where no more can be kept. */
bool asides_has_room(const struct asides *asides);

/* As source_outside(): `out` reads through `asides`. ASSAY_ENOMEM */
ASSAY_RESULT asides_outside(struct asides *asides, const struct source_budget *budget,
                            struct outside *out, struct assay_error *err);
