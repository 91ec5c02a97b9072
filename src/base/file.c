/* file.c - whole small files, read under a ceiling and replaced in one step. */

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/text.h"

enum { READ_STEP = 64 * 1024 };

static enum assay_status fail_path(struct assay_error *err, enum assay_status status,
                                   const char *doing, const char *path)
{
    int sys = errno;

    status = assay_fail_errno(err, status, sys, "cannot %s %s", doing, path);
    assay_error_path(err, path);
    return status;
}

const char *file_kind(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return "a folder";
    case S_IFIFO:
        return "a FIFO";
    case S_IFCHR:
    case S_IFBLK:
        return "a device";
    case S_IFSOCK:
        return "a socket";
    case S_IFLNK:
        return "a symbolic link";
    default:
        return "a regular file";
    }
}

/* The words of errno would tell of an argument that is invalid. */
static enum assay_status fail_kind(struct assay_error *err, mode_t mode, const char *path)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EIO, ASSAY_NO_OFFSET, "cannot read %s: it is %s, not a regular file",
                   path, file_kind(mode));

    if (err)
        err->sys = S_ISDIR(mode) ? EISDIR : EINVAL;
    assay_error_path(err, path);
    return status;
}

enum assay_status file_read(int folder, const char *path, struct buf *out, struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;

    if (fd < 0 && errno == ENXIO && fstatat(folder, path, &status, 0) == 0) /* a socket */
        return fail_kind(err, status.st_mode, path);
    if (fd < 0)
        return fail_path(err, errno == ENOENT ? ASSAY_EMISSING : ASSAY_EIO, "read", path);
    return file_read_open(fd, path, out, err);
}

/* Makes room for as much as a file states to hold, where that may be read: to grow step by step is
 * to copy it, and to meet twice the memory. */
static void expect(struct buf *out, off_t stated)
{
    size_t left = out->ceiling - out->size;

    if (stated > READ_STEP && left > READ_STEP && (uint64_t)stated <= left - READ_STEP)
        (void)buf_room(out, (size_t)stated + READ_STEP);
}

enum assay_status file_read_open(int fd, const char *path, struct buf *out, struct assay_error *err)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return fail_path(err, ASSAY_EIO, "read", path);
    if (!S_ISREG(status.st_mode))
        return fail_kind(err, status.st_mode, path);
    expect(out, status.st_size);
    for (;;) {
        size_t left = out->ceiling - out->size;
        size_t step = left < READ_STEP ? left : READ_STEP;
        uint8_t *room = buf_room(out, step);
        uint8_t one;
        ssize_t got;

        if (out->status == ASSAY_OK && out->size == out->ceiling) { /* full: is this the end? */
            got = read(fd, &one, 1);
            if (got == 0)
                return ASSAY_OK;
            out->status = ASSAY_ELIMIT;
        }
        if (out->status != ASSAY_OK) {
            enum assay_status failed = buf_status(out, err);

            assay_error_path(err, path);
            return failed;
        }
        got = read(fd, room, step);
        if (got == 0)
            return ASSAY_OK;
        if (got > 0)
            buf_used(out, (size_t)got);
        else if (errno != EINTR)
            return fail_path(err, ASSAY_EIO, "read", path);
    }
}

bool file_write_all(int fd, struct bytes content)
{
    while (content.size > 0) {
        ssize_t put = write(fd, content.data, content.size);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        content = bytes_from(content, (size_t)put);
    }
    return true;
}

static bool sync_parent(int folder, const char *path)
{
    char parent[PATH_MAX];
    char *slash;
    CLEANUP(close_cleanup) int fd = -1;

    if (!text_copy(parent, sizeof parent, path))
        return false;
    slash = strrchr(parent, '/');
    if (slash)
        slash[slash == parent] = 0;
    else
        text_copy(parent, sizeof parent, ".");
    fd = openat(folder, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

int file_aside(int folder, const char *path, mode_t mode, char name[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    uint64_t random;
    int length, fd;

    do {
        if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
            return -1;
        length = snprintf(name, PATH_MAX, "%.*s.assay-%016" PRIx64 ".tmp",
                          slash ? (int)(slash + 1 - path) : 0, path, random);
        if (length < 0 || length >= PATH_MAX) {
            errno = ENAMETOOLONG;
            return -1;
        }
        fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    } while (fd < 0 && errno == EEXIST);
    return fd;
}

enum assay_status file_replace(int folder, const char *path, struct bytes content, mode_t mode,
                               struct assay_error *err)
{
    char aside[PATH_MAX];
    CLEANUP(close_cleanup) int fd = file_aside(folder, path, mode, aside);

    if (fd < 0)
        return fail_path(err, ASSAY_EOUTPUT, "write", path);
    if (!file_write_all(fd, content) || fsync(fd) != 0 ||
        renameat(folder, aside, folder, path) != 0) {
        int sys = errno;

        unlinkat(folder, aside, 0);
        errno = sys;
        return fail_path(err, ASSAY_EOUTPUT, "write", path);
    }
    if (!sync_parent(folder, path))
        return fail_path(err, ASSAY_EOUTPUT, "sync the folder of", path);
    return ASSAY_OK;
}

enum assay_status file_make_folders(int folder, const char *path, mode_t mode,
                                    struct assay_error *err)
{
    char part[PATH_MAX];

    if (!text_copy(part, sizeof part, path)) {
        errno = ENAMETOOLONG;
        return fail_path(err, ASSAY_EOUTPUT, "make the folder", path);
    }
    for (char *slash = part[0] ? part : NULL; slash;) {
        slash = strchr(slash + 1, '/');
        if (slash)
            *slash = 0;
        if (mkdirat(folder, part, mode) != 0 && errno != EEXIST)
            return fail_path(err, ASSAY_EOUTPUT, "make the folder", path);
        if (slash)
            *slash = '/';
    }
    return ASSAY_OK;
}

enum assay_status file_make_parents(const char *path, struct assay_error *err)
{
    char folder[PATH_MAX];
    char *slash;

    if (!text_copy(folder, sizeof folder, path)) {
        errno = ENAMETOOLONG;
        return fail_path(err, ASSAY_EOUTPUT, "write", path);
    }
    slash = strrchr(folder, '/');
    if (!slash || slash == folder)
        return ASSAY_OK;
    *slash = 0;
    return file_make_folders(AT_FDCWD, folder, 0777, err);
}
