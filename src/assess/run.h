/* run.h - an assessment while it is made, and what it keeps for explaining afterwards. */

#pragma once

#include "base/buf.h"
#include "base/key_index.h"
#include "policy/judge.h"

/* What people signed, attestations and then waivers, by the digests of its subjects. */
struct statements {
    const struct assay_gate *gate;
    struct key_index subjects; /* at the number of the attestation, or behind the last one */
    bool *here;                /* of each place in it: the target has that content */
    bool whole;                /* the target is as it was recorded: its manifest is known */
    const uint8_t *root;       /* of the target's inventory */
};

/* What assay_assessment_free() releases; what others see stands first. */
struct assessment {
    struct assay_assessment shown;
    struct arena *arena;
    const struct assay_policy *policy;
    struct facts_sources sources;   /* to ask again */
    struct assay_rule *rules;       /* as shown.rules */
    struct assay_waiver *waivers;   /* as shown.waivers */
    struct assay_finding *findings; /* as shown.findings; of their own, for they are many */
    size_t finding_room;
    const struct assay_inventory *whole; /* as in the gate; findings may be about its items */
    const struct statements *statements; /* while it is made */
};

/* The cause of an unknown where nothing of its classes was seen, and a part was not examined. */
#define NOT_EXAMINED "what could not be examined"

/* What a rule said last: many items have the same fault, and one copy of the words will do. */
struct said {
    const char *message, *remedy;
    const char *const *unknown_facts;
    size_t unknown_fact_count;
};

/* One assessment under way. */
struct run {
    struct assessment *out;
    const struct assay_policy *policy;
    const struct assay_gate *gate;
    struct facts *facts;
    struct arena *scratch;       /* emptied between rules */
    enum assay_verdict *applied; /* what `applies` of each said of it; ASSAY_VERDICTS: not asked */
    struct said *said;           /* by each rule */
    struct buf text;
    struct buf whole; /* of the message, with nothing cut */
    struct assay_error *err;
};

/* What people signed for one thing: a statement that meets it; or else, where there are such, one
 * that did until it was taken back or came in doubt, and one that is signed for another project, or
 * of which nobody can tell. */
struct signed_for {
    const struct assay_attestation *attestation, *withdrawn, *foreign;
};

/* Looks for what meets a rule's question about the item (NULL: about the target). */
void attestation_find(const struct run *run, const struct rule *rule, const struct assay_item *item,
                      struct signed_for *out);

/* Whether one that is about the target was signed for it, and not for another project. */
bool attestation_speaks_for_target(const struct statements *statements,
                                   const struct assay_attestation *told);

/* The same about what only a person can say of a control. */
void attestation_of_control(const struct assessment *assessment,
                            const struct assay_control *control, struct signed_for *out);

/* whole.c: true for an item of the part that is judged where the whole is. */
bool whole_judges(const struct run *run, const struct assay_item *item);
/* Judges models and data sets of the whole that a part touches: by all rules over items, with
 * `judge` for each rule. */
typedef enum assay_status whole_judge_item(struct run *run, const struct assay_item *item);
ASSAY_RESULT whole_judge(struct run *run, whole_judge_item *judge);
/* What is judged there at all: models and data sets. */
bool whole_has_subject(const struct assay_item *item);
/* What is read to ask again about an item of the assessment. */
struct facts_sources sources_of(const struct assessment *assessment, const struct assay_item *item);

/* True for a view that holds a part of the project alone: what is to be committed, or pushed. */
bool sees_a_part(const struct assay_target_facts *target);

/* Adds a finding: fills message, remedy, fingerprint and the facts that are missing. */
ASSAY_RESULT finding_add(struct run *run, const struct rule *rule, const struct assay_item *item,
                         const struct assay_observation *observation,
                         const struct judgement *judgement, const struct signed_for *people);

/* Sorts the findings: severity down, path, rule, place. */
ASSAY_RESULT findings_sort(struct assessment *assessment, struct assay_error *err);

/* Numbers those that are alike, in their order. */
ASSAY_RESULT findings_number(struct assessment *assessment, struct assay_error *err);

/* Applies the waivers to the findings: after the verdicts, and to nothing else. */
ASSAY_RESULT waivers_apply(struct assessment *assessment, const struct assay_gate *gate,
                           struct assay_error *err);

/* Takes out the unknowns for which a finding or a gap speaks; they stay counted by their rules. */
ASSAY_RESULT unknowns_silence(struct assessment *assessment, const struct assay_gate *gate,
                              struct assay_error *err);

/* True where the gap ends in exit code 3: gaps block, and this kind is not allowed. */
bool gap_blocks(const struct assay_gate *gate, const struct assay_gap *gap);

/* Looks once for all that people signed in the target; `assessment` has its waivers already. */
ASSAY_RESULT statements_make(struct statements *statements, const struct assessment *assessment,
                             const struct assay_gate *gate, struct assay_error *err);
void statements_clear(struct statements *statements);

/* The places of the statements about a content, in their order; NULL where there is none. */
const struct key_place *statements_of(const struct statements *statements, const uint8_t sha256[32],
                                      size_t *count);

/* True where a digest that somebody signed is of all of the target: of its inventory, or of the
 * manifest that was recorded. No other project has the same. */
bool is_whole_target(const struct statements *statements, const uint8_t sha256[32]);

/* The same, or of a document in it. */
bool is_of_target(const struct statements *statements, const uint8_t sha256[32]);

/* Counts, controls, frameworks, verdict and exit code. */
ASSAY_RESULT summary_make(struct assessment *assessment, const struct assay_gate *gate,
                          struct assay_error *err);
