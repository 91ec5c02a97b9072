/*
 * shape.h - what a predicate must look like, as a table: the checker, the published JSON Schema and
 * the messages to whoever writes one all read it.
 */

#pragma once

#include "doc/doc.h"
#include "doc/jcs.h"

enum shape_type {
    SHAPE_TEXT,     /* not empty */
    SHAPE_WORD,     /* one of `words` */
    SHAPE_TIME,     /* RFC 3339 in UTC with Z */
    SHAPE_NUMBER,   /* a whole number as decimal text, which no reader's doubles can change */
    SHAPE_BOOL,     /* true or false */
    SHAPE_SHA256,   /* 64 lowercase hex digits */
    SHAPE_DIGESTS,  /* in-toto DigestSet: algorithm to hex; at least one */
    SHAPE_RESOURCE, /* in-toto ResourceDescriptor: uri, digest or content; others as they come */
    SHAPE_MAP,      /* of `members` */
    SHAPE_LIST,     /* each element as the one nameless member says; may be empty */
    SHAPE_ANY,      /* whatever its writer needs */
    SHAPE_TYPES
};

struct shape {
    const char *name; /* NULL ends a table; "" for the elements of a list */
    enum shape_type type;
    bool required;
    const char *meaning;
    const char *const *words;    /* of SHAPE_WORD, ended by NULL */
    const struct shape *members; /* of SHAPE_MAP and SHAPE_LIST, ended by a name that is NULL */
};

/*
 * Holds a map to the members of a table. `what` names it in messages ("predicate"); `strict`
 * refuses members that the table does not have, which is for what is written here and now: of later
 * versions they are ignored.
 *
 * ASSAY_EUSAGE  "statement.member", with the member's place in `source` and what was wanted
 */
ASSAY_RESULT shape_check(const struct shape *members, const struct doc *map,
                         const struct doc_source *source, const char *what, bool strict,
                         struct assay_error *err);

/* Writes `"properties":{...},"required":[...],"type":"object"` of an object that is open. */
void shape_schema(const struct shape *members, struct jcs *jcs);
