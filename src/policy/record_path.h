/* record_path.h - what a path means that stands in a record. */

#pragma once

#include <assay/inventory.h>

#include "base/bytes.h"

/* A path that a record names, as items have theirs. */
struct record_path {
    struct assay_path path;        /* from the top; as written where nothing stands there */
    bool stands;                   /* a file, or a folder */
    const struct assay_item *item; /* the first file there; NULL: none */
    char *text;
};

/*
 * Finds what a path means: it counts from the nearest folder above the record in which something
 * stands at it, as `proj/models/m` for `models/m` in `proj/records/evaluation.yml`, else from the
 * top. So a project in a folder names its files as it does by itself, and not those of another: in
 * a folder with settings of its own (.assay.yml) nothing outside of it is meant, so that a record
 * whose file is gone does not speak for one of the same name further up.
 *
 * record   the file that the path stands in; of an archive only what lies in the same
 * written  as people write it: ./a is a
 * out      to release with record_path_clear(), whatever is returned
 *
 * false    out of memory
 */
bool record_path_find(const struct assay_inventory *inventory, const struct assay_path *record,
                      struct bytes written, struct record_path *out);
void record_path_clear(struct record_path *path);
