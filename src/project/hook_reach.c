/* hook_reach.c - the work trees in which git runs the hooks of a repository. */

#include <assay/hook.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/kit.h"
#include "base/order.h"

/* The work tree of the repository itself; false where it is bare. */
static bool main_work_tree(const struct assay_settings *settings, char out[PATH_MAX])
{
    struct bytes path = bytes_text(settings->common_dir);

    if (!bytes_ends(path, BYTES("/.git")) || path.size >= PATH_MAX)
        return false;
    path.size -= strlen("/.git");
    memcpy(out, path.data, path.size);
    out[path.size] = 0;
    return path.size > 0;
}

/* Where the `.git` of a linked one stands, as git keeps it (gitrepository-layout(5)). False where
 * that one is gone. */
static bool linked_work_tree(int folder, const char *name, char out[PATH_MAX])
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = PATH_MAX - 1};
    struct assay_error ignored = {0};
    char file[NAME_MAX + sizeof "/gitdir"];
    struct bytes path;
    struct stat status;

    snprintf(file, sizeof file, "%s/gitdir", name);
    if (file_read(folder, file, &text, &ignored) != ASSAY_OK)
        return false;
    path = bytes_trim(buf_bytes(&text), BYTES("\r\n"));
    if (!bytes_ends(path, BYTES("/.git")) || bytes_has(path, 0) || path.data[0] != '/')
        return false;
    memcpy(out, path.data, path.size);
    out[path.size] = 0;
    if (lstat(out, &status) != 0)
        return false;
    out[path.size - strlen("/.git")] = 0;
    return true;
}

static enum assay_status add(struct assay_work_trees *trees, const char *path,
                             struct assay_error *err)
{
    if (trees->count == ASSAY_WORK_TREES) {
        trees->more++;
        return ASSAY_OK;
    }
    trees->paths[trees->count] = strdup(path);
    if (!trees->paths[trees->count])
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    trees->count++;
    return ASSAY_OK;
}

static void folder_close(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

enum assay_status assay_hook_work_trees(const struct assay_settings *settings,
                                        struct assay_work_trees *out, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf path = {.ceiling = PATH_MAX};
    CLEANUP(folder_close) DIR *folder = NULL;
    char tree[PATH_MAX];
    const struct dirent *entry;

    *out = (struct assay_work_trees){0};
    if (main_work_tree(settings, tree))
        TRY(add(out, tree, err));
    buf_text(&path, settings->common_dir);
    buf_text(&path, "/worktrees");
    folder = opendir(buf_string(&path));
    while (folder && (entry = readdir(folder)))
        if (entry->d_name[0] != '.' && linked_work_tree(dirfd(folder), entry->d_name, tree))
            TRY(add(out, tree, err));
    if (out->count > 1)
        qsort(out->paths, out->count, sizeof *out->paths, order_texts);
    return ASSAY_OK;
}

void assay_work_trees_clear(struct assay_work_trees *trees)
{
    for (size_t i = 0; i < trees->count; i++)
        free(trees->paths[i]);
    *trees = (struct assay_work_trees){0};
}
