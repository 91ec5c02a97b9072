/* predicates_lineage.h - the members of a lineage statement, for the table of kinds. */

#pragma once

#include "ledger/shape.h"

extern const struct shape predicate_lineage_members[];
