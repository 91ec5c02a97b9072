/*
 * loose.h - objects that stand alone in a file each.
 * Source: git, gitformat-loose(5); the header is "type size NUL", deflated with the object.
 */

#pragma once

#include "source/git/deflated.h"
#include "source/git/objects.h"

enum { LOOSE_HEAD = 64 }; /* bytes inflated to read the header; it has 32 at most */

struct loose {
    struct bytes map; /* of the file */
    enum object_type type;
    uint64_t size;
    uint8_t head[LOOSE_HEAD];
    struct deflated deflated; /* the object behind its header; points into the above */
};

/*
 * Opens the file of an object; must not be moved until loose_close().
 *
 * folder    the "objects" folder, open
 * inflater  for this object alone until it is closed
 * found     false where there is no such file
 *
 * ASSAY_EFORMAT  id "git.object-corrupt": damaged, or with the header that git wrote before 1.4.3
 * ASSAY_EIO      id "git.object-corrupt": the file cannot be read
 */
ASSAY_RESULT loose_open(int folder, const struct object_id *id, struct inflater *inflater,
                        struct loose *out, bool *found, struct assay_error *err);
void loose_close(struct loose *loose); /* a zeroed one is fine */

/* Whether a file begins as git's loose objects do: deflated, with a type and a size in front. */
bool loose_begins(struct bytes head);

/* Takes the header at the front of *rest, its NUL too; false where it is none that git writes. */
bool loose_take_head(struct bytes *rest, enum object_type *type, uint64_t *size);

/* The name of an object's file below the folder: "ab/cdef...". */
void loose_name(const struct object_id *id, char out[OBJECT_HEX_MAX + 2]);
