/* types.h - types inside the engine: their notation, and which of them fit together. */

#pragma once

#include "policy/cel/cel.h"

/* A list, map or optional of anything; what `type()` gives for them. */
extern const struct cel_type cel_any_list, cel_any_map, cel_any_optional;

/* An opaque type, or a type parameter. */
const struct cel_type *type_named(struct arena *arena, enum cel_kind kind, const char *name,
                                  const struct cel_type *const *args, size_t count);

/* Same shape and names, all the way down. */
bool type_equal(const struct cel_type *a, const struct cel_type *b);

/* The declared field of what cel_record_fields() gave, or NULL. */
const struct cel_field *type_field(const struct cel_type *record, const char *name);

/*
 * Reads a type from the front of *text and moves past it; NULL where there is none.
 *
 * record  gives a declared record type for a name, or NULL
 */
const struct cel_type *
type_read(struct arena *arena, struct bytes *text,
          const struct cel_type *(*record)(const void *data, const char *name), const void *data);
