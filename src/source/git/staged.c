/*
 * staged.c - what the index holds and no parent of the next commit does: bytes from blobs, whatever
 * stands on disk. Source: gitformat-index(5).
 */

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/beside.h"
#include "source/class.h"
#include "source/fail.h"
#include "source/git/index.h"
#include "source/git/trees.h"
#include "source/git/views.h"

enum { MERGE_HEAD_CEILING = 1 << 20 };

/* What one parent of the next commit holds. */
struct parents {
    struct catalogue *catalogues;
    size_t count;
};

static void parents_clear(struct parents *parents)
{
    for (size_t i = 0; i < parents->count; i++)
        catalogue_clear(&parents->catalogues[i]);
    free(parents->catalogues);
}

/* What is staged is examined all the same, more of it rather than less. */
static enum assay_status gap_parent(const struct view *view, const char *name,
                                    const struct assay_error *failure, struct assay_error *err)
{
    struct assay_error gap = *failure;

    if (failure->status != ASSAY_EMISSING && failure->status != ASSAY_EFORMAT &&
        failure->status != ASSAY_EIO && failure->status != ASSAY_ELIMIT) {
        *err = *failure;
        return err->status;
    }
    snprintf(gap.text, sizeof gap.text,
             "%s cannot be read, so all that is staged counts as new: %.300s", name, failure->text);
    gap_from(view->part, inventory_path(view->part, NULL, bytes_text(name)), &gap);
    return ASSAY_OK;
}

static enum assay_status add_parent(struct view *view, struct parents *parents, const char *name,
                                    const struct object_id *commit, struct assay_error *err)
{
    struct assay_error failure = {0};
    struct catalogue *grown =
        reallocarray(parents->catalogues, parents->count + 1, sizeof *parents->catalogues);
    struct tree_walk walk = {.objects = view->objects, .part = view->part};
    struct object_id tree;

    if (!grown)
        return fail_no_memory(err);
    parents->catalogues = grown;
    walk.catalogue = &grown[parents->count++];
    TRY(catalogue_init(walk.catalogue, err));
    failure.status = view_tree_of(view, commit, &tree, &failure);
    if (failure.status != ASSAY_OK)
        return gap_parent(view, name, &failure, err);
    return tree_add(&walk, &(struct tree_version){tree, NO_COMMIT}, 1, CATALOGUE_ROOT, err);
}

/* HEAD, and during a merge what MERGE_HEAD names, one id a line. */
static enum assay_status read_parents(struct view *view, struct parents *parents,
                                      struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = MERGE_HEAD_CEILING};
    char path[PATH_MAX];
    struct bytes rest;
    struct object_id id;

    if (view->born)
        TRY(add_parent(view, parents, "HEAD", &view->head, err));
    snprintf(path, sizeof path, "%s/MERGE_HEAD", view->repository->git_dir);
    if (file_read(AT_FDCWD, path, &text, NULL) != ASSAY_OK)
        return ASSAY_OK;
    rest = buf_bytes(&text);
    while (object_id_take(&rest, &id)) {
        TRY(add_parent(view, parents, "MERGE_HEAD", &id, err));
        rest = bytes_from(rest, 1);
    }
    return ASSAY_OK;
}

/* The node of the folder that `path` lies in, and the name in it; TABLE_NONE where it is not known
 * (or not made, with `make`). */
static enum assay_status split(struct catalogue *catalogue, const char *path, bool make,
                               uint32_t *folder, struct bytes *name, struct assay_error *err)
{
    const char *slash;

    *folder = CATALOGUE_ROOT;
    while ((slash = strchr(path, '/')) != NULL && *folder != TABLE_NONE) {
        struct bytes part = bytes_of(path, (size_t)(slash - path));

        if (make)
            TRY(catalogue_add_node(catalogue, *folder, part, folder, err));
        else
            *folder = catalogue_node(catalogue, *folder, part);
        path = slash + 1;
    }
    *name = bytes_text(path);
    return ASSAY_OK;
}

static enum assay_status is_in_parent(const struct parents *parents,
                                      const struct index_entry *entry, bool *found,
                                      struct assay_error *err)
{
    *found = false;
    for (size_t i = 0; i < parents->count && !*found; i++) {
        struct catalogue *catalogue = &parents->catalogues[i];
        struct bytes name;
        uint32_t folder;

        TRY(split(catalogue, entry->path, false, &folder, &name, err));
        *found = folder != TABLE_NONE &&
                 catalogue_place(catalogue, folder, name, entry->type, &entry->id) != TABLE_NONE;
    }
    return ASSAY_OK;
}

static void gap_conflict(const struct view *view, const struct index *index, size_t at)
{
    const char *path = index->entries[at].path;

    if (at > 0 && index->entries[at - 1].stage > 0 &&
        strcmp(index->entries[at - 1].path, path) == 0)
        return;
    inventory_gap(view->part, GAP_GIT_INDEX_CONFLICT,
                  inventory_path(view->part, NULL, bytes_text(path)), ASSAY_NO_OFFSET,
                  "a merge conflict is not resolved: there is no staged version yet");
}

static enum assay_status add_staged(struct view *view, const struct parents *parents,
                                    const struct index_entry *entry, struct assay_error *err)
{
    struct bytes name;
    uint32_t folder, node;
    bool found;

    TRY(is_in_parent(parents, entry, &found, err));
    if (found &&
        !(view->target->view == ASSAY_VIEW_BESIDE && beside_may_speak(bytes_text(entry->path))))
        return ASSAY_OK;
    TRY(split(view->catalogue, entry->path, true, &folder, &name, err));
    TRY(catalogue_add(view->catalogue, folder, name, entry->type, &entry->id, NO_COMMIT, &node,
                      err));
    if (node != TABLE_NONE && tree_name_is_unsafe(name))
        inventory_gap(view->part, GAP_GIT_UNSAFE_PATH,
                      inventory_path(view->part, NULL, bytes_text(entry->path)), ASSAY_NO_OFFSET,
                      "a name that git does not allow, for it may lead out of the work tree");
    return ASSAY_OK;
}

/* Whether staged paths go through git-lfs is said by what is staged, changed or not. */
static enum assay_status note_attributes(struct view *view, const struct index_entry *entry,
                                         struct assay_error *err)
{
    struct arena *arena = inventory_part_arena(view->part);
    struct bytes path = bytes_text(entry->path), name = BYTES(".gitattributes");
    struct index_attributes *note;

    if (entry->stage > 0 || entry->type != ENTRY_FILE || !bytes_ends(path, name) ||
        (path.size > name.size && path.data[path.size - name.size - 1] != '/'))
        return ASSAY_OK;
    note = arena_alloc(arena, sizeof *note);
    if (!note)
        return fail_no_memory(err);
    note->next = view->attributes;
    note->path = arena_text(arena, entry->path);
    note->id = entry->id;
    view->attributes = note;
    return note->path ? ASSAY_OK : fail_no_memory(err);
}

enum assay_status view_staged(struct view *view, struct assay_error *err)
{
    CLEANUP(index_clear) struct index index = {0};
    CLEANUP(parents_clear) struct parents parents = {0};
    const struct index_source source = {.file = view->repository->index_file,
                                        .folder = view->repository->git_dir,
                                        .id_size = view->repository->id_size,
                                        .objects = view->objects,
                                        .part = view->part};
    size_t conflicts = 0;

    TRY(index_read(&source, &index, err));
    TRY(read_parents(view, &parents, err));
    if (view->born)
        view->facts->head = view_hex(view, &view->head);
    for (size_t i = 0; i < index.count; i++) {
        const struct index_entry *entry = &index.entries[i];

        if (entry->stage == 0 && entry->type == ENTRY_FILE &&
            strcmp(entry->path, ".assayignore") == 0) {
            view->ignore = entry->id;
            view->has_ignore = true;
        }
        TRY(note_attributes(view, entry, err));
        if (entry->stage > 0) {
            gap_conflict(view, &index, i);
            conflicts++;
        } else if (!entry->intent_to_add && entry->type != ENTRY_TREE) {
            TRY(add_staged(view, &parents, entry, err));
        }
    }
    if (view->catalogue->place_count == 0 && conflicts == 0)
        return fail_nothing(view, "nothing is staged that HEAD does not hold", err);
    return ASSAY_OK;
}
