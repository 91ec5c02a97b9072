/*
 * spool.c - a copy of a stream that can be read anywhere, for a zip inside another container: its
 * directory stands at its end. The file never has a name, so that a killed run leaves nothing.
 */

#include "examine/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"

void spool_init(struct spool *spool)
{
    *spool = (struct spool){.fd = -1};
    buf_init(&spool->memory, LIMIT_SPOOL_NO_FILE);
}

void spool_clear(struct spool *spool)
{
    buf_clear(&spool->memory);
    if (spool->fd >= 0)
        close(spool->fd);
    spool_init(spool);
}

static ASSAY_RESULT fail_spool(struct assay_error *err, int sys)
{
    enum assay_status status = assay_fail_errno(
        err, ASSAY_EIO, sys,
        "a nested archive is larger than memory for it, and a temporary file cannot hold it");

    assay_error_id(err, GAP_FILE_TOO_LARGE);
    return status;
}

static ASSAY_RESULT write_all(const struct spool *spool, struct bytes bytes, uint64_t offset,
                              struct assay_error *err)
{
    while (bytes.size > 0) {
        ssize_t count = pwrite(spool->fd, bytes.data, bytes.size, (off_t)offset);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return fail_spool(err, count < 0 ? errno : ENOSPC);
        bytes = bytes_from(bytes, (size_t)count);
        offset += (uint64_t)count;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT move_to_file(struct spool *spool, struct assay_error *err)
{
    const char *folders[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};

    for (size_t i = 0; i < ARRAY_LEN(folders) && spool->fd < 0; i++)
        if (folders[i] && *folders[i])
            spool->fd = open(folders[i], O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    if (spool->fd < 0) {
        spool->no_file = errno;
        return ASSAY_OK;
    }
    TRY(write_all(spool, buf_bytes(&spool->memory), 0, err));
    buf_clear(&spool->memory);
    return ASSAY_OK;
}

static ASSAY_RESULT add(struct spool *spool, struct bytes bytes, struct assay_error *err)
{
    if (spool->fd < 0 && !spool->no_file && bytes.size > LIMIT_SPOOL_MEMORY - spool->memory.size)
        TRY(move_to_file(spool, err));
    if (spool->fd >= 0)
        return write_all(spool, bytes, spool->size - spool->from, err);
    if (bytes.size > LIMIT_SPOOL_NO_FILE - spool->memory.size)
        return fail_spool(err, spool->no_file);
    buf_add(&spool->memory, bytes.data, bytes.size);
    return buf_status(&spool->memory, err);
}

void spool_begin_at(struct spool *spool, uint64_t from)
{
    spool->from = spool->size = from;
}

void spool_add(struct spool *spool, struct bytes bytes)
{
    if (spool->status == ASSAY_OK)
        spool->status = add(spool, bytes, &spool->failure);
    spool->size += bytes.size;
}

/* Zeros would seem to fill up what stands in front of a container, where nothing hides. */
enum { LET_GO = 0xff };

static enum assay_status read_at(struct stream *stream, uint64_t offset, void *to, size_t size,
                                 size_t *got, struct assay_error *err)
{
    struct spool *spool = stream->state;

    *got = 0;
    if (offset >= spool->size)
        return ASSAY_OK;
    if (offset < spool->from) {
        *got = spool->from - offset < size ? (size_t)(spool->from - offset) : size;
        memset(to, LET_GO, *got);
        return ASSAY_OK;
    }
    offset -= spool->from;
    if (spool->fd < 0) {
        struct bytes rest = bytes_from(buf_bytes(&spool->memory), (size_t)offset);

        *got = rest.size < size ? rest.size : size;
        if (*got)
            memcpy(to, rest.data, *got);
        return ASSAY_OK;
    }
    for (;;) {
        ssize_t count = pread(spool->fd, to, size, (off_t)offset);

        if (count >= 0) {
            *got = (size_t)count;
            return ASSAY_OK;
        }
        if (errno != EINTR)
            return fail_spool(err, errno);
    }
}

static enum assay_status read_on(struct stream *stream, void *to, size_t size, size_t *got,
                                 struct assay_error *err)
{
    struct spool *spool = stream->state;

    TRY(read_at(stream, spool->at, to, size, got, err));
    spool->at += *got;
    return ASSAY_OK;
}

enum assay_status spool_stream(struct spool *spool, struct stream *stream, struct assay_error *err)
{
    if (spool->status != ASSAY_OK) {
        if (err)
            *err = spool->failure;
        return spool->status;
    }
    spool->at = 0;
    *stream =
        (struct stream){.read = read_on, .read_at = read_at, .state = spool, .size = spool->size};
    return ASSAY_OK;
}
