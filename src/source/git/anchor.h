/* anchor.h - texts kept in a git repository as the messages of annotated tags. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum { ANCHOR_NAME_SIZE = 1024 };

/*
 * Tags the commit of HEAD under refs/tags/`name` with `text` as it stands. *exists where such a tag
 * is there already; nothing is written then, whatever it says.
 *
 * ASSAY_EUSAGE  "anchor.no-repository"; "anchor.no-commit"
 */
ASSAY_RESULT anchor_write(const char *repository, const char *name, const char *text, int64_t time,
                          bool *exists, struct assay_error *err);

struct anchor_tag {
    const char *name;
    struct bytes text; /* the whole message; empty where the tag has none */
    int64_t time;      /* as the tag states it, or INT64_MAX where it does not */
};

/* Tells each annotated tag whose name begins with `prefix` and a slash. */
struct anchor_each {
    enum assay_status (*each)(void *user, const struct anchor_tag *tag, struct assay_error *err);
    void *user;
};
ASSAY_RESULT anchor_read(const char *repository, const char *prefix, const struct anchor_each *told,
                         struct assay_error *err);
