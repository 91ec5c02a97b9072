/* literal.h - the values that are written out in an expression. */

#pragma once

#include "policy/cel/cel.h"
#include "policy/cel/lexer.h"

/*
 * Reads a number or text token into a value; `negative` where a minus stands right before it.
 * Fails as the lexer does, with the offset in the source.
 */
ASSAY_RESULT literal_read(const struct lexer *lexer, const struct token *token, bool negative,
                          struct arena *arena, struct cel_value *out);
