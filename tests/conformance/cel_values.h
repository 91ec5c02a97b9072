/* cel_values.h - values of the expression language as the case files write them. */

#pragma once

#include <jansson.h>

#include "policy/cel/cel.h"

struct arena;

/* {"int": "1"}, {"list": [...]}, {"unknown": ["x"]} and so on; false where it cannot be read. */
bool case_value(const json_t *json, struct arena *arena, struct cel_value *out);

/* As the cases compare: by type and value, NaN equal to itself, maps in any order. */
bool case_equal(struct cel_value a, struct cel_value b);
