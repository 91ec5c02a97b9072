/* functions.h - what rules may call beside the language: one table, each entry a line and a test.
 */

#pragma once

#include <stddef.h>

#include "policy/cel/cel.h"

struct policy_function {
    struct cel_function function;
    const char *meaning; /* for `assay policy show --facts` and the manual */
};

/* Sorted by signature. */
extern const struct policy_function policy_functions[];
extern const size_t policy_function_count;
