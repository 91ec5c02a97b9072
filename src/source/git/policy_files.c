/* policy_files.c - what a commit holds of a project's own rules. */

#include "source/git/policy_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "source/git/header.h"
#include "source/git/revision.h"
#include "source/git/tree_entry.h"

enum { FILES_MAX = 20000, DEPTH_MAX = 64, PATH_SIZE = 4096 };

struct taking {
    struct repository *repository;
    struct object_store *store;
    struct objects *objects;
    int folder;
    size_t files;
    char path[PATH_SIZE];
    struct assay_error *err;
};

static void taking_clear(struct taking *taking)
{
    objects_close(taking->objects);
    object_store_free(taking->store);
    repository_free(taking->repository);
}

static bool ends(const char *path, const char *with)
{
    size_t size = strlen(path), end = strlen(with);

    return size > end && strcmp(path + size - end, with) == 0;
}

/* True of what lies in a folder of that name, `folder` with its slash, here or further down. */
static bool lies_in(const char *path, const char *folder)
{
    const char *at = strstr(path, folder);

    while (at && at != path && at[-1] != '/')
        at = strstr(at + 1, folder);
    return at != NULL;
}

static bool is_wanted(const char *path)
{
    return ends(path, ".yml") || ends(path, ".yaml") || lies_in(path, ".assay/");
}

static ASSAY_RESULT too_much(struct taking *taking)
{
    enum assay_status status =
        assay_fail(taking->err, ASSAY_ELIMIT, ASSAY_NO_OFFSET,
                   "%s: more files than a project's rules have, or a larger one", taking->path);

    assay_error_id(taking->err, "config.from");
    return status;
}

static ASSAY_RESULT fail_write(struct taking *taking)
{
    return assay_fail_errno(taking->err, ASSAY_EOUTPUT, errno, "cannot write a copy of %s",
                            taking->path);
}

static ASSAY_RESULT write_file(struct taking *taking, struct bytes content)
{
    char folder[PATH_SIZE], *slash;
    CLEANUP(close_cleanup) int fd = -1;

    memcpy(folder, taking->path, sizeof folder);
    slash = strrchr(folder, '/');
    if (slash) {
        *slash = 0;
        TRY(file_make_folders(taking->folder, folder, 0700, taking->err));
    }
    fd = openat(taking->folder, taking->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                0600);
    return fd >= 0 && file_write_all(fd, content) ? ASSAY_OK : fail_write(taking);
}

static ASSAY_RESULT take_file(struct taking *taking, const struct object_id *id)
{
    CLEANUP(object_release) struct object object = {0};

    TRY(object_read(taking->objects, id, &object, taking->err));
    if (object.type != OBJECT_BLOB)
        return ASSAY_OK;
    if (object.bytes.size > LIMIT_DOCUMENT || taking->files++ == FILES_MAX)
        return too_much(taking);
    return write_file(taking, object.bytes);
}

// NOLINTNEXTLINE(misc-no-recursion): DEPTH_MAX levels
static ASSAY_RESULT take_tree(struct taking *taking, const struct object_id *id, size_t at,
                              unsigned depth)
{
    CLEANUP(object_release) struct object tree = {0};
    struct tree_entry entry;
    struct bytes rest;

    if (depth == DEPTH_MAX)
        return too_much(taking);
    TRY(object_read(taking->objects, id, &tree, taking->err));
    rest = tree.type == OBJECT_TREE ? tree.bytes : bytes_of(NULL, 0);
    while (tree_take(&rest, id->size, &entry)) {
        if (tree_name_is_unsafe(entry.name) || at + entry.name.size + 2 > sizeof taking->path)
            continue;
        memcpy(taking->path + at, entry.name.data, entry.name.size);
        taking->path[at + entry.name.size] = 0;
        if (entry.type == ENTRY_FILE && is_wanted(taking->path))
            TRY(take_file(taking, &entry.id));
        if (entry.type != ENTRY_TREE)
            continue;
        taking->path[at + entry.name.size] = '/';
        TRY(take_tree(taking, &entry.id, at + entry.name.size + 1, depth + 1));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT tree_of(struct taking *taking, const struct object_id *commit,
                            struct object_id *tree)
{
    CLEANUP(object_release) struct object object = {0};
    struct bytes rest;

    TRY(object_read(taking->objects, commit, &object, taking->err));
    rest = object.bytes;
    if (header_take_id(&rest, BYTES("tree"), tree))
        return ASSAY_OK;
    return assay_fail(taking->err, ASSAY_EFORMAT, ASSAY_NO_OFFSET, "a commit without a tree");
}

enum assay_status policy_files_take(const char *path, const char *revision, int folder,
                                    struct assay_error *err)
{
    CLEANUP(taking_clear) struct taking taking = {.folder = folder, .err = err};
    struct object_id commit, tree;

    TRY(repository_open(path, NULL, &taking.repository, err));
    if (!taking.repository) {
        enum assay_status status =
            assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s is in no git repository", path);

        assay_error_id(err, "git.not-a-repository");
        assay_error_do(err, "name a repository that has that commit, or a config with -c FILE");
        return status;
    }
    TRY(repository_store(taking.repository, NULL, NULL, &taking.store, err));
    TRY(objects_open(taking.store, &taking.objects, err));
    TRY(revision_commit(taking.repository, taking.objects, revision, &commit, err));
    TRY(tree_of(&taking, &commit, &tree));
    return take_tree(&taking, &tree, 0, 0);
}
