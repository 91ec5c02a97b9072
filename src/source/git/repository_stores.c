/*
 * repository_stores.c - where git-lfs and git-annex keep content for a repository.
 * Source: git-lfs, git-lfs-config(5), "lfs.storage", and fs/fs.go for borrowed stores; git-annex,
 * "internals".
 */

#include <fcntl.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/limits.h"
#include "source/fail.h"
#include "source/git/repository.h"

/* `lfs.storage`, relative to the common git folder, else "lfs" in it. */
static ASSAY_RESULT add_own(struct repository *repository, struct assay_error *err)
{
    struct arena *arena = repository->stores.arena;
    char storage[PATH_MAX];
    const char *folder;

    if (!repository_config_path(repository, "lfs.storage", storage))
        folder = arena_printf(arena, "%s/lfs/objects", repository->common_dir);
    else if (storage[0] == '/')
        folder = arena_printf(arena, "%s/objects", storage);
    else
        folder = arena_printf(arena, "%s/%s/objects", repository->common_dir, storage);
    return folder ? stores_add_lfs(&repository->stores, folder, err) : fail_no_memory(err);
}

/* What lies beside the folder of objects that is borrowed from. */
static ASSAY_RESULT add_borrowed(struct repository *repository, struct bytes objects,
                                 struct assay_error *err)
{
    struct arena *arena = repository->stores.arena;
    bool absolute = objects.size > 0 && objects.data[0] == '/';
    const char *folder;

    while (objects.size > 0 && bytes_has(BYTES(" \t\r"), objects.data[objects.size - 1]))
        objects.size--;
    if (objects.size == 0 || objects.data[0] == '#' || memchr(objects.data, 0, objects.size))
        return ASSAY_OK;
    folder =
        arena_printf(arena, "%s%s%.*s/../lfs/objects", absolute ? "" : repository->common_dir,
                     absolute ? "" : "/objects/", (int)objects.size, (const char *)objects.data);
    return folder ? stores_add_lfs(&repository->stores, folder, err) : fail_no_memory(err);
}

static ASSAY_RESULT add_all_borrowed(struct repository *repository, struct bytes list,
                                     struct assay_error *err)
{
    while (list.size > 0) {
        const uint8_t *end = memchr(list.data, '\n', list.size);
        struct bytes one = bytes_of(list.data, end ? (size_t)(end - list.data) : list.size);

        list = bytes_from(list, one.size + 1);
        TRY(add_borrowed(repository, one, err));
    }
    return ASSAY_OK;
}

enum assay_status repository_stores(struct repository *repository, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf alternates = {.ceiling = LIMIT_IGNORE_FILE};
    struct stores *stores = &repository->stores;
    char path[PATH_MAX];

    TRY(stores_init(stores, repository->work_dir, false, err));
    TRY(add_own(repository, err));
    for (size_t i = 0; i < repository->alternate_count; i++)
        TRY(add_borrowed(repository, bytes_text(repository->alternates[i]), err));
    snprintf(path, sizeof path, "%s/objects/info/alternates", repository->common_dir);
    if (file_read(AT_FDCWD, path, &alternates, NULL) == ASSAY_OK)
        TRY(add_all_borrowed(repository, buf_bytes(&alternates), err));
    stores->annex = arena_printf(stores->arena, "%s/annex/objects", repository->common_dir);
    return stores->annex ? ASSAY_OK : fail_no_memory(err);
}
