/* statement.h - what the entries of a ledger may say: the kinds of statements, and making one. */

#pragma once

#include <assay/ledger.h>
#include <assay/project_id.h>

struct assay_statement_kind {
    const char *name; /* "attestation" */
    const char *type; /* predicateType */
    const char *role; /* that its signer needs: "approve", "entry", "log" */
    bool by_hand;     /* `assay attest` makes it */
    const char *meaning;
};

/* The kinds in the order of their names; false behind the last. */
bool assay_statement_kind_at(size_t index, struct assay_statement_kind *out);

/*
 * The JSON Schema of a kind's predicate, as it stands in entries; with a final LF.
 * text  the caller's to free()
 *
 * ASSAY_EUSAGE  "statement.kind": none of that name; the nearest is told
 */
ASSAY_RESULT assay_statement_schema(const char *kind, char **text, struct assay_error *err);

struct assay_subject {
    const char *name; /* or NULL */
    uint8_t sha256[32];
};

/* What is to be stated, as a person gives it. */
struct assay_draft {
    const char *kind;
    const struct assay_subject *subjects;
    size_t subject_count;    /* at least 1 */
    const char *file;        /* YAML of the predicate, or NULL */
    const char *const *sets; /* "member=value"; a list takes one value each time */
    size_t set_count;
    const struct assay_project_id *project; /* where its kind names one and `file` does not */
    int64_t time;
};

/* A statement that fits its kind; personal values are sealed in what becomes the entry. */
struct assay_statement;

/*
 * Makes a statement of a kind that is made by hand. Where the table asks for an object a text names
 * a file, which is read and becomes one.
 *
 * ASSAY_EUSAGE  no such kind, a member is missing or wrong: the error says which, where in `file`,
 *               and what to type
 */
ASSAY_RESULT assay_statement_make(const struct assay_draft *draft, struct assay_statement **out,
                                  struct assay_error *err);
void assay_statement_free(struct assay_statement *statement);
void assay_statement_freep(struct assay_statement **statement);

/* The statement with personal values in the clear, for the one who is about to sign it. */
const char *assay_statement_open_text(const struct assay_statement *statement);

/* A text of its predicate, or the one at `index` of a list of texts; NULL where there is none. */
const char *assay_statement_member(const struct assay_statement *statement, const char *name,
                                   size_t index);

/* A number of its predicate; false where there is none. */
bool assay_statement_number(const struct assay_statement *statement, const char *name,
                            uint64_t *out);

/* Signs it as a file of its own, personal values in the clear; `text` is the caller's to free(). */
ASSAY_RESULT assay_statement_sign(const struct assay_statement *statement,
                                  const struct assay_key *signer, char **text,
                                  struct assay_error *err);

/* Signs and appends it; `index` is that of the entry, UINT64_MAX where it waits in the spool.
 * ASSAY_ETRUST: "key.role". */
ASSAY_RESULT assay_ledger_state(struct assay_ledger *ledger, const struct assay_key *signer,
                                const struct assay_statement *statement, uint64_t *index,
                                struct assay_error *err);

/* Fills in what tells a ledger from others, once there is more in it than keys; its name is
 * borrowed from it. */
ASSAY_RESULT assay_ledger_identify(const struct assay_ledger *ledger, struct assay_project_id *out,
                                   struct assay_error *err);

/* The manifest that stands for a target, by the name under which it was recorded last. */
ASSAY_RESULT assay_ledger_target(const struct assay_ledger *ledger, const char *name,
                                 uint8_t sha256[32], struct assay_error *err);

/*
 * What a withdrawal names as its subject: the SHA-256 of an attestation or a waiver as it was
 * signed, in an entry, or in a file that is an envelope of its own.
 *
 * ASSAY_EUSAGE  "statement.withdrawal": there is no such, or it is another kind
 */
ASSAY_RESULT assay_withdrawn_entry(const struct assay_ledger *ledger, uint64_t index,
                                   uint8_t sha256[32], struct assay_error *err);
ASSAY_RESULT assay_withdrawn_file(const char *path, uint8_t sha256[32], struct assay_error *err);

/* Which entry took back another one: the first that is signed by a key that may, else the first
 * that says so; UINT64_MAX where none does. */
struct assay_withdrawn {
    uint64_t by;
    bool holds;
};

/* Only what can be withdrawn is looked for: one walk over all entries. */
ASSAY_RESULT assay_ledger_withdrawn(const struct assay_ledger *ledger, uint64_t index,
                                    struct assay_withdrawn *out, struct assay_error *err);

/* One sealed value of an entry: `value` is NULL where its object is gone or broken; `erased` is the
 * entry that says it is gone, or UINT64_MAX. What is wrong with all of them together has no digest.
 */
struct assay_sealed {
    const char *name, *value;
    const char *digest; /* of the disclosure, hex: the object's name */
    uint64_t erased;
    bool withheld;     /* its object is gone because this export was made without it */
    const char *fault; /* why verify refuses it, or NULL */
};
ASSAY_RESULT assay_ledger_sealed(const struct assay_ledger *ledger, uint64_t index,
                                 void (*each)(void *user, const struct assay_sealed *sealed),
                                 void *user, struct assay_error *err);

struct assay_erasure {
    const char *what; /* digest of an object, or INDEX.MEMBER of a sealed value */
    const char *ground, *who;
    int64_t time;
};

struct assay_erased {
    uint64_t index; /* of the erasure's entry, the earlier one where it was recorded before */
    bool before;    /* it was recorded before, and the object was gone */
};

/*
 * Erases a sealed value or a file of evidence: an entry says so, then the object is deleted. In
 * this order, for a crash between the two leaves an erasure that verify reports as not done and
 * that the same call completes; the other order would leave what looks like tampering.
 *
 * ASSAY_EUSAGE  "ledger.no-object", "ledger.not-erasable"
 */
ASSAY_RESULT assay_ledger_erase(struct assay_ledger *ledger, const struct assay_key *signer,
                                const struct assay_erasure *erasure, struct assay_erased *out,
                                struct assay_error *err);

/* The digest of a file, to name it as a subject. */
ASSAY_RESULT assay_file_sha256(const char *path, uint8_t sha256[32], struct assay_error *err);
