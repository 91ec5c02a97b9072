/* macros.c - the macros of the standard library, and how others are made. */

#include "policy/cel/macros.h"

#include "base/kit.h"

enum assay_status macro_name(struct parser *parser, const struct node *argument, const char **name)
{
    if (argument->kind != NODE_NAME || argument->of.name.absolute)
        return parser_fail(parser, argument, "a plain name for the element should be here");
    *name = argument->of.name.text;
    return ASSAY_OK;
}

enum assay_status macro_fold(struct parser *parser, struct node *call, enum fold_kind kind,
                             size_t name_count, struct node *condition, struct node *result)
{
    struct node *range = call->of.call.target;
    const char *names[2] = {NULL, NULL};

    for (size_t i = 0; i < name_count; i++)
        TRY(macro_name(parser, call->of.call.args[i], &names[i]));
    if (name_count == 2 && strcmp(names[0], names[1]) == 0)
        return parser_fail(parser, call->of.call.args[1], "two names that are the same");
    call->kind = NODE_FOLD;
    call->of.fold.kind = kind;
    call->of.fold.range = range;
    call->of.fold.names[0] = names[0];
    call->of.fold.names[1] = names[1];
    call->of.fold.name_count = name_count;
    call->of.fold.slot = 0;
    call->of.fold.condition = condition;
    call->of.fold.result = result;
    return ASSAY_OK;
}

enum assay_status macro_let(struct parser *parser, struct node *call, enum let_kind kind,
                            const struct node *name, struct node *init, struct node *body)
{
    const char *text;

    TRY(macro_name(parser, name, &text));
    call->kind = NODE_LET;
    call->of.let.kind = kind;
    call->of.let.name = text;
    call->of.let.slot = 0;
    call->of.let.init = init;
    call->of.let.body = body;
    return ASSAY_OK;
}
