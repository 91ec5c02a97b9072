/* tree_scan.c - reads versions of one folder and notes what is new in each. */

#include "source/git/tree_scan.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/room.h"
#include "source/fail.h"
#include "source/git/tree_walk.h"

struct tree_scan *tree_scan_new(size_t count)
{
    struct tree_scan *scan = calloc(1, sizeof *scan);

    if (!scan)
        return NULL;
    scan->names.ceiling = SIZE_MAX;
    scan->versions = calloc(count + 1, sizeof *scan->versions);
    if (!scan->versions) {
        free(scan);
        return NULL;
    }
    return scan;
}

void tree_scan_free(struct tree_scan *scan)
{
    if (!scan)
        return;
    free(scan->failures);
    free(scan->notes);
    free(scan->versions);
    buf_clear(&scan->names);
    free(scan);
}

size_t tree_scan_memory(const struct tree_scan *scan)
{
    return scan->note_capacity * sizeof *scan->notes + scan->names.capacity +
           scan->failure_capacity * sizeof *scan->failures;
}

static enum assay_status add_note(struct tree_scan *scan, const struct scan_note *note,
                                  struct assay_error *err)
{
    if (!HAS_ROOM(scan->notes, scan->note_count, scan->note_capacity))
        return fail_no_memory(err);
    scan->notes[scan->note_count++] = *note;
    return ASSAY_OK;
}

static enum assay_status note_broken(struct tree_scan *scan, uint32_t commit,
                                     const struct assay_error *failure, struct assay_error *err)
{
    struct scan_note note = {.kind = NOTE_BROKEN, .commit = commit, .at = scan->failure_count};

    if (!HAS_ROOM(scan->failures, scan->failure_count, scan->failure_capacity))
        return fail_no_memory(err);
    scan->failures[scan->failure_count++] = *failure;
    return add_note(scan, &note, err);
}

static enum assay_status note_entry(struct tree_scan *scan, uint32_t commit,
                                    const struct tree_entry *entry, struct bytes last,
                                    struct assay_error *err)
{
    struct scan_note note = {.kind = NOTE_ENTRY,
                             .commit = commit,
                             .id = entry->id,
                             .type = (uint8_t)entry->type,
                             .odd = entry->odd,
                             .twice = last.data && bytes_equal(last, entry->name),
                             .at = scan->names.size,
                             .name_size = (uint32_t)entry->name.size};

    buf_add(&scan->names, entry->name.data, entry->name.size);
    TRY(buf_status(&scan->names, err));
    return add_note(scan, &note, err);
}

static enum assay_status note_new(struct tree_scan *scan, uint32_t commit, struct tree_diff *diff,
                                  struct bytes tree, struct assay_error *err)
{
    struct tree_entry entry;
    struct bytes last;
    bool readable;

    tree_diff_start(diff, tree);
    while (tree_diff_next(diff, &entry, &last))
        TRY(note_entry(scan, commit, &entry, last, err));
    TRY(tree_diff_end(diff, &readable, err));
    if (readable)
        return ASSAY_OK;
    return add_note(scan, &(struct scan_note){.kind = NOTE_CUT, .commit = commit}, err);
}

/* The version before the first is known: what is wrong with it was noted with it. */
static enum assay_status read_before(const struct tree_scan *scan, struct objects *objects,
                                     struct tree_diff *diff, struct object *tree,
                                     struct assay_error *err)
{
    struct tree_entry entry;
    struct bytes last;
    bool readable;

    if (!scan->has_before || tree_read(objects, &scan->before, tree, err) != ASSAY_OK)
        return ASSAY_OK;
    tree_diff_start(diff, tree->bytes);
    while (tree_diff_next(diff, &entry, &last))
        ;
    return tree_diff_end(diff, &readable, err);
}

static enum assay_status scan_all(struct tree_scan *scan, struct objects *objects,
                                  struct tree_diff *diff, struct object *tree,
                                  struct assay_error *err)
{
    TRY(read_before(scan, objects, diff, tree, err));
    for (size_t i = 0; i < scan->count; i++) {
        const struct tree_version *version = &scan->versions[i];
        struct object read = {0};
        enum assay_status status = tree_read(objects, &version->tree, &read, err);

        if (status == ASSAY_OK) {
            status = note_new(scan, version->commit, diff, read.bytes, err);
            object_release(tree);
            *tree = read;
        } else if (status_is_gap(status)) {
            status = note_broken(scan, version->commit, err, err);
        }
        TRY(status);
    }
    return ASSAY_OK;
}

void tree_scan_run(struct tree_scan *scan, struct objects *objects, struct tree_diff *diff)
{
    CLEANUP(object_release) struct object tree = {0};
    struct assay_error failure = {0};

    tree_diff_forget(diff);
    scan->status = scan_all(scan, objects, diff, &tree, &failure);
}

struct tree_entry tree_scan_entry(const struct tree_scan *scan, const struct scan_note *note)
{
    struct bytes name = bytes_from(buf_bytes(&scan->names), note->at);

    return (struct tree_entry){.name = bytes_of(name.data, note->name_size),
                               .id = note->id,
                               .type = (enum entry_type)note->type,
                               .odd = note->odd};
}
