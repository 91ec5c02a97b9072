/* trace_key.h - what a thing is known by, and every place where an entry names one. */

#pragma once

#include "base/buf.h"
#include "ledger/statement.h"

/*
 * Writes the key of a resource: its strongest digest as "ALGORITHM:HEX" and that digest's place in
 * the map, or "uri:URI" and SIZE_MAX. False where it has neither.
 */
bool trace_key(const struct doc *resource, struct buf *out, size_t *strongest);
/* The key of one digest; false where it is no text. */
bool trace_key_of(const struct doc_member *digest, struct buf *out);

/* One naming of a thing in an entry. */
struct trace_naming {
    const char *algorithm;      /* "sha256", "gitCommit"; "uri" */
    struct bytes value;         /* hex, or the uri */
    const char *name;           /* of the resource, or "" */
    const char *place;          /* the member of the predicate that it stands in, or "subject" */
    const struct doc *resource; /* or NULL: the digest stands alone */
};

/* Tells every digest in a statement, wherever it stands, and the uri of what has no digest. */
void trace_namings(const struct statement *statement,
                   void (*each)(void *user, const struct trace_naming *naming), void *user);
