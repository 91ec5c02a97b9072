/* statement_files.c - the files of attestations/ as a commit, a tree or the index has them. */

#include "source/git/statement_files.h"

#include "base/kit.h"
#include "base/limits.h"
#include "source/fail.h"
#include "source/git/header.h"
#include "source/git/index.h"
#include "source/git/revision.h"
#include "source/git/tree_entry.h"

struct gathering {
    struct repository *repository;
    struct object_store *store;
    struct objects *objects;
    struct statement_files *files;
    struct buf path; /* of what is at hand */
    struct assay_error *err;
};

static void gathering_clear(struct gathering *gathering)
{
    buf_clear(&gathering->path);
    objects_close(gathering->objects);
    object_store_free(gathering->store);
    repository_free(gathering->repository);
}

static ASSAY_RESULT open_all(struct gathering *gathering,
                             const struct assay_attestation_place *place)
{
    TRY(repository_open(place->repository, place->git, &gathering->repository, gathering->err));
    if (!gathering->repository)
        return fail_id(gathering->err, ASSAY_EUSAGE, "git.not-a-repository",
                       "%s is in no git repository", place->repository);
    TRY(repository_store(gathering->repository, NULL, NULL, &gathering->store, gathering->err));
    return objects_open(gathering->store, &gathering->objects, gathering->err);
}

static ASSAY_RESULT unread(struct gathering *gathering, const char *problem)
{
    return statement_files_unread(gathering->files, buf_string(&gathering->path), problem,
                                  gathering->err);
}

/* A failure to read what is at hand: that alone is noted, and the rest is gone through. */
static ASSAY_RESULT settle(struct gathering *gathering, const struct assay_error *failure)
{
    if (status_is_gap(failure->status))
        return unread(gathering, failure->text);
    *gathering->err = *failure;
    return failure->status;
}

/* Nothing is held of a tree that could not be read, which was noted. */
static ASSAY_RESULT read_tree(struct gathering *gathering, const struct object_id *id,
                              struct object *out)
{
    struct assay_error failure = {0};

    if (object_read(gathering->objects, id, out, &failure) != ASSAY_OK)
        return settle(gathering, &failure);
    if (out->type == OBJECT_TREE)
        return ASSAY_OK;
    object_release(out);
    return unread(gathering, "its object is no tree");
}

static ASSAY_RESULT take_file(struct gathering *gathering, const struct object_id *id)
{
    CLEANUP(stream_close) struct stream stream = {.state = NULL};
    struct assay_error failure = {0};

    if (object_stream(gathering->objects, id, &stream, &failure) != ASSAY_OK)
        return settle(gathering, &failure);
    return statement_files_add(gathering->files, buf_string(&gathering->path), &stream,
                               gathering->err);
}

static ASSAY_RESULT take_tree(struct gathering *gathering, const struct object_id *id,
                              unsigned depth);

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_STATEMENT_DEPTH levels
static ASSAY_RESULT take(struct gathering *gathering, enum entry_type type,
                         const struct object_id *id, unsigned depth)
{
    TRY(buf_status(&gathering->path, gathering->err));
    switch (type) {
    case ENTRY_TREE:
        return depth > LIMIT_STATEMENT_DEPTH ? unread(gathering, "folders nest too deeply")
                                             : take_tree(gathering, id, depth);
    case ENTRY_SYMLINK:
        return unread(gathering, "it is a symbolic link, and none is followed");
    case ENTRY_GITLINK:
        return unread(gathering, "it is a submodule, which is another repository");
    default:
        return depth > 0 ? take_file(gathering, id) : unread(gathering, "it is no folder");
    }
}

// NOLINTNEXTLINE(misc-no-recursion): LIMIT_STATEMENT_DEPTH levels
static ASSAY_RESULT take_tree(struct gathering *gathering, const struct object_id *id,
                              unsigned depth)
{
    CLEANUP(object_release) struct object tree = {0};
    size_t size = gathering->path.size;
    struct tree_entry entry;
    struct bytes rest;

    TRY(read_tree(gathering, id, &tree));
    if (!tree.held)
        return ASSAY_OK;
    rest = tree.bytes;
    while (tree_take(&rest, id->size, &entry)) {
        buf_byte(&gathering->path, '/');
        buf_add(&gathering->path, entry.name.data, entry.name.size);
        TRY(take(gathering, entry.type, &entry.id, depth + 1));
        gathering->path.size = size;
    }
    return rest.size == 0 ? ASSAY_OK : unread(gathering, "its tree breaks off");
}

/* The one entry of that name among those of the root. */
static ASSAY_RESULT take_root(struct gathering *gathering, const struct object_id *id)
{
    CLEANUP(object_release) struct object tree = {0};
    struct tree_entry entry;
    struct bytes rest;

    TRY(read_tree(gathering, id, &tree));
    rest = tree.held ? tree.bytes : bytes_of(NULL, 0);
    while (tree_take(&rest, id->size, &entry))
        if (bytes_equal(entry.name, BYTES(STATEMENT_FOLDER)))
            TRY(take(gathering, entry.type, &entry.id, 0));
    return ASSAY_OK;
}

static ASSAY_RESULT find_tree(struct gathering *gathering, const char *revision,
                              struct object_id *tree, struct assay_error *err)
{
    CLEANUP(object_release) struct object object = {0};
    enum object_type type;
    struct bytes rest;

    TRY(revision_tree_ish(gathering->repository, gathering->objects, revision, tree, &type, err));
    if (type == OBJECT_TREE)
        return ASSAY_OK;
    TRY(object_read(gathering->objects, tree, &object, err));
    rest = object.bytes;
    if (header_take_id(&rest, BYTES("tree"), tree))
        return ASSAY_OK;
    return fail_id(err, ASSAY_EFORMAT, "git.object-corrupt", "a commit without a tree");
}

enum assay_status statement_files_of_commit(struct statement_files *files,
                                            const struct assay_attestation_place *place,
                                            struct assay_error *err)
{
    CLEANUP(gathering_clear)
    struct gathering gathering = {.files = files, .path = {.ceiling = SIZE_MAX}, .err = err};
    struct assay_error failure = {0};
    struct object_id tree;

    TRY(open_all(&gathering, place));
    buf_text(&gathering.path, STATEMENT_FOLDER);
    if (find_tree(&gathering, place->commit, &tree, &failure) != ASSAY_OK)
        return settle(&gathering, &failure);
    return take_root(&gathering, &tree);
}

/* Of a merge that is not resolved there is no one content: the scan tells of it. */
static ASSAY_RESULT take_staged(struct gathering *gathering, const struct index_entry *entry)
{
    struct bytes path = bytes_text(entry->path);
    unsigned depth = 0;

    if (entry->stage > 0 || entry->intent_to_add)
        return ASSAY_OK;
    path.size -= bytes_ends(path, BYTES("/")); /* of a folder that a sparse index keeps closed */
    for (size_t i = 0; i < path.size; i++)
        depth += path.data[i] == '/';
    buf_reset(&gathering->path);
    buf_add(&gathering->path, path.data, path.size);
    return take(gathering, entry->type, &entry->id, depth);
}

enum assay_status statement_files_of_index(struct statement_files *files,
                                           const struct assay_attestation_place *place,
                                           struct assay_error *err)
{
    CLEANUP(gathering_clear)
    struct gathering gathering = {.files = files, .path = {.ceiling = SIZE_MAX}, .err = err};
    CLEANUP(index_clear) struct index index = {0};

    TRY(open_all(&gathering, place));
    TRY(index_read(&(struct index_source){.file = gathering.repository->index_file,
                                          .folder = gathering.repository->git_dir,
                                          .id_size = gathering.repository->id_size},
                   &index, err));
    for (size_t i = index_find(&index, BYTES(STATEMENT_FOLDER)); i < index.count; i++) {
        struct bytes path = bytes_text(index.entries[i].path);

        if (!bytes_starts(path, BYTES(STATEMENT_FOLDER)))
            break;
        if (path.size == sizeof STATEMENT_FOLDER - 1 ||
            path.data[sizeof STATEMENT_FOLDER - 1] == '/')
            TRY(take_staged(&gathering, &index.entries[i]));
    }
    return ASSAY_OK;
}
