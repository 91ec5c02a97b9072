/* facts_records_part.h - what the files of facts_records_*.c share: kinds, records, and how one is
 * seen as a value. */

#pragma once

#include <pthread.h>

#include "base/arena.h"
#include "base/key_index.h"
#include "examine/papers/records.h"
#include "policy/facts_fields.h"
#include "policy/record_path.h"

/* How many fields every record has beside those of its form; and how many, and how many groups of
 * facts, a map that names a file. */
enum { RECORD_FIELDS = 5, FILE_FIELDS = 4, FILE_GROUPS = 2 };

/* One kind: its form and the type of its records. */
struct kind {
    const struct shipped_record *record;
    const char *field;            /* its name in the language */
    const struct cel_type *type;  /* its fields are made when one is asked for */
    struct record_types *of;      /* all kinds */
    const struct form *form;      /* NULL until record_kind_read() */
    const struct cel_type *whole; /* the type with its fields; as above */
};

struct record_types {
    pthread_mutex_t reading; /* a policy may be in use by several threads */
    struct arena *arena;
    struct kind *kinds;
    size_t count;
    const struct cel_type *all;
    const struct cel_type *facts[FILE_GROUPS]; /* types of the facts of items */
};

/* Reads the form of a kind and makes its type, where that was not done yet. Most policies and
 * projects have to do with few of the kinds. facts_records_types.c. */
ASSAY_RESULT record_kind_read(struct kind *kind, struct assay_error *err);

/* A record of the inventory. */
struct entry {
    const struct kind *kind;
    const struct assay_item *item; /* the file that holds it */
    const struct doc *doc;         /* NULL where it could not be read */
    const char *path;              /* as shown */
    bool of_authority;             /* of the commit that --config-from names */
    bool of_others;                /* stands where others' files are kept: lookup_is_of_others() */
    const char *name;              /* of its fields in messages: "risk.yml:risk" */
};

/* How a subject of a record names an item: by the digest of its bytes; by its path alone; by its
 * path, with another digest. The strongest comes first. */
enum record_binding { BINDING_DIGEST, BINDING_PATH, BINDING_STALE, RECORD_BINDINGS };

struct records {
    struct arena *arena;
    const struct record_types *types;
    const struct facts *facts;
    const struct assay_inventory *inventory, *recorded;
    const struct assay_inventory *tree; /* in which their paths are looked for */
    const struct assay_commit_orders *orders;
    bool ledger; /* one was read, with inventories in it or not */
    struct entry *entries;
    size_t count;
    struct key_index named[RECORD_BINDINGS]; /* digests or paths of subjects, at their entries */
    struct key_index by_kind;                /* fields of kinds, at entries not of others */
    struct key_index trained_on;             /* digests that records of training name, at entries */
    const struct assay_item *subject;        /* of `own` */
    struct cel_record all, own;
};

/* A map of a record, seen as a value; lives in the evaluation's arena. */
struct view {
    struct cel_record record;
    const struct records *records;
    const struct entry *entry;  /* of a whole record; NULL of a map inside */
    const struct entry *around; /* of a map inside: the record */
    const char *binding;        /* of a record of an item */
    const struct form *form;
    const struct doc *doc;
};

/* Fields that every record has beside those of its form. */
struct record_field {
    const char *name;
    bool list;
    const char *normal; /* in an example that does not mention it */
    const char *meaning;
};
extern const struct record_field record_fields[RECORD_FIELDS];
/* That of a record which names the commit of its thresholds. */
extern const struct record_field record_order;
/* Those that a map has which names a file by its path, and perhaps its digest; and facts of
 * that file, as `item.dataset` has them. */
extern const struct record_field file_fields[FILE_FIELDS];
extern const char *const file_groups[FILE_GROUPS];

static inline bool record_has_order(const struct form *form)
{
    return form_field(form, BYTES("thresholds-commit")) != NULL;
}

static inline bool record_names_file(const struct form *form)
{
    return form_field(form, BYTES("path")) != NULL;
}

static inline enum assay_status records_no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

/* facts_records_naming.c: makes `named` and the indexes beside it. */
ASSAY_RESULT namings_make(struct records *records, struct assay_error *err);
void namings_clear(struct records *records);

/* The records that name an item and were not taken yet. */
struct naming {
    const struct records *records;
    const struct key_place *next[RECORD_BINDINGS];
    size_t left[RECORD_BINDINGS];
};

/* False when memory ran out. */
bool naming_start(const struct records *records, const struct assay_item *item,
                  struct naming *naming);
size_t naming_most(const struct naming *naming); /* how many they are at most */
/* Takes one, in the order of entries, with its strongest binding; NULL at the end. */
const struct entry *naming_next(struct naming *naming, enum record_binding *binding);
const char *record_binding_name(enum record_binding binding);

/* How the file fits that a map of a record names by its path and digest; NULL where it names none.
 * *found: the item itself, where it is not another. facts_records.c. */
const char *record_look_up(const struct records *records, const struct entry *entry,
                           const struct doc *map, const struct assay_item **found);

/* A map as a value. */
bool record_give(const struct view *from, const struct cel_type *type, const char *path,
                 struct arena *arena, struct cel_value *out);
