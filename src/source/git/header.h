/*
 * header.h - the lines at the head of commits and tags: a name, a blank, a value.
 * Source: git, Documentation/technical/signature-format; git-hash-object's own checks (fsck).
 */

#pragma once

#include "source/git/object_id.h"

struct header_line {
    struct bytes name;
    struct bytes value; /* with the lines that it goes on over, which begin with a blank */
};

/* Takes the line at the front of *rest; false at the empty line that ends the head, or at the end.
 */
bool header_next(struct bytes *rest, struct header_line *line);

/* Takes the line at the front where it has that name. */
bool header_take(struct bytes *rest, struct bytes name, struct bytes *value);

/* As header_take(), the value an id. */
bool header_take_id(struct bytes *rest, struct bytes name, struct object_id *id);

/* "Ann <ann@x.org> 1000000000 +0000": who, and seconds since 1970; 0 where there are none. */
int64_t header_signature(struct bytes value, struct bytes *who);
