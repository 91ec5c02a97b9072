/* format.h - "%s has %d".format([a, b]). */

#pragma once

#include "policy/cel/run.h"

/* The text with its clauses filled in from the list; a fault where they do not fit each other.
 * Clauses: %s %d %f %.3f %e %b %o %x %X %%. Source: cel-go, ext/README.md, "Strings, Format". */
struct cel_value format_text(struct cel_run *run, struct bytes text, const struct cel_list *values);
