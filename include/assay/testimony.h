/*
 * testimony.h - what people signed about a target, and what else its ledger can say when asked: the
 * facts of attestations, releases and earlier contents that rules judge.
 *
 * Plain data in the testimony's own memory.
 */

#pragma once

#include <assay/assessment.h>
#include <assay/attestations.h>
#include <assay/ledger.h>
#include <assay/project_id.h>

/* Whether a statement is signed for the project that is judged: only then does it count for a rule
 * or a control over the whole target by a document in it. About its very subjects it counts
 * anywhere. */
enum assay_belongs {
    ASSAY_BELONGS_NOT,
    ASSAY_BELONGS_PERHAPS, /* what would tell is not here */
    ASSAY_BELONGS,
};

/* Somebody who may sign took back what was signed: a statement, by the digest of its bytes. */
struct assay_withdrawal {
    const char *where;        /* "entry 9", or the path of the file */
    const char *role, *time;  /* as they are written */
    const char *name, *words; /* personal, as of an attestation */
    const char *signer;       /* key id, hex */
    uint8_t statement[32];    /* that is withdrawn: SHA-256 of what was signed */
    bool holds;               /* signed by a key in force that may approve, and whole */
};

/* A person answers for something: an entry of the ledger, or a file of attestations/. */
struct assay_attestation {
    const char *where;                 /* "entry 4", or the path of the file */
    const char *meaning, *role, *time; /* as they are written */
    const char *name, *email, *words;  /* personal: "" where not given or not there */
    const char *signer;                /* key id, hex */
    const char *const *controls;       /* what it is for: codes of rules, or controls */
    size_t control_count;
    const struct assay_signed_subject *subjects;
    size_t subject_count;
    int64_t until; /* first second at which it counts no more; INT64_MAX: none was given */
    bool erased;   /* a personal value was given, and is there no more */
    bool filed;    /* in a file of its own, and in no ledger */
    bool holds;    /* signed by a key in force that may approve */
    const struct assay_project_id *project; /* that it is signed for; NULL: it names none */
    enum assay_belongs belongs;
    const char *foreign;                       /* unless it belongs: why, and what to do */
    uint8_t statement[32];                     /* SHA-256 of what was signed */
    const struct assay_withdrawal *withdrawal; /* NULL: it was not taken back */
    const struct assay_withdrawal *doubt; /* NULL; or one that does not hold: nobody can tell */
};

/* What became of the gate of a release, and of the way back. */
struct assay_release {
    const char *version, *role, *name, *time, *signer;
    uint64_t entry;
    bool newest; /* of those of this target */
    bool holds;
    const char *gate; /* verdict on exactly these bytes; "absent", or "later" than the release */
    const char *previous; /* what it replaces: "kept" in the ledger, "gone", or "none" */
    const struct assay_signed_subject *subjects;
    size_t subject_count;
};

/* A content that was recorded once and is in the newest inventory no more. */
struct assay_gone {
    const char *path;
    uint8_t sha256[32];
    uint64_t entry; /* the first that named it */
};

/* What came out of something, and what went in: a training, a stage of a pipeline. Whoever may
 * write to the ledger said so. */
struct assay_material {
    const char *name; /* or the URI that names it */
    const char *kind; /* as the entry has it: "dataset", "model", "code", "other", "" */
    bool has_sha256;
    uint8_t sha256[32];
};
struct assay_derivation {
    uint64_t entry;
    const struct assay_signed_subject *products;
    size_t product_count;
    const struct assay_material *materials;
    size_t material_count;
};

/* A file that may hold a withdrawal, and cannot be read. */
struct assay_unread_statement {
    const char *where, *why;
};

struct assay_testimony {
    const struct assay_attestation *attestations;
    size_t attestation_count;
    const struct assay_release *releases; /* of this target, none taken back, in their order */
    size_t release_count;
    const struct assay_waiver *waivers; /* signed ones that hold */
    size_t waiver_count;
    const struct assay_withdrawal *withdrawals; /* what each names, once */
    size_t withdrawal_count;
    const struct assay_unread_statement *unread;
    size_t unread_count;
    const struct assay_derivation *derivations; /* of any target: they are bound to digests */
    size_t derivation_count;
    const struct assay_gone *gone;
    size_t gone_count;
    bool gone_known;          /* no inventory was cut, so none is missing in `gone` */
    const char *const *flaws; /* a line for each entry that does not say who did what, when */
    size_t flaw_count;
    const char *const *reports; /* media types that the newest verdict on this target names */
    size_t report_count;
    bool judged;          /* there is such a verdict */
    bool has_manifest;    /* the target was recorded in this view */
    uint8_t manifest[32]; /* the subject that stands for all of it, of the newest such entry */
    const struct assay_inventory *released; /* what the newest release holds, or NULL */
};

/*
 * Reads all entries of a ledger once. What is told of `target` (NULL: of any) is about that one;
 * attestations and waivers are bound to digests, and are told all.
 * out  the caller's, to release with assay_testimony_free()
 */
ASSAY_RESULT assay_ledger_testimony(const struct assay_ledger *ledger,
                                    const struct assay_target_facts *target,
                                    struct assay_testimony **out, struct assay_error *err);
void assay_testimony_free(struct assay_testimony *testimony);
void assay_testimony_freep(struct assay_testimony **testimony);

/* Files of attestations/, each a DSSE envelope, and the keys that count. */
struct assay_testimony_files {
    const struct assay_attestation_files *judged; /* or NULL */
    const struct assay_attestation_files
        *kept; /* withdrawals alone are read of these, so that who
                  proposes a change cannot leave them out; or NULL */
    const struct assay_key *const *keys;
    size_t key_count;
    /* Told of a file that says nothing here and hides nothing; or NULL. */
    void (*problem)(void *user, const char *where, const char *why);
    void *user;
};

/*
 * Adds them to a testimony; where that is NULL one is made. Attestations are read out of files
 * *.json that stand in the folder itself, withdrawals out of any below it.
 */
ASSAY_RESULT assay_testimony_add_files(struct assay_testimony **testimony,
                                       const struct assay_testimony_files *files,
                                       struct assay_error *err);

/* True where only the commits that the history begins with can tell what belongs, of what counts at
 * that time: they take long to find, so they are looked for then alone. */
bool assay_testimony_asks_commits(const struct assay_testimony *testimony, int64_t time);

/* Settles what belongs to the project that is judged, once all was added. `commits` is NULL outside
 * of repositories, and where nobody asks. */
ASSAY_RESULT assay_testimony_bind(struct assay_testimony *testimony,
                                  const struct assay_first_commits *commits,
                                  struct assay_error *err);

/*
 * Adds to an inventory what of a testimony is not known: "attestation.unread", a file that may hold
 * a withdrawal; "attestation.unverified", a withdrawal that does not hold, of what counts else at
 * that time.
 */
ASSAY_RESULT assay_testimony_gaps(const struct assay_testimony *testimony, int64_t time,
                                  struct assay_inventory *inventory, struct assay_error *err);

/* What others outside have seen of a ledger; filled by whoever knows whom the project trusts. */
struct assay_outside {
    const char *const *against; /* of "rewritten": what was kept, and how the ledger differs */
    size_t against_count;
    const char *seen;    /* "goes-on", "rewritten", or "none": nobody kept anything */
    int64_t unseen_days; /* age of the oldest entry that nobody outside has seen; -1: nobody has */
    int64_t copies;      /* second copies that agree; -1: one could not be read */
};
