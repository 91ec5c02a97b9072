/* macros.h - how calls become folds: shared by the libraries that bring macros. */

#pragma once

#include "policy/cel/library.h"
#include "policy/cel/parser.h"

/* The name that an argument is; fails unless it is a plain one. */
ASSAY_RESULT macro_name(struct parser *parser, const struct node *argument, const char **name);

/*
 * Makes `call` a fold over its receiver with `name_count` (1 or 2) names from the front of its
 * arguments. `condition` and `result` may be NULL.
 */
ASSAY_RESULT macro_fold(struct parser *parser, struct node *call, enum fold_kind kind,
                        size_t name_count, struct node *condition, struct node *result);

/* Makes `call` a let: a name for the value of `init`, seen in `body`. */
ASSAY_RESULT macro_let(struct parser *parser, struct node *call, enum let_kind kind,
                       const struct node *name, struct node *init, struct node *body);
