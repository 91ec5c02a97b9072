/* disk_file.c - regular files on disk: opened beneath a folder, watched for change while read. */

#include "source/disk_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/beneath.h"
#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"
#include "inventory/gaps.h"
#include "source/fail.h"

/* O_NONBLOCK: a FIFO that took the file's place must not hold the run. */
#define OPEN_FLAGS (O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)

void disk_folder_clear(struct disk_folder *folder)
{
    if (folder->path)
        close(folder->fd);
    free(folder->path);
    folder->path = NULL;
}

int disk_folder_of(struct disk_folder *folder, const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) : 0;
    char *copy;

    *name = path;
    if (!slash)
        return folder->root;
    if (!folder->path || strncmp(folder->path, path, size) != 0 || folder->path[size]) {
        disk_folder_clear(folder);
        copy = strndup(path, size);
        folder->fd = copy ? beneath_open(folder->root, copy, O_PATH | O_CLOEXEC | O_DIRECTORY) : -1;
        if (folder->fd < 0) {
            free(copy);
            return folder->root;
        }
        folder->path = copy;
    }
    *name = slash + 1;
    return folder->fd;
}

struct disk_file {
    int fd;
    uint64_t size, done; /* as it was when opened; bytes handed out in order */
    bool sizeless;       /* a file of the kernel's, whose size says nothing: read to its end */
    struct file_identity identity; /* likewise */
    bool settled;        /* looked at when the last byte in order was read, and the same */
    _Atomic bool jumped; /* read at offsets, perhaps by several threads: to be looked at again */
    struct disk_listener listener; /* its functions NULL: there is none */
};

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

struct file_identity file_identity_of(const struct stat *status)
{
    return (struct file_identity){.device = status->st_dev,
                                  .inode = status->st_ino,
                                  .size = (uint64_t)status->st_size,
                                  .content = status->st_mtim,
                                  .status = status->st_ctim};
}

static struct timespec time_of(const struct statx_timestamp *from)
{
    return (struct timespec){.tv_sec = from->tv_sec, .tv_nsec = from->tv_nsec};
}

/* To look at files that are known already is little else than this call, and statx() takes four
 * fifths of the time of fstatat(). */
bool file_identity_at(int folder, const char *name, struct file_identity *out)
{
    enum { WANTED = STATX_TYPE | STATX_INO | STATX_SIZE | STATX_MTIME | STATX_CTIME };
    struct statx found;

    if (statx(folder, name, AT_SYMLINK_NOFOLLOW, WANTED, &found) != 0 || !S_ISREG(found.stx_mode) ||
        (found.stx_mask & WANTED) != WANTED)
        return false;
    *out = (struct file_identity){.device = makedev(found.stx_dev_major, found.stx_dev_minor),
                                  .inode = found.stx_ino,
                                  .size = found.stx_size,
                                  .content = time_of(&found.stx_mtime),
                                  .status = time_of(&found.stx_ctime)};
    return true;
}

bool file_identity_equal(const struct file_identity *a, const struct file_identity *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           same_time(&a->content, &b->content) && same_time(&a->status, &b->status);
}

static enum assay_status disk_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err);

static enum assay_status fail_unreadable(struct assay_error *err, int sys)
{
    return fail_id_errno(err, ASSAY_EIO, GAP_FILE_UNREADABLE, sys, "cannot read the file");
}

static enum assay_status fail_changed(const struct disk_file *file, struct assay_error *err)
{
    enum assay_status status =
        assay_fail(err, ASSAY_EIO, file->done,
                   "the file changed while it was read; it held %llu bytes at first",
                   (unsigned long long)file->size);

    assay_error_id(err, GAP_FILE_CHANGED);
    return status;
}

static enum assay_status check_unchanged(struct disk_file *file, struct assay_error *err)
{
    struct file_identity identity;
    struct stat now;

    if (fstat(file->fd, &now) != 0)
        return fail_unreadable(err, errno);
    identity = file_identity_of(&now);
    if (identity.size != file->identity.size ||
        !same_time(&identity.content, &file->identity.content))
        return fail_changed(file, err);
    file->settled = file_identity_equal(&identity, &file->identity);
    return ASSAY_OK;
}

bool disk_file_identity(const struct stream *stream, struct file_identity *out)
{
    struct disk_file *file = stream->state;

    if (stream->read != disk_read)
        return false;
    if (file->sizeless) /* the same size and times with every content */
        return false;
    if ((!file->settled || file->jumped) && check_unchanged(file, NULL) != ASSAY_OK)
        return false;
    *out = file->identity;
    return file->settled;
}

bool disk_file_opened(const struct stream *stream, struct file_identity *out)
{
    const struct disk_file *file = stream->state;

    if (stream->read != disk_read || file->sizeless)
        return false;
    *out = file->identity;
    return true;
}

void disk_file_listen(struct stream *stream, const struct disk_listener *listener)
{
    ((struct disk_file *)stream->state)->listener = *listener;
}

static enum assay_status read_at(const struct disk_file *file, uint64_t offset, void *to,
                                 size_t size, size_t *got, struct assay_error *err)
{
    *got = 0;
    if (offset >= file->size || size == 0)
        return ASSAY_OK;
    if (size > file->size - offset)
        size = (size_t)(file->size - offset);
    for (;;) {
        ssize_t count = pread(file->fd, to, size, (off_t)offset);

        if (count >= 0) {
            *got = (size_t)count;
            return ASSAY_OK;
        }
        if (errno != EINTR)
            return fail_unreadable(err, errno);
    }
}

static enum assay_status disk_read_at(struct stream *stream, uint64_t offset, void *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    struct disk_file *file = stream->state;

    atomic_store_explicit(&file->jumped, true, memory_order_relaxed);
    return read_at(file, offset, to, size, got, err);
}

static void end_listening(struct disk_file *file, bool whole)
{
    if (file->listener.end)
        file->listener.end(file->listener.state, whole, &file->identity);
    file->listener = (struct disk_listener){0};
}

static enum assay_status disk_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    struct disk_file *file = stream->state;

    *got = 0;
    if (file->sizeless) {
        TRY(read_at(file, file->done, to, size, got, err));
        file->done += *got;
        return ASSAY_OK;
    }
    if (file->done == file->size) { /* the size told where the end is: no read is spent on it */
        TRY(check_unchanged(file, err));
        end_listening(file, file->settled);
        return ASSAY_OK;
    }
    file->settled = false;
    TRY(read_at(file, file->done, to, size, got, err));
    if (*got == 0)
        return fail_changed(file, err);
    file->done += *got;
    if (file->listener.hear)
        file->listener.hear(file->listener.state, bytes_of(to, *got));
    return ASSAY_OK;
}

static void disk_close(struct stream *stream)
{
    struct disk_file *file = stream->state;

    if (file->listener.end) /* whoever read it did not ask for its end */
        end_listening(file, file->done == file->size && check_unchanged(file, NULL) == ASSAY_OK &&
                                file->settled);
    close(file->fd);
    free(file);
}

/* Files of /proc and /sys state no size, and have bytes all the same. */
static bool has_bytes(int fd)
{
    uint8_t byte;

    return pread(fd, &byte, 1, 0) == 1;
}

enum assay_status disk_file_stream(int fd, struct stream *stream, struct assay_error *err)
{
    struct stat status;
    struct disk_file *file;

    if (fstat(fd, &status) != 0) {
        int sys = errno;

        close(fd);
        return fail_unreadable(err, sys);
    }
    if (!S_ISREG(status.st_mode)) {
        close(fd);
        return fail_id(err, ASSAY_EIO, GAP_FILE_SPECIAL, "not a regular file");
    }
    file = malloc(sizeof *file);
    if (!file) {
        close(fd);
        return fail_no_memory(err);
    }
    *file = (struct disk_file){
        .fd = fd, .size = (uint64_t)status.st_size, .identity = file_identity_of(&status)};
    file->sizeless = status.st_size == 0 && has_bytes(fd);
    if (file->sizeless) {
        file->size = STREAM_SIZE_UNKNOWN;
        *stream = (struct stream){
            .read = disk_read, .close = disk_close, .state = file, .size = STREAM_SIZE_UNKNOWN};
        return ASSAY_OK;
    }
    *stream = (struct stream){.read = disk_read,
                              .read_at = disk_read_at,
                              .close = disk_close,
                              .state = file,
                              .size = file->size};
    return ASSAY_OK;
}

enum assay_status disk_file_open(int folder, const char *path, struct stream *stream,
                                 struct assay_error *err)
{
    int fd = beneath_open(folder, path, OPEN_FLAGS);

    return fd < 0 ? fail_unreadable(err, errno) : disk_file_stream(fd, stream, err);
}

bool disk_file_small(int folder, const char *path, struct buf *out)
{
    struct stream stream = {0};
    enum assay_status status = ASSAY_OK;
    size_t got = 1;

    if (disk_file_open(folder, path, &stream, NULL) != ASSAY_OK || !stream.read)
        return false;
    while (status == ASSAY_OK && got > 0 && buf_room(out, 4096)) {
        status = stream_read(&stream, out->data + out->size, 4096, &got, NULL);
        if (status == ASSAY_OK)
            buf_used(out, got);
    }
    stream_close(&stream);
    return status == ASSAY_OK && out->status == ASSAY_OK;
}
