/* worktree.c - the files of a work tree: those that git tracks, and others that it does not ignore.
 */

#include <limits.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "source/beside.h"
#include "source/directory.h"
#include "source/fail.h"
#include "source/git/index.h"
#include "source/git/views.h"

struct worktree {
    struct repository *repository;
    struct index index;
};

static enum tracked tracked(const void *state, struct bytes path, bool is_folder)
{
    const struct index *index = &((const struct worktree *)state)->index;
    CLEANUP(buf_clear) struct buf below = {.ceiling = SIZE_MAX};
    size_t at = index_find(index, path);

    if (at < index->count && bytes_equal(bytes_text(index->entries[at].path), path))
        return index->entries[at].type == ENTRY_GITLINK ? TRACKED_GITLINK : TRACKED;
    if (!is_folder)
        return UNTRACKED;
    buf_add(&below, path.data, path.size);
    buf_byte(&below, '/');
    at = index_find(index, buf_bytes(&below));
    return at < index->count && bytes_starts(bytes_text(index->entries[at].path), buf_bytes(&below))
               ? TRACKED
               : UNTRACKED;
}

static void free_state(void *state)
{
    struct worktree *worktree = state;

    index_clear(&worktree->index);
    repository_free(worktree->repository);
    free(worktree);
}

static enum assay_status read_index(struct worktree *worktree, struct inventory_part *part,
                                    struct assay_error *err)
{
    const struct repository *repository = worktree->repository;
    CLEANUP(object_store_freep) struct object_store *store = NULL;
    CLEANUP(objects_closep) struct objects *objects = NULL; /* closed before its store */
    struct index_source source = {.file = repository->index_file,
                                  .folder = repository->git_dir,
                                  .id_size = repository->id_size,
                                  .part = part};

    if (repository->sparse) { /* only then may folders be closed */
        TRY(repository_store(repository, NULL, part, &store, err));
        TRY(objects_open(store, &objects, err));
        source.objects = objects;
    }
    return index_read(&source, &worktree->index, err);
}

enum assay_status worktree_open(struct repository **repository, const struct assay_target *target,
                                struct inventory_part *part, struct source **out,
                                struct assay_error *err)
{
    struct worktree *worktree = calloc(1, sizeof *worktree);
    struct directory_options options = {
        .include_ignored = target->include_ignored,
        .names = target->names,
        .quiet_gitlinks = target->recurse_submodules && !target->names,
        .git_rules = true,
        .tracked = tracked,
        .state = worktree,
        .free_state = free_state,
    };
    enum assay_status status;

    if (target->view == ASSAY_VIEW_BESIDE)
        options.beside = beside_may_speak;
    if (!worktree)
        return fail_no_memory(err);
    worktree->repository = TAKE(*repository);
    worktree->repository->stores.on_disk = true;
    options.stores = &worktree->repository->stores;
    options.only = worktree->repository->prefix;
    status = read_index(worktree, part, err);
    if (status != ASSAY_OK) {
        free_state(worktree);
        return status;
    }
    options.info = repository_attributes(worktree->repository);
    options.outer[0] = repository_exclude(worktree->repository);
    options.outer[1] = repository_excludes_file(worktree->repository);
    return directory_open(worktree->repository->work_dir, &options, out, err);
}
