/* tree_files.c - see tree_files.h. */

#include "source/git/tree_files.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/fail.h"
#include "source/git/tree_walk.h"

struct level {
    struct object tree;
    struct bytes rest;
    size_t path_size; /* of its folder, with the slash */
};

struct levels {
    struct level *levels;
    size_t count, capacity;
    struct buf path;
};

static void levels_clear(struct levels *stack)
{
    while (stack->count > 0)
        object_release(&stack->levels[--stack->count].tree);
    free(stack->levels);
    buf_clear(&stack->path);
}

static enum assay_status push(struct levels *stack, struct objects *objects,
                              const struct object_id *id, struct assay_error *err)
{
    struct level *level;

    if (stack->count > LIMIT_TREE_DEPTH)
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "trees nest too deep");
    if (!HAS_ROOM(stack->levels, stack->count, stack->capacity))
        return fail_no_memory(err);
    level = &stack->levels[stack->count];
    *level = (struct level){0};
    TRY(tree_read(objects, id, &level->tree, err));
    level->rest = level->tree.bytes;
    level->path_size = stack->path.size;
    stack->count++;
    return ASSAY_OK;
}

enum assay_status tree_files(struct objects *objects, const struct object_id *tree, uint64_t most,
                             enum assay_status (*each)(void *state, const struct tree_file *file,
                                                       struct assay_error *err),
                             void *state, struct assay_error *err)
{
    CLEANUP(levels_clear) struct levels stack = {.path = {.ceiling = SIZE_MAX}};

    TRY(push(&stack, objects, tree, err));
    while (stack.count > 0) {
        struct level *level = &stack.levels[stack.count - 1];
        struct tree_entry entry;

        if (!tree_take(&level->rest, tree->size, &entry)) {
            if (level->rest.size > 0)
                return assay_fail(err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "a tree is cut short");
            object_release(&level->tree);
            stack.count--;
            continue;
        }
        if (most-- == 0)
            return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "trees with too many files");
        stack.path.size = level->path_size;
        buf_add(&stack.path, entry.name.data, entry.name.size);
        if (entry.type == ENTRY_TREE) {
            buf_byte(&stack.path, '/');
            TRY(buf_status(&stack.path, err));
            TRY(push(&stack, objects, &entry.id, err));
            continue;
        }
        TRY(buf_status(&stack.path, err));
        TRY(each(state,
                 &(struct tree_file){.path = buf_bytes(&stack.path),
                                     .id = entry.id,
                                     .type = entry.type,
                                     .executable = entry.executable},
                 err));
    }
    return ASSAY_OK;
}
