/*
 * cache.c - who is asked when: a few entries are looked up one by one, many are read into memory at
 * once; what is new waits, and is written in one piece.
 */

#include "cache/cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/room.h"
#include "base/text.h"
#include "cache/late.h"
#include "cache/row.h"
#include "cache/rows.h"
#include "cache/rows_folder.h"
#include "cache/value.h"
#include "crypto/digest.h"
#include "source/disk_file.h"

enum {
    FEW = 200,      /* look-ups one by one, before all rows are read */
    TOUCH_DAYS = 7, /* a use is written down when the last one noted is older */
    ROWS_SHARE = 4, /* of the limit, a part in so many is for files of rows */
    KEEP_DAYS = 60, /* what was not used for so long goes when next something is written */
    SECONDS_A_DAY = 24 * 60 * 60,
    NANOSECONDS = 1000000000,
    FINE_MARGIN = 100 * 1000 * 1000 /* ns: more than a tick of any kernel's clock for files */
};

struct waiting {
    size_t at; /* of the key in `bytes`, which the value follows */
    uint32_t key_size, value_size;
};

struct cache {
    struct cache_options options; /* scope and rules are not kept */
    char *path;
    uint8_t scope[CACHE_SCOPE_SIZE];
    uint64_t seed; /* of checks: the scope's, so that no row passes for one of another scope */
    struct timespec start;
    uint32_t today;

    pthread_mutex_t lock;      /* of all that follows */
    struct database *database; /* NULL: nothing to be found, or not any more */
    int64_t number;            /* of the scope in the file; 0: it is not there yet */
    struct rows kept;   /* as an earlier run left them; nobody changes them, so needs no lock */
    bool kept_is_whole; /* nothing was written since: what is not there is nowhere */
    struct rows rows;   /* as they are */
    atomic_bool loaded; /* the rows stay as they are from here on: no lock is needed to read them */
    unsigned asked;
    bool noted;                /* uses were written down */
    _Atomic uint64_t not_kept; /* rows that the kept ones do not hold as they are */
    struct buf bytes;          /* what waits to be written */
    struct waiting *waiting;
    size_t waiting_count, waiting_capacity;
    struct bytes *old; /* keys of rows whose use is to be noted */
    size_t old_count, old_capacity;
    struct late late;
    bool closed_for_writing;
    struct assay_cache_use use; /* but for `found` */
    _Atomic uint64_t found;
};

/* A key is the outermost name and no more. */
static bool may_be_kept(const struct entry *entry)
{
    return entry->type == ASSAY_ITEM_FILE && !entry->places[0].path->container;
}

/* ---- opening ---- */

/* Seconds since 1970, whatever SOURCE_DATE_EPOCH says: this is compared with times of files. */
static void read_clock(struct cache *cache)
{
    clock_gettime(CLOCK_REALTIME, &cache->start);
    cache->today = cache->start.tv_sec > 0 ? (uint32_t)(cache->start.tv_sec / SECONDS_A_DAY) : 0;
}

static ASSAY_RESULT name_scope(struct cache *cache, const struct cache_options *options,
                               struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = digest_new(DIGEST_SHA256);
    uint8_t out[DIGEST_SIZE_MAX];

    if (!digest)
        return out_of_memory(err);
    digest_start(digest);
    digest_add(digest, options->rules);
    digest_add(digest, options->scope);
    digest_end(digest, out);
    memcpy(cache->scope, out, sizeof cache->scope);
    cache->seed = load_u64le(out);
    return ASSAY_OK;
}

static void free_cache(struct cache **pointer)
{
    struct cache *cache = *pointer;

    if (!cache)
        return;
    database_close(cache->database);
    rows_clear(&cache->kept);
    rows_clear(&cache->rows);
    late_clear(&cache->late);
    buf_clear(&cache->bytes);
    free(cache->waiting);
    free(cache->old);
    free(cache->path);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
    *pointer = NULL;
}

/* What is damaged is taken away, and a new one is made when something is to be written. */
static void lose(struct cache *cache, enum assay_status status)
{
    database_close(cache->database);
    cache->database = NULL;
    cache->number = 0;
    if (status == ASSAY_EFORMAT)
        database_remove(cache->path);
    else
        cache->closed_for_writing = true;
}

static ASSAY_RESULT open_database(struct cache *cache, struct assay_error *err)
{
    enum assay_status status = database_open(cache->path, false, &cache->database, err);

    if (status == ASSAY_OK) {
        uint64_t changes;

        status = database_scope(cache->database, cache->scope, &cache->number, &changes);
        if (status == ASSAY_OK && rows_folder_open(cache->path, cache->scope, &cache->kept))
            cache->kept_is_whole = cache->kept.changes == changes && !cache->kept.full;
        if (status == ASSAY_EMISSING)
            return ASSAY_OK;
        if (status != ASSAY_OK)
            status = assay_fail(err, status, ASSAY_NO_OFFSET, "the cache cannot be read");
    }
    if (status == ASSAY_EFORMAT) {
        lose(cache, status);
        return ASSAY_OK;
    }
    return status == ASSAY_EMISSING ? ASSAY_OK : status;
}

enum assay_status cache_open(const struct cache_options *options, struct cache **out,
                             struct assay_error *err)
{
    CLEANUP(free_cache) struct cache *cache = calloc(1, sizeof *cache);

    *out = NULL;
    if (!cache)
        return out_of_memory(err);
    pthread_mutex_init(&cache->lock, NULL);
    buf_init(&cache->bytes, 2 * LIMIT_CACHE_VALUE);
    cache->options = *options;
    if (cache->options.limit == 0)
        cache->options.limit = LIMIT_CACHE;
    cache->path = strdup(options->path);
    if (!cache->path)
        return out_of_memory(err);
    read_clock(cache);
    TRY(name_scope(cache, options, err));
    TRY(open_database(cache, err));
    *out = TAKE(cache);
    return ASSAY_OK;
}

/* ---- looking up ---- */

bool cache_is_asked(const struct cache *cache)
{
    return cache && cache->number && cache->options.mode == ASSAY_CACHE_USE;
}

static void load(struct cache *cache)
{
    enum assay_status status = rows_build(&cache->rows, cache->database, cache->scope);

    atomic_store_explicit(&cache->loaded, true, memory_order_release);
    if (status != ASSAY_OK)
        lose(cache, status);
}

/* True where all rows are in memory, and what they hold of the key decides. */
static bool find_in_rows(const struct cache *cache, struct bytes key, size_t *next, bool *found,
                         struct row *row)
{
    *found = false;
    if (!atomic_load_explicit(&cache->loaded, memory_order_acquire))
        return false;
    *found = rows_find(&cache->rows, key, next, row);
    return *found ? !row->absent : !cache->rows.full;
}

/* The row of a key, as it is now: as long as the cache, or until the next look-up (*lasts). */
static bool find(struct cache *cache, struct bytes key, size_t *next, struct row *row, bool *lasts)
{
    struct database_row found;
    enum assay_status status;
    bool is_there;

    *lasts = true;
    if (!cache->database || !cache->number)
        return false;
    if (!cache->loaded && !cache->kept_is_whole && ++cache->asked > FEW)
        load(cache);
    if (find_in_rows(cache, key, next, &is_there, row))
        return is_there;
    if (!cache->database)
        return false;
    status = database_find(cache->database, cache->number, key, &found);
    if (status == ASSAY_OK) {
        if (!is_there) /* else in memory stands all but its value */
            *row = (struct row){.day = found.day};
        row->value = found.value;
        *lasts = false;
        return true;
    }
    if (status != ASSAY_EMISSING)
        lose(cache, status);
    return false;
}

/* A use is noted now and then only: a run that finds everything writes nothing. */
static bool is_old(const struct cache *cache, uint32_t day)
{
    return day > cache->today || cache->today - day >= TOUCH_DAYS;
}

static void note_use(struct cache *cache, struct bytes key)
{
    if (!HAS_ROOM(cache->old, cache->old_count, cache->old_capacity))
        return;
    cache->old[cache->old_count++] = key;
}

void cache_look_init(struct cache_look *look)
{
    buf_init(&look->key, SIZE_MAX);
    buf_init(&look->value, LIMIT_CACHE_VALUE);
    look->next = look->next_kept = 0;
}

void cache_look_clear(struct cache_look *look)
{
    buf_clear(&look->key);
    buf_clear(&look->value);
}

/* find() for threads: what would not last is copied. */
static bool find_locked(struct cache *cache, struct cache_look *look, struct row *row)
{
    bool found, lasts;

    if (find_in_rows(cache, buf_bytes(&look->key), &look->next, &found, row))
        return found;
    pthread_mutex_lock(&cache->lock);
    found = find(cache, buf_bytes(&look->key), &look->next, row, &lasts);
    if (found && !lasts) {
        buf_reset(&look->value);
        buf_add(&look->value, row->value.data, row->value.size);
        row->value = buf_bytes(&look->value);
        found = look->value.status == ASSAY_OK;
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

static void keep_blob(struct cache_look *look, struct bytes blob)
{
    look->blob_size = blob.size <= sizeof look->blob ? blob.size : 0;
    if (look->blob_size > 0)
        memcpy(look->blob, blob.data, look->blob_size);
}

/* What is known of an entry, and the row that says it; empty where nothing is. */
static struct bytes look_up(struct cache *cache, struct cache_look *look, const struct entry *entry,
                            struct row *row)
{
    struct bytes key = buf_bytes(&look->key), body = {0}, blob = {0};
    struct row kept = {0};
    bool is_kept = rows_find(&cache->kept, key, &look->next_kept, &kept);

    *row = kept;
    if (is_kept && !kept.absent)
        body = row_open(cache->seed, entry, key, kept.value, &blob);
    keep_blob(look, blob);
    if (body.size > 0 || (cache->kept_is_whole && !(is_kept && kept.absent)) ||
        !find_locked(cache, look, row))
        return body;
    body = row_open(cache->seed, entry, key, row->value, &blob);
    keep_blob(look, blob);
    if (is_kept && kept.absent)
        row->key = kept.key;
    else if (body.size > 0)
        atomic_fetch_add_explicit(&cache->not_kept, 1, memory_order_relaxed);
    return body;
}

bool cache_find(struct cache *cache, struct cache_look *look, const struct entry *entry,
                struct source_budget *budget, struct inventory_part *part)
{
    struct bytes body;
    struct row row;

    if (!cache || cache->options.mode != ASSAY_CACHE_USE || !may_be_kept(entry) ||
        (!row_is_of_blob(entry) && !entry->identified))
        return false;
    buf_reset(&look->key);
    row_put_key(entry, &look->key);
    if (look->key.status != ASSAY_OK)
        return false;
    body = look_up(cache, look, entry, &row);
    if (body.size == 0 || !value_read(body, entry, budget, part))
        return false;
    if (row.key.size > 0 && is_old(cache, row.day)) { /* others are asked for too seldom */
        pthread_mutex_lock(&cache->lock);
        note_use(cache, row.key);
        pthread_mutex_unlock(&cache->lock);
    }
    atomic_fetch_add_explicit(&cache->found, 1, memory_order_relaxed);
    return true;
}

/* ---- writing ---- */

static int compare_waiting(const void *left, const void *right, void *state)
{
    const struct waiting *a = left;
    const struct waiting *b = right;
    const struct buf *bytes = state;

    return bytes_compare(bytes_of(bytes->data + a->at, a->key_size),
                         bytes_of(bytes->data + b->at, b->key_size));
}

static ASSAY_RESULT write_waiting(struct cache *cache)
{
    for (size_t i = 0; i < cache->waiting_count; i++) {
        const struct waiting *waiting = &cache->waiting[i];
        const uint8_t *at = cache->bytes.data + waiting->at;
        struct database_row row = {.key = bytes_of(at, waiting->key_size),
                                   .value = bytes_of(at + waiting->key_size, waiting->value_size),
                                   .day = cache->today};

        TRY(database_put(cache->database, cache->number, &row));
    }
    for (size_t i = 0; i < cache->old_count; i++)
        TRY(database_touch(cache->database, cache->number, cache->old[i], cache->today));
    return ASSAY_OK;
}

static ASSAY_RESULT write_all(struct cache *cache, struct assay_error *err)
{
    bool is_new = cache->number == 0;

    if (!cache->database)
        TRY(database_open(cache->path, true, &cache->database, err));
    TRY(database_begin(cache->database, cache->scope, &cache->number));
    if ((is_new || cache->old_count > 0) && cache->today > KEEP_DAYS)
        TRY(database_drop(cache->database, cache->today - KEEP_DAYS));
    TRY(database_make_room(cache->database, cache->today,
                           cache->options.limit - cache->options.limit / ROWS_SHARE,
                           cache->bytes.size));
    TRY(write_waiting(cache));
    return database_end(cache->database);
}

/* In order of keys, which is the order that the file keeps them in. */
static void flush(struct cache *cache)
{
    struct assay_error err = {.text = "the cache is full, locked or cannot be written"};
    bool had_scope = cache->number != 0;
    enum assay_status status;

    if (cache->closed_for_writing || cache->waiting_count + cache->old_count == 0)
        return;
    if (cache->waiting_count > 0) /* there may be uses to be noted and nothing else */
        qsort_r(cache->waiting, cache->waiting_count, sizeof *cache->waiting, compare_waiting,
                &cache->bytes);
    status = write_all(cache, &err);
    if (status == ASSAY_EFORMAT) { /* taken away, and once more */
        lose(cache, status);
        cache->old_count = 0; /* they went with it */
        status = write_all(cache, &err);
    }
    if (status == ASSAY_OK) {
        cache->use.kept += cache->waiting_count;
        cache->noted = cache->noted || cache->old_count > 0;
    } else {
        cache->closed_for_writing = true;
        if (!had_scope)
            cache->number = 0;
        text_copy(cache->use.why, sizeof cache->use.why, err.text);
    }
    buf_reset(&cache->bytes);
    cache->waiting_count = cache->old_count = 0;
}

/* Old enough that its next change, whenever it comes, shows in its times. */
static bool is_settled(const struct cache *cache, const struct timespec *changed)
{
    /* File systems that count whole seconds, or two of them, never show a fraction. */
    bool fine = changed->tv_nsec % 1000000 != 0;
    int64_t margin = fine ? FINE_MARGIN : (int64_t)2 * NANOSECONDS;
    int64_t seconds;

    if (ckd_sub(&seconds, (int64_t)cache->start.tv_sec, (int64_t)changed->tv_sec))
        return false;
    if (seconds > 10)
        return true;
    return seconds >= 0 && seconds * NANOSECONDS + cache->start.tv_nsec - changed->tv_nsec > margin;
}

/* True where the same is known already: a run that only fills writes what is new. */
static bool is_known(struct cache *cache, struct bytes key, struct bytes value)
{
    size_t next = 0, next_kept = 0;
    struct row row;
    bool lasts;

    if (cache->options.mode != ASSAY_CACHE_FILL)
        return false;
    if (rows_find(&cache->kept, key, &next_kept, &row) && bytes_equal(row.value, value))
        return true;
    return find(cache, key, &next, &row, &lasts) && bytes_equal(row.value, value);
}

static void add_waiting(struct cache *cache, struct bytes key, struct bytes value)
{
    if (cache->closed_for_writing || is_known(cache, key, value))
        return;
    if (!HAS_ROOM(cache->waiting, cache->waiting_count, cache->waiting_capacity))
        return;
    cache->waiting[cache->waiting_count] = (struct waiting){.at = cache->bytes.size,
                                                            .key_size = (uint32_t)key.size,
                                                            .value_size = (uint32_t)value.size};
    buf_add(&cache->bytes, key.data, key.size);
    buf_add(&cache->bytes, value.data, value.size);
    if (cache->bytes.status == ASSAY_OK)
        cache->waiting_count++;
    if (cache->bytes.size > LIMIT_CACHE_WAITING || cache->bytes.status != ASSAY_OK)
        flush(cache);
}

void cache_begin(struct cache_draft *draft, const struct inventory_part *part,
                 struct source_budget *budget)
{
    source_budget_part(&draft->spent, budget);
    draft->identified = draft->opened = false;
    inventory_mark(part, &draft->mark);
}

static void keep(struct cache *cache, const struct cache_draft *draft, const struct entry *entry,
                 const struct findings *findings)
{
    CLEANUP(buf_clear) struct buf row = {.ceiling = LIMIT_CACHE_VALUE};
    size_t key_size = row_begin(entry, &draft->identity, &row);

    if (!value_write(entry, &draft->spent, findings, &row))
        return;
    row_seal(cache->seed, key_size, &row);
    pthread_mutex_lock(&cache->lock);
    add_waiting(cache, bytes_front(buf_bytes(&row), key_size),
                bytes_from(buf_bytes(&row), key_size));
    pthread_mutex_unlock(&cache->lock);
}

void cache_keep(struct cache *cache, const struct cache_draft *draft, const struct entry *entry,
                const struct inventory_part *part)
{
    CLEANUP(findings_clear) struct findings findings = {0};
    const struct file_identity *identity = &draft->identity;

    if (!cache || !may_be_kept(entry))
        return;
    if (!draft->identified) /* a blob: it is not what its id says */
        return;
    if (!row_is_of_blob(entry) &&
        (!is_settled(cache, &identity->content) || !is_settled(cache, &identity->status)))
        return;
    if (draft->opened) {
        pthread_mutex_lock(&cache->lock);
        (void)late_add(&cache->late, entry, draft); /* out of memory: it is not kept */
        pthread_mutex_unlock(&cache->lock);
        return;
    }
    findings_since(&findings, part, draft->mark, entry);
    keep(cache, draft, entry, &findings);
}

void cache_gather(struct cache *cache, struct inventory_part *const *parts, size_t count)
{
    if (!cache)
        return;
    late_gather(&cache->late, parts, count);
    for (size_t i = 0; i < cache->late.count; i++) {
        const struct late_entry *late = &cache->late.entries[i];

        keep(cache, &late->draft, &late->entry, &late->findings);
    }
}

/* Rows that are asked for one by one are fewer than would be worth to write all of them again. */
static void keep_rows(struct cache *cache)
{
    bool written = cache->use.kept > 0 || cache->noted;

    if (!cache->database || cache->closed_for_writing || cache->number == 0)
        return;
    if (!cache->noted && !cache->loaded && cache->not_kept + cache->use.kept <= FEW)
        return;
    if ((!written && cache->loaded) ||
        rows_build(&cache->rows, cache->database, cache->scope) == ASSAY_OK)
        if (cache->rows.count > 0 && !cache->rows.full)
            rows_folder_keep(cache->path, cache->scope, &cache->rows,
                             cache->options.limit / ROWS_SHARE, KEEP_DAYS);
}

void cache_close(struct cache *cache, struct assay_cache_use *use)
{
    if (!cache)
        return;
    flush(cache);
    keep_rows(cache);
    cache->use.found = cache->found;
    if (use)
        *use = cache->use;
    free_cache(&cache);
}
