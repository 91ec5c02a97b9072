/*
 * index_sparse.c - a sparse index: a folder that is not checked out stands as one entry with the id
 * of its tree, which is opened here.
 * Source: gitformat-index(5), "Sparse Directory Entries".
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/index.h"
#include "source/git/trees.h"

struct open_tree {
    struct object tree;
    struct bytes rest;
    size_t path_size; /* of the path up to and with this folder's slash */
};

struct expansion {
    struct index *out;
    struct objects *objects;
    struct inventory_part *part;
    struct buf path;
    struct open_tree *trees;
    size_t depth;
};

static void expansion_clear(struct expansion *expansion)
{
    while (expansion->depth > 0)
        object_release(&expansion->trees[--expansion->depth].tree);
    free(expansion->trees);
    buf_clear(&expansion->path);
}

/* Opens the tree at the path at hand; one that cannot be read is a gap, and stays one entry. */
static enum assay_status open_tree(struct expansion *expansion, const struct object_id *id,
                                   struct assay_error *err)
{
    struct open_tree *level = &expansion->trees[expansion->depth];
    const struct index_entry closed = {.id = *id, .type = ENTRY_TREE, .skip_worktree = true};
    struct bytes path = buf_bytes(&expansion->path);
    struct assay_error failure = {0};
    enum assay_status status;

    if (expansion->depth == LIMIT_TREE_DEPTH)
        status = fail_id(&failure, ASSAY_EFORMAT, GAP_GIT_UNSAFE_PATH,
                         "trees nest deeper than 2048 levels");
    else
        status = object_read(expansion->objects, id, &level->tree, &failure);
    if (status == ASSAY_ENOMEM)
        return fail_no_memory(err);
    if (status != ASSAY_OK) {
        gap_from(expansion->part, inventory_path(expansion->part, NULL, path), &failure);
        return index_add(expansion->out, path, &closed, err);
    }
    buf_byte(&expansion->path, '/');
    level->rest = level->tree.type == OBJECT_TREE ? level->tree.bytes : bytes_of(NULL, 0);
    level->path_size = expansion->path.size;
    expansion->depth++;
    return ASSAY_OK;
}

static enum assay_status add_tree(struct expansion *expansion, const struct index_entry *folder,
                                  struct assay_error *err)
{
    struct bytes path = bytes_text(folder->path);

    buf_reset(&expansion->path);
    buf_add(&expansion->path, path.data, path.size - bytes_ends(path, BYTES("/")));
    TRY(open_tree(expansion, &folder->id, err));
    while (expansion->depth > 0) {
        struct open_tree *level = &expansion->trees[expansion->depth - 1];
        struct index_entry entry = {.skip_worktree = true};
        struct tree_entry found;

        if (!tree_take(&level->rest, folder->id.size, &found)) {
            object_release(&level->tree);
            expansion->depth--;
            continue;
        }
        expansion->path.size = level->path_size;
        buf_add(&expansion->path, found.name.data, found.name.size);
        TRY(buf_status(&expansion->path, err));
        if (found.type == ENTRY_TREE) {
            TRY(open_tree(expansion, &found.id, err));
            continue;
        }
        entry.id = found.id;
        entry.type = found.type;
        entry.executable = found.executable;
        TRY(index_add(expansion->out, buf_bytes(&expansion->path), &entry, err));
    }
    return ASSAY_OK;
}

enum assay_status index_expand(struct index *index, struct objects *objects,
                               struct inventory_part *part, struct assay_error *err)
{
    CLEANUP(index_clear) struct index out = {0};
    CLEANUP(expansion_clear)
    struct expansion expansion = {.out = &out,
                                  .objects = objects,
                                  .part = part,
                                  .path = {.ceiling = SIZE_MAX},
                                  .trees = calloc(LIMIT_TREE_DEPTH, sizeof *expansion.trees)};
    struct index before;

    if (!expansion.trees)
        return fail_no_memory(err);
    for (size_t i = 0; i < index->count; i++) {
        const struct index_entry *entry = &index->entries[i];

        if (entry->type == ENTRY_TREE)
            TRY(add_tree(&expansion, entry, err));
        else
            TRY(index_add(&out, bytes_text(entry->path), entry, err));
    }
    out.tree = index->tree;
    out.has_tree = index->has_tree;
    before = *index;
    *index = out;
    out = before;
    return ASSAY_OK;
}
