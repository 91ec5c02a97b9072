/*
 * facts_records.h - records that a person wrote, as values: `records.retention` holds all of that
 * kind, `item.records.evaluation` those that name the item among their subjects.
 *
 * Their fields are those of their schema, with `_` for `-`; beside them stand `path`, `binding`,
 * `fields_missing` and `fields_placeholder`. A field that is missing, wrong or a placeholder is
 * absent; so all of them are of a record that could not be read. A map that names a file by `path`
 * has more: `there` and `recorded`, what the target and the ledger have of that file, and `dataset`
 * and `model`, its facts.
 */

#pragma once

#include "policy/facts.h"

struct buf;
struct doc;

/* The kinds of record as types; made once for a policy. */
struct record_types;

/* `dataset` and `model`: the types of the facts of items. */
ASSAY_RESULT record_types_make(struct arena *arena, const struct cel_type *dataset,
                               const struct cel_type *model, const struct record_types **out,
                               struct assay_error *err);
/* Of the variable `records`, whose fields are lists; `item.records` has the same. */
const struct cel_type *record_types_all(const struct record_types *types);

/* Of a kind that says who may do what. Where a change is judged by the words of another commit,
 * these are that commit's: nobody names himself an approver. */
bool records_grant_rights(struct bytes kind);

/* The records of one inventory. */
struct records;

/* `facts` is only asked once it is made. */
ASSAY_RESULT records_new(const struct record_types *types, const struct facts *facts,
                         const struct facts_sources *sources, struct records **out,
                         struct assay_error *err);
/* The file of the record that a field is of, as "item.records.risk[0].owner", of the item that was
 * asked about last, or "records/risk.yml:risk.owner"; NULL where it is of none. *declared: a person
 * wrote it there; else it was measured. */
const struct assay_item *records_file_of(const struct records *records, const char *field,
                                         bool *declared);

void records_free(struct records *records);

/* All records, or those of an item: valid until the next call for another item. */
struct cel_value records_value(struct records *records, const struct assay_item *item);

/* What an item was made from, as records of training and preparation say that name it; false where
 * `take` stopped. */
struct record_input {
    const struct doc *doc;         /* the map that names it */
    const struct assay_item *item; /* NULL where it is not here, or another */
    const char *record;            /* path of the record */
};
typedef bool records_input(void *data, const struct record_input *input);
bool records_inputs(const struct records *records, const struct assay_item *item,
                    records_input *take, void *data);

/* Whether a record that names the item stands in one of these files. */
bool records_name_in(const struct records *records, const struct assay_item *item,
                     const struct assay_inventory *files);

/* Whether a record of training names the content among its data sets, by its digest. */
bool records_trained_on(const struct records *records, const struct assay_item *item);

/* What a field of a record has in an example that does not mention it. */
bool records_default(const char *path, struct cel_value *out);

/* A line for each field of each kind, for `assay policy show --facts`. */
ASSAY_RESULT records_show(struct buf *out, bool markdown, struct assay_error *err);
