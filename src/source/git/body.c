/* body.c - the bytes of one object: in memory, or in a file without a name. */

#include "source/git/body.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"

static enum assay_status fail_spool(uint64_t size, int sys, struct assay_error *err)
{
    return fail_id_errno(err, ASSAY_ELIMIT, GAP_FILE_TOO_LARGE, sys,
                         "it has %llu bytes, and a temporary file cannot hold them",
                         (unsigned long long)size);
}

int body_open_nameless(void)
{
    const char *const folders[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};
    int fd = -1;

    for (size_t i = 0; i < ARRAY_LEN(folders) && fd < 0; i++)
        if (folders[i] && *folders[i])
            fd = open(folders[i], O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    return fd;
}

/* The blocks are allocated at once: a full disk is told here, not by a signal later. */
static enum assay_status spool(struct body *body, struct assay_error *err)
{
    CLEANUP(close_cleanup) int fd = body_open_nameless();
    size_t size = body->size + BODY_SLACK;
    int sys = fd < 0 ? errno : posix_fallocate(fd, 0, (off_t)size);
    void *data;

    if (sys != 0)
        return fail_spool(body->size, sys, err);
    data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (data == MAP_FAILED)
        return fail_spool(body->size, errno, err);
    body->data = data;
    body->spooled = true;
    return ASSAY_OK;
}

static enum assay_status make(uint64_t size, bool in_file, struct body **out,
                              struct assay_error *err)
{
    CLEANUP(free_cleanup) struct body *body = NULL;

    if (size > LIMIT_GIT_OBJECT)
        return fail_id(err, ASSAY_ELIMIT, GAP_FILE_TOO_LARGE,
                       "it has %llu bytes, and a difference to others is rebuilt up to %llu only",
                       (unsigned long long)size, (unsigned long long)LIMIT_GIT_OBJECT);
    body = malloc(sizeof *body + (in_file ? 0 : BODY_HEAD + (size_t)size + BODY_SLACK));
    if (!body)
        return fail_no_memory(err);
    *body = (struct body){
        .size = (size_t)size, .holders = 1, .data = (uint8_t *)(body + 1) + BODY_HEAD};
    if (in_file)
        TRY(spool(body, err));
    *out = TAKE(body);
    return ASSAY_OK;
}

enum assay_status body_new(uint64_t size, struct body **out, struct assay_error *err)
{
    return make(size, size > LIMIT_GIT_BODY_MEMORY, out, err);
}

enum assay_status body_new_spooled(uint64_t size, struct body **out, struct assay_error *err)
{
    return make(size, true, out, err);
}

struct body *body_hold(struct body *body)
{
    body->holders++;
    return body;
}

void body_drop(struct body *body)
{
    if (!body || --body->holders > 0)
        return;
    if (body->spooled)
        munmap(body->data, body->size + BODY_SLACK);
    free(body);
}

void body_dropp(struct body **body)
{
    body_drop(*body);
    *body = NULL;
}

size_t body_head(enum object_type type, uint64_t size, char out[BODY_HEAD])
{
    static const char *const words[] = {
        [OBJECT_COMMIT] = "commit",
        [OBJECT_TREE] = "tree",
        [OBJECT_BLOB] = "blob",
        [OBJECT_TAG] = "tag",
    };

    return (size_t)snprintf(out, BODY_HEAD, "%s %llu", words[type], (unsigned long long)size) + 1;
}

struct bytes body_with_head(struct body *body)
{
    char head[BODY_HEAD];
    size_t size = body_head(body->type, body->size, head);

    memcpy(body->data - size, head, size);
    return bytes_of(body->data - size, size + body->size);
}

size_t body_memory(const struct body *body)
{
    return body->spooled ? sizeof *body : sizeof *body + BODY_HEAD + body->size + BODY_SLACK;
}

void body_forget(const struct body *body)
{
    if (body->spooled)
        madvise(body->data, body->size + BODY_SLACK, MADV_DONTNEED);
}
