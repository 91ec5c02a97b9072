/*
 * facts_fields.h - inside of facts: a field of a variable, the tables of fields, and their subject.
 *
 * A new field is one function that reads it and one line in its table.
 */

#pragma once

#include "base/clock.h"
#include "policy/facts.h"
#include "policy/facts_records.h"
#include "policy/lookup.h"

enum { NAME_MAX_SIZE = 64, GROUPS_MAX = 24, FIELD_TABLES = 9, VARIABLE_FIELDS = 1 };

/* Facts whose names share a first part: "item.model" holds those of "model.". */
struct group {
    const char *path; /* "item.dataset.origin" */
    const struct cel_type *type;
    struct member {
        const char *name;
        enum assay_fact_id fact;
        const struct group *group; /* or NULL: a fact */
    } * members;
    size_t count;
};

struct facts_types {
    const struct cel_type *item, *observation, *target, *ledger, *waiver, *source, *params;
    const struct cel_type *attestation, *release, *gone;
    const struct record_types *records;
    const struct group *groups[GROUPS_MAX]; /* those right below `item` first, then those below */
    size_t group_count;
    size_t top_count; /* groups right below `item` */
};

/* A group, seen as a value. */
struct group_view {
    struct cel_record record;
    const struct facts *facts;
    const struct group *group;
    const struct assay_item *item; /* whose facts: NULL for that of `facts` */
};

struct facts {
    const struct facts_types *types;
    struct facts_sources from;
    const struct assay_item *item;
    const struct assay_observation *observation;
    struct gap_index gaps;
    struct cel_record item_record, observation_record, target_record, ledger_record;
    struct group_view views[GROUPS_MAX];
    struct records *records;
    struct lineage *lineage;
    struct attested *attested;
    struct cel_activation activation;
    const char **notices; /* lines of all files of notices that stand there now */
    size_t notice_count;
    char today[CLOCK_TEXT_SIZE];

    /* members of one container come one after the other */
    const struct assay_path *container;
    const char *container_kind;
};

typedef bool read_field(const struct facts *facts, const void *subject, struct arena *arena,
                        struct cel_value *out);

struct field {
    const char *name;
    enum field_type type;
    const char *normal; /* value in an example that does not mention it; NULL: may be absent */
    read_field *read;
    const char *meaning;
};

/* The fields of one variable, sorted by name. */
struct table {
    const char *variable; /* or the name of a list's element */
    const struct field *fields;
    size_t count;
};

extern const struct table attestation_table, gone_table, item_table, ledger_table,
    observation_table, release_table, source_table, target_table, waiver_table;
extern const struct table *const field_tables[FIELD_TABLES]; /* sorted by variable */
extern const struct field variable_fields[VARIABLE_FIELDS];  /* variables without fields */

const struct table *find_table(const char *variable);                        /* or NULL */
const struct field *find_field(const struct table *table, const char *name); /* or NULL */

/* The name of a fact as rules write it. */
void fact_name(char out[NAME_MAX_SIZE], enum assay_fact_id id);

#define READ(function)                                                                             \
    static bool function(const struct facts *facts, const void *subject, struct arena *arena,      \
                         struct cel_value *out)
#define UNUSED (void)facts, (void)subject, (void)arena

/* Each makes *out, a fault where memory ends, and returns true: the field is there. */
bool give_text(const char *text, struct cel_value *out);
bool give_number(uint64_t number, struct cel_value *out);
bool give_bool(bool value, struct cel_value *out);
bool give_hex(struct bytes bytes, struct arena *arena, struct cel_value *out);
bool give_shown(struct bytes name, struct arena *arena, struct cel_value *out);
bool give_texts(const char *const *texts, size_t count, struct arena *arena, struct cel_value *out);
/* An element of a list: a record of its table, with `subject` as what it is read from. */
bool give_element(const struct facts *facts, const struct cel_type *type, const char *variable,
                  const void *subject, struct arena *arena, struct cel_value *out);
/* The same of `count` things of `size` bytes that stand side by side, as a list. */
struct elements {
    const struct cel_type *type;
    const char *variable;
    const void *first;
    size_t size, count;
};
bool give_elements(const struct facts *facts, const struct elements *elements, struct arena *arena,
                   struct cel_value *out);

/* What people signed, found by what it names. */
struct attested;

ASSAY_RESULT attested_new(const struct assay_testimony *testimony, struct attested **out,
                          struct assay_error *err);
void attested_free(struct attested *attested);
void attested_freep(struct attested **attested);

/* The attestations that name an item, and the lists of the ledger. */
bool give_attestations(const struct facts *facts, const struct assay_item *item,
                       struct arena *arena, struct cel_value *out);
/* Those that were taken back, each in words. */
bool give_withdrawn(const struct facts *facts, const struct assay_item *item, struct arena *arena,
                    struct cel_value *out);
bool give_releases(const struct facts *facts, struct arena *arena, struct cel_value *out);
bool give_gone(const struct facts *facts, struct arena *arena, struct cel_value *out);
/* In the newest release: same, changed or absent; none where nothing was released. */
bool give_released(const struct facts *facts, const struct assay_item *item, struct cel_value *out);

/* The facts of another item: `group` is "dataset", `path` what messages call it. No group where
 * `item` is NULL: each of its facts is absent. */
struct group_of {
    const struct assay_item *item;
    const char *group, *path;
};
bool give_item_group(const struct facts *facts, const struct group_of *group, struct arena *arena,
                     struct cel_value *out);

/* facts_lineage.c */
bool give_licenses(const struct facts *facts, const struct assay_item *item, struct arena *arena,
                   struct cel_value *out);
bool give_lineage(const struct facts *facts, const struct assay_item *item, struct arena *arena,
                  struct cel_value *out);
bool give_observation(const struct facts *facts, const struct assay_observation *observation,
                      struct arena *arena, struct cel_value *out);
