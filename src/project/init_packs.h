/* init_packs.h - which shipped packs a project may fall under, by what was found in it. */

#pragma once

#include <assay/project.h>

#include "base/arena.h"

enum { INIT_PACKS_MAX = 16 };

/* Fills in the hints in the order of the packs' names; texts live in `arena`. */
ASSAY_RESULT init_packs_hint(const struct assay_inventory *inventory, struct arena *arena,
                             struct assay_init_hint hints[INIT_PACKS_MAX], size_t *count,
                             struct assay_error *err);
