/* spdx.h - licence identifiers: the names in use, brought to the form of the SPDX licence list. */

#pragma once

#include "base/buf.h"
#include "base/bytes.h"

/*
 * The identifier for a licence's name, without regard to case: of the SPDX list, or a LicenseRef-
 * for terms that are not on it and that the Hub has a name for. NULL for a name that is unknown.
 */
const char *spdx_id(struct bytes name);

/*
 * Appends a licence as a card states it: names that are known in their SPDX form, expressions
 * ("mit OR apache-2.0") likewise part by part, LicenseRef- and all else as it stands.
 */
void spdx_normalise(struct bytes stated, struct buf *out);
