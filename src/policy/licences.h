/* licences.h - what is known of a licence by its identifier. */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* Bits of what the terms hold back. */
enum licence_terms {
    LICENCE_PLAIN = 0,
    LICENCE_NON_COMMERCIAL = 1, /* also research only */
    LICENCE_NO_DERIVATIVES = 2,
    LICENCE_RESTRICTED = 4, /* limits of use, field, users or place go with it */
};

/* The licences that an expression binds by: both of AND, the better arm of OR. */
enum { LICENCE_PARTS_MAX = 16 };
struct licence_parts {
    const struct licence_terms_of *terms[LICENCE_PARTS_MAX]; /* licence_terms.h */
    size_t count;
    bool whole; /* the terms of each are in the table */
};

/*
 * Judges an SPDX licence expression: identifiers with AND, OR, WITH, `+`, parentheses, LicenseRef-
 * and AdditionRef- names; and the names that model hubs use, also behind LicenseRef-. Of OR the
 * better arm counts, as a whole; of AND both.
 *
 * terms   bits of enum licence_terms, or NULL
 * stated  false where a LicenseRef- or AdditionRef- says nothing; the bits are then those of the
 *         others that bind as well
 *
 * Returns false where a part is not a licence that is known.
 */
bool licence_read(struct bytes expression, unsigned *terms, bool *stated);

/* As licence_read(), for what is owed. */
bool licence_parts_read(struct bytes expression, struct licence_parts *out);
