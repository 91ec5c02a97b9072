/* tee.c - one stream, read once; the ring that digest, detectors and inspector share. */

#include "examine/tee.h"

#include "base/kit.h"
#include "source/embedded.h"

_Static_assert((int)LANES_BLOCKS <= (int)WATCH_VIEWS, "a list of candidates for each");
_Static_assert((int)TEE_RING >= (int)CONTAINER_TAIL, "the last bytes fit");

enum { DIGEST_LANE };

static void digest_block(void *state, const struct block *block)
{
    const struct view *view = &block->view;

    if (block->fresh > 0)
        digest_add(state, bytes_of(view->data + view->size - block->fresh, block->fresh));
}

static void look_for_patterns(void *state, const struct block *block)
{
    watcher_look_for_patterns(state, &block->view, block->slot);
}

static void look_for_shapes(void *state, const struct block *block)
{
    watcher_look_for_shapes(state, &block->view, block->slot);
}

void tee_start(struct tee *tee, struct stream *stream, struct crew *crew, const struct mirror *ring,
               struct digest *digest, struct evidence *evidence)
{
    *tee = (struct tee){.stream = stream,
                        .ring = *ring,
                        .evidence = evidence,
                        .size = stream->size,
                        .digest = digest};
    lanes_start(&tee->lanes, crew, ring->size >= TEE_RING_TOGETHER);
    if (!digest)
        return;
    digest_start(digest);
    lanes_add(&tee->lanes, digest_block, digest, false); /* the first: DIGEST_LANE */
}

void tee_digest_also(struct tee *tee, struct digest *digest)
{
    tee->named_by = digest;
    digest_start(digest);
    lanes_add(&tee->lanes, digest_block, digest, false);
}

/* Where the byte at an offset stands; what follows it, up to the end, is in one piece with it. */
static const uint8_t *at_hand(const struct tee *tee, uint64_t offset)
{
    return tee->given ? tee->given + offset : mirror_at(&tee->ring, offset);
}

/* Blocks that may be in the ring before the next is read, so that those that look at the oldest of
 * them still have what came before it. */
static uint64_t room(const struct tee *tee)
{
    return tee->ring.size / TEE_BLOCK - 2;
}

/* One writer: no need for an atomic addition. */
static void tell_read(const struct tee *tee, uint64_t bytes)
{
    if (tee->count)
        atomic_store_explicit(tee->count,
                              atomic_load_explicit(tee->count, memory_order_relaxed) + bytes,
                              memory_order_relaxed);
}

/* Fills one block, so that a stream that comes in drops is looked at in blocks all the same. */
static void read_block(struct tee *tee)
{
    uint64_t start = tee->end;
    struct assay_error *err = &tee->failure;
    enum assay_status status = tee->budget ? source_budget_time(tee->budget, err) : ASSAY_OK;
    size_t left = TEE_BLOCK;

    while (status == ASSAY_OK && left > 0) {
        size_t got = 0;

        status = stream_read(tee->stream, mirror_at(&tee->ring, tee->end), left, &got, err);
        if (status != ASSAY_OK)
            break;
        if (got == 0) {
            tee->ended = true;
            break;
        }
        tee->end += got;
        left -= got;
    }
    tell_read(tee, tee->end - start);
    if (status != ASSAY_OK) { /* what came before the failure is still looked at */
        tee->broken = status;
        tee->ended = true;
    }
}

/* What is at hand from `from` on. */
static struct view view_from(const struct tee *tee, uint64_t from)
{
    return (struct view){.data = at_hand(tee, from),
                         .size = (size_t)(tee->end - from),
                         .base = from,
                         .last = tee->ended};
}

/* Hands on what came. */
static void take_in(struct tee *tee)
{
    struct view view = view_from(tee, tee->put < WATCH_FRONT ? 0 : tee->put - WATCH_FRONT);
    size_t fresh = (size_t)(tee->end - tee->put);

    if (tee->spool && fresh > 0)
        spool_add(tee->spool, bytes_of(at_hand(tee, tee->put), fresh));
    tee->put = tee->end;
    lanes_put(&tee->lanes, &view, fresh);
}

/* What comes in order is gone when a container is met in it: from there on it is kept. */
static void keep_container(struct tee *tee, const struct watcher *watcher)
{
    const struct embedded_places *places = watcher_containers(watcher);
    uint64_t from = places->zip;

    if (!tee->late || tee->spool)
        return;
    if (places->count > 0 && places->all[0].at < from)
        from = places->all[0].at;
    if (from >= tee->put || (!tee->given && tee->put - from > tee->ring.size))
        return;
    tee->spool = tee->late;
    spool_begin_at(tee->spool, from);
    spool_add(tee->spool, bytes_of(at_hand(tee, from), (size_t)(tee->put - from)));
}

/* Lets readers see one more block. */
static ASSAY_RESULT show(struct tee *tee, struct assay_error *err)
{
    const struct block *block = lanes_block(&tee->lanes, tee->shown);

    tee->shown++;
    if (!tee->watcher) {
        tee->settled = block->view.base + block->view.size;
        return ASSAY_OK;
    }
    lanes_wait(&tee->lanes, tee->looking, tee->shown);
    TRY(watcher_settle(tee->watcher, &block->view, block->slot, tee->evidence, &tee->settled, err));
    keep_container(tee, tee->watcher);
    return ASSAY_OK;
}

/* Makes room for a block and reads it. */
static void bring(struct tee *tee)
{
    uint64_t put = tee->lanes.put;

    if (put > room(tee) && lanes_done(&tee->lanes, 0) < put - room(tee))
        lanes_wait(&tee->lanes, 0, put - room(tee) + LANES_FEW);
    read_block(tee);
    take_in(tee);
}

/* True where there is something to do for others while this thread waits for them. */
static bool may_bring(struct tee *tee)
{
    uint64_t put = tee->lanes.put, most = room(tee);

    return tee->ahead && tee->watcher && !tee->ended && put - tee->shown < most &&
           lanes_have_help(&tee->lanes) && put - lanes_done(&tee->lanes, 0) < most;
}

/* What is at hand is the last that may be text, and all lanes have taken it. */
static ASSAY_RESULT stop_looking(struct tee *tee, struct assay_error *err)
{
    struct view view = view_from(tee, tee->end < WATCH_FRONT ? 0 : tee->end - WATCH_FRONT);
    struct watcher *watcher = TAKE(tee->watcher);

    view.last = true;
    lanes_drop(&tee->lanes, tee->looking);
    TRY(watcher_look(watcher, &view, tee->evidence, &tee->settled, err));
    keep_container(tee, watcher);
    return ASSAY_OK;
}

/* Shows one more block, letting go of what the reader does not need. */
static ASSAY_RESULT more(struct tee *tee, struct assay_error *err)
{
    if (tee->watcher && evidence_is_text_over(tee->evidence))
        TRY(stop_looking(tee, err));
    evidence_read_past(tee->evidence, tee->used);
    if (tee->shown == tee->lanes.put)
        bring(tee);
    while (may_bring(tee))
        bring(tee);
    return show(tee, err);
}

void tee_give(struct tee *tee, const uint8_t *data, size_t size, enum assay_status status,
              const struct assay_error *failure)
{
    tee->given = data;
    tee->end = size;
    tell_read(tee, size);
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
    tee->end = 0;
}

void tee_head(struct tee *tee, struct bytes *head)
{
    if (tee->ended)
        check_time(tee);
    else
        read_block(tee);
    *head = bytes_of(at_hand(tee, 0), (size_t)tee->end);
}

enum assay_status tee_watch(struct tee *tee, struct watcher *watcher, bool ahead,
                            struct assay_error *err)
{
    tee->watcher = watcher;
    tee->ahead = ahead;
    tee->looking = tee->lanes.count;
    if (watcher) {
        lanes_add(&tee->lanes, look_for_patterns, watcher, !ahead);
        lanes_add(&tee->lanes, look_for_shapes, watcher, !ahead);
    }
    take_in(tee);
    return show(tee, err);
}

void tee_run_ahead(struct tee *tee)
{
    tee->ahead = true;
    lanes_release(&tee->lanes);
}

/* True where readers have seen all, or may. */
static bool is_all_settled(const struct tee *tee)
{
    return tee->ended && tee->settled == tee->end;
}

/* The stream's failure, met by a reader. */
static ASSAY_RESULT broken(const struct tee *tee, struct assay_error *err)
{
    if (tee->broken != ASSAY_OK && err)
        *err = tee->failure;
    return tee->broken;
}

/* The window is what is settled from `at` on. A broken stream has no end: each reader that comes
 * this far meets its failure. */
static void place(const struct tee *tee, struct cursor *cursor, uint64_t at)
{
    cursor->window = at_hand(tee, at);
    cursor->base = at;
    cursor->at = 0;
    cursor->have = (size_t)(tee->settled - at);
    cursor->ended = is_all_settled(tee) && tee->broken == ASSAY_OK;
}

static enum assay_status fill(struct cursor *cursor, size_t need)
{
    struct tee *tee = cursor->state;
    uint64_t at = cursor_at(cursor);

    tee->used = at;
    while (tee->settled - at < need && !is_all_settled(tee))
        TRY(more(tee, cursor->err));
    place(tee, cursor, at);
    return cursor->have < need ? broken(tee, cursor->err) : ASSAY_OK;
}

void tee_cursor(struct tee *tee, struct cursor *cursor, uint64_t size, struct assay_error *err)
{
    *cursor = (struct cursor){.size = size, .fill = fill, .state = tee, .err = err};
    place(tee, cursor, tee->used);
}

static enum assay_status stream_through(struct stream *stream, void *to, size_t size, size_t *got,
                                        struct assay_error *err)
{
    struct tee *tee = stream->state;
    size_t left;

    while (tee->used == tee->settled) {
        if (is_all_settled(tee)) {
            *got = 0;
            return broken(tee, err);
        }
        TRY(more(tee, err));
    }
    left = (size_t)(tee->settled - tee->used);
    *got = left < size ? left : size;
    memcpy(to, at_hand(tee, tee->used), *got);
    tee->used += *got;
    return ASSAY_OK;
}

void tee_stream(struct tee *tee, struct stream *as)
{
    *as = (struct stream){.read = stream_through, .state = tee, .size = tee->size};
}

enum assay_status tee_drain(struct tee *tee, struct assay_error *err)
{
    while (!tee->ended || tee->shown < tee->lanes.put) {
        tee->used = tee->settled;
        TRY(more(tee, err));
    }
    tee->used = tee->settled;
    return ASSAY_OK;
}

void tee_let_wait(struct tee *tee, const struct mirror *ring)
{
    if (!tee->digest || tee->lanes.put > 0)
        return;
    if (!tee->given && ring->size > tee->ring.size) { /* the first block moves */
        memcpy(ring->data, tee->ring.data, (size_t)tee->end);
        tee->ring = *ring;
    }
    lanes_let_wait(&tee->lanes, DIGEST_LANE);
}

void tee_digest_beside(struct tee *tee, const struct digest_message *messages, size_t count)
{
    uint64_t from, to;

    if (!tee->digest || !lanes_claim(&tee->lanes, DIGEST_LANE, &from, &to)) {
        sha256_beside(NULL, bytes_of(NULL, 0), messages, count);
        return;
    }
    sha256_beside(tee->digest, bytes_of(at_hand(tee, from), (size_t)(to - from)), messages, count);
    lanes_claimed(&tee->lanes, DIGEST_LANE);
}

void tee_end(struct tee *tee)
{
    lanes_end(&tee->lanes);
}

bool tee_all(const struct tee *tee, struct bytes *all)
{
    if (!tee->given && tee->end > tee->ring.size)
        return false;
    *all = bytes_of(at_hand(tee, 0), (size_t)tee->end);
    return true;
}

struct bytes tee_tail(const struct tee *tee)
{
    uint64_t from = tee->end > CONTAINER_TAIL ? tee->end - CONTAINER_TAIL : 0;

    return bytes_of(at_hand(tee, from), (size_t)(tee->end - from));
}
