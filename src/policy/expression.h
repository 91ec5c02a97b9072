/* expression.h - compiles what a pack's file holds, and blames the byte in that file. */

#pragma once

#include "doc/doc.h"
#include "policy/cel/cel.h"
#include "policy/template.h"

/*
 * Compiles the expression of a node, which must be of the type `wanted`.
 * what  names rule and field: "rule MOD-007, check"
 *
 * ASSAY_EUSAGE  id "policy.expression", with line and column in the file, inside the expression too
 */
ASSAY_RESULT expression_compile(const struct cel_env *env, const struct doc_source *source,
                                const struct doc *node, const char *what, enum cel_kind wanted,
                                struct arena *arena, struct cel_program **out,
                                struct assay_error *err);

/* The same for a template. */
ASSAY_RESULT expression_template(const struct cel_env *env, const struct doc_source *source,
                                 const struct doc *node, const char *what, struct arena *arena,
                                 struct template **out, struct assay_error *err);
