/* tree.h - what a model holds: every name below its root, before anything is hashed. */

#pragma once

#include "base/buf.h"
#include "oms/rules.h"
#include "source/disk_file.h"

enum oms_entry_type {
    OMS_FILE,
    OMS_LINK,        /* and links are not allowed */
    OMS_LINK_OUT,    /* leads out of the model, or is absolute */
    OMS_LINK_LOOP,   /* a folder inside itself */
    OMS_LINK_BROKEN, /* leads nowhere */
    OMS_SPECIAL,     /* a pipe, socket or device */
    OMS_BAD_NAME,    /* not UTF-8 */
    OMS_ENTRY_TYPES
};

struct oms_entry {
    const char *name; /* under which it is listed */
    const char *path; /* at which it is opened, below the root; differs behind links */
    enum oms_entry_type type;
    struct file_identity identity; /* of a FILE, as it was when the walk met it */
};

/* Zeroed by the caller, released by oms_tree_clear(). */
struct oms_tree {
    int root;              /* the folder */
    bool has_root, single; /* single: the model is one file */
    struct arena *arena;
    struct buf memory;         /* of `entries` */
    struct oms_entry *entries; /* sorted by name, bytewise */
    size_t count;
    const char *name;  /* base name of the model */
    const char *where; /* its real path */
};

void oms_tree_clear(struct oms_tree *tree);

/* Opens the model; what is in it is not looked at yet. ASSAY_EMISSING: nothing there. */
ASSAY_RESULT oms_tree_open(struct oms_tree *tree, const char *model, struct assay_error *err);

/* Walks it. Nothing is left out but what `rules` ignore. */
ASSAY_RESULT oms_tree_walk(struct oms_tree *tree, const struct oms_rules *rules,
                           struct assay_error *err);

/* `file` as a path below the model, or NULL where it is not inside; lives in the tree's arena. */
const char *oms_tree_below(const struct oms_tree *tree, const char *file);

/* Words for an entry that is no FILE. */
const char *oms_entry_words(enum oms_entry_type type);

/* Fails for the first entry that cannot be signed. */
ASSAY_RESULT oms_tree_signable(const struct oms_tree *tree, struct assay_error *err);
