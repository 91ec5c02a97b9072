/*
 * log.h - the tree of a ledger on a store: reading tiles and entries, appending, recovering.
 *
 * Knows nothing of what an entry says. Source: C2SP tlog-tiles; ledger-formats.md 6 and 9.1.
 */

#pragma once

#include "crypto/merkle.h"
#include "ledger/checkpoint.h"
#include "ledger/store.h"
#include "ledger/tiles.h"

struct log {
    struct store *store; /* borrowed, as is the digest */
    struct digest *digest;
    struct checkpoint point;        /* what is published; size 0: nothing yet */
    struct merkle edge;             /* of that size; only after log_open_edge() */
    const struct assay_key *second; /* signs checkpoints too, while it takes over; else NULL */
};

/* The hashes of a tile into `out` (width * 32 bytes), and in `name` the file that held them. */
ASSAY_RESULT log_tile(const struct log *log, int level, uint64_t index, unsigned width,
                      uint8_t *out, char name[STORE_NAME_SIZE], struct assay_error *err);

/* Appends a bundle as it stands on the store; `width` entries of it belong to the log. */
ASSAY_RESULT log_bundle(const struct log *log, uint64_t index, unsigned width, struct buf *out,
                        char name[STORE_NAME_SIZE], struct assay_error *err);

/* Appends the bytes of one entry; index < size. */
ASSAY_RESULT log_entry(const struct log *log, uint64_t index, struct buf *out,
                       struct assay_error *err);

/*
 * Complete subtrees for proofs. A proof takes many nodes of few tiles, two a level, so those that
 * were read last are kept. Set `log`, and zero the rest.
 */
enum { LOG_KEPT_TILES = 8 };
struct log_view {
    const struct log *log;
    unsigned reads; /* of tiles so far */
    struct {
        int level;
        uint64_t index;
        uint8_t hashes[TILE_BYTES];
    } kept[LOG_KEPT_TILES];
};
struct merkle_source log_subtrees(struct log_view *view);

/* The largest size of which checkpoints/ holds a note, 0 where there is none. */
ASSAY_RESULT log_newest(struct store *store, uint64_t *size, struct assay_error *err);
void log_checkpoint_name(uint64_t size, char out[STORE_NAME_SIZE]);

/* Removes what a crash left beyond the published size. */
ASSAY_RESULT log_drop_beyond(struct log *log, struct assay_error *err);

/* Reads the right edge and holds it to the root; needed before the first log_append(). */
ASSAY_RESULT log_open_edge(struct log *log, struct assay_error *err);

/*
 * Adds entries and publishes the new size, in the order of section 9.1: all of them or, when it
 * fails, none. `count` is at least 1.
 */
ASSAY_RESULT log_append(struct log *log, const struct assay_key *key, const struct bytes *entries,
                        size_t count, struct assay_error *err);
