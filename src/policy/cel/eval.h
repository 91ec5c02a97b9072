/* eval.h - what each node of the tree means, in the four files that say it. */

#pragma once

#include "policy/cel/run.h"

/* True for what is no value: unknown or fault. */
static inline bool eval_stops(struct cel_value value)
{
    return value.kind == CEL_UNKNOWN || value.kind == CEL_FAULT;
}

/* Gathers what stops a strict node: the first fault, else all unknowns. *stopped is of kind CEL_DYN
 * as long as nothing does. */
void eval_gather(struct cel_run *run, struct cel_value value, struct cel_value *stopped);

/*
 * Puts one arm of `&&` (decisive: false) or `||` (decisive: true) to the result of those before it,
 * which was the opposite at first; true once the result is settled for good.
 */
bool eval_decide(struct cel_run *run, const struct node *at, struct cel_value arm, bool decisive,
                 struct cel_value *result);

struct cel_value eval_select(struct cel_run *run, const struct node *node);
struct cel_value eval_index(struct cel_run *run, const struct node *node);
struct cel_value eval_call(struct cel_run *run, const struct node *node);
struct cel_value eval_fold(struct cel_run *run, const struct node *node);
struct cel_value eval_let(struct cel_run *run, const struct node *node);
