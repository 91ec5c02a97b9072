/* anchor.h - texts kept in a git repository as the messages of annotated tags. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "source/git/signed.h"

enum { ANCHOR_NAME_SIZE = 1024 };

struct anchor_text {
    const char *name, *text;
    int64_t time;                /* that the tag states */
    const struct assay_key *key; /* signs the tag as git would by a key of SSH, or NULL */
};

/*
 * Tags the commit of HEAD under refs/tags/`name` with `text` as it stands. *exists where such a tag
 * is there already; nothing is written then, whatever it says.
 *
 * ASSAY_EUSAGE  "anchor.no-repository"; "anchor.no-commit"
 */
ASSAY_RESULT anchor_write(const char *repository, const struct anchor_text *anchor, bool *exists,
                          struct assay_error *err);

/* A tag as it was found; without `parts` it is no annotated one. */
struct anchor_tag {
    const char *name;                 /* "refs/tags/..." */
    struct bytes text;                /* its message, without a signature behind it */
    int64_t time;                     /* as the tag states it, or INT64_MAX where it does not */
    const struct signed_parts *parts; /* for signed_judge(), or NULL */
};

/* Tells each tag whose name begins with `prefix` and a slash. */
struct anchor_each {
    enum assay_status (*each)(void *user, const struct anchor_tag *tag, struct assay_error *err);
    void *user;
};
ASSAY_RESULT anchor_read(const char *repository, const char *prefix, const struct anchor_each *told,
                         struct assay_error *err);
