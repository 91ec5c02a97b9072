/* functions_math.c - math.greatest() and kin. Source: cel-go, ext/README.md, "Math". */

#include <math.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/cel/macros.h"
#include "policy/cel/run.h"

/* ---- the greatest and the least ---- */

/* The one of `values` that compares as `wanted` (1 or -1) with the others. */
static struct cel_value pick(struct cel_run *run, const struct cel_value *values, size_t count,
                             int wanted)
{
    struct cel_value best;

    if (count == 0)
        return cel_run_fault(run, "the greatest or least of nothing");
    if (!cel_run_steps(run, count))
        return cel_run_over(run);
    best = values[0];
    for (size_t i = 0; i < count; i++) {
        if (!value_is_number(values[i]))
            return cel_run_fault(run, "no such overload: numbers are compared, not %s",
                                 value_type(values[i])->name);
        if (value_compare(values[i], best) == wanted)
            best = values[i];
    }
    return best;
}

CALL(greatest)
{
    return pick(run, args, count, 1);
}

CALL(least)
{
    return pick(run, args, count, -1);
}

CALL(greatest_of_list)
{
    return pick(run, args[0].of.list->items, args[0].of.list->count, 1);
}

CALL(least_of_list)
{
    return pick(run, args[0].of.list->items, args[0].of.list->count, -1);
}

/* Three arguments or more are a list. */
static enum assay_status expand_many(struct parser *parser, struct node *call)
{
    struct node **args = arena_array(parser->arena, 1, sizeof(struct node *));

    if (!args)
        return out_of_memory(parser->err);
    TRY(parser_list(parser, call, args));
    call->of.call.args = args;
    call->of.call.count = 1;
    return ASSAY_OK;
}

/* ---- rounding and kinds of doubles ---- */

CALL(round_up)
{
    return cel_of_double(ceil(args[0].of.real));
}

CALL(round_down)
{
    return cel_of_double(floor(args[0].of.real));
}

CALL(round_near)
{
    return cel_of_double(round(args[0].of.real));
}

CALL(round_to_zero)
{
    return cel_of_double(trunc(args[0].of.real));
}

CALL(is_nan)
{
    return cel_of_bool(isnan(args[0].of.real));
}

CALL(is_infinite)
{
    return cel_of_bool(isinf(args[0].of.real));
}

CALL(is_finite)
{
    return cel_of_bool(isfinite(args[0].of.real));
}

/* ---- size and sign ---- */

CALL(same)
{
    return args[0];
}

CALL(abs_int)
{
    int64_t value = args[0].of.integer;

    if (value == INT64_MIN)
        return cel_run_fault(run, "range: the result does not fit");
    return cel_of_int(value < 0 ? -value : value);
}

CALL(abs_double)
{
    return cel_of_double(fabs(args[0].of.real));
}

CALL(sign_int)
{
    return cel_of_int((args[0].of.integer > 0) - (args[0].of.integer < 0));
}

CALL(sign_uint)
{
    return cel_of_uint(args[0].of.uinteger > 0 ? 1 : 0);
}

CALL(sign_double)
{
    double value = args[0].of.real;

    return cel_of_double(isnan(value) ? value : (double)((value > 0) - (value < 0)));
}

CALL(root_int)
{
    return cel_of_double(sqrt((double)args[0].of.integer));
}

CALL(root_uint)
{
    return cel_of_double(sqrt((double)args[0].of.uinteger));
}

CALL(root_double)
{
    return cel_of_double(sqrt(args[0].of.real));
}

/* ---- bits: an int's as two's complement ---- */

static uint64_t bits(struct cel_value value)
{
    return value.kind == CEL_INT ? (uint64_t)value.of.integer : value.of.uinteger;
}

static struct cel_value like(struct cel_value model, uint64_t result)
{
    return model.kind == CEL_INT ? cel_of_int((int64_t)result) : cel_of_uint(result);
}

CALL(bit_and)
{
    return like(args[0], bits(args[0]) & bits(args[1]));
}

CALL(bit_or)
{
    return like(args[0], bits(args[0]) | bits(args[1]));
}

CALL(bit_xor)
{
    return like(args[0], bits(args[0]) ^ bits(args[1]));
}

CALL(bit_not)
{
    return like(args[0], ~bits(args[0]));
}

CALL(shift_left)
{
    int64_t by = args[1].of.integer;

    if (by < 0)
        return cel_run_fault(run, "negative offset");
    return like(args[0], by > 63 ? 0 : bits(args[0]) << by);
}

/* Zeros come in from the left, for negative ints too. */
CALL(shift_right)
{
    int64_t by = args[1].of.integer;

    if (by < 0)
        return cel_run_fault(run, "negative offset");
    return like(args[0], by > 63 ? 0 : bits(args[0]) >> by);
}

#define EXTREME(name, call, of_list)                                                               \
    {name "(int) -> int", call, NULL}, {name "(uint) -> uint", call, NULL},                        \
        {name "(double) -> double", call, NULL}, {name "(int, int) -> int", call, NULL},           \
        {name "(uint, uint) -> uint", call, NULL},                                                 \
        {name "(double, double) -> double", call, NULL}, {name "(int, uint) -> dyn", call, NULL},  \
        {name "(int, double) -> dyn", call, NULL}, {name "(uint, int) -> dyn", call, NULL},        \
        {name "(uint, double) -> dyn", call, NULL}, {name "(double, int) -> dyn", call, NULL},     \
        {name "(double, uint) -> dyn", call, NULL}, {name "(list(int)) -> int", of_list, NULL},    \
        {name "(list(uint)) -> uint", of_list, NULL},                                              \
        {name "(list(double)) -> double", of_list, NULL},                                          \
    {                                                                                              \
        name "(list(dyn)) -> dyn", of_list, NULL                                                   \
    }

static const struct cel_function functions[] = {
    EXTREME("math.greatest", greatest, greatest_of_list),
    EXTREME("math.least", least, least_of_list),
    {"math.ceil(double) -> double", round_up, NULL},
    {"math.floor(double) -> double", round_down, NULL},
    {"math.round(double) -> double", round_near, NULL},
    {"math.trunc(double) -> double", round_to_zero, NULL},
    {"math.isNaN(double) -> bool", is_nan, NULL},
    {"math.isInf(double) -> bool", is_infinite, NULL},
    {"math.isFinite(double) -> bool", is_finite, NULL},
    {"math.abs(int) -> int", abs_int, NULL},
    {"math.abs(uint) -> uint", same, NULL},
    {"math.abs(double) -> double", abs_double, NULL},
    {"math.sign(int) -> int", sign_int, NULL},
    {"math.sign(uint) -> uint", sign_uint, NULL},
    {"math.sign(double) -> double", sign_double, NULL},
    {"math.sqrt(int) -> double", root_int, NULL},
    {"math.sqrt(uint) -> double", root_uint, NULL},
    {"math.sqrt(double) -> double", root_double, NULL},
    {"math.bitAnd(int, int) -> int", bit_and, NULL},
    {"math.bitAnd(uint, uint) -> uint", bit_and, NULL},
    {"math.bitOr(int, int) -> int", bit_or, NULL},
    {"math.bitOr(uint, uint) -> uint", bit_or, NULL},
    {"math.bitXor(int, int) -> int", bit_xor, NULL},
    {"math.bitXor(uint, uint) -> uint", bit_xor, NULL},
    {"math.bitNot(int) -> int", bit_not, NULL},
    {"math.bitNot(uint) -> uint", bit_not, NULL},
    {"math.bitShiftLeft(int, int) -> int", shift_left, NULL},
    {"math.bitShiftLeft(uint, int) -> uint", shift_left, NULL},
    {"math.bitShiftRight(int, int) -> int", shift_right, NULL},
    {"math.bitShiftRight(uint, int) -> uint", shift_right, NULL},
};

enum { MANY = 1024 };

static const struct macro macros[] = {
    {"greatest", 3, MANY, "math", expand_many},
    {"least", 3, MANY, "math", expand_many},
};

const struct library library_math = {
    .name = "math",
    .functions = functions,
    .function_count = ARRAY_LEN(functions),
    .macros = macros,
    .macro_count = ARRAY_LEN(macros),
};
