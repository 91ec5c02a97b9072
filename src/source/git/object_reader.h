/* object_reader.h - inside a handle: what one thread needs to rebuild objects. */

#pragma once

#include <libdeflate.h>

#include "crypto/digest.h"
#include "source/git/base_cache.h"
#include "source/git/loose.h"
#include "source/git/object_store.h"

/* One delta on the way from an object to what it is made of. */
struct chain_link {
    struct pack *pack;
    uint64_t offset;
    struct pack_entry entry;
};

struct objects {
    struct object_store *store;
    struct base_cache *cache;
    struct libdeflate_decompressor *whole; /* for what is small and of known size: the fastest */
    struct inflater *steps;                /* for all else; one stream at a time has it */
    bool steps_lent;
    struct digest *digest;            /* where objects are held to their ids */
    struct digest *spare;             /* of the stream before, for the next one */
    struct object_source *whole_ones; /* streams of bodies in memory that were not hashed yet */
    struct chain_link *chain;
    size_t chain_size, chain_capacity;
    uint8_t instructions[16 * 1024]; /* of a delta, while it is carried out */
    struct objects_counts counts;
};

/* An inflater, reset; the handle's own if it is free, else a new one. Given back by the second. */
ASSAY_RESULT reader_borrow(struct objects *objects, struct inflater **out, struct assay_error *err);
void reader_return(struct objects *objects, struct inflater *inflater);

/* True for what is wrong with one copy of an object, when there may be others. */
bool reader_may_go_on(enum assay_status status);

/* Rebuilds the object whose entry begins at `offset`; the caller's to drop.
 * ASSAY_EFORMAT, ASSAY_ELIMIT, as object_read(). */
ASSAY_RESULT reader_rebuild(struct objects *objects, struct pack *pack, uint64_t offset,
                            struct body **out, struct assay_error *err);

/* Reads a loose object whole; *out stays NULL where it is not there. */
ASSAY_RESULT reader_loose(struct objects *objects, size_t folder, const struct object_id *id,
                          struct body **out, struct assay_error *err);

/* Whole, from the first place where it can be read. */
ASSAY_RESULT reader_read(struct objects *objects, const struct object_id *id, struct body **out,
                         struct assay_error *err);

/* Begins the digest that an id is. */
void reader_hash_start(struct objects *objects, struct digest *digest, enum object_type type,
                       uint64_t size);
/* The same of bodies that are not spooled, side by side. */
enum { HASHED_TOGETHER = 16 };
void reader_hash_bodies(struct objects *objects, struct body *const *bodies, size_t count,
                        uint8_t (*sums)[DIGEST_SIZE_MAX]);
/* Holds such a digest to `id`. */
ASSAY_RESULT reader_hash_check(const struct objects *objects, const uint8_t sum[DIGEST_SIZE_MAX],
                               const struct object_id *id, struct assay_error *err);
enum digest_kind reader_hash_kind(const struct objects *objects);

/* Puts an object's id before what is wrong with it. */
ASSAY_RESULT fail_object(const struct object_id *id, const struct assay_error *failure,
                         struct assay_error *err);
