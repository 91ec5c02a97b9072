/*
 * scan.c - one walker feeds a bounded queue, workers examine, their parts are merged by name.
 *
 * The calling thread walks and tells the progress; what the number of threads is never shows in the
 * result, because parts are sorted when they are joined.
 */

#include <assay/audit.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "audit/queue.h"
#include "audit/scan_cache.h"
#include "base/kit.h"
#include "examine/examine.h"
#include "inventory/gaps.h"
#include "source/reader_host.h"
#include "source/stored.h"
#include "source/volumes.h"

enum {
    THREADS_MAX = ASSAY_THREADS_MAX,
    PROGRESS_MS = 100,
    ENTRIES_A_TICK = 64, /* the clock is not read more often than that */
    HANDFUL = 256,       /* entries that are soon done with, handed out together */
    FEW = 16,            /* the same of others, for which a worker may be waiting */
};

struct scan;

struct worker {
    struct scan *scan;
    pthread_t thread;
    bool started;
    struct examine_worker *examiner;
    struct inventory_part *part;
    struct cache_look look;
    struct assay_error failure; /* status ASSAY_OK while all is well */
    _Atomic uint64_t items;
    _Atomic uint64_t bytes_found; /* of entries that the cache told of */
    uint64_t dropped;             /* taken from the queue and not examined */
};

struct scan {
    const struct assay_scan_options *options;
    struct source_budget budget;
    struct source *source; /* the target, then the stores of what its pointers stand for */
    struct source *target, *stored;
    struct reader_host *reader_host;
    struct examiner *examiner;
    struct cache *cache;
    bool is_asked;               /* it holds something that may be known again */
    atomic_bool any_known;       /* it told of an entry */
    struct inventory_part *walk; /* what the walker finds: entries and gaps */
    struct volumes volumes;      /* among the target's own entries */
    struct crew crew;            /* the workers */
    struct queue queue;
    bool has_crew, has_queue;
    struct worker *workers;
    size_t worker_count;
    _Atomic uint64_t bytes_known;
    uint64_t dropped;
    bool walk_cut; /* the walker stopped before the end */
    int64_t next_tick;
};

static int64_t now_ns(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool is_interrupted(const struct scan *scan)
{
    return scan->options->interrupted && *scan->options->interrupted;
}

static bool is_late(const struct scan *scan)
{
    return scan->budget.deadline && now_ns() >= scan->budget.deadline;
}

/* What is raw where git-lfs should be is a matter of .gitattributes, not of the bytes alone. */
static bool may_be_known(const struct scan *scan, const struct entry *entry)
{
    if (scan->source != scan->target || entry->secrets_only)
        return false;
    for (size_t i = 0; i < entry->place_count; i++)
        if (entry->places[i].filter == FILTER_LFS)
            return false;
    return true;
}

static void note_size(struct scan *scan, uint64_t size)
{
    if (size != STREAM_SIZE_UNKNOWN)
        atomic_fetch_add_explicit(&scan->bytes_known, size, memory_order_relaxed);
}

static void identify(struct scan *scan, struct source_session *session, struct entry *entry)
{
    uint64_t size = entry->size;

    source_identify(scan->source, session, entry);
    if (size == STREAM_SIZE_UNKNOWN)
        note_size(scan, entry->size);
}

/* Takes what is known of an entry from the cache. */
static bool find(struct worker *worker, struct source_session *session, struct entry *entry)
{
    struct scan *scan = worker->scan;

    if (!may_be_known(scan, entry))
        return false;
    if (!entry->identified)
        identify(scan, session, entry);
    if (!cache_find(scan->cache, &worker->look, entry, &scan->budget, worker->part))
        return false;
    if (worker->look.blob_size > 0)
        source_know_blob(scan->source, entry, bytes_of(worker->look.blob, worker->look.blob_size));
    atomic_store_explicit(&scan->any_known, true, memory_order_relaxed);
    if (entry->size != STREAM_SIZE_UNKNOWN)
        atomic_fetch_add_explicit(&worker->bytes_found, entry->size, memory_order_relaxed);
    return true;
}

/* Does the first of some entries, *done of them: what the cache may know is asked for one by one,
 * all else is examined together with its neighbours. */
static enum assay_status do_entries(struct worker *worker, struct source_session *session,
                                    struct entry *entries, size_t count, size_t *done,
                                    struct assay_error *err)
{
    const struct scan *scan = worker->scan;

    *done = 1;
    if (scan->is_asked && find(worker, session, &entries[0]))
        return ASSAY_OK;
    return examine_entries(worker->examiner, scan->source, session, entries,
                           scan->is_asked ? 1 : count, done, err);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct scan *scan = worker->scan;
    struct source_session *session = NULL;
    struct assay_error failure = {0}; /* also of what became a gap and is over */
    struct entry batch[QUEUE_BATCH];
    size_t count = 0;
    enum assay_status status = source_session_open(scan->source, &session, &failure);

    while (status == ASSAY_OK &&
           (count = queue_take(&scan->queue, worker->examiner, batch, count)) > 0) {
        for (size_t i = 0, done; i < count && status == ASSAY_OK; i += done) {
            if (is_interrupted(scan) || is_late(scan)) {
                worker->dropped += count - i;
                break;
            }
            status = do_entries(worker, session, &batch[i], count - i, &done, &failure);
            atomic_fetch_add_explicit(&worker->items, done, memory_order_relaxed);
        }
    }
    if (status != ASSAY_OK) { /* one worker's failure ends the run */
        worker->failure = failure;
        worker->failure.status = status;
        queue_stop(&scan->queue);
    }
    source_session_close(scan->source, session);
    inventory_part_sort(worker->part);
    queue_leave(&scan->queue);
    return NULL;
}

static void tell_progress(struct scan *scan, bool walked)
{
    struct assay_progress progress = {.bytes_known = scan->bytes_known, .walked = walked};
    int64_t now;

    if (!scan->options->progress)
        return;
    now = now_ns();
    if (now < scan->next_tick)
        return;
    scan->next_tick = now + (int64_t)PROGRESS_MS * 1000000;
    for (size_t i = 0; i < scan->worker_count; i++) {
        progress.bytes += examine_worker_bytes(scan->workers[i].examiner) +
                          atomic_load_explicit(&scan->workers[i].bytes_found, memory_order_relaxed);
        progress.items += atomic_load_explicit(&scan->workers[i].items, memory_order_relaxed);
    }
    scan->options->progress(scan->options->user, &progress);
}

/* Entries on their way to the workers. */
struct handful {
    struct entry entries[HANDFUL];
    size_t count, most;
    bool ahead;                     /* the walker has time for what a worker would do first */
    struct source_session *session; /* the walker's; NULL: it needs none */
};

/* Hands them to the workers, telling the progress while they are busy. */
static void hand_out(struct scan *scan, struct handful *handful)
{
    size_t done = 0;

    while ((done += queue_put(&scan->queue, handful->entries + done, handful->count - done,
                              PROGRESS_MS)) < handful->count) {
        if (queue_is_stopped(&scan->queue) || is_interrupted(scan) || is_late(scan)) {
            scan->dropped += handful->count - done;
            break;
        }
        tell_progress(scan, false);
    }
    handful->count = 0;
}

static enum assay_status walk_on(struct scan *scan, struct handful *handful,
                                 struct assay_error *err)
{
    struct entry *entry;
    unsigned seen = 0;
    bool found;

    for (;;) {
        if (handful->count == 0) {
            scan->walk_cut =
                is_interrupted(scan) || is_late(scan) || queue_is_stopped(&scan->queue);
            handful->ahead = handful->session && queue_is_long(&scan->queue);
        }
        if (scan->walk_cut)
            return ASSAY_OK;
        entry = &handful->entries[handful->count];
        TRY(source_next(scan->source, scan->walk, entry, &found, err));
        if (!found)
            return ASSAY_OK;
        if (scan->source == scan->target)
            TRY(volumes_see(&scan->volumes, entry, err));
        note_size(scan, entry->size);
        if (handful->ahead && may_be_known(scan, entry))
            identify(scan, handful->session, entry);
        if (++handful->count == handful->most)
            hand_out(scan, handful);
        if (++seen % ENTRIES_A_TICK == 0)
            tell_progress(scan, false);
    }
}

static enum assay_status walk(struct scan *scan, struct assay_error *err)
{
    struct handful handful = {.most = scan->is_asked ? HANDFUL : FEW};
    enum assay_status status = ASSAY_OK;

    if (scan->is_asked && source_identifies(scan->source))
        status = source_session_open(scan->source, &handful.session, err);
    if (status == ASSAY_OK)
        status = walk_on(scan, &handful, err);
    if (status == ASSAY_OK)
        hand_out(scan, &handful);
    source_session_close(scan->source, handful.session);
    return status;
}

static enum assay_status make_workers(struct scan *scan, struct assay_error *err)
{
    for (size_t i = 0; i < scan->worker_count; i++) {
        struct worker *worker = &scan->workers[i];

        worker->scan = scan;
        cache_look_init(&worker->look);
        worker->part = inventory_part_new();
        if (!worker->part)
            return out_of_memory(err);
        TRY(examine_worker_new(scan->examiner, worker->part, &worker->examiner, err));
    }
    return ASSAY_OK;
}

static enum assay_status start_workers(struct scan *scan, struct assay_error *err)
{
    for (size_t i = 0; i < scan->worker_count; i++) {
        struct worker *worker = &scan->workers[i];
        int sys;

        queue_enter(&scan->queue);
        sys = pthread_create(&worker->thread, NULL, work, worker);
        if (sys != 0) {
            queue_leave(&scan->queue);
            return assay_fail_errno(err, ASSAY_EINTERNAL, sys, "cannot start a thread");
        }
        worker->started = true;
    }
    return ASSAY_OK;
}

static void join_workers(struct scan *scan)
{
    queue_close(&scan->queue);
    while (scan->options->progress && !queue_wait_left(&scan->queue, PROGRESS_MS))
        tell_progress(scan, true);
    for (size_t i = 0; i < scan->worker_count; i++)
        if (scan->workers[i].started)
            pthread_join(scan->workers[i].thread, NULL);
    for (size_t i = 0; i < scan->worker_count; i++)
        scan->workers[i].started = false;
    scan->dropped += queue_stop(&scan->queue);
}

/* Walks scan->source and waits until all of it is examined. */
static enum assay_status examine_all(struct scan *scan, struct assay_error *err)
{
    enum assay_status status;

    scan->has_crew = crew_init(&scan->crew, (unsigned)scan->worker_count);
    scan->has_queue = scan->has_crew && queue_init(&scan->queue, &scan->crew);
    if (!scan->has_queue)
        return assay_fail(err, ASSAY_EINTERNAL, ASSAY_NO_OFFSET, "no more mutexes to be had");
    status = start_workers(scan, err);
    if (status == ASSAY_OK)
        status = walk(scan, err);
    if (status != ASSAY_OK)
        queue_stop(&scan->queue);
    join_workers(scan);
    queue_clear(&scan->queue);
    crew_clear(&scan->crew);
    scan->has_queue = scan->has_crew = false;
    TRY(status);
    for (size_t i = 0; i < scan->worker_count; i++) {
        if (scan->workers[i].failure.status != ASSAY_OK) {
            *err = scan->workers[i].failure;
            return err->status;
        }
    }
    return ASSAY_OK;
}

/* ---- what pointers stand for ---- */

static enum assay_status open_stored(struct scan *scan, struct assay_error *err)
{
    CLEANUP(free_cleanup) struct stored_pointer *all = NULL;
    size_t total = 0, count;

    for (size_t i = 0; i < scan->worker_count; i++) {
        const struct stored_pointer *some =
            examine_worker_pointers(scan->workers[i].examiner, &count);
        struct stored_pointer *grown = count ? reallocarray(all, total + count, sizeof *all) : all;

        if (count && !grown)
            return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for pointers");
        all = grown;
        for (size_t k = 0; k < count; k++)
            all[total++] = some[k];
    }
    return total ? source_open_stored(source_stores(scan->target), all, total, scan->walk,
                                      &scan->stored, err)
                 : ASSAY_OK;
}

/* Only when the target was walked is it known what its pointers stand for. */
static enum assay_status examine_stored(struct scan *scan, struct assay_error *err)
{
    bool cut = scan->walk_cut;

    TRY(open_stored(scan, err));
    if (!scan->stored)
        return ASSAY_OK;
    scan->source = scan->stored;
    TRY(examine_all(scan, err));
    scan->walk_cut = scan->walk_cut || cut;
    return source_stored_end(scan->stored, scan->walk, err);
}

/* What the run did not come to is a gap, so that a short run never looks like a whole one. */
static void note_cut(struct scan *scan)
{
    char why[160];
    const char *id;

    for (size_t i = 0; i < scan->worker_count; i++)
        scan->dropped += scan->workers[i].dropped;
    if (!scan->walk_cut && scan->dropped == 0)
        return;
    id = is_interrupted(scan) ? GAP_RUN_INTERRUPTED : GAP_TIME_LIMIT;
    if (scan->dropped)
        snprintf(why, sizeof why, "the run ended with %" PRIu64 " entries waiting, and more unseen",
                 scan->dropped);
    else
        snprintf(why, sizeof why, "the run ended before all entries were seen");
    inventory_gap(scan->walk, id, NULL, ASSAY_NO_OFFSET, why);
}

static void end_cache(struct scan *scan)
{
    struct inventory_part *parts[THREADS_MAX + 1];
    size_t count = 0;

    parts[count++] = scan->walk;
    for (size_t i = 0; i < scan->worker_count; i++)
        if (scan->workers[i].part)
            parts[count++] = scan->workers[i].part;
    cache_gather(scan->cache, parts, count);
    cache_close(TAKE(scan->cache), scan->options->cache_use);
}

static enum assay_status merge(struct scan *scan, const struct assay_target_facts *facts,
                               struct assay_inventory **out, struct assay_error *err)
{
    struct inventory_part *parts[THREADS_MAX + 1];
    size_t count = 0;

    parts[count++] = TAKE(scan->walk);
    for (size_t i = 0; i < scan->worker_count; i++)
        parts[count++] = TAKE(scan->workers[i].part);
    return inventory_merge(parts, count, facts, out, err);
}

/* What items say of each other: cards, pointers and lists, and what must not be shown of them. */
static ASSAY_RESULT link_items(const struct scan *scan, struct assay_inventory *inventory,
                               struct assay_error *err)
{
    TRY(examine_link_cards(inventory, err));
    TRY(examine_link_claims(inventory, err));
    TRY(examine_link_agreement(inventory, err));
    TRY(examine_names(scan->workers[0].examiner, inventory, err));
    return examine_withhold(scan->workers[0].examiner, inventory, err);
}

static enum assay_status run(struct scan *scan, const struct assay_target *target,
                             struct assay_inventory **out, struct assay_error *err)
{
    const struct assay_scan_options *options = scan->options;
    struct examiner_options examiner = {
        .dataset_globs = options->dataset_globs,
        .dataset_glob_count = options->dataset_glob_count,
        .model_globs = options->model_globs,
        .model_glob_count = options->model_glob_count,
        .patterns = options->patterns,
        .depth = options->depth,
        .digest_key = options->digest_key,
        .crew = &scan->crew,
    };
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct assay_target_facts facts = {0};
    enum assay_status status;

    scan->budget.threads = (unsigned)scan->worker_count;
    scan->budget.interrupted = options->interrupted;
    scan->next_tick = now_ns() + (int64_t)PROGRESS_MS * 1000000;
    TRY(reader_host_start(&scan->reader_host, err)); /* while there are no threads */
    scan->budget.reader_host = scan->reader_host;
    TRY(source_open_target(target, &scan->budget, scan->walk, &facts, &scan->target, err));
    scan->source = scan->target;
    examiner.cache_folder = scan_cache_folder(options, target, &facts);
    examiner.cache = scan->cache =
        scan_cache_open(options, target, &facts, scan->target, &examiner, &scan->budget.limits);
    scan->is_asked = cache_is_asked(scan->cache);
    TRY(examiner_new(&examiner, &scan->budget, &scan->examiner, err));
    TRY(make_workers(scan, err));
    status = examine_all(scan, err);
    if (status == ASSAY_OK)
        status = examine_stored(scan, err);
    end_cache(scan);
    if (options->cache_use)
        options->cache_use->patterns_folder = examiner.cache_folder;
    TRY(status);
    note_cut(scan);
    if (!scan->walk_cut && scan->dropped == 0) /* of a part nothing can be said of the whole */
        TRY(source_tell(scan->target, &scan->budget, scan->walk, &facts.checked_out, err));
    volumes_tell(&scan->volumes, scan->walk);
    TRY(merge(scan, &facts, &inventory, err));
    inventory->digests_only = options->depth != ASSAY_SCAN_ALL;
    if (options->depth == ASSAY_SCAN_ALL)
        TRY(link_items(scan, inventory, err));
    *out = TAKE(inventory);
    return ASSAY_OK;
}

static size_t thread_count(unsigned wanted)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (wanted == 0)
        wanted = processors > 0 ? (unsigned)processors : 1;
    return wanted < THREADS_MAX ? wanted : THREADS_MAX;
}

static void scan_free(struct scan **pointer)
{
    struct scan *scan = *pointer;

    if (!scan)
        return;
    for (size_t i = 0; scan->workers && i < scan->worker_count; i++) {
        examine_worker_free(scan->workers[i].examiner);
        cache_look_clear(&scan->workers[i].look);
        inventory_part_free(scan->workers[i].part);
    }
    free(scan->workers);
    examiner_free(scan->examiner);
    cache_close(scan->cache, NULL);
    source_close(scan->stored);
    source_close(scan->target);
    reader_host_stop(scan->reader_host);
    volumes_clear(&scan->volumes);
    inventory_part_free(scan->walk);
    if (scan->has_queue)
        queue_clear(&scan->queue);
    if (scan->has_crew)
        crew_clear(&scan->crew);
    free(scan);
    *pointer = NULL;
}

/* What a scan says beside its inventory. */
struct outcome {
    int64_t deadline; /* given: of a scan before, whose time this one has; told: its own */
    bool disputed;    /* order had part in where a limit of the whole run was met */
    bool cut;         /* not all was seen: there was no more time, or somebody stopped it */
};

static enum assay_status scan_once(const struct assay_target *target,
                                   const struct assay_scan_options *options,
                                   struct outcome *outcome, struct assay_inventory **out,
                                   struct assay_error *err)
{
    CLEANUP(scan_free) struct scan *scan = calloc(1, sizeof *scan);
    enum assay_status status;

    if (!scan)
        return out_of_memory(err);
    scan->options = options;
    scan->worker_count = thread_count(options->threads);
    scan->workers = calloc(scan->worker_count, sizeof *scan->workers);
    scan->walk = inventory_part_new();
    if (!scan->workers || !scan->walk)
        return out_of_memory(err);
    source_budget_init(&scan->budget, &options->limits);
    if (outcome->deadline)
        scan->budget.deadline = outcome->deadline;
    status = run(scan, target, out, err);
    outcome->deadline = scan->budget.deadline;
    outcome->disputed = scan->budget.refused && (scan->any_known || scan->worker_count > 1);
    outcome->cut = is_interrupted(scan) || is_late(scan);
    return status;
}

enum assay_status assay_scan(const struct assay_target *target,
                             const struct assay_scan_options *options, struct assay_inventory **out,
                             struct assay_error *err)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct assay_scan_options alone = *options;
    struct outcome outcome = {0};
    struct assay_error ignored;

    err = err ? err : &ignored;
    TRY(scan_once(target, options, &outcome, &inventory, err));
    if (outcome.disputed && !outcome.cut) {
        /* A limit of the whole run was met. Who had his share before is a matter of order, in which
         * threads do not work and what is known is not told: so once more, by one thread and as if
         * nothing were known, in the time that is left. Where that does not suffice, the first
         * answer has seen more. */
        CLEANUP(assay_inventory_freep) struct assay_inventory *again = NULL;

        alone.cache_mode = ASSAY_CACHE_OFF;
        alone.threads = 1;
        TRY(scan_once(target, &alone, &outcome, &again, err));
        if (!outcome.cut) {
            assay_inventory_freep(&inventory);
            inventory = TAKE(again);
        }
    }
    *out = TAKE(inventory);
    return ASSAY_OK;
}
