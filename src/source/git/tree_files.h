/* tree_files.h - all files of one tree, with their whole paths. */

#pragma once

#include "source/git/tree_entry.h"

struct tree_file {
    struct bytes path; /* valid during the call */
    struct object_id id;
    enum entry_type type; /* never ENTRY_TREE */
    bool executable;
};

/*
 * Calls `each` in the order of the index: by the bytes of the paths. What it returns ends the walk
 * unless it is ASSAY_OK. Fails as object_read() does, and with ASSAY_EFORMAT where a tree is none
 * or is cut short, and ASSAY_ELIMIT below LIMIT_TREE_DEPTH and past `most` entries, folders
 * counted: few trees that name one another again and again would be more files than anybody waits
 * for.
 */
ASSAY_RESULT tree_files(struct objects *objects, const struct object_id *tree, uint64_t most,
                        enum assay_status (*each)(void *state, const struct tree_file *file,
                                                  struct assay_error *err),
                        void *state, struct assay_error *err);
