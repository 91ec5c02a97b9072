/* published.c - the checkpoints that a ledger published. Source: ledger-formats.md 9. */

#include "ledger/published.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/order.h"
#include "base/text.h"
#include "crypto/timestamp.h"
#include "ledger/anchors.h"
#include "ledger/export_marks.h"
#include "ledger/stamps.h"
#include "ledger/trust.h"

struct listing {
    struct buf *sizes;
    uint64_t most;
};

static void take_size(void *user, const char *name)
{
    const struct listing *listing = user;
    uint64_t size;

    if (text_u64(bytes_text(name), &size) && size > 0 && size <= listing->most)
        buf_add(listing->sizes, &size, sizeof size);
}

enum assay_status published_sizes(const struct assay_ledger *ledger, struct buf *out,
                                  struct assay_error *err)
{
    struct listing listing = {out, ledger->log.point.size};

    TRY(store_list(ledger->store, "checkpoints", take_size, &listing, err));
    TRY(buf_status(out, err));
    if (out->size > 0)
        qsort(out->data, published_count(out), sizeof(uint64_t), order_u64);
    return ASSAY_OK;
}

size_t published_count(const struct buf *sizes)
{
    return sizes->size / sizeof(uint64_t);
}

uint64_t published_at(const struct buf *sizes, size_t i)
{
    uint64_t size;

    memcpy(&size, sizes->data + i * sizeof size, sizeof size);
    return size;
}

enum assay_status published_read(const struct assay_ledger *ledger, uint64_t size,
                                 struct arena *arena, struct buf *bytes, struct note *note,
                                 struct assay_error *err)
{
    char name[STORE_NAME_SIZE];
    struct assay_error failure = {0};

    log_checkpoint_name(size, name);
    TRY(store_required(ledger->store, name, store_read(ledger->store, name, bytes, err), err));
    if (note_read(arena, buf_bytes(bytes), name, note, &failure) != ASSAY_OK)
        return store_damaged(ledger->store, name, failure.offset, err, "%s", failure.text);
    return ASSAY_OK;
}

enum assay_status published_open(const char *place, struct assay_ledger **out,
                                 struct assay_error *err)
{
    CLEANUP(store_freep) struct store *store = NULL;

    TRY(store_open_place(place, false, &store, err));
    TRY(export_marks_refuse(store, err));
    TRY(store->kind->lock(store, err));
    return ledger_open(&store, out, err);
}

/* What cannot be read or does not hold shows nothing, which is no failure; a lack of memory is. */
static ASSAY_RESULT unseen(enum assay_status status, const struct assay_error *failure,
                           struct assay_error *err)
{
    if (status != ASSAY_ENOMEM && status != ASSAY_EINTERNAL)
        return ASSAY_OK;
    if (err)
        *err = *failure;
    return status;
}

/* A checkpoint whose quorum was complete before `time`. */
static ASSAY_RESULT cosigned_before(const struct assay_ledger *ledger, uint64_t size, int64_t time,
                                    const struct assay_trust *trust, bool *seen,
                                    struct assay_error *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = NOTE_SIZE_MAX};
    struct assay_error failure = {0};
    struct trust_verdict verdict = {.quorum = false};
    enum assay_status status;
    struct note note;

    if (!trust || trust->quorum == SIZE_MAX)
        return ASSAY_OK;
    if (!arena)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a checkpoint");
    status = published_read(ledger, size, arena, &bytes, &note, &failure);
    if (status == ASSAY_OK)
        status = trust_witnesses(trust, &note, "checkpoint", &verdict, &failure);
    if (status == ASSAY_OK)
        *seen = verdict.quorum && time > 0 && verdict.time < (uint64_t)time;
    return unseen(status, &failure, err);
}

static ASSAY_RESULT stamped_before(const struct assay_ledger *ledger, uint64_t size, int64_t time,
                                   const struct certificates *authorities, bool *seen,
                                   struct assay_error *err)
{
    struct assay_error failure = {0};
    struct timestamp stamp;
    enum assay_status status;

    if (!authorities)
        return ASSAY_OK;
    status = stamps_check(ledger, size, authorities, &stamp, &failure);
    if (status == ASSAY_OK)
        *seen = stamp.time < time;
    return unseen(status, &failure, err);
}

enum assay_status published_before(const struct assay_ledger *ledger, int64_t time,
                                   const struct published_observers *by, uint64_t *size,
                                   struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf sizes = {.ceiling = SIZE_MAX};
    uint64_t most = 0;

    if (by->anchor)
        TRY(anchors_seen(ledger, by->anchor, time, &most, err));
    TRY(published_sizes(ledger, &sizes, err));
    for (size_t i = published_count(&sizes); i > 0; i--) {
        uint64_t one = published_at(&sizes, i - 1);
        bool seen = false;

        if (one <= most)
            break;
        TRY(cosigned_before(ledger, one, time, by->trust, &seen, err));
        if (!seen)
            TRY(stamped_before(ledger, one, time, by->authorities, &seen, err));
        if (seen)
            most = one;
    }
    *size = most;
    return ASSAY_OK;
}
