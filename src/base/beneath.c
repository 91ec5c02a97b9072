/* beneath.c - opens what lies below a folder: openat2(2), or one folder after the other. */

#include "base/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/kit.h"

enum {
    OPEN_RETRIES = 16, /* openat2() asks for a retry while somebody renames */
    DEPTH_MAX = 128,   /* folders that are held open at once without it */
};

bool beneath_is_named(const char *path)
{
    if (path[0] == '/')
        return false;
    for (const char *part = path; part; part += part != NULL) {
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || !part[2]))
            return false;
        part = strchr(part, '/');
    }
    return true;
}

static bool is_link(int folder, const char *part)
{
    struct stat status;

    return fstatat(folder, part, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

/* Where a folder is wanted the system says of a link that it is none. */
static int open_part(int folder, const char *part, unsigned flags)
{
    int fd = openat(folder, part, (int)(flags | O_NOFOLLOW));

    if (fd < 0 && errno == ENOTDIR && is_link(folder, part))
        errno = ELOOP;
    return fd;
}

/* The folders on the way down, each held open: ".." leads back to the one that was come through,
 * wherever somebody moved it meanwhile. */
struct walk {
    int folders[DEPTH_MAX];
    size_t depth; /* 0: in the first, which is the caller's */
};

static void leave(struct walk *walk)
{
    close(walk->folders[walk->depth--]);
}

static void walk_clear(struct walk *walk)
{
    while (walk->depth > 0)
        leave(walk);
}

static bool enter(struct walk *walk, const char *part)
{
    int fd;

    if (walk->depth + 1 == DEPTH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    fd = open_part(walk->folders[walk->depth], part, O_PATH | O_CLOEXEC | O_DIRECTORY);
    if (fd < 0)
        return false;
    walk->folders[++walk->depth] = fd;
    return true;
}

/* The first part, and what is behind it: empty parts lead nowhere. */
static bool take_part(const char **path, char *part, size_t room)
{
    size_t size = strcspn(*path, "/");

    if (size >= room) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(part, *path, size);
    part[size] = 0;
    *path += size;
    return true;
}

int beneath_open_by_parts(int folder, const char *path, unsigned flags)
{
    CLEANUP(walk_clear) struct walk walk = {.folders = {folder}};
    char part[256];

    if (path[0] == '/') {
        errno = EXDEV;
        return -1;
    }
    while (take_part(&path, part, sizeof part)) {
        unsigned kind = *path ? O_DIRECTORY : 0; /* what a slash follows has to be one */

        path += strspn(path, "/");
        if (strcmp(part, "..") == 0) {
            if (walk.depth == 0) {
                errno = EXDEV;
                return -1;
            }
            leave(&walk);
            memcpy(part, ".", sizeof ".");
        }
        if (!*path)
            return open_part(walk.folders[walk.depth], part, flags | kind);
        if (strcmp(part, ".") != 0 && !enter(&walk, part))
            return -1;
    }
    return -1;
}

/* A name that stands in the folder itself leads nowhere else when no link is followed: openat() is
 * enough, and costs half of what openat2() does. */
static bool is_plain_name(const char *path)
{
    return !strchr(path, '/') && strcmp(path, "..") != 0;
}

int beneath_open(int folder, const char *path, unsigned flags)
{
    struct open_how how = {
        .flags = flags,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };

    if (is_plain_name(path))
        return open_part(folder, path, flags);
    for (int i = 0; i < OPEN_RETRIES; i++) {
        long fd = syscall(SYS_openat2, folder, path, &how, sizeof how);

        if (fd >= 0)
            return (int)fd;
        if (errno == ENOSYS || errno == EPERM)
            return beneath_open_by_parts(folder, path, flags);
        if (errno != EAGAIN && errno != EINTR)
            return -1;
    }
    return -1;
}

static ASSAY_RESULT fail_open(const char *path, struct assay_error *err)
{
    bool link = errno == ELOOP, outside = link || errno == EXDEV;
    bool missing = errno == ENOENT || errno == ENOTDIR;
    enum assay_status status = outside ? ASSAY_EUSAGE : missing ? ASSAY_EMISSING : ASSAY_EIO;

    if (outside) {
        status = assay_fail(err, status, ASSAY_NO_OFFSET, "%s %s", path,
                            link ? "is, or lies behind, a symbolic link: it is not read"
                                 : "leads out of the project: it is not read");
        assay_error_id(err, "config.outside");
        assay_error_why(err, "whoever can change a project could show files of those who check it");
        assay_error_do(err, "put the file itself into the project; or name one of yours on the "
                            "command line: --config FILE");
    } else {
        status = assay_fail_errno(err, status, errno, "cannot read %s", path);
    }
    assay_error_path(err, path);
    return status;
}

/* O_NONBLOCK: a FIFO must not hold the run. */
static ASSAY_RESULT open_in_project(const char *root, const char *path, int *fd,
                                    struct assay_error *err)
{
    CLEANUP(close_cleanup) int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    enum assay_status status;

    if (folder < 0) {
        status = assay_fail_errno(err, ASSAY_EUSAGE, errno, "cannot open the folder %s", root);
        assay_error_path(err, root);
        return status;
    }
    *fd = beneath_open(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    return *fd < 0 ? fail_open(path, err) : ASSAY_OK;
}

enum assay_status beneath_read(const char *root, const char *path, struct buf *out,
                               struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = -1;

    TRY(open_in_project(root, path, &fd, err));
    return file_read_open(fd, path, out, err);
}

enum assay_status beneath_find(const char *root, const char *path, bool *found,
                               struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = -1;
    struct assay_error failure = {0};
    enum assay_status status = open_in_project(root, path, &fd, &failure);

    if (status != ASSAY_OK && status != ASSAY_EMISSING) {
        *err = failure;
        return status;
    }
    *found = status == ASSAY_OK;
    return ASSAY_OK;
}
