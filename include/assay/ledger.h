/* ledger.h - the signed, append-only record of inventories, and checking it (ledger-formats.md). */

#pragma once

#include <assay/inventory.h>
#include <assay/key.h>

struct assay_ledger;

/* What a ledger says of itself: the checkpoint that was read. */
struct assay_checkpoint {
    const char *origin; /* name of the log */
    uint64_t size;      /* entries */
    uint8_t root[32];
};

/*
 * Opens a ledger folder for reading; takes no lock.
 *
 * ASSAY_EMISSING  no ledger there; `remedy` is `assay record`
 * ASSAY_EFORMAT   damaged: path and offset say which file and where
 * ASSAY_ETRUST    the checkpoint's signature does not hold
 */
ASSAY_RESULT assay_ledger_open(const char *path, struct assay_ledger **out,
                               struct assay_error *err);

/*
 * Opens for appending: makes the folder and its first entry (the keys) when it is new, takes the
 * exclusive lock, and repairs what a crash left behind (section 9.1).
 * origin  name of a new log, ignored for an existing one; NULL: made from the key's id
 *
 * ASSAY_ETRUST   the log was made by another key
 * ASSAY_EOUTPUT  cannot be written, or another writer holds the lock
 */
ASSAY_RESULT assay_ledger_open_writer(const char *path, const char *origin, struct assay_key *key,
                                      struct assay_ledger **out, struct assay_error *err);

void assay_ledger_free(struct assay_ledger *ledger);
void assay_ledger_freep(struct assay_ledger **ledger);

void assay_ledger_checkpoint(const struct assay_ledger *ledger, struct assay_checkpoint *out);
const char *assay_ledger_signer(const struct assay_ledger *ledger); /* key id of the log key */

struct assay_record_result {
    uint64_t index; /* of the new entry */
    uint64_t items; /* data sets and models named in its statement */
    bool unchanged; /* the newest entry of this target says the same: nothing was written */
};

/*
 * Records an inventory: its canonical JSON and tree manifest become objects, a signed statement
 * over them the next entry, and a new checkpoint is published.
 */
ASSAY_RESULT assay_ledger_record(struct assay_ledger *ledger, struct assay_key *key,
                                 const struct assay_inventory *inventory, int64_t time,
                                 struct assay_record_result *result, struct assay_error *err);

/* What verification tells as it goes; both may be NULL. */
struct assay_verify_report {
    void (*problem)(void *user,
                    const struct assay_error *problem); /* each thing that does not hold */
    void (*checked)(void *user, const char *what, uint64_t count); /* "entries", "objects" */
    void *user;
};

/*
 * Checks everything that the folder holds: checkpoint signature, tree against root, every entry's
 * form and signature by a key in force at its index, every object against its digest, manifests
 * against their roots. Goes on after a problem; `trusted` pins the log key, or NULL.
 *
 * ASSAY_ETRUST  something does not hold; each was reported
 */
ASSAY_RESULT assay_ledger_verify(const struct assay_ledger *ledger, const struct assay_key *trusted,
                                 const struct assay_verify_report *report, struct assay_error *err);

/*
 * The newest inventory recorded for the target that `facts` describes (type, view, range and name),
 * or for any target where `facts` is NULL; read back from its object, digest checked.
 *
 * ASSAY_EMISSING  none was recorded
 */
ASSAY_RESULT assay_ledger_newest(const struct assay_ledger *ledger,
                                 const struct assay_target_facts *facts, uint64_t *index,
                                 struct assay_inventory **out, struct assay_error *err);

enum assay_change_kind { ASSAY_CHANGED, ASSAY_REMOVED, ASSAY_ADDED, ASSAY_CHANGE_KINDS };

struct assay_change {
    enum assay_change_kind kind;
    const struct assay_item *recorded; /* NULL when ADDED */
    const struct assay_item *present;  /* NULL when REMOVED */
};

/* Walks two sorted inventories and tells each difference in content, by path. */
void assay_inventory_compare(const struct assay_inventory *recorded,
                             const struct assay_inventory *present,
                             void (*change)(void *user, const struct assay_change *change),
                             void *user);
