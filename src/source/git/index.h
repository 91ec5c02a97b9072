/*
 * index.h - what git has staged: the entries of an index file, in git's order.
 *
 * Read by its bytes (index_parse.c), joined with the shared file of a split index
 * (index_split.c), and with the folders of a sparse one opened (index_sparse.c).
 */

#pragma once

#include <time.h>

#include "base/buf.h"
#include "inventory/build.h"
#include "source/git/catalogue.h"

/* What a file on disk was like when git last looked at it, cut to 32 bits as stat(2) told it; all
 * zeros: it never did. */
struct index_stat {
    uint32_t changed, changed_ns, modified, modified_ns; /* ctime and mtime */
    uint32_t inode, size;
};

struct index_entry {
    const char *path; /* in the index's own memory */
    struct object_id id;
    struct index_stat stat;
    enum entry_type type;
    bool executable;       /* of a file */
    uint8_t stage;         /* 0, or 1 to 3 of a merge that is not resolved */
    bool intent_to_add;    /* a name without content yet */
    bool skip_worktree;    /* a sparse checkout keeps it off the disk */
    bool assume_unchanged; /* git does not look whether the file on disk is another */
};

struct index {
    struct arena *names;
    struct index_entry *entries; /* sorted by path, as bytes, then stage */
    size_t count, capacity;
    size_t names_size;     /* bytes of all paths */
    bool sparse;           /* whole folders stand as one entry, ENTRY_TREE */
    struct bytes link;     /* of a split index: its extension "link", in the parsed bytes */
    struct object_id base; /* of a split index: the checksum of its shared file */
    bool has_base;
    struct object_id tree; /* that all entries together would be, as git last worked it out */
    bool has_tree;
    struct timespec written; /* when the file was; what changed on disk since may look unchanged */
};

/*
 * Reads the bytes of one index file, in the file's own order: neither sorted nor joined.
 * ASSAY_EFORMAT  damaged, with an offset and no id; "git.unsupported-format" for what is newer
 */
ASSAY_RESULT index_parse(struct bytes file, size_t id_size, struct index *out,
                         struct assay_error *err);

/* Makes room for `count` entries in all, so that adding them moves none. ASSAY_ENOMEM. */
ASSAY_RESULT index_reserve(struct index *index, size_t count, struct assay_error *err);
/* Adds an entry, its path copied. ASSAY_ENOMEM, and ASSAY_ELIMIT past LIMIT_INDEX_NAMES. */
ASSAY_RESULT index_add(struct index *index, struct bytes path, const struct index_entry *entry,
                       struct assay_error *err);

/* Joins a split index with the entries of the shared file it is the difference to. */
ASSAY_RESULT index_join(struct index *index, const struct index *base, struct assay_error *err);

/* Opens the folders of a sparse index; those that cannot be read are gaps, and stay one entry. */
ASSAY_RESULT index_expand(struct index *index, struct objects *objects, struct inventory_part *part,
                          struct assay_error *err);

/* Where an index comes from. */
struct index_source {
    const char *file;   /* the index; one that does not exist is empty */
    const char *folder; /* where shared files of split ones stand: the git folder */
    size_t id_size;     /* 20 or 32 */
    /* For sparse ones; NULL: their folders stay closed. */
    struct objects *objects;
    struct inventory_part *part;
};

/*
 * Reads an index whole.
 * ASSAY_EFORMAT  id "git.index-corrupt": damaged; "git.unsupported-format": newer than assay
 * ASSAY_EMISSING id "git.index-corrupt": the shared file of a split index is not there
 */
ASSAY_RESULT index_read(const struct index_source *source, struct index *out,
                        struct assay_error *err);
void index_clear(struct index *index);

/* The first entry at or behind `path`; `count` where there is none. */
size_t index_find(const struct index *index, struct bytes path);
