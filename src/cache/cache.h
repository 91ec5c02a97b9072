/*
 * cache.h - what was found before in content that did not change: a look-up before an entry is
 * read, a store after it.
 *
 * A cache saves time and is never an answer of its own: what it gives is what an examination by the
 * same rules of the same bytes under the same name gave, to the byte; where that is not certain it
 * gives nothing. It may be deleted at any time. NULL is a cache that holds and keeps nothing.
 *
 *     scope  SHA-256 over the rules of examination and what names are relative to (source_scope())
 *     key    of a file: its path; of a blob: its id and its first path
 *     value  check:u64; identity of the file and its blob, or nothing for a blob; then value.h
 */

#pragma once

#include <assay/cache.h>

#include "base/buf.h"
#include "inventory/build.h"
#include "source/source.h"

struct cache;

struct cache_options {
    const char *path; /* of the file */
    enum assay_cache_mode mode;
    uint64_t limit;     /* bytes of the file; 0: LIMIT_CACHE */
    struct bytes scope; /* what source_scope() said */
    struct bytes rules; /* digest of all that decides what an examination finds */
};

/* Opens what is there. Where it cannot be used *out is NULL, and `err` says why; ASSAY_ENOMEM is
 * told likewise, for a run does not need a cache. */
ASSAY_RESULT cache_open(const struct cache_options *options, struct cache **out,
                        struct assay_error *err);

/*
 * Keeps what was found in containers too, by as many threads as there are parts; when all are done.
 */
void cache_gather(struct cache *cache, struct inventory_part *const *parts, size_t count);

/* Writes what waits, and frees. `use` (NULL is fine) is told what the cache was good for. */
void cache_close(struct cache *cache, struct assay_cache_use *use);

/* True where there is anything to be found, so that it is worth to identify files. */
bool cache_is_asked(const struct cache *cache);

/* What one thread looks entries up with. */
struct cache_look {
    struct buf key, value;
    uint8_t blob[32];       /* of the file that was found: the id that git gives to its bytes, */
    size_t blob_size;       /* or 0 */
    size_t next, next_kept; /* where in memory the next row will stand, if entries come in order */
};
void cache_look_init(struct cache_look *look);
void cache_look_clear(struct cache_look *look);

/* Adds to `part` what is known of an entry. False, and nothing added, where it must be examined.
 * For any thread. */
bool cache_find(struct cache *cache, struct cache_look *look, const struct entry *entry,
                struct source_budget *budget, struct inventory_part *part);

/* What an examination works on until it is kept: where its part stood, and what it took. */
struct cache_draft {
    struct inventory_mark mark;
    struct source_budget spent;
    struct file_identity identity; /* of the file that was read */
    bool identified;               /* that, or a blob was held to its id */
    bool opened;                   /* members were looked for, by several threads perhaps */
};

/* Begins and ends the examination of an entry that may be kept; for any thread. */
void cache_begin(struct cache_draft *draft, const struct inventory_part *part,
                 struct source_budget *budget);
void cache_keep(struct cache *cache, const struct cache_draft *draft, const struct entry *entry,
                const struct inventory_part *part);
