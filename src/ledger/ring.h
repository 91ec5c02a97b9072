/* ring.h - the keys that a ledger names, and from which entry to which each counts
 * (ledger-formats.md 9.2). */

#pragma once

#include "ledger/entry.h"
#include "ledger/note.h"
#include "ledger/predicates.h"
#include "ledger/statement.h"

struct ring_key {
    struct assay_key *key;
    unsigned roles; /* of enum ledger_role */
    bool revoked;
    uint64_t added;      /* index of the entry */
    uint64_t ended;      /* of the entry that retired or revoked it, or UINT64_MAX */
    uint64_t since;      /* what it signed from this entry on is in doubt; UINT64_MAX: nothing */
    int64_t compromised; /* unless it was seen elsewhere before this time; INT64_MIN: not known */
    uint64_t last_used;  /* highest index of an entry that it signed, as far as that was read */
};

struct ring {
    struct ring_key *keys; /* in the order of addition */
    size_t count;
};

void ring_clear(struct ring *ring);

/*
 * Takes in entry `index`, whose predicate is PREDICATE_KEY; whether its signer may do that is for
 * the caller to check. ASSAY_EFORMAT where it makes no sense.
 */
ASSAY_RESULT ring_apply(struct ring *ring, uint64_t index, const struct statement *statement,
                        const char *path, struct assay_error *err);

/* The key of that id that is in force for entry `index`, or NULL. */
struct ring_key *ring_find(const struct ring *ring, struct bytes keyid, uint64_t index);

/* True where entry `index` is signed by a key in force, in the role that its kind needs. */
bool ring_vouches(const struct ring *ring, uint64_t index, const struct entry *entry);
/* True where that key was revoked later, and this entry with it: who else saw it in time decides
 * (verify_revoked.c). */
bool ring_doubts(const struct ring *ring, uint64_t index, const struct entry *entry);

/* The keys that may sign a checkpoint of `size` entries of the log `origin`. */
enum { RING_VERIFIERS_MAX = 16 };
size_t ring_verifiers(const struct ring *ring, const char *origin, uint64_t size,
                      struct note_verifier out[RING_VERIFIERS_MAX]);

/* What happens to a key, by an entry. */
struct ring_event {
    const char *event; /* "add", "retire" or "revoke" */
    const struct assay_key *key;
    const char *origin; /* of the log */
    unsigned roles;     /* of a key that is added */
    const char *reason; /* or NULL */
    uint64_t since;     /* of a key that is revoked; else UINT64_MAX */
    int64_t time;
    const char
        *compromised; /* of a key that is revoked: since when it was in other hands, or NULL */
};

/*
 * What is wrong with what the statement of a key says of that key besides: its subject is the log's
 * name with the id of the key, and its verifier is the key's under that name. NULL where nothing
 * is.
 */
const char *ring_names_fault(const struct statement *statement, const char *origin);

/* Appends the statement of it. */
void ring_statement(const struct ring_event *event, struct buf *out);
