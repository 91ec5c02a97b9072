/*
 * functions_arithmetic.c - + - * / % and the order of values.
 * Whole numbers that do not fit are faults, never wrapped. Source: cel-spec, doc/langdef.md,
 * "Numbers".
 */

#include <math.h>

#include "base/kit.h"
#include "policy/cel/run.h"
#include "policy/cel/standard.h"
#include "policy/cel/times.h"

static struct cel_value overflow(struct cel_run *run)
{
    return cel_run_fault(run, "range: the result does not fit");
}

CALL(add_int)
{
    int64_t sum;

    return ckd_add(&sum, args[0].of.integer, args[1].of.integer) ? overflow(run) : cel_of_int(sum);
}

CALL(subtract_int)
{
    int64_t rest;

    return ckd_sub(&rest, args[0].of.integer, args[1].of.integer) ? overflow(run)
                                                                  : cel_of_int(rest);
}

CALL(multiply_int)
{
    int64_t product;

    return ckd_mul(&product, args[0].of.integer, args[1].of.integer) ? overflow(run)
                                                                     : cel_of_int(product);
}

CALL(divide_int)
{
    if (args[1].of.integer == 0)
        return cel_run_fault(run, "divided by zero");
    if (args[0].of.integer == INT64_MIN && args[1].of.integer == -1)
        return overflow(run);
    return cel_of_int(args[0].of.integer / args[1].of.integer);
}

CALL(remainder_int)
{
    if (args[1].of.integer == 0)
        return cel_run_fault(run, "modulus by zero");
    if (args[1].of.integer == -1) /* the machine's own division would trap on the lowest int */
        return args[0].of.integer == INT64_MIN ? overflow(run) : cel_of_int(0);
    return cel_of_int(args[0].of.integer % args[1].of.integer);
}

CALL(negate_int)
{
    int64_t rest;

    return ckd_sub(&rest, (int64_t)0, args[0].of.integer) ? overflow(run) : cel_of_int(rest);
}

CALL(add_uint)
{
    uint64_t sum;

    return ckd_add(&sum, args[0].of.uinteger, args[1].of.uinteger) ? overflow(run)
                                                                   : cel_of_uint(sum);
}

CALL(subtract_uint)
{
    uint64_t rest;

    return ckd_sub(&rest, args[0].of.uinteger, args[1].of.uinteger) ? overflow(run)
                                                                    : cel_of_uint(rest);
}

CALL(multiply_uint)
{
    uint64_t product;

    return ckd_mul(&product, args[0].of.uinteger, args[1].of.uinteger) ? overflow(run)
                                                                       : cel_of_uint(product);
}

CALL(divide_uint)
{
    if (args[1].of.uinteger == 0)
        return cel_run_fault(run, "divided by zero");
    return cel_of_uint(args[0].of.uinteger / args[1].of.uinteger);
}

CALL(remainder_uint)
{
    if (args[1].of.uinteger == 0)
        return cel_run_fault(run, "modulus by zero");
    return cel_of_uint(args[0].of.uinteger % args[1].of.uinteger);
}

CALL(add_double)
{
    return cel_of_double(args[0].of.real + args[1].of.real);
}

CALL(subtract_double)
{
    return cel_of_double(args[0].of.real - args[1].of.real);
}

CALL(multiply_double)
{
    return cel_of_double(args[0].of.real * args[1].of.real);
}

/* IEEE 754 has an answer for zero, C does not promise one. */
CALL(divide_double)
{
    double over = args[0].of.real, under = args[1].of.real;

    if (under != 0)
        return cel_of_double(over / under);
    if (over == 0 || isnan(over))
        return cel_of_double(NAN);
    return cel_of_double(signbit(over) == signbit(under) ? INFINITY : -INFINITY);
}

CALL(negate_double)
{
    return cel_of_double(-args[0].of.real);
}

/* Strings, and bytes likewise. */
CALL(add_text)
{
    struct bytes left = args[0].of.text, right = args[1].of.text;
    struct cel_value result = args[0];
    uint8_t *text = cel_run_alloc(run, left.size + right.size, 1);

    if (!text)
        return cel_run_over(run);
    if (left.size > 0)
        memcpy(text, left.data, left.size);
    if (right.size > 0)
        memcpy(text + left.size, right.data, right.size);
    result.of.text = bytes_of(text, left.size + right.size);
    return result;
}

CALL(add_list)
{
    const struct cel_list *left = args[0].of.list, *right = args[1].of.list;
    struct cel_list *list = cel_run_alloc(run, 1, sizeof *list);
    struct cel_value *items = cel_run_alloc(run, left->count + right->count, sizeof *items);

    if (!list || !items || !cel_run_steps(run, (left->count + right->count) / 16))
        return cel_run_over(run);
    if (left->count > 0)
        memcpy(items, left->items, left->count * sizeof *items);
    if (right->count > 0)
        memcpy(items + left->count, right->items, right->count * sizeof *items);
    *list = (struct cel_list){left->count + right->count, items};
    return (struct cel_value){.kind = CEL_LIST, .of = {.list = list}};
}

static struct cel_value span(struct cel_run *run, bool fits, struct cel_time time)
{
    return fits && span_in_range(time) ? cel_of_duration(time.seconds, time.nanos) : overflow(run);
}

static struct cel_value moment(struct cel_run *run, bool fits, struct cel_time time)
{
    return fits && moment_in_range(time) ? cel_of_timestamp(time.seconds, time.nanos)
                                         : overflow(run);
}

CALL(add_spans)
{
    struct cel_time sum = {0};

    return span(run, time_add(args[0].of.time, args[1].of.time, &sum), sum);
}

CALL(add_to_moment)
{
    struct cel_time sum = {0};

    return moment(run, time_add(args[0].of.time, args[1].of.time, &sum), sum);
}

/* Of two moments, or two spans. */
CALL(subtract_to_span)
{
    struct cel_time rest = {0};

    return span(run, time_subtract(args[0].of.time, args[1].of.time, &rest), rest);
}

CALL(subtract_from_moment)
{
    struct cel_time rest = {0};

    return moment(run, time_subtract(args[0].of.time, args[1].of.time, &rest), rest);
}

CALL(less)
{
    return cel_of_bool(value_compare(args[0], args[1]) == -1);
}

CALL(less_or_equal)
{
    const int order = value_compare(args[0], args[1]);

    return cel_of_bool(order == -1 || order == 0);
}

CALL(greater)
{
    return cel_of_bool(value_compare(args[0], args[1]) == 1);
}

CALL(greater_or_equal)
{
    const int order = value_compare(args[0], args[1]);

    return cel_of_bool(order == 1 || order == 0);
}

/* One operator on all pairs of types that have an order between them. */
#define ORDERED(op, call)                                                                          \
    {op "(bool, bool) -> bool", call, NULL}, {op "(int, int) -> bool", call, NULL},                \
        {op "(uint, uint) -> bool", call, NULL}, {op "(double, double) -> bool", call, NULL},      \
        {op "(int, uint) -> bool", call, NULL}, {op "(int, double) -> bool", call, NULL},          \
        {op "(uint, int) -> bool", call, NULL}, {op "(uint, double) -> bool", call, NULL},         \
        {op "(double, int) -> bool", call, NULL}, {op "(double, uint) -> bool", call, NULL},       \
        {op "(string, string) -> bool", call, NULL}, {op "(bytes, bytes) -> bool", call, NULL},    \
        {op "(timestamp, timestamp) -> bool", call, NULL},                                         \
    {                                                                                              \
        op "(duration, duration) -> bool", call, NULL                                              \
    }

static const struct cel_function functions[] = {
    {"_+_(int, int) -> int", add_int, NULL},
    {"_+_(uint, uint) -> uint", add_uint, NULL},
    {"_+_(double, double) -> double", add_double, NULL},
    {"_+_(string, string) -> string", add_text, NULL},
    {"_+_(bytes, bytes) -> bytes", add_text, NULL},
    {"_+_(list(<T>), list(<T>)) -> list(<T>)", add_list, NULL},
    {"_+_(timestamp, duration) -> timestamp", add_to_moment, NULL},
    {"_+_(duration, timestamp) -> timestamp", add_to_moment, NULL},
    {"_+_(duration, duration) -> duration", add_spans, NULL},
    {"_-_(int, int) -> int", subtract_int, NULL},
    {"_-_(uint, uint) -> uint", subtract_uint, NULL},
    {"_-_(double, double) -> double", subtract_double, NULL},
    {"_-_(timestamp, timestamp) -> duration", subtract_to_span, NULL},
    {"_-_(timestamp, duration) -> timestamp", subtract_from_moment, NULL},
    {"_-_(duration, duration) -> duration", subtract_to_span, NULL},
    {"_*_(int, int) -> int", multiply_int, NULL},
    {"_*_(uint, uint) -> uint", multiply_uint, NULL},
    {"_*_(double, double) -> double", multiply_double, NULL},
    {"_/_(int, int) -> int", divide_int, NULL},
    {"_/_(uint, uint) -> uint", divide_uint, NULL},
    {"_/_(double, double) -> double", divide_double, NULL},
    {"_%_(int, int) -> int", remainder_int, NULL},
    {"_%_(uint, uint) -> uint", remainder_uint, NULL},
    {"-_(int) -> int", negate_int, NULL},
    {"-_(double) -> double", negate_double, NULL},
    ORDERED("_<_", less),
    ORDERED("_<=_", less_or_equal),
    ORDERED("_>_", greater),
    ORDERED("_>=_", greater_or_equal),
};

const struct library library_arithmetic = {
    .name = "arithmetic",
    .functions = functions,
    .function_count = ARRAY_LEN(functions),
    .lazy = true,
};
