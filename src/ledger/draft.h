/* draft.h - a statement on its way into the ledger: checked, sealed, with the objects it needs. */

#pragma once

#include <assay/statement.h>

#include "ledger/predicates.h"

struct assay_statement {
    struct arena *arena;
    const struct predicate_kind *kind;
    struct bytes text;           /* canonical, sealed */
    const char *open_text;       /* canonical, personal values in the clear */
    struct seal_object *objects; /* disclosures and files, to be written before the entry */
    size_t object_count;
};

/* As assay_statement_make() for any kind, those that assay writes itself too. */
ASSAY_RESULT draft_make(const struct predicate_kind *kind, const struct assay_draft *draft,
                        struct assay_statement **out, struct assay_error *err);
