/* ending.c - where an expression ends that stands in another text. */

#include <string.h>

#include "policy/cel/cel.h"
#include "policy/cel/lexer.h"

bool cel_expression_end(struct bytes text, char closing, size_t *end)
{
    struct lexer lexer = {.source = text};
    struct token token;
    size_t depth = 0;

    if (text.size > UINT32_MAX)
        return false;
    while (lexer_next(&lexer, &token) == ASSAY_OK && token.kind != TOKEN_END) {
        if (token.kind != TOKEN_OPERATOR)
            continue;
        if (strchr("([{", token.op[0])) {
            depth++;
        } else if (strchr(")]}", token.op[0])) {
            if (depth == 0 && token.op[0] == closing) {
                *end = token.from;
                return true;
            }
            depth -= depth > 0;
        }
    }
    return false;
}
