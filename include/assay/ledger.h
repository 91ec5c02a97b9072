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
 * Opens a ledger for reading: a folder, or "postgresql://..."; takes no lock.
 *
 * ASSAY_EMISSING  no ledger there; `remedy` is `assay record`
 * ASSAY_EUSAGE    a folder, but none of a ledger
 * ASSAY_ETRUST    damaged, or the checkpoint's signature does not hold: the path says which file
 */
ASSAY_RESULT assay_ledger_open(const char *path, struct assay_ledger **out,
                               struct assay_error *err);

/*
 * Opens for appending: makes the folder and its first entry (the keys) when it is new, takes the
 * exclusive lock, and repairs what a crash left behind (section 9.1).
 * origin  name of a new log, ignored for an existing one; NULL: made from the key's id
 *
 * ASSAY_EUSAGE   the folder holds other things, or `origin` is no name of a log
 * ASSAY_ETRUST   the log was made by another key, or its newest part is damaged
 * ASSAY_EOUTPUT  cannot be written, or another writer holds the lock
 */
ASSAY_RESULT assay_ledger_open_writer(const char *path, const char *origin, struct assay_key *key,
                                      struct assay_ledger **out, struct assay_error *err);

/*
 * The same with two keys: `log_key` signs checkpoints and keys, `entry_key` what machines and
 * people state. A new ledger gives each its own roles and no others; of an existing one only the
 * first matters here.
 */
ASSAY_RESULT assay_ledger_open_writer_for(const char *path, const char *origin,
                                          struct assay_key *log_key,
                                          const struct assay_key *entry_key,
                                          struct assay_ledger **out, struct assay_error *err);

void assay_ledger_free(struct assay_ledger *ledger);
void assay_ledger_freep(struct assay_ledger **ledger);

void assay_ledger_checkpoint(const struct assay_ledger *ledger, struct assay_checkpoint *out);
const char *assay_ledger_signer(const struct assay_ledger *ledger); /* key id of the log key */
/* True where a place is an address of a server, "postgresql://...", and no folder. */
bool assay_ledger_is_address(const char *place);
/* The folder, or the address of the server without a password. */
const char *assay_ledger_place(const struct assay_ledger *ledger);
/* The line that `assay key export --vkey` prints for the log key; borrowed. */
const char *assay_ledger_verifier(const struct assay_ledger *ledger);

/* One key that a ledger names, as it stands after the last entry. */
struct assay_ledger_key {
    const char *id;    /* hex SHA-256 of the SPKI DER */
    const char *pem;   /* SPKI */
    const char *roles; /* "approve,entry,log": what it may sign; log: checkpoints and keys */
    uint64_t added;    /* index of the entry that added it */
    uint64_t ended;    /* index of the entry that retired or revoked it, or UINT64_MAX */
    bool revoked;
};

/* Tells every key in the order of addition; what is told lives until `key` returns. */
ASSAY_RESULT assay_ledger_keys(const struct assay_ledger *ledger,
                               void (*key)(void *user, const struct assay_ledger_key *key),
                               void *user, struct assay_error *err);

/* An entry in short; texts end with a NUL and live until they were told. */
struct assay_entry {
    uint64_t index;
    const char *kind; /* "inventory", "attestation"; "" where it is none of assay's own */
    const char *predicate_type;
    const char *time;    /* as it states it, or "" */
    const char *subject; /* name of the first subject, or "" */
    const char *digest;  /* of the first subject, hex */
    size_t subjects;
    const char *signer;      /* key id */
    bool holds;              /* signed by a key in force, in the role that its kind needs */
    uint64_t revoked;        /* the later entry that revoked that key, or UINT64_MAX */
    bool doubted;            /* by that, too: it holds where others had seen it in time (verify) */
    const char *compromised; /* when the key fell into other hands, or "" */
    const char *statement;   /* the in-toto Statement, canonical JSON */
    size_t statement_size;
};

/* Tells the entries from `first` on, in their order; `each` returns false to stop. */
ASSAY_RESULT assay_ledger_each(const struct assay_ledger *ledger, uint64_t first,
                               bool (*each)(void *user, const struct assay_entry *entry),
                               void *user, struct assay_error *err);

/*
 * A proof that entry `index` is in the ledger, as a .tlog-proof file (ledger-formats.md 7) that
 * needs the entry's bytes and the log's verifier key to check, and nothing of the ledger.
 * text  the caller's to free(); NUL-terminated
 *
 * ASSAY_EUSAGE  no such entry
 */
ASSAY_RESULT assay_ledger_prove(const struct assay_ledger *ledger, uint64_t index, char **text,
                                struct assay_error *err);

/* The bytes of an entry: the JCS of its envelope. The caller's to free(). ASSAY_EUSAGE: none such.
 */
ASSAY_RESULT assay_ledger_entry(const struct assay_ledger *ledger, uint64_t index, char **text,
                                size_t *size, struct assay_error *err);

struct assay_record_result {
    uint64_t index; /* of the new entry; UINT64_MAX: it waits in the spool */
    uint64_t items; /* data sets and models named in its statement */
    bool unchanged; /* the newest entry of this target says the same: nothing was written */
    uint8_t inventory[32], manifest[32]; /* digests of the two objects */
};

/*
 * Records an inventory: its canonical JSON and tree manifest become objects, a signed statement
 * over them the next entry, and a new checkpoint is published.
 *
 * ASSAY_EOUTPUT  a file could not be written: the error names it; nothing was committed
 */
ASSAY_RESULT assay_ledger_record(struct assay_ledger *ledger, struct assay_key *key,
                                 const struct assay_inventory *inventory, int64_t time,
                                 struct assay_record_result *result, struct assay_error *err);

/* What verification tells as it goes; each may be NULL. */
struct assay_verify_report {
    void (*problem)(void *user,
                    const struct assay_error *problem); /* each thing that does not hold */
    void (*checked)(void *user, const char *what, uint64_t count); /* "entries", "objects" */
    /* Entries of a kind that this version does not know: they are signed by a key with the role
     * "entry", and what they say was not judged. "" for all kinds past the first 32. */
    void (*unknown)(void *user, const char *predicate_type, uint64_t count, uint64_t first);
    /* Sealed values that an export was made without, as it says itself and signed entries bear out;
     * told where there are some. */
    void (*withheld)(void *user, uint64_t count);
    void *user;
};

/* Whom the reader of a ledger believes, each may be missing; and how many threads work. */
struct assay_trust;
struct assay_verify_by {
    const struct assay_key *key;     /* must have signed the newest checkpoint */
    const struct assay_trust *trust; /* its quorum of witnesses tells when entries were there */
    const char *authorities;         /* of time stamps, which tell it too: a PEM file */
    const char *anchor;              /* and a git repository, by the dates of its tags */
    unsigned threads;                /* 0: as many as there are processors */
};

/*
 * Checks everything that the folder holds: checkpoint signature, tree against root, every entry's
 * form and signature by a key in force at its index, every object against its digest, manifests
 * against their roots. What a key signed that was revoked with a time of compromise holds only
 * where one of those in `by` (or NULL: nobody) had seen it before. Goes on after a problem.
 *
 * ASSAY_ETRUST  something does not hold; each was reported
 */
ASSAY_RESULT assay_ledger_verify(const struct assay_ledger *ledger,
                                 const struct assay_verify_by *by,
                                 const struct assay_verify_report *report, struct assay_error *err);

/*
 * The newest inventory recorded for the target that `facts` describes (type, view, range and name),
 * or for any target where `facts` is NULL; read back from its object, digest checked. A target of
 * another name is taken where the ledger knows just one of its type, view and range: a repository
 * may have been renamed or cloned elsewhere.
 *
 * ASSAY_EMISSING  none was recorded
 * ASSAY_ETRUST    the object is gone or is not what was recorded
 */
ASSAY_RESULT assay_ledger_newest(const struct assay_ledger *ledger,
                                 const struct assay_target_facts *facts, uint64_t *index,
                                 struct assay_inventory **out, struct assay_error *err);

/*
 * The same for a target that is judged: what was recorded of its project in whatever view holds all
 * of it. Where a commit is judged and was recorded itself, that comes first; else the newest.
 */
ASSAY_RESULT assay_ledger_newest_of_project(const struct assay_ledger *ledger,
                                            const struct assay_target_facts *facts, uint64_t *index,
                                            struct assay_inventory **out, struct assay_error *err);

/* Whether a target of just that type, view, range and name was recorded. ASSAY_ETRUST as above. */
ASSAY_RESULT assay_ledger_knows(const struct assay_ledger *ledger,
                                const struct assay_target_facts *facts, bool *known,
                                struct assay_error *err);

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
