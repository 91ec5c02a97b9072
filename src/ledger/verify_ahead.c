/* verify_ahead.c - bundles that are judged before their turn. They are read by the thread that asks
 * for them, for not every kind of store can be asked by several. */

#include "ledger/verify_ahead.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/crew.h"
#include "base/kit.h"

enum {
    THREADS_MAX = 256,
    BUNDLES_A_THREAD = 2, /* under way: one is judged while the next waits */
    KEYS_MAX = 256, /* that are kept; who signs with a key beyond them is judged in his turn */
};

/* Public keys that entries name, whatever they may do. */
struct keys {
    pthread_mutex_t mutex;
    struct assay_key *keys[KEYS_MAX];
    size_t count;
};

/* What one thread works with. */
struct scratch {
    struct ahead *ahead;
    struct arena *arena;
    struct digest *digest;
    pthread_t thread;
};

struct ahead {
    struct task task; /* first: the crew knows no more of it */
    struct crew crew;
    const struct assay_ledger *ledger;
    struct keys keys;
    struct scratch scratch[THREADS_MAX]; /* the first is that of the calling thread */
    unsigned threads, started;
    bool has_crew, has_mutex, offered, over;
    struct ahead_bundle *bundles;
    size_t room;             /* of `bundles` */
    uint64_t tiles;          /* of the log */
    uint64_t read, returned; /* tiles that were */
};

static const struct assay_key *find_key(struct keys *keys, struct bytes id)
{
    const struct assay_key *found = NULL;

    pthread_mutex_lock(&keys->mutex);
    for (size_t i = 0; i < keys->count && !found; i++)
        if (bytes_equal(id, bytes_text(assay_key_id(keys->keys[i]))))
            found = keys->keys[i];
    pthread_mutex_unlock(&keys->mutex);
    return found;
}

static void learn_key(struct keys *keys, const char *pem)
{
    CLEANUP(assay_key_freep) struct assay_key *key = NULL;

    if (key_of_pem(bytes_text(pem), "", &key, NULL) != ASSAY_OK ||
        find_key(keys, bytes_text(assay_key_id(key))))
        return;
    pthread_mutex_lock(&keys->mutex);
    if (keys->count < KEYS_MAX)
        keys->keys[keys->count++] = TAKE(key);
    pthread_mutex_unlock(&keys->mutex);
}

static void judge_entry(struct scratch *scratch, struct ahead_bundle *bundle, unsigned i,
                        struct bytes text)
{
    struct ahead_entry *out = &bundle->entries[i];
    const struct assay_key *key;
    struct entry entry;
    const char *pem;
    size_t before = bundle->references.size;

    arena_reset(scratch->arena);
    merkle_leaf(scratch->digest, text, &out->leaf);
    out->key = NULL;
    if (entry_read(scratch->arena, text, bundle->bundle_name, &entry, NULL) != ASSAY_OK)
        return;
    if (bytes_equal(entry.statement.predicate_type, BYTES(PREDICATE_KEY))) {
        if (statement_text(entry.statement.predicate, "key", &pem))
            learn_key(&scratch->ahead->keys, pem);
        return;
    }
    key = find_key(&scratch->ahead->keys, entry.envelope.signatures[0].keyid);
    if (key &&
        verify_alone(&entry, bundle->tile * TILE_WIDTH + i, &out->role, &bundle->references) &&
        dsse_verify(&entry.envelope, 0, key))
        out->key = key;
    else
        bundle->references.size = before;
}

static void judge_bundle(struct scratch *scratch, struct ahead_bundle *bundle)
{
    struct bytes text;
    size_t at = 0;

    for (unsigned i = 0; i < bundle->width; i++) {
        if (!bundle_next(buf_bytes(&bundle->bundle), &at, &text))
            return;
        judge_entry(scratch, bundle, i, text);
        bundle->entries[i].references = bundle->references.size;
        bundle->judged++;
    }
}

/* The one that is wanted first, of those that wait; the crew is locked. */
static struct ahead_bundle *next_waiting(const struct ahead *ahead)
{
    for (uint64_t tile = ahead->returned; tile < ahead->read; tile++)
        if (ahead->bundles[tile % ahead->room].state == AHEAD_READ)
            return &ahead->bundles[tile % ahead->room];
    return NULL;
}

static void help(struct task *task, void *helper)
{
    struct ahead *ahead = (struct ahead *)task;
    struct ahead_bundle *bundle;

    crew_lock(&ahead->crew);
    bundle = next_waiting(ahead);
    if (bundle)
        bundle->state = AHEAD_TAKEN;
    if (next_waiting(ahead))
        crew_open(&ahead->crew, task);
    crew_unlock(&ahead->crew);
    if (!bundle)
        return;
    judge_bundle(helper, bundle);
    crew_lock(&ahead->crew);
    bundle->state = AHEAD_JUDGED;
    crew_tell(&ahead->crew);
    crew_unlock(&ahead->crew);
}

static void *work(void *user)
{
    struct scratch *scratch = user;
    struct ahead *ahead = scratch->ahead;

    crew_lock(&ahead->crew);
    while (!ahead->over)
        if (!crew_help(&ahead->crew, 0, scratch))
            crew_wait_idle(&ahead->crew);
    crew_unlock(&ahead->crew);
    return NULL;
}

static void read_next(struct ahead *ahead)
{
    const struct log *log = &ahead->ledger->log;
    struct ahead_bundle *bundle = &ahead->bundles[ahead->read % ahead->room];

    buf_reset(&bundle->bundle);
    buf_reset(&bundle->references);
    bundle->tile = ahead->read;
    bundle->width = tile_width(log->point.size, 0, bundle->tile);
    bundle->judged = 0;
    bundle->bundle_status = log_bundle(log, bundle->tile, bundle->width, &bundle->bundle,
                                       bundle->bundle_name, &bundle->bundle_failure);
    bundle->tile_status = log_tile(log, 0, bundle->tile, bundle->width, bundle->hashes,
                                   bundle->tile_name, &bundle->tile_failure);
    if (bundle->bundle_status != ASSAY_OK)
        bundle->bundle.size = 0;
    crew_lock(&ahead->crew);
    bundle->state = AHEAD_READ;
    ahead->read++;
    crew_open(&ahead->crew, &ahead->task);
    crew_unlock(&ahead->crew);
}

struct ahead_bundle *ahead_next(struct ahead *ahead)
{
    struct ahead_bundle *bundle;

    if (ahead->returned > 0)
        ahead->bundles[(ahead->returned - 1) % ahead->room].state = AHEAD_FREE;
    while (ahead->read < ahead->tiles && ahead->read < ahead->returned + ahead->room)
        read_next(ahead);
    if (ahead->returned == ahead->tiles)
        return NULL;
    bundle = &ahead->bundles[ahead->returned % ahead->room];
    crew_lock(&ahead->crew);
    while (bundle->state != AHEAD_JUDGED)
        crew_help_or_wait(&ahead->crew, 0, &ahead->scratch[0]);
    ahead->returned++;
    crew_unlock(&ahead->crew);
    return bundle;
}

void ahead_freep(struct ahead **out)
{
    struct ahead *ahead = *out;

    if (!ahead)
        return;
    if (ahead->offered) {
        crew_lock(&ahead->crew);
        ahead->over = true;
        ahead->task.open = false;
        crew_call_all(&ahead->crew);
        crew_unlock(&ahead->crew);
        for (unsigned i = 1; i <= ahead->started; i++)
            pthread_join(ahead->scratch[i].thread, NULL);
        crew_withdraw(&ahead->crew, &ahead->task);
    }
    for (unsigned i = 0; i < ahead->threads; i++) {
        arena_free(ahead->scratch[i].arena);
        digest_free(ahead->scratch[i].digest);
    }
    for (size_t i = 0; i < ahead->room; i++) {
        buf_clear(&ahead->bundles[i].bundle);
        buf_clear(&ahead->bundles[i].references);
    }
    for (size_t i = 0; i < ahead->keys.count; i++)
        assay_key_free(ahead->keys.keys[i]);
    if (ahead->has_mutex)
        pthread_mutex_destroy(&ahead->keys.mutex);
    if (ahead->has_crew)
        crew_clear(&ahead->crew);
    free(ahead->bundles);
    free(ahead);
    *out = NULL;
}

static unsigned thread_count(unsigned wanted, uint64_t tiles)
{
    cpu_set_t usable;

    if (wanted == 0)
        wanted =
            sched_getaffinity(0, sizeof usable, &usable) == 0 ? (unsigned)CPU_COUNT(&usable) : 1;
    if (wanted > tiles)
        wanted = (unsigned)tiles;
    return wanted > THREADS_MAX ? THREADS_MAX : wanted;
}

static bool make_scratch(struct ahead *ahead)
{
    for (unsigned i = 0; i < ahead->threads; i++) {
        struct scratch *scratch = &ahead->scratch[i];

        scratch->ahead = ahead;
        scratch->arena = arena_new();
        scratch->digest = digest_new(DIGEST_SHA256);
        if (!scratch->arena || !scratch->digest)
            return false;
    }
    return true;
}

static bool make_bundles(struct ahead *ahead)
{
    size_t count = (size_t)ahead->threads * BUNDLES_A_THREAD + 1; /* the one that was returned */

    ahead->bundles = calloc(count, sizeof *ahead->bundles);
    if (!ahead->bundles)
        return false;
    ahead->room = count;
    for (size_t i = 0; i < count; i++) {
        buf_init(&ahead->bundles[i].bundle, BUNDLE_BYTES);
        buf_init(&ahead->bundles[i].references, SIZE_MAX);
    }
    return true;
}

enum assay_status ahead_new(const struct assay_ledger *ledger, unsigned threads, struct ahead **out,
                            struct assay_error *err)
{
    CLEANUP(ahead_freep) struct ahead *ahead = calloc(1, sizeof *ahead);

    if (!ahead)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory to verify a ledger");
    ahead->task = (struct task){.help = help, .depth = TASK_ANY_DEPTH};
    ahead->ledger = ledger;
    ahead->tiles = (ledger->log.point.size + TILE_WIDTH - 1) / TILE_WIDTH;
    ahead->threads = thread_count(threads, ahead->tiles);
    ahead->has_mutex = pthread_mutex_init(&ahead->keys.mutex, NULL) == 0;
    ahead->has_crew = crew_init(&ahead->crew, ahead->threads);
    if (!ahead->has_mutex || !ahead->has_crew || !make_scratch(ahead) || !make_bundles(ahead))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory to verify a ledger");
    for (size_t i = 0; i < ledger->ring.count; i++)
        learn_key(&ahead->keys, assay_key_public_pem(ledger->ring.keys[i].key));
    crew_offer(&ahead->crew, &ahead->task);
    ahead->offered = true;
    for (unsigned i = 1; i < ahead->threads; i++) { /* with fewer it takes longer, no more */
        if (pthread_create(&ahead->scratch[i].thread, NULL, work, &ahead->scratch[i]) != 0)
            break;
        ahead->started = i;
    }
    *out = TAKE(ahead);
    return ASSAY_OK;
}
