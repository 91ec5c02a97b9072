/*
 * seal.h - personal values outside of entries: each is a disclosure, an object of its own, and the
 * entry holds its digest alone. What is deleted there is gone, and every signature still holds.
 * Source: RFC 9901 sections 4.2 and 7; ledger-formats.md 9.3.
 */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "ledger/shape.h"

enum {
    SEAL_SALT_SIZE = 16,           /* bytes: what RFC 9901 9.3 asks for */
    SEAL_DISCLOSURE_MAX = 1 << 20, /* bytes of one: a text of a person */
};

/* One that was read; borrowed from the arena. */
struct disclosure {
    struct bytes name;
    const struct doc *value;
};

/* Appends the disclosure of a value: base64url of ["SALT","NAME",VALUE]. */
void disclosure_write(const uint8_t salt[SEAL_SALT_SIZE], struct bytes name,
                      const struct doc *value, struct buf *out);

/* ASSAY_EFORMAT where the text is none. Any layout of its JSON is taken, as the digest is over the
 * text as it stands. */
ASSAY_RESULT disclosure_read(struct arena *arena, struct bytes text, const char *path,
                             struct disclosure *out, struct assay_error *err);

/* A personal value on its way into the ledger. */
struct seal_object {
    const struct shape *member;
    uint8_t sha256[32];
    struct bytes text; /* of the disclosure */
};

struct sealed {
    struct doc predicate; /* without personal members, with the digests of their disclosures */
    struct seal_object *objects;
    size_t count;
};

/*
 * Seals what `members` call personal in `open`, a map that fits them. All lives in `arena`; the
 * sealed predicate shares what is not personal with `open`.
 */
ASSAY_RESULT seal(struct arena *arena, const struct shape *members, const struct doc *open,
                  struct sealed *out, struct assay_error *err);

/* Tells the digests in a sealed predicate, of those that are well formed. */
void seal_digests(const struct doc *predicate, void (*each)(void *user, const uint8_t sha256[32]),
                  void *user);

/* The member that a disclosure is of, or NULL where a table seals none of that name and type. */
const struct shape *seal_member(const struct shape *members, const struct disclosure *disclosure);

/*
 * What is wrong with the sealed values of one entry taken together (RFC 9901, 7.1): one stands
 * twice, or one that must be given is not among them. False where nothing is.
 * opened  the members of those that can be seen; `closed` is the number of those that cannot
 */
enum { SEAL_FAULT_SIZE = 128 };
bool seal_fault(const struct shape *members, const struct shape *const *opened, size_t count,
                size_t closed, char fault[SEAL_FAULT_SIZE]);

/*
 * Reads a disclosure back from its object, digest checked.
 *
 * ASSAY_EMISSING  the object is not there
 * ASSAY_ETRUST    it is not what its name says, or no disclosure
 */
struct store;
ASSAY_RESULT seal_open(struct store *store, struct arena *arena, const uint8_t sha256[32],
                       struct disclosure *out, struct assay_error *err);
