/* base_cache.c - a hash table of bodies whose entries also stand in a ring, newest first. */

#include "source/git/base_cache.h"

#include <stdlib.h>

#include "base/kit.h"

enum { BUCKETS = 1 << 14 }; /* about as many as there are small trees in a full cache */

struct cached {
    struct cached *next;          /* in the bucket */
    struct cached *newer, *older; /* in the ring */
    const void *pack;
    uint64_t offset;
    struct body *body;
};

struct base_cache {
    struct cached *buckets[BUCKETS];
    struct cached ring; /* its `older` is the newest entry, its `newer` the oldest */
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
    free(entry);
}

void base_cache_add(struct base_cache *cache, const void *pack, uint64_t offset, struct body *body)
{
    struct cached **bucket = bucket_of(cache, pack, offset);
    struct cached *entry = malloc(sizeof *entry);

    if (!entry)
        return;
    *entry =
        (struct cached){.next = *bucket, .pack = pack, .offset = offset, .body = body_hold(body)};
    *bucket = entry;
    put_first(cache, entry);
    cache->memory += body_memory(body);
    while (cache->memory > cache->ceiling && cache->ring.newer != entry)
        evict(cache, cache->ring.newer);
}

void base_cache_clear(struct base_cache *cache)
{
    while (cache->ring.newer != &cache->ring)
        evict(cache, cache->ring.newer);
}
