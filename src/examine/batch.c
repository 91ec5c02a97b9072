/* batch.c - small members and files, in memory. */

#include "examine/batch.h"

#include <stdlib.h>

#include "base/kit.h"
#include "source/disk_file.h"

struct batch *batch_new(void)
{
    struct batch *batch =
        malloc(sizeof *batch); /* not calloc(): pages are met when they are used */

    if (batch)
        batch_reset(batch);
    return batch;
}

void batch_reset(struct batch *batch)
{
    batch->next = NULL;
    batch->count = 0;
    batch->used = 0;
}

struct batch_member *batch_room(struct batch *batch)
{
    if (batch->count == BATCH_MEMBERS || BATCH_BYTES - batch->used < BATCH_SMALL)
        return NULL;
    return &batch->members[batch->count];
}

/* Reads a byte more than the member says it has, so that its end is met. */
static void read_whole(struct held *held, uint64_t size, const struct source *source)
{
    size_t most = (size_t)size + 1;

    while (held->size < most) {
        size_t got = 0;

        held->status = stream_read(&held->stream, held->data + held->size, most - held->size, &got,
                                   held->failure);
        if (held->status != ASSAY_OK || got == 0) {
            held->whole = true;
            held->identified = disk_file_identity(&held->stream, &held->identity) ||
                               source_attested(source, &held->stream);
            stream_close(&held->stream);
            return;
        }
        held->size += got;
    }
}

void batch_keep(struct batch *batch)
{
    struct batch_member *member = &batch->members[batch->count++];

    member->content = NULL;
    member->held.started = false;
}

bool batch_open(struct batch *batch, struct batch_member *member, uint64_t small,
                struct source *source, struct source_session *session)
{
    struct held *held = &member->held;
    uint64_t size = member->entry.size;

    if (!held->started) {
        *held = (struct held){.failure = &batch->unopened, .started = true};
        if (member->entry.type == ASSAY_ITEM_FILE)
            held->opened =
                source_read(source, session, &member->entry, &held->stream, held->failure);
        held->whole = held->opened != ASSAY_OK || member->entry.type != ASSAY_ITEM_FILE;
        held->claimed = held->stream.size;
    }
    return !held->whole && (size == STREAM_SIZE_UNKNOWN ? held->claimed : size) < small;
}

bool batch_read(struct batch *batch, struct batch_member *member, uint64_t small,
                struct source *source, struct source_session *session)
{
    struct held *held = &member->held;
    uint64_t size = member->entry.size;

    if (batch_open(batch, member, small, source, session)) {
        held->data = batch->bytes + batch->used;
        held->failure = &batch->unread;
        read_whole(held, size == STREAM_SIZE_UNKNOWN ? held->claimed : size, source);
        batch->used += held->size;
    }
    return held->whole && held->opened == ASSAY_OK && held->status == ASSAY_OK;
}

bool batch_add(struct batch *batch, struct source *source, struct source_session *session)
{
    batch_keep(batch);
    return batch_read(batch, &batch->members[batch->count - 1], BATCH_SMALL, source, session);
}

void batch_digest(struct batch *batch, size_t members, struct tee *tee)
{
    struct digest_message messages[BATCH_MEMBERS];
    size_t count = 0;

    for (size_t i = 0; i < members; i++) {
        struct held *held = &batch->members[i].held;

        held->digested = held->whole && held->opened == ASSAY_OK;
        if (held->digested)
            messages[count++] =
                (struct digest_message){bytes_of(held->data, held->size), held->sha256};
    }
    if (tee)
        tee_digest_beside(tee, messages, count);
    else
        sha256_beside(NULL, bytes_of(NULL, 0), messages, count);
}

struct batch_member *batch_open_member(struct batch *batch)
{
    struct batch_member *last = batch->count ? &batch->members[batch->count - 1] : NULL;

    return last && !last->held.whole ? last : NULL;
}

/* ---- a member that says it is smaller than it is, or that is large ---- */

static enum assay_status held_read(struct stream *stream, void *to, size_t size, size_t *got,
                                   struct assay_error *err)
{
    struct held *held = stream->state;
    size_t left = held->size - held->at;

    *got = 0;
    if (left == 0)
        return held->whole ? ASSAY_OK : stream_read(&held->stream, to, size, got, err);
    *got = left < size ? left : size;
    memcpy(to, held->data + held->at, *got);
    held->at += *got;
    return ASSAY_OK;
}

static void held_close(struct stream *stream)
{
    struct held *held = stream->state;

    stream_close(&held->stream);
}

void held_stream(struct held *held, struct stream *as)
{
    if (!held->whole && held->size == 0) { /* it may be read at any offset */
        *as = held->stream;
        held->stream = (struct stream){0};
        return;
    }
    *as = (struct stream){
        .read = held_read, .close = held_close, .state = held, .size = held->claimed};
}
