/* statement.h - in-toto statements: what an entry says, about what. Source: in-toto Statement v1;
 * ledger-formats.md 3. */

#pragma once

#include "base/arena.h"
#include "base/bytes.h"
#include "doc/doc.h"
#include "doc/jcs.h"

#define STATEMENT_TYPE "application/vnd.in-toto+json" /* payloadType of its envelope */

#define PREDICATE_BASE "urn:assay:predicate"
#define PREDICATE_ERASURE PREDICATE_BASE "/erasure/v1"
#define PREDICATE_INVENTORY PREDICATE_BASE "/inventory/v1"
#define PREDICATE_KEY PREDICATE_BASE "/ledger-key/v1"
#define PREDICATE_SIGNATURE PREDICATE_BASE "/signature/v1"
#define PREDICATE_WITHDRAWAL PREDICATE_BASE "/withdrawal/v1"

/* Borrowed from the arena it was read into. */
struct statement {
    struct bytes predicate_type;
    const struct doc *predicate; /* a map */
    const struct doc *subjects;  /* a list of at least one, each with a digest */
};

/* ASSAY_EFORMAT where the payload, or the document that was read from it, is no such statement. */
ASSAY_RESULT statement_of_doc(const struct doc *doc, const char *path, struct statement *out,
                              struct assay_error *err);
ASSAY_RESULT statement_read(struct arena *arena, struct bytes payload, const char *path,
                            struct statement *out, struct assay_error *err);
/* The same of one that must be in canonical form, too. */
ASSAY_RESULT statement_read_canonical(struct arena *arena, struct bytes payload, const char *path,
                                      struct statement *out, struct assay_error *err);

/*
 * Writing one, in the order of its canonical form: open, the predicate (one JSON value),
 * subjects(), then each subject, then close.
 */
void statement_open(struct jcs *jcs);
void statement_subjects(struct jcs *jcs, const char *predicate_type);
void statement_subject(struct jcs *jcs, const char *name, const uint8_t sha256[32]); /* or NULL */
void statement_close(struct jcs *jcs);

/* {"sha256":hex}, and a whole ResourceDescriptor. */
void statement_digest(struct jcs *jcs, const uint8_t sha256[32]);
void statement_resource(struct jcs *jcs, const char *name, const char *media_type,
                        const uint8_t sha256[32]);

/* "tool": this program and its version. */
void statement_tool(struct jcs *jcs);

/* Numbers in entries are decimal texts, so that no reader's doubles can change them. */
void statement_number(struct jcs *jcs, const char *name, uint64_t value);

/* Reading members of a predicate; false where there is none of that form. */
bool statement_text(const struct doc *map, const char *name, const char **out);
bool statement_u64(const struct doc *map, const char *name, uint64_t *out);
bool statement_sha256(const struct doc *map, const char *name, uint8_t out[32]);
