/* tree_new.c - what a commit introduced: its trees beside those of its parents, folder by folder.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/fail.h"
#include "source/git/tree_walk.h"

/* The same folder in a commit and in each of its parents that has it. */
struct meeting {
    struct object tree;
    struct bytes rest, before;
    uint32_t node;
    struct side {
        struct object tree;
        struct bytes rest;
        struct tree_entry entry; /* the next one not yet passed */
        bool held;
    } * parents;
    size_t parent_count;
};

struct meetings {
    struct meeting *meetings;
    size_t count, capacity;
};

static void meeting_clear(struct meeting *meeting)
{
    object_release(&meeting->tree);
    for (size_t i = 0; i < meeting->parent_count; i++)
        object_release(&meeting->parents[i].tree);
    free(meeting->parents);
}

static void meetings_clear(struct meetings *stack)
{
    while (stack->count > 0)
        meeting_clear(&stack->meetings[--stack->count]);
    free(stack->meetings);
}

/* The parent's entry of the same name and kind, or NULL. */
static const struct tree_entry *meet(struct side *side, const struct tree_entry *entry)
{
    while (side->held && tree_compare(&side->entry, entry) < 0)
        side->held = tree_take(&side->rest, entry->id.size, &side->entry);
    return side->held && tree_compare(&side->entry, entry) == 0 ? &side->entry : NULL;
}

/* Opens the folder `tree` beside those of the parents; what a parent lacks is left out. */
static enum assay_status push_meeting(const struct tree_walk *walk, struct meetings *stack,
                                      const struct object_id *tree, uint32_t node,
                                      const struct object_id *parents, size_t parent_count,
                                      struct assay_error *err)
{
    struct meeting meeting = {.node = node};
    enum assay_status status = ASSAY_OK;
    bool held;

    if (stack->count > LIMIT_TREE_DEPTH) { /* the root among them */
        walk_gap_deep(walk, node);
        return ASSAY_OK;
    }
    if (!HAS_ROOM(stack->meetings, stack->count, stack->capacity))
        return fail_no_memory(err);
    TRY(walk_read(walk, tree, node, &meeting.tree, &held, err));
    if (!held)
        return ASSAY_OK;
    meeting.rest = meeting.tree.bytes;
    meeting.parents = calloc(parent_count + 1, sizeof *meeting.parents);
    if (!meeting.parents) {
        object_release(&meeting.tree);
        return fail_no_memory(err);
    }
    for (size_t i = 0; i < parent_count && status == ASSAY_OK; i++) {
        struct side *side = &meeting.parents[meeting.parent_count];

        status = walk_read(walk, &parents[i], node, &side->tree, &held, err);
        if (status != ASSAY_OK || !held)
            continue;
        meeting.parent_count++;
        side->rest = side->tree.bytes;
        side->held = tree_take(&side->rest, tree->size, &side->entry);
    }
    if (status != ASSAY_OK) {
        meeting_clear(&meeting);
        return status;
    }
    stack->meetings[stack->count++] = meeting;
    return ASSAY_OK;
}

static bool is_twice(const struct meeting *meeting, const struct tree_entry *entry)
{
    return meeting->before.data && bytes_equal(meeting->before, entry->name);
}

static enum assay_status add_new(const struct tree_walk *walk, struct meetings *stack,
                                 const struct tree_entry *entry, uint32_t commit,
                                 struct assay_error *err)
{
    struct meeting *meeting = &stack->meetings[stack->count - 1];
    CLEANUP(free_cleanup)
    struct object_id *below = calloc(meeting->parent_count + 1, sizeof *below);
    size_t below_count = 0;
    uint32_t node;

    if (!below)
        return fail_no_memory(err);
    for (size_t i = 0; i < meeting->parent_count; i++) {
        const struct tree_entry *theirs = meet(&meeting->parents[i], entry);

        if (theirs && theirs->type == entry->type && object_id_equal(&theirs->id, &entry->id))
            return ASSAY_OK;
        if (theirs && theirs->type == ENTRY_TREE)
            below[below_count++] = theirs->id;
    }
    if (entry->type == ENTRY_TREE) {
        TRY(catalogue_add_node(walk->catalogue, meeting->node, entry->name, &node, err));
        walk_judge(walk, entry, is_twice(meeting, entry), node);
        return push_meeting(walk, stack, &entry->id, node, below, below_count, err);
    }
    if (walk->wants && !walk->wants(entry->name))
        return ASSAY_OK;
    TRY(catalogue_add(walk->catalogue, meeting->node, entry->name, entry->type, &entry->id, commit,
                      &node, err));
    if (node == TABLE_NONE)
        return ASSAY_OK;
    walk_judge(walk, entry, is_twice(meeting, entry), node);
    return ASSAY_OK;
}

enum assay_status tree_add_new(const struct tree_walk *walk, const struct object_id *tree,
                               const struct object_id *parents, size_t parent_count,
                               uint32_t commit, struct assay_error *err)
{
    CLEANUP(meetings_clear) struct meetings stack = {0};

    for (size_t i = 0; i < parent_count; i++) {
        if (object_id_equal(&parents[i], tree))
            return ASSAY_OK;
    }
    TRY(push_meeting(walk, &stack, tree, CATALOGUE_ROOT, parents, parent_count, err));
    while (stack.count > 0 && !walk->catalogue->full) {
        struct meeting *meeting = &stack.meetings[stack.count - 1];
        size_t level = stack.count - 1;
        struct tree_entry entry;

        if (!tree_take(&meeting->rest, tree->size, &entry)) {
            if (meeting->rest.size > 0)
                walk_gap_cut(walk, meeting->node);
            meeting_clear(meeting);
            stack.count--;
            continue;
        }
        TRY(add_new(walk, &stack, &entry, commit, err));
        stack.meetings[level].before = entry.name;
    }
    return ASSAY_OK;
}
