/* column_proof.h - what proves the type of a column: its name, or more cells than chance gives.
 * Source: docs/reference/detectors.md, "How sure is sure". */

#pragma once

#include <stdbool.h>
#include <stdint.h>

/* True where words of a column's name name the type; `name` and `headers` may be NULL. */
bool column_is_named(const char *name, const char *const *headers);

/* True when `k` or more of `n` cells passing by chance `c` is less likely than one in a million. */
bool column_is_beyond_chance(uint64_t n, uint64_t k, double c);
