/* folder_links.c - walks a folder for links, pipes and devices, by descriptors and without
 * following anything. */

#include "ledger/folder_links.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/kit.h"

struct walk {
    int folder;
    struct buf waiting; /* names of folders, each with its NUL */
    void (*each)(void *user, const char *name);
    void *user;
};

static void dir_cleanup(DIR **dir)
{
    if (*dir)
        closedir(*dir);
}

/* What stands right below the folder `above`. False with errno where it cannot be listed. */
static bool walk_one(struct walk *walk, const char *above)
{
    int fd =
        openat(walk->folder, *above ? above : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    CLEANUP(dir_cleanup) DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (fd >= 0 && !dir)
        close_cleanup(&fd);
    if (!dir)
        return false;
    for (errno = 0; (entry = readdir(dir)); errno = 0) {
        char name[PATH_MAX];
        struct stat status;
        int size = snprintf(name, sizeof name, "%s%s%s", above, *above ? "/" : "", entry->d_name);

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (size < 0 || size >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return false;
        }
        if (fstatat(walk->folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            return false;
        if (S_ISDIR(status.st_mode))
            buf_add(&walk->waiting, name, (size_t)size + 1);
        else if (!S_ISREG(status.st_mode))
            walk->each(walk->user, name);
    }
    return errno == 0;
}

enum assay_status folder_links(int folder, const char *where,
                               void (*each)(void *user, const char *name), void *user,
                               struct assay_error *err)
{
    struct walk walk = {folder, {.ceiling = SIZE_MAX}, each, user};
    char name[PATH_MAX] = "";
    enum assay_status status = ASSAY_OK;

    for (size_t at = 0; status == ASSAY_OK;) {
        if (!walk_one(&walk, name)) {
            status = assay_fail_errno(err, ASSAY_EIO, errno, "cannot read %s/%s", where, name);
            assay_error_path(err, where);
        }
        if (status == ASSAY_OK)
            status = buf_status(&walk.waiting, err);
        if (status != ASSAY_OK || at == walk.waiting.size)
            break;
        snprintf(name, sizeof name, "%s", (const char *)walk.waiting.data + at);
        at += strlen(name) + 1;
    }
    buf_clear(&walk.waiting);
    return status;
}
