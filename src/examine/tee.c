/* tee.c - one stream, read once; the window that digest, detectors and inspector share. */

#include "examine/tee.h"

#include "base/kit.h"

void tee_start(struct tee *tee, struct stream *stream, struct backlog *backlog, uint8_t *buffer,
               struct evidence *evidence)
{
    *tee = (struct tee){.stream = stream,
                        .backlog = backlog,
                        .buffer = buffer,
                        .evidence = evidence,
                        .size = stream->size};
}

uint64_t tee_size(const struct tee *tee)
{
    return tee->base + tee->have;
}

/* Fills one block, so that a stream that comes in drops is looked at in blocks all the same. */
static ASSAY_RESULT read_block(struct tee *tee, struct assay_error *err)
{
    size_t start = tee->have;
    size_t room = TEE_BUFFER - start < TEE_BLOCK ? TEE_BUFFER - start : TEE_BLOCK;
    enum assay_status status = tee->budget ? source_budget_time(tee->budget, err) : ASSAY_OK;

    while (status == ASSAY_OK && room > 0) {
        size_t got = 0;

        status = stream_read(tee->stream, tee->buffer + tee->have, room, &got, err);
        if (status != ASSAY_OK)
            break;
        if (got == 0) {
            tee->ended = true;
            break;
        }
        tee->have += got;
        room -= got;
    }
    if (tee->count) /* one writer: no need for an atomic addition */
        atomic_store_explicit(tee->count,
                              atomic_load_explicit(tee->count, memory_order_relaxed) +
                                  (tee->have - start),
                              memory_order_relaxed);
    if (status != ASSAY_OK) { /* what came before the failure is still looked at */
        tee->broken = status;
        if (err)
            tee->failure = *err;
        tee->ended = true;
    }
    return ASSAY_OK;
}

/* Hands what came since `start` to those that need no more than the bytes. */
static void take_in(struct tee *tee, size_t start)
{
    struct bytes block = bytes_of(tee->buffer + start, tee->have - start);

    if (block.size == 0)
        return;
    if (tee->spool)
        spool_add(tee->spool, block);
    if (tee->named_by)
        digest_add(tee->named_by, block);
    backlog_add(tee->backlog, tee->buffer, block);
}

static ASSAY_RESULT look(struct tee *tee, bool last, struct assay_error *err)
{
    struct view view = {.data = tee->buffer, .size = tee->have, .base = tee->base, .last = last};

    return watcher_look(tee->watcher, &view, tee->evidence, &tee->settled, err);
}

static ASSAY_RESULT settle(struct tee *tee, struct assay_error *err)
{
    if (tee->watcher)
        return look(tee, tee->ended, err);
    tee->settled = tee_size(tee);
    return ASSAY_OK;
}

/* The last bytes stay where the stream cannot be asked for them again: they may end a zip. */
static uint64_t keep_tail(const struct tee *tee, uint64_t keep)
{
    uint64_t size = tee_size(tee);

    if (tee->stream->read_at || size - keep >= CONTAINER_TAIL)
        return keep;
    return size - tee->base > CONTAINER_TAIL ? size - CONTAINER_TAIL : tee->base;
}

/* Brings one more block, letting go of what neither the reader nor the watcher needs. */
static ASSAY_RESULT more(struct tee *tee, struct assay_error *err)
{
    uint64_t keep = tee->used;
    size_t start;

    if (tee->watcher && evidence_is_text_over(tee->evidence)) {
        TRY(look(tee, true, err)); /* what is at hand is the last that may be text */
        tee->watcher = NULL;
    }
    if (tee->watcher && watcher_keep(tee->watcher) < keep)
        keep = watcher_keep(tee->watcher);
    evidence_read_past(tee->evidence, tee->used);
    keep = keep_tail(tee, keep);
    if (keep > tee->base) {
        size_t gone = (size_t)(keep - tee->base);
        uint8_t *buffer = backlog_turn(tee->backlog, tee->buffer);

        memmove(buffer, tee->buffer + gone, tee->have - gone);
        tee->buffer = buffer;
        tee->have -= gone;
        tee->base = keep;
    }
    start = tee->have;
    TRY(read_block(tee, err));
    take_in(tee, start);
    return settle(tee, err);
}

void tee_give(struct tee *tee, uint8_t *data, size_t size, enum assay_status status,
              const struct assay_error *failure)
{
    tee->buffer = data;
    tee->have = size;
    tee->ended = true;
    tee->broken = status;
    if (status != ASSAY_OK)
        tee->failure = *failure;
}

/* What is in memory takes no time to read, but some to examine. */
static void check_time(struct tee *tee)
{
    if (!tee->budget || source_budget_time(tee->budget, &tee->failure) == ASSAY_OK)
        return;
    tee->broken = tee->failure.status;
    tee->have = 0;
}

enum assay_status tee_head(struct tee *tee, struct bytes *head, struct assay_error *err)
{
    if (tee->ended)
        check_time(tee);
    else
        TRY(read_block(tee, err));
    *head = bytes_of(tee->buffer, tee->have);
    return ASSAY_OK;
}

enum assay_status tee_watch(struct tee *tee, struct watcher *watcher, struct assay_error *err)
{
    tee->watcher = watcher;
    take_in(tee, 0);
    return settle(tee, err);
}

/* The stream's failure, met by a reader. */
static ASSAY_RESULT broken(const struct tee *tee, struct assay_error *err)
{
    if (tee->broken != ASSAY_OK && err)
        *err = tee->failure;
    return tee->broken;
}

static enum assay_status fill(struct cursor *cursor, size_t need)
{
    struct tee *tee = cursor->state;
    uint64_t at = cursor_at(cursor);

    tee->used = at;
    while (tee->settled - at < need && !(tee->ended && tee->settled == tee_size(tee)))
        TRY(more(tee, cursor->err));
    cursor->window = tee->buffer;
    cursor->base = tee->base;
    cursor->at = (size_t)(at - tee->base);
    cursor->have = (size_t)(tee->settled - tee->base);
    /* A broken stream has no end: each reader that comes this far meets its failure. */
    cursor->ended = tee->ended && tee->settled == tee_size(tee) && tee->broken == ASSAY_OK;
    if (cursor->have - cursor->at < need)
        return broken(tee, cursor->err);
    return ASSAY_OK;
}

void tee_cursor(struct tee *tee, struct cursor *cursor, uint64_t size, struct assay_error *err)
{
    *cursor = (struct cursor){.window = tee->buffer,
                              .have = (size_t)(tee->settled - tee->base),
                              .base = tee->base,
                              .size = size,
                              .ended = tee->ended && tee->settled == tee_size(tee) &&
                                       tee->broken == ASSAY_OK,
                              .fill = fill,
                              .state = tee,
                              .err = err};
}

static enum assay_status stream_through(struct stream *stream, void *to, size_t size, size_t *got,
                                        struct assay_error *err)
{
    struct tee *tee = stream->state;
    size_t left;

    while (tee->used == tee->settled) {
        if (tee->ended) {
            *got = 0;
            return broken(tee, err);
        }
        TRY(more(tee, err));
    }
    left = (size_t)(tee->settled - tee->used);
    *got = left < size ? left : size;
    memcpy(to, tee->buffer + (tee->used - tee->base), *got);
    tee->used += *got;
    return ASSAY_OK;
}

void tee_stream(struct tee *tee, struct stream *as)
{
    *as = (struct stream){.read = stream_through, .state = tee, .size = tee->size};
}

enum assay_status tee_drain(struct tee *tee, struct assay_error *err)
{
    while (!tee->ended) {
        tee->used = tee->settled;
        TRY(more(tee, err));
    }
    tee->used = tee->settled;
    return ASSAY_OK;
}
