/* stream.c - the two streams that every folder may need: over memory and over a file. */

#include "base/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/kit.h"

void stream_close(struct stream *stream)
{
    if (stream->close)
        stream->close(stream);
    *stream = (struct stream){0};
}

struct memory {
    struct bytes bytes;
    size_t at;
};

static enum assay_status memory_read_at(struct stream *stream, uint64_t offset, void *to,
                                        size_t size, size_t *got, struct assay_error *err)
{
    const struct memory *memory = stream->state;
    struct bytes rest = {0};

    (void)err;
    if (offset < memory->bytes.size)
        rest = bytes_from(memory->bytes, (size_t)offset);
    *got = rest.size < size ? rest.size : size;
    if (*got)
        memcpy(to, rest.data, *got);
    return ASSAY_OK;
}

static enum assay_status memory_read(struct stream *stream, void *to, size_t size, size_t *got,
                                     struct assay_error *err)
{
    struct memory *memory = stream->state;

    TRY(memory_read_at(stream, memory->at, to, size, got, err));
    memory->at += *got;
    return ASSAY_OK;
}

static void memory_close(struct stream *stream)
{
    free(stream->state);
}

static enum assay_status no_memory(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    (void)stream, (void)to, (void)size, (void)got;
    return out_of_memory(err);
}

void stream_of_bytes(struct stream *stream, struct bytes bytes)
{
    struct memory *memory = malloc(sizeof *memory);

    if (!memory) { /* told by the first read, so that opening needs no error path */
        *stream = (struct stream){.read = no_memory, .size = bytes.size};
        return;
    }
    *memory = (struct memory){.bytes = bytes};
    *stream = (struct stream){.read = memory_read,
                              .read_at = memory_read_at,
                              .close = memory_close,
                              .state = memory,
                              .size = bytes.size};
}

static int descriptor(const struct stream *stream)
{
    return (int)(intptr_t)stream->state;
}

static enum assay_status file_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    for (;;) {
        ssize_t count = read(descriptor(stream), to, size);

        if (count >= 0) {
            *got = (size_t)count;
            return ASSAY_OK;
        }
        if (errno != EINTR)
            return assay_fail_errno(err, ASSAY_EIO, errno, "cannot read");
    }
}

static enum assay_status file_read_at(struct stream *stream, uint64_t offset, void *to, size_t size,
                                      size_t *got, struct assay_error *err)
{
    if (offset > INT64_MAX) { /* past any file: an end, not an error */
        *got = 0;
        return ASSAY_OK;
    }
    for (;;) {
        ssize_t count = pread(descriptor(stream), to, size, (off_t)offset);

        if (count >= 0) {
            *got = (size_t)count;
            return ASSAY_OK;
        }
        if (errno != EINTR)
            return assay_fail_errno(err, ASSAY_EIO, errno, "cannot read at offset %llu",
                                    (unsigned long long)offset);
    }
}

static void file_close(struct stream *stream)
{
    close(descriptor(stream));
}

enum assay_status stream_of_file(struct stream *stream, int fd, struct assay_error *err)
{
    struct stat status;

    if (fstat(fd, &status) != 0) {
        int sys = errno;

        close(fd);
        return assay_fail_errno(err, ASSAY_EIO, sys, "cannot read the file's size");
    }
    *stream = (struct stream){.read = file_read,
                              .read_at = file_read_at,
                              .close = file_close,
                              .state = (void *)(intptr_t)fd,
                              .size = (uint64_t)status.st_size};
    return ASSAY_OK;
}
