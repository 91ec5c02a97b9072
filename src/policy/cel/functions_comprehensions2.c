/*
 * functions_comprehensions2.c - macros with two names: index and element, or key and value.
 * Source: cel-go, ext/README.md, "TwoVarComprehensions".
 */

#include "base/kit.h"
#include "policy/cel/macros.h"

static enum assay_status expand_all(struct parser *parser, struct node *call)
{
    return macro_fold(parser, call, FOLD_ALL, 2, call->of.call.args[2], NULL);
}

static enum assay_status expand_exists(struct parser *parser, struct node *call)
{
    return macro_fold(parser, call, FOLD_EXISTS, 2, call->of.call.args[2], NULL);
}

static enum assay_status expand_exists_one(struct parser *parser, struct node *call)
{
    return macro_fold(parser, call, FOLD_EXISTS_ONE, 2, call->of.call.args[2], NULL);
}

/* (names, result) and (names, condition, result) */
static ASSAY_RESULT transform(struct parser *parser, struct node *call, enum fold_kind kind)
{
    struct node **args = call->of.call.args;
    bool filtered = call->of.call.count == 4;

    return macro_fold(parser, call, kind, 2, filtered ? args[2] : NULL, args[filtered ? 3 : 2]);
}

static enum assay_status expand_list(struct parser *parser, struct node *call)
{
    return transform(parser, call, FOLD_LIST);
}

static enum assay_status expand_map(struct parser *parser, struct node *call)
{
    return transform(parser, call, FOLD_MAP);
}

static enum assay_status expand_map_entry(struct parser *parser, struct node *call)
{
    return transform(parser, call, FOLD_MAP_ENTRY);
}

static const struct macro macros[] = {
    {"all", 3, 3, NULL, expand_all},
    {"exists", 3, 3, NULL, expand_exists},
    {"existsOne", 3, 3, NULL, expand_exists_one},
    {"exists_one", 3, 3, NULL, expand_exists_one},
    {"transformList", 3, 4, NULL, expand_list},
    {"transformMap", 3, 4, NULL, expand_map},
    {"transformMapEntry", 3, 4, NULL, expand_map_entry},
};

const struct library library_comprehensions2 = {
    .name = "comprehensions2", .macros = macros, .macro_count = ARRAY_LEN(macros)};
