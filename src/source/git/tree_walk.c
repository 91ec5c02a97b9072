/* tree_walk.c - what all walks of trees share: reading one, and telling what is wrong with it. */

#include "source/git/tree_walk.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/class.h"
#include "source/fail.h"

const struct assay_path *walk_path(const struct tree_walk *walk, uint32_t node)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = SIZE_MAX};

    catalogue_path(walk->catalogue, node, &path);
    return inventory_path(walk->part, NULL, buf_bytes(&path));
}

enum assay_status tree_read(struct objects *objects, const struct object_id *id, struct object *out,
                            struct assay_error *err)
{
    char hex[OBJECT_HEX_MAX + 1];

    TRY(object_read(objects, id, out, err));
    if (out->type == OBJECT_TREE)
        return ASSAY_OK;
    object_release(out);
    object_id_text(id, hex);
    return fail_id(err, ASSAY_EFORMAT, GAP_GIT_OBJECT_CORRUPT, "object %s is not a tree", hex);
}

enum assay_status walk_read(const struct tree_walk *walk, const struct object_id *id, uint32_t node,
                            struct object *out, bool *held, struct assay_error *err)
{
    struct assay_error failure = {0};
    enum assay_status status = tree_read(walk->objects, id, out, &failure);

    *held = status == ASSAY_OK;
    if (status != ASSAY_OK && !status_is_gap(status)) {
        *err = failure;
        return status;
    }
    if (status != ASSAY_OK && walk->part)
        gap_from(walk->part, walk_path(walk, node), &failure);
    return ASSAY_OK;
}

void walk_judge(const struct tree_walk *walk, const struct tree_entry *entry, bool twice,
                uint32_t node)
{
    if (tree_name_is_unsafe(entry->name))
        inventory_gap(walk->part, GAP_GIT_UNSAFE_PATH, walk_path(walk, node), ASSAY_NO_OFFSET,
                      "a name that git does not allow, for it may lead out of the work tree");
    else if (entry->odd)
        inventory_gap(walk->part, GAP_GIT_UNSAFE_PATH, walk_path(walk, node), ASSAY_NO_OFFSET,
                      "a mode that git does not write");
    if (twice)
        inventory_gap(walk->part, GAP_GIT_DUPLICATE_ENTRY, walk_path(walk, node), ASSAY_NO_OFFSET,
                      "the name stands twice in one folder");
}

void walk_gap_deep(const struct tree_walk *walk, uint32_t node)
{
    char why[64];

    if (!walk->part)
        return;
    snprintf(why, sizeof why, "trees nest deeper than %d levels", LIMIT_TREE_DEPTH);
    inventory_gap(walk->part, GAP_GIT_UNSAFE_PATH, walk_path(walk, node), ASSAY_NO_OFFSET, why);
}

void walk_gap_cut(const struct tree_walk *walk, uint32_t node)
{
    inventory_gap(walk->part, GAP_GIT_OBJECT_CORRUPT, walk_path(walk, node), ASSAY_NO_OFFSET,
                  "the folder's tree object cannot be read to its end");
}
