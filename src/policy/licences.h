/* licences.h - what is known of a licence by its identifier. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* Bits of what the terms hold back. */
enum licence_terms {
    LICENCE_PLAIN = 0,
    LICENCE_NON_COMMERCIAL = 1, /* also research only */
    LICENCE_NO_DERIVATIVES = 2,
    LICENCE_RESTRICTED = 4, /* limits of use, field, users or place go with it */
};

/*
 * Judges an SPDX licence expression: identifiers with AND, OR, WITH, `+`, parentheses, LicenseRef-
 * names; and the names that model hubs use. Of OR the better arm counts, of AND both.
 *
 * terms  bits of enum licence_terms, or NULL; a LicenseRef- says nothing: *stated is then false
 * Returns false where a part is not a licence that is known.
 */
bool licence_read(struct bytes expression, unsigned *terms, bool *stated);
