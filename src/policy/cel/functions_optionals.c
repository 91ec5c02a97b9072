/*
 * functions_optionals.c - values that may be absent by intent: optional.of(), orValue() and kin.
 * Source: cel-spec proposal 246, as in cel-go, cel/library.go, "OptionalTypes".
 */

#include "base/kit.h"
#include "policy/cel/macros.h"
#include "policy/cel/run.h"
#include "policy/cel/types.h"

CALL(of_value)
{
    return run_optional(run, &args[0]);
}

CALL(of_nonzero)
{
    return run_optional(run, value_is_nonzero(args[0]) ? &args[0] : NULL);
}

CALL(none)
{
    return run_optional(run, NULL);
}

CALL(has_value)
{
    return cel_of_bool(args[0].of.inner != NULL);
}

CALL(value)
{
    return args[0].of.inner ? *args[0].of.inner : cel_run_fault(run, "value() of optional.none()");
}

CALL(or_value)
{
    return args[0].of.inner ? *args[0].of.inner : args[1];
}

CALL(or_optional)
{
    return args[0].of.inner ? args[0] : args[1];
}

static const struct cel_function functions[] = {
    {"optional.of(<T>) -> optional_type(<T>)", of_value, NULL},
    {"optional.ofNonZeroValue(<T>) -> optional_type(<T>)", of_nonzero, NULL},
    {"optional.none() -> optional_type(<T>)", none, NULL},
    {"(optional_type(<T>)).hasValue() -> bool", has_value, NULL},
    {"(optional_type(<T>)).value() -> <T>", value, NULL},
    {"(optional_type(<T>)).orValue(<T>) -> <T>", or_value, NULL},
    {"(optional_type(<T>)).or(optional_type(<T>)) -> optional_type(<T>)", or_optional, NULL},
};

static enum assay_status expand_map(struct parser *parser, struct node *call)
{
    struct node **args = call->of.call.args;

    return macro_let(parser, call, LET_OPT_MAP, args[0], call->of.call.target, args[1]);
}

static enum assay_status expand_flat_map(struct parser *parser, struct node *call)
{
    struct node **args = call->of.call.args;

    return macro_let(parser, call, LET_OPT_FLAT, args[0], call->of.call.target, args[1]);
}

static const struct macro macros[] = {
    {"optMap", 2, 2, NULL, expand_map},
    {"optFlatMap", 2, 2, NULL, expand_flat_map},
};

static const struct constant types[] = {{"optional_type", &cel_any_optional}};

const struct library library_optionals = {
    .name = "optionals",
    .functions = functions,
    .function_count = ARRAY_LEN(functions),
    .macros = macros,
    .macro_count = ARRAY_LEN(macros),
    .types = types,
    .type_count = ARRAY_LEN(types),
    .optional_syntax = true,
};
