/* trace_gather.h - a trace while it is made: trace.c has the order of the steps. */

#pragma once

#include "crypto/merkle.h"
#include "ledger/ledger.h"
#include "ledger/trace.h"
#include "ledger/trace_word.h"

/* An inventory or an assessment that the ledger holds. */
struct trace_holder {
    uint64_t entry;
    uint32_t object; /* thing: the inventory, or the assessment */
    uint32_t beside; /* thing: its manifest, or the inventory that was judged */
    bool assessment;
    bool unread; /* the manifest is gone */
};

/* The bundle of a signed model. */
struct trace_bundle {
    uint64_t entry;
    uint8_t sha256[32];
};

/* Where an inventory, or a signed model, holds something that the trace is about. */
struct trace_place {
    uint64_t entry;
    uint32_t order; /* in which it was found, which is that of names */
    uint32_t thing;
    const char *name;
};

/* An entry that another refers to by its number. */
struct trace_reference {
    uint64_t entry, by;
};

/* What may be withdrawn, and is shown: named by the bytes that were signed. */
struct trace_statement {
    uint64_t entry;
    uint8_t sha256[32];
};

struct tracer {
    struct assay_trace *trace;
    struct assay_ledger all; /* with all keys */
    struct merkle tree;
    struct trace_word word;
    struct trace_holder *holders; /* in the order of entries */
    struct trace_place *places;   /* likewise */
    uint32_t holder_count, holder_room, place_count, place_room, next_place;
    struct trace_bundle *bundles;
    uint32_t bundle_count, bundle_room;
    struct trace_reference *wanted;
    uint32_t wanted_count, wanted_room;
    struct trace_statement *statements;
    uint32_t statement_count, statement_room;
    uint8_t *noted;     /* a bit an entry */
    struct buf scratch; /* for keys */
    enum assay_status status;
    struct assay_error *err;
};

/* For the callbacks of walks: keeps a failure, and tells whether to go on. */
bool tracer_holds(struct tracer *tracer, enum assay_status status);

/* All trainings, inventories, assessments, and what the word may stand for; the entries are held to
 * the checkpoint's root. */
ASSAY_RESULT trace_gather(struct tracer *tracer);

/* Looks for the word in every manifest. */
ASSAY_RESULT trace_search_manifests(struct tracer *tracer);
/* Finds every place of what is shown, and marks the inventories and assessments about it. */
ASSAY_RESULT trace_find_places(struct tracer *tracer);
/* Its part for signed models, and what both add. */
ASSAY_RESULT trace_find_signed(struct tracer *tracer);
ASSAY_RESULT trace_add_place(struct tracer *tracer, uint64_t entry, uint32_t thing,
                             const char *name);

/* Keeps what is said of all that is shown. */
ASSAY_RESULT trace_note_all(struct tracer *tracer);
/* What an entry says in a few words, beside its kind. */
ASSAY_RESULT trace_detail(const struct tracer *tracer, const struct entry *entry, struct buf *out);
