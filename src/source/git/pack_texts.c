/* pack_texts.c - texts that wait until the contents were examined. */

#include "source/git/pack_texts.h"

#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/body.h"

void pack_texts_init(struct pack_texts *texts)
{
    *texts = (struct pack_texts){.fd = -1};
    buf_init(&texts->memory, SIZE_MAX);
}

void pack_texts_clear(struct pack_texts *texts)
{
    buf_clear(&texts->memory);
    close_cleanup(&texts->fd);
    texts->fd = -1;
}

static void write_out(struct pack_texts *texts, struct bytes rest)
{
    if (texts->fd < 0)
        texts->fd = body_open_nameless();
    while (rest.size > 0 && !texts->cut) {
        ssize_t done = pwrite(texts->fd, rest.data, rest.size, (off_t)texts->written);

        texts->cut = done <= 0;
        if (done > 0) {
            texts->written += (uint64_t)done;
            rest = bytes_from(rest, (size_t)done);
        }
    }
}

void pack_texts_add(struct pack_texts *texts, struct bytes text)
{
    if (texts->cut)
        return;
    if (texts->memory.size + text.size >= LIMIT_SPOOL_MEMORY) {
        write_out(texts, buf_bytes(&texts->memory));
        write_out(texts, text);
        buf_reset(&texts->memory);
    } else {
        buf_add(&texts->memory, text.data, text.size);
    }
    buf_byte(&texts->memory, '\n');
    if (texts->memory.status != ASSAY_OK)
        texts->cut = true;
}

static enum assay_status read_at(struct stream *stream, uint64_t at, void *to, size_t size,
                                 size_t *got, struct assay_error *err)
{
    const struct pack_texts *texts = stream->state;
    struct bytes memory = buf_bytes(&texts->memory);
    ssize_t done;

    if (at >= texts->written) {
        memory = bytes_front(bytes_from(memory, (size_t)(at - texts->written)), size);
        *got = memory.size;
        if (*got > 0)
            memcpy(to, memory.data, *got);
        return ASSAY_OK;
    }
    done = pread(texts->fd, to, size < texts->written - at ? size : (size_t)(texts->written - at),
                 (off_t)at);
    if (done <= 0)
        return fail_id(err, ASSAY_EIO, GAP_FILE_TOO_LARGE,
                       "a temporary file for its commits cannot be read");
    *got = (size_t)done;
    return ASSAY_OK;
}

struct stream *pack_texts_stream(struct pack_texts *texts)
{
    uint64_t size = texts->written + texts->memory.size;

    texts->stream = (struct stream){.read_at = read_at, .state = texts, .size = size};
    return size > 0 ? &texts->stream : NULL;
}
