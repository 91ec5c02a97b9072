/*
 * conversion.h - what git does to a file of the work tree before it keeps it, by the attribute
 * files on disk and the configuration. No filter is ever run here. Source: gitattributes(5),
 * "Checking-out and checking-in"; git, convert.c, convert_attrs().
 */

#pragma once

#include "source/git/repository.h"

enum conversion {
    CONVERSION_NONE,
    CONVERSION_TEXT,    /* each CRLF becomes LF */
    CONVERSION_GUESSED, /* the same, of what looks like a text */
    CONVERSION_LFS,     /* a pointer is kept in its place */
    CONVERSION_UNKNOWN, /* a filter, an encoding or $Id$, or attributes that were not read: only git
                         * itself could tell */
};

struct conversions;

/* `root` is the work tree, open; it and the repository are borrowed. */
ASSAY_RESULT conversions_open(const struct repository *repository, int root,
                              struct conversions **out, struct assay_error *err);
void conversions_freep(struct conversions **conversions);

/* Of a file by its path from the root. Quickest when paths of one folder come together. */
ASSAY_RESULT conversion_of(struct conversions *conversions, struct bytes path, enum conversion *out,
                           struct assay_error *err);
