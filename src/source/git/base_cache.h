/*
 * base_cache.h - objects of packs that were rebuilt lately, for those that are changes of them.
 *
 * Bounded in memory; what was not asked for longest goes first. Contents are read in the order of
 * the packs' delta trees (object_order.h), so the bases of the one being read are here.
 */

#pragma once

#include "source/git/body.h"

struct base_cache;

/* `ceiling` in bytes of memory; the newest body is kept however large it is. NULL: no memory. */
struct base_cache *base_cache_new(size_t ceiling);
void base_cache_free(struct base_cache *cache); /* NULL is fine */

/* `pack` is compared and not looked at. The body stays the cache's; NULL where it is not there. */
struct body *base_cache_find(struct base_cache *cache, const void *pack, uint64_t offset);

/* Holds the body; it must not be there yet. Where memory runs out it is not added. */
void base_cache_add(struct base_cache *cache, const void *pack, uint64_t offset, struct body *body);

/* Forgets all of it. */
void base_cache_clear(struct base_cache *cache);
