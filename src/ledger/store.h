/*
 * store.h - where a ledger keeps its named pieces of bytes.
 *
 * A name is a relative path with '/', such as "tile/0/000.p/3". One kind of store is one
 * implementation of struct store_kind; the folder of ledger-formats.md 6 to 9 is store_folder.c.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/stream.h"

enum { STORE_NAME_SIZE = 128 };

struct store;

struct store_kind {
    /* Only the owner of the log can add pieces below state/: who may leave an entry in the spool
     * cannot. On a server one right holds for all rows of a table. */
    bool owner_state;
    /* ASSAY_EMISSING where there is none of that name. */
    enum assay_status (*open)(struct store *store, const char *name, struct stream *out,
                              struct assay_error *err);
    /* Creates or replaces a piece, which is there after the next sync() or commit(). */
    enum assay_status (*write)(struct store *store, const char *name, struct bytes content,
                               struct assay_error *err);
    /* Pieces written so far are there, whole, and durable before any that are written later. */
    enum assay_status (*sync)(struct store *store, struct assay_error *err);
    /* Writes a last piece, after those that wait; when it returns, all of them are durable. */
    enum assay_status (*commit)(struct store *store, const char *name, struct bytes content,
                                struct assay_error *err);
    /*
     * Adds a piece named by the digest of its content, beside a writer that may hold the lock: it
     * is whole and durable when this returns, and left alone where it is there already.
     */
    enum assay_status (*put)(struct store *store, const char *name, struct bytes content,
                             struct assay_error *err);
    /* One piece, or a folder with all pieces in it; none of that name is fine. A piece is gone for
     * good after the next sync(), or after the commit() of the batch that was begun before. */
    enum assay_status (*remove)(struct store *store, const char *name, struct assay_error *err);
    /* Tells what stands right below a folder, in no order; a missing folder holds nothing. */
    enum assay_status (*list)(struct store *store, const char *folder,
                              void (*each)(void *user, const char *name), void *user,
                              struct assay_error *err);
    /* Tells what is neither a piece nor a folder, such as a symbolic link, wherever it stands. NULL
     * where there can be none. */
    enum assay_status (*list_links)(struct store *store, void (*each)(void *user, const char *name),
                                    void *user, struct assay_error *err);
    /* Keeps other writers out until the store is freed. */
    enum assay_status (*lock)(struct store *store, struct assay_error *err);
    void (*free)(struct store *store);
};

struct store {
    const struct store_kind *kind;
    const char *where; /* for errors: the folder's path */
};

/* A store in a folder. `create` makes the folder when it is missing; else ASSAY_EMISSING. */
ASSAY_RESULT store_folder_open(const char *path, bool create, struct store **out,
                               struct assay_error *err);

/* A store on a PostgreSQL server. `create` makes the table when it is missing. */
ASSAY_RESULT store_postgres_open(const char *address, bool create, struct store **out,
                                 struct assay_error *err);

/* Whichever of them `place` names: an address, or else a folder. */
ASSAY_RESULT store_open_place(const char *place, bool create, struct store **out,
                              struct assay_error *err);

void store_free(struct store *store);
void store_freep(struct store **store);

/* Appends a whole piece to `out`, whose ceiling bounds it. ASSAY_ELIMIT past that. */
ASSAY_RESULT store_read(struct store *store, const char *name, struct buf *out,
                        struct assay_error *err);

static inline ASSAY_RESULT store_open(struct store *store, const char *name, struct stream *out,
                                      struct assay_error *err)
{
    return store->kind->open(store, name, out, err);
}

static inline ASSAY_RESULT store_write(struct store *store, const char *name, struct bytes content,
                                       struct assay_error *err)
{
    return store->kind->write(store, name, content, err);
}

static inline ASSAY_RESULT store_sync(struct store *store, struct assay_error *err)
{
    return store->kind->sync(store, err);
}

static inline ASSAY_RESULT store_commit(struct store *store, const char *name, struct bytes content,
                                        struct assay_error *err)
{
    return store->kind->commit(store, name, content, err);
}

static inline ASSAY_RESULT store_put(struct store *store, const char *name, struct bytes content,
                                     struct assay_error *err)
{
    return store->kind->put(store, name, content, err);
}

static inline ASSAY_RESULT store_remove(struct store *store, const char *name,
                                        struct assay_error *err)
{
    return store->kind->remove(store, name, err);
}

static inline ASSAY_RESULT store_list(struct store *store, const char *folder,
                                      void (*each)(void *user, const char *name), void *user,
                                      struct assay_error *err)
{
    return store->kind->list(store, folder, each, user, err);
}

/* Sets the error's path to that of a piece. */
void store_blame(const struct store *store, const char *name, struct assay_error *err);

/* Fails with ASSAY_ETRUST and "ledger.damaged": a piece is not what was signed. */
ASSAY_RESULT store_damaged(const struct store *store, const char *name, uint64_t offset,
                           struct assay_error *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Turns the failure of reading a piece that must be there into damage; others stay as they are. */
ASSAY_RESULT store_required(const struct store *store, const char *name, enum assay_status status,
                            struct assay_error *err);

/* "objects/sha256/ab/cdef...". */
void store_object_name(const uint8_t digest[32], char out[STORE_NAME_SIZE]);
