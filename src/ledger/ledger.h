/* ledger.h - the handle behind struct assay_ledger. */

#pragma once

#include <assay/ledger.h>

#include "ledger/entry.h"
#include "ledger/log.h"
#include "ledger/ring.h"

struct assay_ledger {
    struct store *store;
    struct digest *digest;
    struct log log;
    struct ring ring;
    char *verifier;              /* of the first log key */
    const struct assay_key *key; /* signs checkpoints; borrowed, NULL where opened for reading */
    bool spools;                 /* what is appended waits in the spool */
};

/* As assay_ledger_open() and assay_ledger_open_writer(), on any store; takes over *store. */
ASSAY_RESULT ledger_open(struct store **store, struct assay_ledger **out, struct assay_error *err);
ASSAY_RESULT ledger_open_writer(struct store **store, const char *origin, struct assay_key *key,
                                struct assay_ledger **out, struct assay_error *err);

/* The same, where a new ledger is given a key for entries apart from that of the log. */
ASSAY_RESULT ledger_open_writer_for(struct store **store, const char *origin, struct assay_key *key,
                                    const struct assay_key *entry_key, struct assay_ledger **out,
                                    struct assay_error *err);

/* One statement that becomes an entry. */
struct ledger_statement {
    const struct predicate_kind *kind;
    struct bytes text; /* canonical */
};

/*
 * Signs statements and appends them in one batch, all or none.
 *
 * ASSAY_ETRUST  "key.role": the signer is no key in force that may say such a thing
 */
ASSAY_RESULT ledger_append(struct assay_ledger *ledger, const struct assay_key *signer,
                           const struct ledger_statement *statements, size_t count,
                           struct assay_error *err);

/* The signer as the ledger knows it now, or NULL. */
ASSAY_RESULT ledger_find_signer(struct assay_ledger *ledger, const struct assay_key *signer,
                                const struct ring_key **out, struct assay_error *err);

/* What an entry will name, before that entry. */
ASSAY_RESULT ledger_write_object(struct assay_ledger *ledger, const uint8_t sha256[32],
                                 struct bytes content, struct assay_error *err);

/* ASSAY_ETRUST "key.role" unless the signer may make statements of that kind. */
ASSAY_RESULT ledger_may_sign(struct assay_ledger *ledger, const struct assay_key *signer,
                             const struct predicate_kind *kind, struct assay_error *err);

/* Takes all key entries into the ring, not only the first, which has been read when it is open. */
ASSAY_RESULT ledger_load_keys(struct assay_ledger *ledger, struct assay_error *err);
ASSAY_RESULT ledger_load_first_keys(struct assay_ledger *ledger, struct assay_error *err);

/* The same as ledger_load_keys(), in a folder in time that grows with the keys and not with the
 * log, for who adds to a log or its spool; see load_keys.c for what is believed. */
ASSAY_RESULT ledger_load_known_keys(struct assay_ledger *ledger, struct assay_error *err);

/* Walks over entries: `each` returns false to stop. What it is told lives until it returns. */
struct ledger_walk {
    bool (*each)(void *user, uint64_t index, const struct entry *entry, const char *name,
                 struct arena *arena);
    void *user;
};
/* From the newest to the oldest; and from entry `first` to the newest. */
ASSAY_RESULT ledger_walk_back(const struct assay_ledger *ledger, const struct ledger_walk *walk,
                              struct assay_error *err);
ASSAY_RESULT ledger_walk_from(const struct assay_ledger *ledger, uint64_t first,
                              const struct ledger_walk *walk, struct assay_error *err);
