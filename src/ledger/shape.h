/*
 * shape.h - what a predicate must look like, as a table: the checker, the published JSON Schema and
 * the messages to whoever writes one all read it.
 */

#pragma once

#include "doc/doc.h"
#include "doc/jcs.h"

/* Where a map has personal members, the digests of their disclosures (RFC 9901, 4.2.4.1). */
#define SHAPE_SEALED "_sd"
#define SHAPE_SEALED_BY "_sd_alg"
enum { SHAPE_SEALED_TEXT = 43 }; /* characters of one: SHA-256 as base64url without padding */

enum shape_type {
    SHAPE_TEXT,     /* not empty */
    SHAPE_WORD,     /* one of `words` */
    SHAPE_TIME,     /* RFC 3339 in UTC with Z */
    SHAPE_NUMBER,   /* a whole number as decimal text, which no reader's doubles can change */
    SHAPE_BOOL,     /* true or false */
    SHAPE_SHA256,   /* 64 lowercase hex digits */
    SHAPE_DIGESTS,  /* in-toto DigestSet: algorithm to hex; at least one */
    SHAPE_RESOURCE, /* in-toto ResourceDescriptor: at least one of uri, digest, content */
    SHAPE_OBJECT,   /* the same of an object of the ledger: digest.sha256 is its name */
    SHAPE_PERSONAL, /* a text that is never in an entry: it is sealed (seal.h); top level only */
    SHAPE_MAP,      /* of `members` */
    SHAPE_LIST,     /* each element as the one nameless member says; may be empty */
    SHAPE_FREE,     /* a map of whatever its writer needs */
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

/* How a map is held to its table. */
enum shape_how {
    SHAPE_STRICT = 1 << 0, /* no members but those of the table: for what is written here and now.
                              Of later versions they are ignored. */
    SHAPE_OPEN = 1 << 1,   /* personal values stand in it, as a person writes them and reads them;
                              else they are sealed, as in entries */
};

/*
 * Holds a map to the members of a table. `what` names it in messages ("predicate"), `how` is made
 * of enum shape_how.
 *
 * ASSAY_EUSAGE  "statement.member", with the member's place in `source` and what was wanted
 */
ASSAY_RESULT shape_check(const struct shape *members, const struct doc *map,
                         const struct doc_source *source, const char *what, unsigned how,
                         struct assay_error *err);

/* The member of that name, or NULL. */
const struct shape *shape_find(const struct shape *members, struct bytes name);

/* True for an in-toto DigestSet: a map of algorithm to lowercase hex, at least one. */
bool shape_is_digests(const struct doc *doc);

/* Tells the digest of every object that a map names, as its table says where they stand. */
void shape_objects(const struct shape *members, const struct doc *map,
                   void (*each)(void *user, const uint8_t sha256[32]), void *user);

/*
 * Of an object that is open: `"$defs":{"opened":...}`, what the disclosures hold together, where
 * there are personal members; and `"properties":{...},"required":[...]`, the sealed form.
 */
void shape_defs(const struct shape *members, struct jcs *jcs);
void shape_properties(const struct shape *members, struct jcs *jcs);
