/* index.h - what git has staged: the entries of an index file, in git's order. */

#pragma once

#include "source/git/catalogue.h"

struct index_entry {
    const char *path; /* in the index's own memory */
    struct object_id id;
    enum entry_type type;
    uint8_t stage;      /* 0, or 1 to 3 of a merge that is not resolved */
    bool intent_to_add; /* a name without content yet */
};

struct index {
    struct arena *names;
    struct index_entry *entries; /* sorted by path, as bytes */
    size_t count;
};

/*
 * Reads an index file; one that does not exist is empty.
 * ASSAY_EFORMAT  id "git.unsupported-format": damaged, split or sparse
 */
ASSAY_RESULT index_read(const char *file, struct index *out, struct assay_error *err);
void index_clear(struct index *index);

/* The first entry at or behind `path`; `count` where there is none. */
size_t index_find(const struct index *index, struct bytes path);
