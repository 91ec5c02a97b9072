/*
 * objects.h - the objects of a git repository, by id: the one door through which the views read.
 *
 * Behind it: packs and their indexes, mapped (pack.c, pack_index.c, multi_pack_index.c), deltas
 * (delta.c, base_cache.c), loose objects (loose.c), and the folders that hold them, with those
 * that they borrow from (alternates.c). Nothing is written, fetched or run.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/stream.h"
#include "inventory/build.h"
#include "source/git/object_id.h"

enum object_type { OBJECT_COMMIT, OBJECT_TREE, OBJECT_BLOB, OBJECT_TAG };

struct body;

struct object {
    enum object_type type;
    struct bytes bytes; /* valid until object_release() */
    struct body *held;
};

/* What all threads share: indexes and packs, unchanging. Outlives its handles. */
struct object_store;

struct object_store_options {
    const char *folder;          /* the "objects" folder */
    const char *const *borrowed; /* further ones, as GIT_ALTERNATE_OBJECT_DIRECTORIES names them */
    size_t borrowed_count;
    size_t id_size;      /* 20 or 32 */
    bool verify_objects; /* hold every object that is read to its id */
    bool verify_packs;   /* hold packs and their indexes to their checksums, now */
    bool every_pack;     /* tell of packs that have no index, too: git does not see them */
};

/*
 * Opens a folder of objects and those that it borrows from. What of it cannot be read is a gap in
 * `part` (NULL: not told), for the objects in it will be missing: "git.alternate-missing",
 * "git.object-corrupt". A checksum that does not hold is that gap too, and no reason not to read.
 */
ASSAY_RESULT object_store_open(const struct object_store_options *options,
                               struct inventory_part *part, struct object_store **out,
                               struct assay_error *err);
void object_store_free(struct object_store *store); /* NULL is fine */
void object_store_freep(struct object_store **store);

/* One thread's handle. */
struct objects;

ASSAY_RESULT objects_open(struct object_store *store, struct objects **out,
                          struct assay_error *err);
/* One more on the same store, for another thread. */
ASSAY_RESULT objects_open_beside(const struct objects *objects, struct objects **out,
                                 struct assay_error *err);
void objects_close(struct objects *objects); /* NULL is fine */
void objects_closep(struct objects **objects);

/* Lets go of what is kept for further objects: for a handle that read much and will read little. */
void objects_rest(struct objects *objects);

/* Bytes of an id in this repository: 20 or 32. */
size_t objects_id_size(const struct objects *objects);

/*
 * Reads an object whole; released by object_release().
 *
 * ASSAY_EMISSING  id "git.object-missing", or "git.object-promised" where a partial clone left it
 *                 with its remote
 * ASSAY_EFORMAT   id "git.object-corrupt", or "git.object-mismatch" where it is not what its id
 * says ASSAY_ELIMIT    id "file.too-large": above LIMIT_GIT_OBJECT
 */
ASSAY_RESULT object_read(struct objects *objects, const struct object_id *id, struct object *out,
                         struct assay_error *err);
void object_release(struct object *object); /* a zeroed or released one is fine */

/*
 * A blob as a stream that may outlive nothing but the handle. Fails as above, and with
 * "git.object-corrupt" where it is no blob; that it is not what
 * its id says is told at its end, for its bytes are content all the same.
 */
ASSAY_RESULT object_stream(struct objects *objects, const struct object_id *id,
                           struct stream *stream, struct assay_error *err);
/* The same of one whose first place is known, as objects_order() tells it; NULL: it is not. */
struct pack;
ASSAY_RESULT object_stream_at(struct objects *objects, const struct object_id *id,
                              struct pack *pack, uint64_t offset, struct stream *stream,
                              struct assay_error *err);

/* From here on streams of the store find out whether they are what their ids say; that they are
 * not is told only where the store verifies. Before there are threads. */
void object_store_attest(struct object_store *store);

/* True of a stream that was read to its end and is what its id says. */
bool object_stream_attested(const struct stream *stream);

/* What a handle did so far, for tests that count instead of measuring time. */
struct objects_counts {
    uint64_t inflated; /* entries of packs and loose objects */
    uint64_t deltas;   /* carried out */
    uint64_t hashed;   /* held to their ids */
};
const struct objects_counts *objects_counts(const struct objects *objects);

/* Calls `each` for every object there is, in no order; one may come more than once. What it returns
 * ends the walk unless it is ASSAY_OK. */
ASSAY_RESULT objects_each(struct objects *objects,
                          enum assay_status (*each)(void *state, const struct object_id *id),
                          void *state);
