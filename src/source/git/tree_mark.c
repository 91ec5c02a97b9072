/* tree_mark.c - marks what HEAD holds among what a walk found. */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/fail.h"
#include "source/git/tree_walk.h"

struct level {
    struct object tree;
    struct bytes rest;
    uint32_t node;
};

struct levels {
    struct level *levels;
    size_t count, capacity;
};

static void levels_clear(struct levels *stack)
{
    while (stack->count > 0)
        object_release(&stack->levels[--stack->count].tree);
    free(stack->levels);
}

static enum assay_status push(const struct tree_walk *walk, struct levels *stack,
                              const struct object_id *id, uint32_t node, struct assay_error *err)
{
    struct level level = {.node = node};
    bool held;

    if (stack->count > LIMIT_TREE_DEPTH) { /* the root among them */
        walk_gap_deep(walk, node);
        return ASSAY_OK;
    }
    if (!HAS_ROOM(stack->levels, stack->count, stack->capacity))
        return fail_no_memory(err);
    TRY(walk_read(walk, id, node, &level.tree, &held, err));
    if (!held)
        return ASSAY_OK;
    level.rest = level.tree.bytes;
    stack->levels[stack->count++] = level;
    return ASSAY_OK;
}

enum assay_status tree_mark(const struct tree_walk *all, const struct object_id *tree,
                            struct assay_error *err)
{
    /* what cannot be read here was a gap already, or is not asked for */
    const struct tree_walk quiet = {.objects = all->objects, .catalogue = all->catalogue};
    const struct tree_walk *walk = &quiet;
    CLEANUP(levels_clear) struct levels stack = {0};

    TRY(push(walk, &stack, tree, CATALOGUE_ROOT, err));
    while (stack.count > 0) {
        struct level *level = &stack.levels[stack.count - 1];
        struct tree_entry entry;
        uint32_t found;

        if (!tree_take(&level->rest, tree->size, &entry)) {
            object_release(&level->tree);
            stack.count--;
        } else if (entry.type == ENTRY_TREE) {
            found = catalogue_node(walk->catalogue, level->node, entry.name);
            if (found != TABLE_NONE)
                TRY(push(walk, &stack, &entry.id, found, err));
        } else {
            found =
                catalogue_place(walk->catalogue, level->node, entry.name, entry.type, &entry.id);
            if (found != TABLE_NONE)
                walk->catalogue->places[found].present = true;
        }
    }
    return ASSAY_OK;
}
