/* tree_add.c - everything that trees hold: folder by folder, all versions of one after the other.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/tree_walk.h"

/*
 * Packs keep the versions of a tree as one chain of differences: reading them in a row makes each
 * from what is at hand, and most of their entries are those of the version before.
 */

struct folders {
    struct folder {
        uint32_t node, depth;
    } * folders; /* to be walked, the next one last */
    size_t count, capacity;
};

static void folders_clear(struct folders *stack)
{
    free(stack->folders);
}

static enum assay_status push_folder(struct folders *stack, uint32_t node, uint32_t depth,
                                     struct assay_error *err)
{
    if (stack->count == stack->capacity) {
        size_t capacity = stack->capacity ? stack->capacity * 2 : 64;
        struct folder *grown = reallocarray(stack->folders, capacity, sizeof *grown);

        if (!grown)
            return fail_no_memory(err);
        stack->folders = grown;
        stack->capacity = capacity;
    }
    stack->folders[stack->count++] = (struct folder){node, depth};
    return ASSAY_OK;
}

/* Turns round what was pushed behind `from`, so that folders are walked in the order of names. */
static void turn_round(struct folders *stack, size_t from)
{
    for (size_t to = stack->count; from + 1 < to; from++) {
        struct folder first = stack->folders[from];

        stack->folders[from] = stack->folders[--to];
        stack->folders[to] = first;
    }
}

/* Moves *rest, of the version before, to where `entry` stands or would; true where it is the same
 * to the last byte, and then moves behind it. */
static bool stood_before(struct bytes *rest, struct bytes raw, const struct tree_entry *entry)
{
    while (rest->size > 0) {
        struct bytes behind = *rest;
        struct tree_entry other;

        if (bytes_starts(*rest, raw)) {
            *rest = bytes_from(*rest, raw.size);
            return true;
        }
        if (!tree_take(&behind, entry->id.size, &other) || tree_compare(&other, entry) >= 0)
            return false;
        *rest = behind;
    }
    return false;
}

static enum assay_status add_entry(const struct tree_walk *walk, struct folders *stack,
                                   const struct folder *folder, const struct tree_entry *entry,
                                   struct bytes before, uint32_t commit, struct assay_error *err)
{
    struct catalogue *catalogue = walk->catalogue;
    uint32_t child;
    bool waiting;

    if (catalogue_place(catalogue, folder->node, entry->name, entry->type, &entry->id) !=
        TABLE_NONE)
        return ASSAY_OK;
    child = catalogue_node(catalogue, folder->node, entry->name);
    waiting = child != TABLE_NONE && catalogue->nodes[child].first_tree != TABLE_NONE;
    TRY(catalogue_add(catalogue, folder->node, entry->name, entry->type, &entry->id, commit, &child,
                      err));
    walk_judge(walk, entry, before, child);
    if (entry->type != ENTRY_TREE || waiting)
        return ASSAY_OK;
    if (folder->depth < LIMIT_TREE_DEPTH)
        return push_folder(stack, child, folder->depth + 1, err);
    if (walk->part)
        inventory_gap(walk->part, GAP_GIT_UNSAFE_PATH, walk_path(walk, child), ASSAY_NO_OFFSET,
                      "trees nest deeper than 2048 levels");
    return ASSAY_OK;
}

/* One version of a folder, beside the bytes of the version before; *tree then holds its own. */
static enum assay_status add_version(const struct tree_walk *walk, struct folders *stack,
                                     const struct folder *folder,
                                     const struct tree_version *version, struct object *tree,
                                     struct assay_error *err)
{
    struct object read = {0};
    struct bytes rest, known = tree->bytes, before = {0};
    struct tree_entry entry;
    enum assay_status status = ASSAY_OK;
    bool held;

    TRY(walk_read(walk, &version->tree, folder->node, &read, &held, err));
    if (!held)
        return ASSAY_OK;
    rest = read.bytes;
    while (status == ASSAY_OK && !walk->catalogue->full) {
        struct bytes raw = rest;

        if (!tree_take(&rest, version->tree.size, &entry))
            break;
        raw.size -= rest.size;
        if (!stood_before(&known, raw, &entry))
            status = add_entry(walk, stack, folder, &entry, before, version->commit, err);
        before = entry.name;
    }
    if (status == ASSAY_OK && !walk->catalogue->full)
        walk_judge_rest(walk, rest, folder->node);
    object_release(tree);
    *tree = read;
    return status;
}

/* All versions that wait at the folder's node. */
static enum assay_status add_waiting(const struct tree_walk *walk, struct folders *stack,
                                     const struct folder *folder, struct assay_error *err)
{
    struct catalogue *catalogue = walk->catalogue;
    CLEANUP(object_release) struct object tree = {0};
    uint32_t at = catalogue->nodes[folder->node].first_tree;

    catalogue->nodes[folder->node].first_tree = TABLE_NONE;
    while (at != TABLE_NONE && !catalogue->full) {
        const struct place *place = &catalogue->places[at];
        struct tree_version version = {catalogue->objects[place->object].id, place->commit};

        at = place->next;
        TRY(add_version(walk, stack, folder, &version, &tree, err));
    }
    return ASSAY_OK;
}

enum assay_status tree_add(const struct tree_walk *walk, const struct tree_version *versions,
                           size_t count, uint32_t node, struct assay_error *err)
{
    CLEANUP(folders_clear) struct folders stack = {0};
    CLEANUP(object_release) struct object tree = {0};
    struct folder folder = {node, 0};

    for (size_t i = 0; i < count && !walk->catalogue->full; i++) {
        if (i == 0 || !object_id_equal(&versions[i].tree, &versions[i - 1].tree))
            TRY(add_version(walk, &stack, &folder, &versions[i], &tree, err));
    }
    object_release(&tree);
    turn_round(&stack, 0);
    while (stack.count > 0 && !walk->catalogue->full) {
        size_t above = stack.count - 1;

        folder = stack.folders[above];
        stack.count = above;
        TRY(add_waiting(walk, &stack, &folder, err));
        turn_round(&stack, above);
    }
    return ASSAY_OK;
}
