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

enum { OBJECT_ID_SIZE = 20, OBJECT_HEX_SIZE = 2 * OBJECT_ID_SIZE };

struct object_id {
    uint8_t bytes[OBJECT_ID_SIZE];
};

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

static inline bool object_id_equal(const struct object_id *a, const struct object_id *b)
{
    return memcmp(a->bytes, b->bytes, OBJECT_ID_SIZE) == 0;
}

/* Reads 40 hex digits. */
bool object_id_parse(struct bytes hex, struct object_id *id);
void object_id_text(const struct object_id *id, char out[OBJECT_HEX_SIZE + 1]);
