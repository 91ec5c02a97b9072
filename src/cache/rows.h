/*
 * rows.h - the rows of one scope in memory, in the order of their keys, as one piece of bytes: read
 * from the database once, then kept as a file beside it, which the runs that follow map whole.
 *
 *     image   = head rows offsets
 *     head    = magic[8] scope[32] changes:u64 offsets_at:u64 count:u32 full:u32 check:u64
 *     row     = key_size:u32 value_size:u32 day:u32 absent:u32 key value
 *     offsets = count { u32 }                                         where each row begins
 *
 * Numbers are those of this processor, as a scope is of one build. The check is over the head and
 * the offsets; a value has its own. A walk asks in much the same order, so the row behind the last
 * one that a thread found is looked at first; else the rows are halved.
 */

#pragma once

#include "base/buf.h"
#include "cache/database.h"

struct row {
    struct bytes key, value;
    uint32_t day;
    bool absent; /* the value stayed in the database, for it is large */
};

struct rows {
    struct bytes image; /* {NULL, 0}: there are none */
    struct buf built;   /* holds the image, if it is no file's */
    size_t count;
    uint64_t changes; /* of the scope in the database, when the rows were read from it */
    bool full;        /* LIMIT_CACHE_LOADED was met, or memory ran out: there are more */
};

/* Reads a scope; on failure the rows are empty. */
ASSAY_RESULT rows_build(struct rows *rows, struct database *database,
                        const uint8_t scope[CACHE_SCOPE_SIZE]);
void rows_clear(struct rows *rows); /* zeroed ones are fine */

/* Maps what rows_save() wrote; false, and the rows empty, where there is none, or it is damaged. */
bool rows_map(struct rows *rows, const char *path, const uint8_t scope[CACHE_SCOPE_SIZE]);
/* Puts them in place whole, and nobody ever changes that file: who has the one before mapped keeps
 * it. False where it could not be written. */
bool rows_save(const struct rows *rows, const char *path);

/* False where there is none. *next is the asking thread's: zero at first. What *row holds lives as
 * long as the rows. */
bool rows_find(const struct rows *rows, struct bytes key, size_t *next, struct row *row);
