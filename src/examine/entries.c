/*
 * entries.c - entries of the target itself: small neighbours are read and digested together, then
 * examined one by one.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "crypto/digest.h"
#include "examine/job.h"

enum {
    RUN_BYTES = 2 * TEE_BLOCK, /* of the small ones that are read together: a core keeps them */
    SMALL = TEE_BLOCK          /* what a tee would read at once is a small one */
};

/* Opens entries up to the first that is not small, that cannot be opened, or that is not in memory:
 * a process has only so many files open. */
static void open_some(struct batch *batch, struct source *source, struct source_session *session,
                      const struct entry *entries, size_t count, uint64_t *bytes)
{
    struct batch_member *member;
    bool more = true;

    while (more && batch->count < count && *bytes < RUN_BYTES && (member = batch_room(batch))) {
        member->entry = entries[batch->count];
        batch_keep(batch);
        more = batch_open(batch, member, SMALL, source, session) && member->held.stream.in_memory;
        *bytes += member->held.claimed;
    }
}

/* Reads entries up to the first that is not small, or that cannot be read. Blobs of git are all
 * open when the first is read: they are held to their ids side by side. */
static void read_run(struct batch *batch, struct source *source, struct source_session *session,
                     const struct entry *entries, size_t count)
{
    uint64_t bytes = 0;
    size_t read = 0;

    batch_reset(batch);
    do {
        open_some(batch, source, session, entries, count, &bytes);
        if (read == batch->count)
            return;
        while (read < batch->count)
            if (!batch_read(batch, &batch->members[read++], SMALL, source, session))
                return;
    } while (bytes < RUN_BYTES);
}

static ASSAY_RESULT examine_held(struct examine_worker *worker, struct source *source,
                                 struct source_session *session, struct batch_member *member,
                                 struct assay_error *err)
{
    struct cache *cache = worker->examiner->options.cache;
    struct turn turn = {.budget = worker->examiner->budget, .held = &member->held};
    struct cache_draft draft;

    if (cache) {
        cache_begin(&draft, worker->part, worker->examiner->budget);
        turn.draft = &draft;
        turn.budget = &draft.spent;
    }
    TRY(examine_at(worker, 0, source, session, &member->entry, &turn, &member->content, err));
    if (cache && member->content)
        cache_keep(cache, &draft, &member->entry, worker->part);
    return ASSAY_OK;
}

enum assay_status examine_entries(struct examine_worker *worker, struct source *source,
                                  struct source_session *session, const struct entry *entries,
                                  size_t count, size_t *done, struct assay_error *err)
{
    struct batch *batch = worker->batch;
    enum assay_status status = ASSAY_OK;

    *done = 0;
    if (!batch)
        worker->batch = batch = batch_new();
    if (!batch)
        return out_of_memory(err);
    read_run(batch, source, session, entries, count);
    batch_digest(batch, batch->count, NULL);
    for (size_t i = 0; i < batch->count && status == ASSAY_OK; i++)
        status = examine_held(worker, source, session, &batch->members[i], err);
    for (size_t i = 0; i < batch->count; i++) /* those behind one that failed */
        stream_close(&batch->members[i].held.stream);
    *done = batch->count;
    return status;
}
