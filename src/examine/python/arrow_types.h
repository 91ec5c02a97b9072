/*
 * arrow_types.h - extension types in a schema of Arrow, which libraries of Python make from what
 * stands beside their names.
 */

#pragma once

#include "examine/inspector.h"

/* The name of a type: told where it is made from a pickle, or its values are pickles. */
void arrow_type_named(struct evidence *evidence, uint64_t at, struct bytes name);

/* What a type is made from: judged where it is a pickle. `at` is its place in the item. */
ASSAY_RESULT arrow_type_parameters(struct evidence *evidence, uint64_t at, struct bytes bytes,
                                   struct assay_error *err);

/* Both, for each type in the bytes of a schema that nobody reads. */
ASSAY_RESULT arrow_types_in_schema(struct evidence *evidence, uint64_t at, struct bytes schema,
                                   struct assay_error *err);
