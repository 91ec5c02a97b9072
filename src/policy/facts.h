/*
 * facts.h - what rules are asked about: the variables of the rule language and their values.
 *
 * `item` has the fields of facts_item.c and, by groups, the facts of facts.def under their own
 * names with `_` for `-`: `item.model.base_model`. A fact that nobody measured or declared is
 * absent: has() is false, and reading it is unknown.
 */

#pragma once

#include <assay/assessment.h>
#include <assay/commit_order.h>
#include <assay/makers.h>
#include <assay/testimony.h>

#include "policy/cel/cel.h"

enum field_type {
    FIELD_BOOL,
    FIELD_INT,
    FIELD_TEXT,
    FIELD_TEXTS,
    FIELD_OBSERVATIONS,
    FIELD_SOURCES,
    FIELD_WAIVERS,
    FIELD_ATTESTATIONS,
    FIELD_RELEASES,
    FIELD_GONE,
    FIELD_GROUP,
    FIELD_TYPES
};

/* What one evaluation may read; all borrowed, NULL where there is none. */
struct facts_sources {
    const struct assay_inventory *inventory;
    const struct assay_inventory *tree; /* of a range: the whole, in which paths of records stand */
    const struct assay_ledger_state *ledger;
    const struct assay_inventory *recorded;
    const struct assay_testimony *testimony;
    const struct assay_outside *outside;
    const struct assay_makers *makers;
    const struct assay_commit_orders *orders;
    const struct assay_inventory *authority; /* as in struct assay_gate */
    const struct assay_policy *policy; /* whose files may differ from those of the authority */
    const struct assay_waiver *waivers;
    size_t waiver_count;
    int64_t time;
    struct cel_value params; /* a record */
};

/* The types of the variables; made once for a policy, in its arena. */
struct facts_types;

/*
 * Declares item, observation, target, ledger, waivers and params, and the functions of
 * functions.h.
 */
ASSAY_RESULT facts_declare(struct arena *arena, struct cel_env *env, const struct cel_type *params,
                           const struct facts_types **out, struct assay_error *err);

const struct cel_type *facts_type(const struct facts_types *types, const char *variable);

/* Values for one inventory; the item and observation in question are set one after the other.
 * Not for two threads at once. */
struct facts;

ASSAY_RESULT facts_new(const struct facts_types *types, const struct facts_sources *sources,
                       struct facts **out, struct assay_error *err);
void facts_free(struct facts *facts);
void facts_freep(struct facts **facts);

void facts_set_item(struct facts *facts, const struct assay_item *item); /* NULL: the target */
void facts_set_observation(struct facts *facts, const struct assay_observation *observation);
const struct cel_activation *facts_activation(const struct facts *facts);

/* As records_file_of(). */
const struct assay_item *facts_record_of(const struct facts *facts, const char *field,
                                         bool *declared);

/* True where a record that names the item stands in one of those files. */
bool facts_item_is_named_in(const struct facts *facts, const struct assay_item *item,
                            const struct assay_inventory *files);

/* True where something of the item was not examined. */
bool facts_item_has_gap(struct facts *facts, const struct assay_item *item);

/* The value that a field of `item` has in an example that does not mention it; false where the
 * field may be absent. */
bool facts_default(const char *path, struct cel_value *out);

/* The fact that "item.model.base_model" reads; false where it is none of the dictionary. */
bool facts_find(const char *path, enum assay_fact_id *id);

/* A line for each variable, field and function: name, type, unit, meaning, how it is known, and
 * what delivers it; as text, or as tables of Markdown. */
ASSAY_RESULT facts_show(struct buf *out, bool markdown, struct assay_error *err);

/* The JSON Schema of assay.inventory/1, with every fact of the dictionary. */
void facts_schema(struct buf *out);

struct facts_line {
    const char *name, *type, *unit, *meaning, *how, *by;
};
void facts_line(struct buf *out, bool markdown, const struct facts_line *line);
void facts_head(struct buf *out, bool markdown, const char *title);
