/*
 * verify_ahead.h - bundles that are judged before their turn, by several threads.
 *
 * What an entry says by itself, and whether the key that it names signed it, does not depend on
 * other entries; whether that key may sign at this place does, and is asked in its turn. What has
 * not come out well here is judged in its turn from the beginning, so the number of threads never
 * shows in what is told.
 */

#pragma once

#include "ledger/verify.h"

struct ahead_entry {
    struct hash leaf;
    const struct assay_key *key; /* that signed it; NULL: nothing can be said before its turn */
    enum ledger_role role;       /* that the key needs */
    size_t references;           /* bytes of `references` with its own */
};

/* One bundle and its level 0 tile; either may be gone, and its failure tells why. */
struct ahead_bundle {
    uint64_t tile;
    unsigned width;
    struct buf bundle;
    uint8_t hashes[TILE_BYTES];
    char bundle_name[STORE_NAME_SIZE], tile_name[STORE_NAME_SIZE];
    enum assay_status bundle_status, tile_status;
    struct assay_error bundle_failure, tile_failure;

    struct ahead_entry entries[TILE_WIDTH];
    unsigned judged;       /* entries that the bundle holds, `width` at most */
    struct buf references; /* struct reference, of all entries with a key */
    enum { AHEAD_FREE, AHEAD_READ, AHEAD_TAKEN, AHEAD_JUDGED } state;
};

struct ahead;

/* `threads`  0: as many as there are processors */
ASSAY_RESULT ahead_new(const struct assay_ledger *ledger, unsigned threads, struct ahead **out,
                       struct assay_error *err);
void ahead_freep(struct ahead **ahead);

/* The next bundle in order, NULL behind the last; good until the next call. */
struct ahead_bundle *ahead_next(struct ahead *ahead);
