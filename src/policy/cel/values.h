/* values.h - values inside the engine: equality that knows unknowns, order, names joined. */

#pragma once

#include "policy/cel/cel.h"

struct arena;

enum { TEXT_STEP = 64 }; /* bytes of a text that one step compares, or a function looks at */

/* What looking at all of it costs, beside the step for itself: nothing for what is no text. */
static inline uint64_t value_text_steps(struct cel_value value)
{
    return value.kind == CEL_STRING || value.kind == CEL_BYTES ? value.of.text.size / TEXT_STEP : 0;
}

/* What a comparison finds out: unequal somewhere, equal all over, or undecided for want of facts.
 */
enum sameness {
    SAME_NO,
    SAME_YES,
    SAME_UNKNOWN,
};

/*
 * Compares all the way down, to CEL_DEPTH levels. Each element met costs one of *left, and so does
 * each TEXT_STEP of texts; where they run out the answer is SAME_NO and *left is 0. *unknown is the
 * first unknown met, for its names.
 */
enum sameness value_same(struct cel_value a, struct cel_value b, uint64_t *left,
                         struct cel_value *unknown);

/* -1, 0, 1 for what has an order: numbers of any type, strings, bytes, bools, times. 2 where there
 * is none, and for NaN. */
int value_compare(struct cel_value a, struct cel_value b);

bool value_is_number(struct cel_value value);
static inline bool value_is_unknown(struct cel_value value)
{
    return value.kind == CEL_UNKNOWN;
}
static inline bool value_is_fault(struct cel_value value)
{
    return value.kind == CEL_FAULT;
}
static inline bool value_is_true(struct cel_value value)
{
    return value.kind == CEL_BOOL && value.of.boolean;
}

/* One unknown with the names of both. */
struct cel_value value_join_unknowns(struct arena *arena, struct cel_value a, struct cel_value b);

/* The first unknown inside lists and maps, at any level; false where there is none. Costs as
 * value_same() does. */
bool value_has_unknown(struct cel_value value, uint64_t *left, struct cel_value *unknown);

/* False for what ofNonZeroValue() drops: null, false, 0, "", empty lists and maps, none. */
bool value_is_nonzero(struct cel_value value);

/* Its type as a value, of the kind only: every list is a list. */
const struct cel_type *value_type(struct cel_value value);

/* Numbers that are equal across types become the same key; false for what cannot be one. */
bool value_is_key(struct cel_value value);

extern const struct cel_value value_no_memory; /* a final fault */
