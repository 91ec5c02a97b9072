/* figures.h - whether the figures that two cards give of one model are the same. */

#pragma once

#include <assay/inventory.h>

#include "base/bytes.h"

/* Is told of each two that differ: a line of the card around a model, and one of its own card. */
typedef void figures_differ(void *data, struct bytes around, struct bytes own);

/*
 * Holds the figures of a model's own card against those of the card around it, which may give them
 * for several data sets: one of those is the model's, and nothing else is given for the same.
 *
 * own  a list of texts; results, figures  the same, or NULL
 * ASSAY_ELIMIT  more than will be compared
 */
ASSAY_RESULT figures_compare(const struct assay_value *own, const struct assay_value *results,
                             const struct assay_value *figures, figures_differ *differ, void *data,
                             struct assay_error *err);
