/* worktree.c - the files of a work tree: those that git tracks, and others that it does not ignore.
 */

#include <limits.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "source/beside.h"
#include "source/directory.h"
#include "source/disk_file.h"
#include "source/fail.h"
#include "source/git/blob_hash.h"
#include "source/git/differing.h"
#include "source/git/index.h"
#include "source/git/views.h"

struct worktree {
    struct repository *repository;
    struct index index;
    struct differing *differing; /* NULL: a part of it is looked at, of which nothing is told */
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

    differing_free(worktree->differing);
    index_clear(&worktree->index);
    repository_free(worktree->repository);
    free(worktree);
}

/* ---- how it stands to its commit ---- */

static uint64_t meet(void *state, struct bytes path, enum assay_item_type type)
{
    return differing_meet(((struct worktree *)state)->differing, path, type);
}

static void look(void *state, uint64_t number, const struct file_identity *identity)
{
    (void)differing_look(((struct worktree *)state)->differing, number, identity);
}

/* A file whose bytes are hashed as git would, while they are examined. */
struct hearing {
    struct differing *differing;
    uint64_t number;
    struct blob_hash hash;
};

static void hear(void *state, struct bytes bytes)
{
    digest_add(((struct hearing *)state)->hash.digest, bytes);
}

static void end_hearing(void *state, bool whole, struct file_identity *identity)
{
    struct hearing *hearing = state;
    struct object_id id;

    blob_hash_end(&hearing->hash, &id);
    if (whole) {
        differing_hashed(hearing->differing, hearing->number, &id);
        memcpy(identity->blob, id.bytes, id.size);
        identity->blob_size = id.size;
    }
    blob_hash_clear(&hearing->hash);
    free(hearing);
}

/* Where memory runs out the file is read once more, at the end. */
static void open_file(void *state, uint64_t number, struct stream *stream)
{
    const struct worktree *worktree = state;
    struct file_identity identity;
    struct hearing *hearing;

    if (!disk_file_opened(stream, &identity) ||
        !differing_look(worktree->differing, number, &identity))
        return;
    hearing = malloc(sizeof *hearing);
    if (!hearing)
        return;
    *hearing = (struct hearing){.differing = worktree->differing, .number = number};
    if (!blob_hash_start(&hearing->hash, worktree->repository->id_size, identity.size)) {
        free(hearing);
        return;
    }
    disk_file_listen(stream, &(struct disk_listener){hear, end_hearing, hearing});
}

static void know_blob(void *state, uint64_t number, struct bytes bytes)
{
    const struct worktree *worktree = state;
    struct object_id id;

    if (bytes.size != worktree->repository->id_size)
        return;
    object_id_of(&id, bytes.data, bytes.size);
    differing_known(worktree->differing, number, &id);
}

static void examined(void *state, uint64_t number, const struct assay_examination *content)
{
    differing_examined(((struct worktree *)state)->differing, number, content);
}

static enum assay_status tell(void *state, const struct source_budget *budget,
                              struct inventory_part *part, struct assay_checked_out *out,
                              struct assay_error *err)
{
    return differing_tell(((struct worktree *)state)->differing, budget, part, out, err);
}

static const struct directory_watch watch = {meet, look, open_file, know_blob, examined, tell};

/* ---- opening ---- */

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
    if (status == ASSAY_OK && !target->names && target->view != ASSAY_VIEW_BESIDE) {
        options.watch = &watch;
        status = differing_open(worktree->repository, &worktree->index, &worktree->differing, err);
    }
    if (status != ASSAY_OK) {
        free_state(worktree);
        return status;
    }
    options.info = repository_attributes(worktree->repository);
    options.outer[0] = repository_exclude(worktree->repository);
    options.outer[1] = repository_excludes_file(worktree->repository);
    return directory_open(worktree->repository->work_dir, &options, out, err);
}
