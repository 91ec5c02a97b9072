/*
 * tree_add.c - everything that trees hold: folder by folder, all versions of one after the other.
 *
 * Packs keep the versions of a tree as one chain of differences: reading them in a row makes each
 * from what is at hand, and most of their entries are those of the version before. Which entries
 * are new is noted by scans (tree_scan.h), the nearest of which helpers may make ahead.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/tree_crew.h"
#include "source/git/tree_walk.h"

enum {
    SCAN_VERSIONS = 512, /* of one scan: the next one begins within a chain of differences, and */
                         /* makes those before it again */
    SCANS_AHEAD = 16,
    VERSIONS_ALONE = 32, /* fewer roots than that are not worth a thread */
};

struct folder {
    uint32_t node, depth;
    /* Versions that no scan has yet: those given, or a list of places. */
    const struct tree_version *given;
    size_t given_count;
    uint32_t place;
    struct object_id before; /* the last version that a scan has */
    bool has_before;
    size_t scan_count;
    struct tree_scan *first, *last; /* scans not added yet */
};

struct folders {
    struct folder *folders; /* to be walked, the next one last */
    size_t count, capacity;
};

struct adding {
    const struct tree_walk *walk;
    struct tree_crew *crew;
    struct folders stack;
    struct folders below; /* those found in the folder being walked */
};

static void clear_folders(struct folders *stack)
{
    for (size_t i = 0; i < stack->count; i++) {
        struct tree_scan *scan = stack->folders[i].first;

        while (scan) {
            struct tree_scan *next = scan->next;

            tree_scan_free(scan);
            scan = next;
        }
    }
    free(stack->folders);
}

static void adding_clear(struct adding *adding)
{
    tree_crew_free(adding->crew); /* before what its helpers look at */
    clear_folders(&adding->stack);
    clear_folders(&adding->below);
}

static enum assay_status push(struct folders *stack, const struct folder *folder,
                              struct assay_error *err)
{
    if (!HAS_ROOM(stack->folders, stack->count, stack->capacity))
        return fail_no_memory(err);
    stack->folders[stack->count++] = *folder;
    return ASSAY_OK;
}

/* ---- scans ---- */

/* Takes the next version that no scan has; false where there is none. */
static bool take_version(const struct catalogue *catalogue, struct folder *folder,
                         struct tree_version *version)
{
    if (folder->given_count > 0) {
        *version = *folder->given++;
        folder->given_count--;
        return true;
    }
    if (folder->place == TABLE_NONE)
        return false;
    *version = (struct tree_version){catalogue->objects[catalogue->places[folder->place].object].id,
                                     catalogue->places[folder->place].commit};
    folder->place = catalogue->places[folder->place].next;
    return true;
}

static size_t count_versions(const struct catalogue *catalogue, const struct folder *folder)
{
    size_t count = folder->given_count < SCAN_VERSIONS ? folder->given_count : SCAN_VERSIONS;

    for (uint32_t at = folder->place; at != TABLE_NONE && count < SCAN_VERSIONS; count++)
        at = catalogue->places[at].next;
    return count;
}

/* Cuts the next scan off the folder's versions; *found is false where there are none left. */
static enum assay_status cut_scan(const struct adding *adding, size_t number, bool *found,
                                  struct assay_error *err)
{
    const struct catalogue *catalogue = adding->walk->catalogue;
    struct folder *folder = &adding->stack.folders[number];
    size_t count = count_versions(catalogue, folder);
    struct tree_scan *scan;
    struct tree_version version;

    *found = count > 0;
    if (count == 0)
        return ASSAY_OK;
    scan = tree_scan_new(count);
    if (!scan)
        return fail_no_memory(err);
    scan->folder = number;
    scan->number = folder->scan_count++;
    scan->before = folder->before;
    scan->has_before = folder->has_before;
    while (count-- > 0 && take_version(catalogue, folder, &version)) {
        if (folder->has_before && object_id_equal(&version.tree, &folder->before))
            continue; /* a commit that changed nothing */
        scan->versions[scan->count++] = version;
        folder->before = version.tree;
        folder->has_before = true;
    }
    if (folder->last)
        folder->last->next = scan;
    else
        folder->first = scan;
    folder->last = scan;
    tree_crew_offer(adding->crew, scan);
    return ASSAY_OK;
}

/* Offers the scans that are needed next, of the folder on top and those below. */
static enum assay_status look_ahead(const struct adding *adding, struct assay_error *err)
{
    size_t ahead = 0;

    for (size_t i = adding->stack.count; i-- > 0 && ahead < SCANS_AHEAD;) {
        bool found = true;

        for (const struct tree_scan *at = adding->stack.folders[i].first; at; at = at->next)
            ahead++;
        while (found && ahead < SCANS_AHEAD) {
            TRY(cut_scan(adding, i, &found, err));
            ahead += found;
        }
    }
    return ASSAY_OK;
}

/* ---- what scans noted ---- */

static enum assay_status add_entry(struct adding *adding, const struct folder *folder,
                                   const struct tree_entry *entry, const struct scan_note *note,
                                   struct assay_error *err)
{
    const struct tree_walk *walk = adding->walk;
    struct catalogue *catalogue = walk->catalogue;
    uint32_t child;

    TRY(catalogue_add(catalogue, folder->node, entry->name, entry->type, &entry->id, note->commit,
                      &child, err));
    if (child == TABLE_NONE)
        return ASSAY_OK;
    walk_judge(walk, entry, note->twice, child);
    if (entry->type != ENTRY_TREE ||
        catalogue->nodes[child].first_tree != catalogue->nodes[child].last_tree)
        return ASSAY_OK; /* of several versions of a folder the first one put it onto the list */
    if (folder->depth < LIMIT_TREE_DEPTH)
        return push(&adding->below, &(struct folder){.node = child, .depth = folder->depth + 1},
                    err);
    walk_gap_deep(walk, child);
    return ASSAY_OK;
}

static enum assay_status add_note(struct adding *adding, const struct folder *folder,
                                  const struct tree_scan *scan, const struct scan_note *note,
                                  struct assay_error *err)
{
    const struct tree_walk *walk = adding->walk;
    struct tree_entry entry;

    switch (note->kind) {
    case NOTE_BROKEN:
        if (walk->part)
            gap_from(walk->part, walk_path(walk, folder->node), &scan->failures[note->at]);
        return ASSAY_OK;
    case NOTE_CUT:
        walk_gap_cut(walk, folder->node);
        return ASSAY_OK;
    default:
        entry = tree_scan_entry(scan, note);
        return add_entry(adding, folder, &entry, note, err);
    }
}

static enum assay_status add_scan(struct adding *adding, const struct folder *folder,
                                  const struct tree_scan *scan, struct assay_error *err)
{
    if (scan->status != ASSAY_OK)
        return fail_no_memory(err);
    for (size_t i = 0; i < scan->note_count && !adding->walk->catalogue->full; i++)
        TRY(add_note(adding, folder, scan, &scan->notes[i], err));
    return ASSAY_OK;
}

/* Puts what was found below onto the stack, so that folders are walked in the order of names. */
static enum assay_status push_below(struct adding *adding, struct assay_error *err)
{
    struct node *nodes = adding->walk->catalogue->nodes;

    while (adding->below.count > 0) {
        struct folder *folder = &adding->below.folders[--adding->below.count];

        folder->place = nodes[folder->node].first_tree; /* all of them were found */
        nodes[folder->node].first_tree = TABLE_NONE;
        TRY(push(&adding->stack, folder, err));
    }
    return ASSAY_OK;
}

/* ---- the walk ---- */

static enum assay_status add_top(struct adding *adding, struct assay_error *err)
{
    struct folder *top = &adding->stack.folders[adding->stack.count - 1];
    struct tree_scan *scan = top->first;
    enum assay_status status;

    if (!scan) { /* its last scan was added */
        adding->stack.count--;
        return push_below(adding, err);
    }
    tree_crew_finish(adding->crew, scan);
    status = add_scan(adding, top, scan, err);
    tree_crew_taken(adding->crew, scan);
    top->first = scan->next;
    if (!top->first)
        top->last = NULL;
    tree_scan_free(scan);
    return status;
}

enum assay_status tree_add(const struct tree_walk *walk, const struct tree_version *versions,
                           size_t count, uint32_t node, struct assay_error *err)
{
    CLEANUP(adding_clear) struct adding adding = {.walk = walk};
    struct folder root = {
        .node = node, .given = versions, .given_count = count, .place = TABLE_NONE};

    TRY(tree_crew_new(walk->objects, count < VERSIONS_ALONE ? 0 : walk->helpers, &adding.crew,
                      err));
    TRY(push(&adding.stack, &root, err));
    while (adding.stack.count > 0 && !walk->catalogue->full) {
        TRY(look_ahead(&adding, err));
        TRY(add_top(&adding, err));
    }
    return ASSAY_OK;
}
