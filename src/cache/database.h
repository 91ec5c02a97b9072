/*
 * database.h - the file that a cache is kept in: rows of key and value in scopes, a SQLite
 * database.
 *
 * Whatever is wrong with the file, a call answers with a status and the run goes on without it:
 *
 * ASSAY_EFORMAT   damaged, or no database: worth a new one (database_remove())
 * ASSAY_EMISSING  there is none
 * ASSAY_EIO       cannot be used now: read-only, full, locked, another user's
 *
 * Two processes may use one file at once; a call is for one thread at a time.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum { CACHE_SCOPE_SIZE = 32 }; /* a SHA-256 of all that a scope's rows depend on */

struct database;

/* Opens a file that is there, or with `create` also makes it and its folder. */
ASSAY_RESULT database_open(const char *path, bool create, struct database **out,
                           struct assay_error *err);
void database_close(struct database *database); /* NULL is fine */
void database_remove(const char *path);

/* The number of a scope, and how often its rows were written; ASSAY_EMISSING where nothing was ever
 * kept in it. */
ASSAY_RESULT database_scope(struct database *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                            int64_t *number, uint64_t *changes);

struct database_row {
    struct bytes key, value; /* valid until the next call */
    uint32_t day;            /* of the last use, in days since 1970 */
};

/* Calls `row` for each row of a scope, in the order of keys, whose value is at most `largest`
 * bytes; it answers false to stop. Larger ones come without their value. */
ASSAY_RESULT database_each(struct database *database, int64_t scope, size_t largest,
                           bool (*row)(void *state, const struct database_row *row), void *state);

/* One row; ASSAY_EMISSING. */
ASSAY_RESULT database_find(struct database *database, int64_t scope, struct bytes key,
                           struct database_row *row);

/* Writing: begun, any number of rows, ended; nobody else sees any of it before the end. */
ASSAY_RESULT database_begin(struct database *database, const uint8_t scope[CACHE_SCOPE_SIZE],
                            int64_t *number);
ASSAY_RESULT database_put(struct database *database, int64_t scope, const struct database_row *row);
ASSAY_RESULT database_touch(struct database *database, int64_t scope, struct bytes key,
                            uint32_t day);
/* Lets rows go that were not used since the day `before`. */
ASSAY_RESULT database_drop(struct database *database, uint32_t before);
/* Lets the longest unused go, until the file stays below `limit` with `more` bytes added. ASSAY_EIO
 * where all that is left was used today. */
ASSAY_RESULT database_make_room(struct database *database, uint32_t today, uint64_t limit,
                                uint64_t more);
ASSAY_RESULT database_end(struct database *database);

/* For assay doctor. */
ASSAY_RESULT database_count(struct database *database, uint64_t *rows);
