/* functions_bindings.c - cel.bind(name, value, expression). Source: cel-go, ext/README.md,
 * "Bindings". */

#include "base/kit.h"
#include "policy/cel/macros.h"

static enum assay_status expand_bind(struct parser *parser, struct node *call)
{
    struct node **args = call->of.call.args;

    return macro_let(parser, call, LET_BIND, args[0], args[1], args[2]);
}

static const struct macro macros[] = {{"bind", 3, 3, "cel", expand_bind}};

const struct library library_bindings = {
    .name = "bindings", .macros = macros, .macro_count = ARRAY_LEN(macros)};
