/* map.c - the bytes of a file that does not change, as memory. */

#include "base/map.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"

static enum assay_status fail_file(struct assay_error *err, int sys, const char *path)
{
    enum assay_status status = sys == ENOENT || sys == ENOTDIR ? ASSAY_EMISSING : ASSAY_EIO;

    status = assay_fail_errno(err, status, sys, "cannot read %s", path);
    assay_error_path(err, path);
    return status;
}

enum assay_status map_file(int folder, const char *path, struct bytes *out, struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    void *data;

    if (fd < 0 || fstat(fd, &status) != 0)
        return fail_file(err, errno, path);
    if (!S_ISREG(status.st_mode))
        return fail_file(err, EINVAL, path);
    if (status.st_size == 0) {
        *out = (struct bytes){0};
        return ASSAY_OK;
    }
    data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED)
        return fail_file(err, errno, path);
    *out = bytes_of(data, (size_t)status.st_size);
    return ASSAY_OK;
}

bool map_own_file(const char *path, struct bytes *out)
{
    CLEANUP(close_cleanup) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    void *data;

    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0 ||
        status.st_uid != geteuid() || status.st_mode & (S_IWGRP | S_IWOTH))
        return false;
    data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (data == MAP_FAILED)
        return false;
    *out = bytes_of(data, (size_t)status.st_size);
    return true;
}

/* mmap()'s interface takes back what it gave for reading without the const. */
static void *start_of(struct bytes map)
{
    return (void *)(uintptr_t)map.data;
}

void map_clear(struct bytes *map)
{
    if (map->size > 0)
        munmap(start_of(*map), map->size);
    *map = (struct bytes){0};
}

void map_forget(struct bytes map)
{
    if (map.size > 0)
        madvise(start_of(map), map.size, MADV_DONTNEED);
}
