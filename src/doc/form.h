/*
 * form.h - a form that a person fills in: which fields a document has, read from its JSON Schema.
 *
 * One schema gives the check of a document, a template with comments, and the types of its fields:
 * so they cannot differ. What is read of JSON Schema 2020-12: object (properties, required),
 * array (items; minItems of 0 where an empty list is an answer), string (enum; format date,
 * date-time, sha256 or commit), integer (minimum, maximum), number, boolean, description, examples.
 * One keyword is our own: "x-when" of a date, "covers" or "ahead" where it is not of what was done.
 * A schema with anything else does not load.
 */

#pragma once

#include "base/buf.h"
#include "doc/doc.h"

enum {
    FORM_DEPTH = 8, /* maps and lists in each other; a schema that goes deeper does not load */
    FORM_FIELDS_MAX = 96, /* of one map */
};

/* What a day or time of a form is. */
enum form_when {
    WHEN_DONE,   /* something was done: not before there was such a thing, not in days to come */
    WHEN_COVERS, /* of a period that data covers: any day up to now */
    WHEN_AHEAD,  /* a plan: any */
};

enum form_type {
    FORM_TEXT,
    FORM_DATE,
    FORM_TIME, /* in UTC */
    FORM_SHA256,
    FORM_COMMIT, /* of git, whole: SHA-1 or SHA-256 */
    FORM_INT,
    FORM_NUMBER,
    FORM_BOOL,
    FORM_LIST,
    FORM_MAP,
    FORM_TYPES
};

struct form {
    const char *name; /* of the field; "" for the whole and for an element of a list */
    enum form_type type;
    bool required;
    const char *meaning;        /* its description, or "" */
    const char *example;        /* or "" */
    const char *const *allowed; /* of FORM_TEXT, NULL: any */
    size_t allowed_count;
    enum form_when when;       /* of FORM_DATE and FORM_TIME */
    int64_t least, most;       /* of FORM_INT */
    const struct form *fields; /* of FORM_MAP, in the order of the schema */
    size_t field_count;
    const struct form *element; /* of FORM_LIST */
    bool may_be_empty;          /* of FORM_LIST: none is an answer, and no field left open */
};

/*
 * Reads a schema; the form lives in `arena`.
 *
 * ASSAY_EFORMAT  no JSON, or more than the above
 */
ASSAY_RESULT form_read(struct arena *arena, const struct doc_source *source,
                       const struct form **out, struct assay_error *err);

/* The field of a map, or NULL. */
const struct form *form_field(const struct form *form, struct bytes name);

/* What is told of a filled-in document, field by field: "classes[2].period". */
struct form_report {
    void (*missing)(void *data, const char *field);
    void (*placeholder)(void *data, const char *field);
    /* `node` is where it stands */
    void (*invalid)(void *data, const struct doc *node, const char *text);
    bool (*is_placeholder)(struct bytes text);
    void *data;
};

/*
 * Holds a document to a form and tells all that is wrong. Gives what is right of it: a tree with
 * numbers and bools as such, without the fields that were told.
 *
 * ASSAY_ENOMEM  memory ran out; all else is told
 */
ASSAY_RESULT form_take(const struct form *form, const struct doc *doc,
                       const struct form_report *report, struct arena *arena, struct doc *out,
                       struct assay_error *err);

/* A document to fill in, as YAML with a comment for each field; required fields hold TODO, the
 * others stand behind a #. `skip` names a field at the top that is left out, or NULL. */
void form_template(const struct form *form, const char *skip, struct buf *out);

/* "a text", "a date such as 2026-11-01", "a whole number" ... */
const char *form_type_words(enum form_type type);
