/* testimony.h - the entries of a ledger, read once for what rules ask: what was gathered so far. */

#pragma once

#include <assay/testimony.h>

#include "ledger/ledger.h"
#include "ledger/record.h"

static inline ASSAY_RESULT testimony_no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for what people signed");
}

/* What assay_testimony_free() releases; what others see stands first. */
struct testimony {
    struct assay_testimony shown;
    struct arena *arena;
    struct assay_inventory *released;
    struct assay_project_id own; /* the ledger that was read, if any */
    bool shared;                 /* by other targets */
};

/* An inventory of the target, in any view. */
struct recorded {
    uint64_t entry;
    uint8_t manifest[32], inventory[32];
    bool same_view, cut;
};

/* A content that an inventory of the same view named; `last` is the newest that did. */
struct named {
    struct assay_gone what;
    uint64_t last;
};

/* An assessment, and the manifest that it is about. */
struct verdict {
    uint64_t entry;
    uint8_t manifest[32];
    const char *word;
    const char *const *reports;
    size_t report_count;
};

struct draft_release {
    struct assay_release shown;
    uint64_t assessment;  /* the entry that it names, or UINT64_MAX */
    uint8_t previous[32]; /* what it says that it replaces */
    bool has_previous;
};

struct reading {
    const struct assay_ledger *ledger; /* with all keys */
    const struct assay_target_facts *target;
    bool any_name;          /* the first name that comes is the target's, as long as it is alone */
    const char *first_name; /* likewise */
    bool ambiguous;
    bool shared; /* an inventory of another target stands in it */
    struct arena *arena;
    struct buf attestations, releases, waivers, withdrawals, derivations,
        flaws; /* as in struct assay_testimony */
    struct buf recorded, verdicts;
    struct buf taken_back; /* uint64_t, entries of releases */
    struct buf named;      /* struct named */
    uint32_t *slots;       /* of `named` by content and path: index + 1, 0 for free */
    size_t slot_count;
    int64_t written; /* time of the newest entry that the owner of the log wrote */
    enum assay_status status;
    struct assay_error *err;
};

/* Fills what stands in the predicate in the clear of every form: meaning, role, time, end,
 * controls, subjects. */
ASSAY_RESULT testimony_attestation(struct arena *arena, const struct statement *statement,
                                   struct assay_attestation *out, struct assay_error *err);

/* What a person said: entries of the role `approve`. */
ASSAY_RESULT testimony_person(struct reading *reading, uint64_t index, const struct entry *entry);
/* Adds to `out` what a withdrawal takes back: one struct assay_withdrawal for each statement that
 * it names, with where, name, words and signer as in `like`. */
ASSAY_RESULT testimony_withdrawal(struct arena *arena, const struct statement *statement,
                                  const struct assay_withdrawal *like, struct buf *out,
                                  struct assay_error *err);
/* Marks the attestations and waivers that were taken back, and those of which that is in doubt. */
ASSAY_RESULT testimony_withdraw(struct testimony *testimony, struct assay_error *err);

/* True where the statement of an entry, which this ledger would take as its own, was signed for
 * another one. */
bool testimony_is_foreign(const struct testimony *testimony,
                          const struct assay_project_id *project);

/* What was recorded and judged of the target. */
ASSAY_RESULT testimony_target(struct reading *reading, uint64_t index, const struct entry *entry);

/* What was made of what: entries about lineage. */
ASSAY_RESULT testimony_lineage(struct reading *reading, uint64_t index, const struct entry *entry);

/* Settles, once all is read, which releases are the target's and what became of each. */
ASSAY_RESULT testimony_settle(struct reading *reading, struct testimony *out);

ASSAY_RESULT testimony_subjects(struct arena *arena, const struct statement *statement,
                                const struct assay_signed_subject **out, size_t *count,
                                struct assay_error *err);
/* A member of a predicate, copied; "" where there is none. NULL when memory ran out. */
const char *testimony_text(struct arena *arena, const struct doc *map, const char *name);
