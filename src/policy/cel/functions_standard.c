/*
 * functions_standard.c - the functions and macros that every expression has: sizes, texts, macros.
 * Arithmetic and conversions have files of their own.
 * Source: cel-spec, doc/langdef.md, "List of Standard Definitions", "Macros".
 */

#include "base/kit.h"
#include "policy/cel/macros.h"
#include "policy/cel/run.h"
#include "policy/cel/standard.h"
#include "policy/cel/text8.h"
#include "policy/cel/types.h"

CALL(size_of_string)
{
    return cel_of_int((int64_t)text8_count(args[0].of.text));
}

CALL(size_of_bytes)
{
    return cel_of_int((int64_t)args[0].of.text.size);
}

CALL(size_of_range)
{
    return cel_of_int((int64_t)run_range_count(args[0]));
}

CALL(contains)
{
    return cel_of_bool(text8_find(args[0].of.text, args[1].of.text, 0) != SIZE_MAX);
}

CALL(starts_with)
{
    return cel_of_bool(bytes_starts(args[0].of.text, args[1].of.text));
}

CALL(ends_with)
{
    return cel_of_bool(bytes_ends(args[0].of.text, args[1].of.text));
}

/* With a pattern that is not a constant, so read each time. */
CALL(matches)
{
    enum { COMPILED_SIZE = 64 }; /* bytes of memory for a byte of pattern, about */
    const struct regex *regex;
    struct assay_error err = {0};
    bool matched = false;
    enum assay_status status;

    if (!cel_run_steps(run, 16 + args[1].of.text.size) ||
        !cel_run_alloc(run, args[1].of.text.size + 64, COMPILED_SIZE))
        return cel_run_over(run);
    status = regex_compile(args[1].of.text, run->arena, &regex, &err);
    if (status == ASSAY_OK) {
        if (!cel_run_steps(run, regex_cost(regex, args[0].of.text)))
            return cel_run_over(run);
        status = regex_match(regex, args[0].of.text, run->arena, &run->room, &matched, &err);
    }
    if (status == ASSAY_ENOMEM)
        return value_no_memory;
    return status == ASSAY_OK ? cel_of_bool(matched) : cel_run_fault(run, "pattern: %s", err.text);
}

CALL(not )
{
    return cel_of_bool(!args[0].of.boolean);
}

static const struct cel_function functions[] = {
    {"!_(bool) -> bool", not, NULL},
    {"size(string) -> int", size_of_string, NULL},
    {"size(bytes) -> int", size_of_bytes, NULL},
    {"size(list(<T>)) -> int", size_of_range, NULL},
    {"size(map(<K>, <V>)) -> int", size_of_range, NULL},
    {"(string).size() -> int", size_of_string, NULL},
    {"(bytes).size() -> int", size_of_bytes, NULL},
    {"(list(<T>)).size() -> int", size_of_range, NULL},
    {"(map(<K>, <V>)).size() -> int", size_of_range, NULL},
    {"(string).contains(string) -> bool", contains, NULL},
    {"(string).startsWith(string) -> bool", starts_with, NULL},
    {"(string).endsWith(string) -> bool", ends_with, NULL},
    {"(string).matches(string) -> bool", matches, NULL},
    {"matches(string, string) -> bool", matches, NULL},
};

/* ---- macros ---- */

static enum assay_status expand_all(struct parser *parser, struct node *call)
{
    return macro_fold(parser, call, FOLD_ALL, 1, call->of.call.args[1], NULL);
}

static enum assay_status expand_exists(struct parser *parser, struct node *call)
{
    return macro_fold(parser, call, FOLD_EXISTS, 1, call->of.call.args[1], NULL);
}

static enum assay_status expand_exists_one(struct parser *parser, struct node *call)
{
    return macro_fold(parser, call, FOLD_EXISTS_ONE, 1, call->of.call.args[1], NULL);
}

/* map(x, result) and map(x, condition, result) */
static enum assay_status expand_map(struct parser *parser, struct node *call)
{
    bool filtered = call->of.call.count == 3;

    return macro_fold(parser, call, FOLD_LIST, 1, filtered ? call->of.call.args[1] : NULL,
                      call->of.call.args[filtered ? 2 : 1]);
}

/* A filter keeps the elements themselves: the name is the result too. */
static enum assay_status expand_filter(struct parser *parser, struct node *call)
{
    return macro_fold(parser, call, FOLD_LIST, 1, call->of.call.args[1], call->of.call.args[0]);
}

static const struct macro macros[] = {
    {"all", 2, 2, NULL, expand_all},
    {"exists", 2, 2, NULL, expand_exists},
    {"exists_one", 2, 2, NULL, expand_exists_one},
    {"existsOne", 2, 2, NULL, expand_exists_one},
    {"map", 2, 3, NULL, expand_map},
    {"filter", 2, 2, NULL, expand_filter},
};

static const struct constant types[] = {
    {"bool", &cel_bool},
    {"bytes", &cel_bytes},
    {"double", &cel_double},
    {"google.protobuf.Duration", &cel_duration},
    {"google.protobuf.Timestamp", &cel_timestamp},
    {"int", &cel_int},
    {"list", &cel_any_list},
    {"map", &cel_any_map},
    {"null_type", &cel_null},
    {"string", &cel_string},
    {"type", &cel_type_type},
    {"uint", &cel_uint},
};

const struct library library_standard = {
    .name = "standard",
    .functions = functions,
    .function_count = ARRAY_LEN(functions),
    .macros = macros,
    .macro_count = ARRAY_LEN(macros),
    .types = types,
    .type_count = ARRAY_LEN(types),
    .lazy = true,
};
