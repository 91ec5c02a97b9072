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

/* Tells the text of each annotated tag whose name begins with `prefix` and a slash. */
struct anchor_each {
    enum assay_status (*each)(void *user, const char *name, struct bytes text,
                              struct assay_error *err);
    void *user;
};
ASSAY_RESULT anchor_read(const char *repository, const char *prefix, const struct anchor_each *told,
                         struct assay_error *err);
