/* base_cache.c - a hash table of bodies whose entries also stand in a ring, newest first. */

#include "source/git/base_cache.h"

#include <stdlib.h>

#include "base/kit.h"

enum {
    BUCKETS = 1 << 14, /* about as many as there are small trees in a full cache */
    FEW = 1 << 20,     /* bytes that are kept in any case, if there is room */
    CHAIN = 64,        /* bodies as large as the newest one that are: git's chains have 50 */
};

struct cached {
    struct cached *next;          /* in the bucket */
    struct cached *newer, *older; /* in the ring */
    const void *pack;
    uint64_t offset;
    struct body *body;
};

struct base_cache {
    struct cached *buckets[BUCKETS];
    struct cached ring;   /* its `older` is the newest entry, its `newer` the oldest */
    struct cached *spare; /* entries that went, for those to come */
    size_t memory, ceiling;
};

struct base_cache *base_cache_new(size_t ceiling)
{
    struct base_cache *cache = calloc(1, sizeof *cache);

    if (!cache)
        return NULL;
    cache->ceiling = ceiling;
    cache->ring.newer = cache->ring.older = &cache->ring;
    return cache;
}

void base_cache_free(struct base_cache *cache)
{
    if (!cache)
        return;
    base_cache_clear(cache);
    while (cache->spare) {
        struct cached *entry = cache->spare;

        cache->spare = entry->next;
        free(entry);
    }
    free(cache);
}

/* Offsets are spread well enough by what entries take, but for the lowest bits of the product. */
static struct cached **bucket_of(struct base_cache *cache, const void *pack, uint64_t offset)
{
    uint64_t key = (offset ^ (uint64_t)(uintptr_t)pack) * UINT64_C(0x9e3779b97f4a7c15);

    return &cache->buckets[(key >> 40) % BUCKETS];
}

static void take_out(struct cached *entry)
{
    entry->newer->older = entry->older;
    entry->older->newer = entry->newer;
}

static void put_first(struct base_cache *cache, struct cached *entry)
{
    entry->newer = &cache->ring;
    entry->older = cache->ring.older;
    entry->older->newer = entry;
    cache->ring.older = entry;
}

struct body *base_cache_find(struct base_cache *cache, const void *pack, uint64_t offset)
{
    struct cached *entry = *bucket_of(cache, pack, offset);

    while (entry && (entry->offset != offset || entry->pack != pack))
        entry = entry->next;
    if (!entry)
        return NULL;
    take_out(entry);
    put_first(cache, entry);
    return entry->body;
}

static void evict(struct base_cache *cache, struct cached *entry)
{
    struct cached **at = bucket_of(cache, entry->pack, entry->offset);

    while (*at != entry)
        at = &(*at)->next;
    *at = entry->next;
    take_out(entry);
    cache->memory -= body_memory(entry->body);
    body_drop(entry->body);
    entry->next = cache->spare;
    cache->spare = entry;
}

static struct cached *take_spare(struct base_cache *cache)
{
    struct cached *entry = cache->spare;

    if (!entry)
        return malloc(sizeof *entry);
    cache->spare = entry->next;
    return entry;
}

/* A walk in the order of delta trees needs no more than the chain that it is in. What is kept
 * beyond that costs time: memory that comes back while a core still has it at hand is filled anew
 * twice as fast. */
static size_t most_kept(const struct base_cache *cache, size_t newest)
{
    size_t most = newest > FEW / CHAIN ? newest * CHAIN : FEW;

    return most < cache->ceiling ? most : cache->ceiling;
}

void base_cache_add(struct base_cache *cache, const void *pack, uint64_t offset, struct body *body)
{
    struct cached **bucket = bucket_of(cache, pack, offset);
    struct cached *entry = take_spare(cache);
    size_t most = most_kept(cache, body_memory(body));

    if (!entry)
        return;
    *entry =
        (struct cached){.next = *bucket, .pack = pack, .offset = offset, .body = body_hold(body)};
    *bucket = entry;
    put_first(cache, entry);
    cache->memory += body_memory(body);
    while (cache->memory > most && cache->ring.newer != entry)
        evict(cache, cache->ring.newer);
}

void base_cache_clear(struct base_cache *cache)
{
    while (cache->ring.newer != &cache->ring)
        evict(cache, cache->ring.newer);
}
