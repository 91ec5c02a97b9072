/*
 * objects.h - the objects of a git repository, by id.
 *
 * The one door through which the views read: today libgit2 stands behind it (objects_libgit2.c), a
 * reader of packs of our own can take its place.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/stream.h"
#include "source/git/object_id.h"

enum object_type { OBJECT_COMMIT, OBJECT_TREE, OBJECT_BLOB, OBJECT_TAG };

struct object {
    enum object_type type;
    struct bytes bytes; /* valid until object_release() */
    void *held;
};

/* One thread's handle on the objects of a repository and its alternates. */
struct objects;

/* `folder` is the "objects" folder. */
ASSAY_RESULT objects_open(const char *folder, struct objects **out, struct assay_error *err);
void objects_close(struct objects *objects); /* NULL is fine */
void objects_closep(struct objects **objects);

/* Adds a further "objects" folder to look in; one that is not there is passed over. */
ASSAY_RESULT objects_borrow(struct objects *objects, const char *folder, struct assay_error *err);

/* Bytes of an id in this repository: 20 or 32. */
size_t objects_id_size(const struct objects *objects);

/*
 * Reads an object whole; released by object_release().
 *
 * ASSAY_EMISSING  id "git.object-missing", or "git.object-promised" where a partial clone left it
 *                 with its remote
 * ASSAY_EFORMAT   id "git.object-corrupt"
 * ASSAY_ELIMIT    id "file.too-large": above LIMIT_GIT_OBJECT
 */
ASSAY_RESULT object_read(struct objects *objects, const struct object_id *id, struct object *out,
                         struct assay_error *err);
void object_release(struct object *object); /* a zeroed or released one is fine */

/* A blob as a stream that may outlive nothing but the handle. Fails as above. */
ASSAY_RESULT object_stream(struct objects *objects, const struct object_id *id,
                           struct stream *stream, struct assay_error *err);
