/* functions_conversions.c - int(), string() and kin. Source: cel-spec, doc/langdef.md, "Type
 * Conversions". */

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/number.h"
#include "policy/cel/run.h"
#include "policy/cel/standard.h"
#include "policy/cel/times.h"

static struct cel_value no_fit(struct cel_run *run, const char *type)
{
    return cel_run_fault(run, "range: the number does not fit %s", type);
}

static struct cel_value no_text(struct cel_run *run, const char *type)
{
    return cel_run_fault(run, "the text is no %s", type);
}

static struct cel_value made_text(struct cel_run *run, const char *shown)
{
    struct bytes text = bytes_text(shown);
    uint8_t *copy = cel_run_alloc(run, text.size, 1);

    if (!copy)
        return cel_run_over(run);
    memcpy(copy, text.data, text.size);
    return cel_of_string(bytes_of(copy, text.size));
}

CALL(same)
{
    return args[0];
}

CALL(type_of)
{
    return cel_of_type(value_type(args[0]));
}

CALL(int_of_uint)
{
    return args[0].of.uinteger <= INT64_MAX ? cel_of_int((int64_t)args[0].of.uinteger)
                                            : no_fit(run, "int");
}

CALL(int_of_double)
{
    int64_t whole;

    return number_double_to_int(args[0].of.real, &whole) ? cel_of_int(whole) : no_fit(run, "int");
}

CALL(int_of_string)
{
    struct bytes text = args[0].of.text;
    bool negative = text.size > 0 && text.data[0] == '-';
    int64_t value;

    if (text.size > 0 && (text.data[0] == '-' || text.data[0] == '+'))
        text = bytes_from(text, 1);
    return number_int(text, 10, negative, &value) ? cel_of_int(value) : no_text(run, "int");
}

CALL(int_of_timestamp)
{
    return cel_of_int(args[0].of.time.seconds);
}

CALL(uint_of_int)
{
    return args[0].of.integer >= 0 ? cel_of_uint((uint64_t)args[0].of.integer)
                                   : no_fit(run, "uint");
}

CALL(uint_of_double)
{
    uint64_t whole;

    return number_double_to_uint(args[0].of.real, &whole) ? cel_of_uint(whole)
                                                          : no_fit(run, "uint");
}

CALL(uint_of_string)
{
    uint64_t value;

    return number_uint(args[0].of.text, 10, &value) ? cel_of_uint(value) : no_text(run, "uint");
}

CALL(double_of_int)
{
    return cel_of_double((double)args[0].of.integer);
}

CALL(double_of_uint)
{
    return cel_of_double((double)args[0].of.uinteger);
}

CALL(double_of_string)
{
    double value;

    return number_double(args[0].of.text, &value) ? cel_of_double(value) : no_text(run, "double");
}

CALL(bool_of_string)
{
    static const struct {
        const char *text;
        bool value;
    } words[] = {{"1", true},    {"t", true},      {"true", true},   {"TRUE", true},
                 {"True", true}, {"T", true},      {"0", false},     {"f", false},
                 {"F", false},   {"false", false}, {"FALSE", false}, {"False", false}};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (bytes_equal(args[0].of.text, bytes_text(words[i].text)))
            return cel_of_bool(words[i].value);
    }
    return no_text(run, "bool");
}

CALL(string_of_bool)
{
    return cel_of_text(args[0].of.boolean ? "true" : "false");
}

CALL(string_of_int)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, args[0].of.integer);
    return made_text(run, text);
}

CALL(string_of_uint)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRIu64, args[0].of.uinteger);
    return made_text(run, text);
}

CALL(string_of_double)
{
    char text[NUMBER_TEXT_SIZE];

    number_text(args[0].of.real, text);
    return made_text(run, text);
}

CALL(string_of_bytes)
{
    return utf8_valid(args[0].of.text) ? cel_of_string(args[0].of.text)
                                       : cel_run_fault(run, "the bytes are not UTF-8");
}

CALL(string_of_timestamp)
{
    char text[TIME_TEXT_SIZE];

    moment_text(args[0].of.time, text);
    return made_text(run, text);
}

CALL(string_of_duration)
{
    char text[TIME_TEXT_SIZE];

    span_text(args[0].of.time, text);
    return made_text(run, text);
}

CALL(bytes_of_string)
{
    return cel_of_bytes(args[0].of.text);
}

CALL(duration_of_string)
{
    struct cel_time span;

    return span_parse(args[0].of.text, &span)
               ? cel_of_duration(span.seconds, span.nanos)
               : cel_run_fault(run, "the text is no duration, or out of range");
}

CALL(timestamp_of_string)
{
    struct cel_time moment;

    return moment_parse(args[0].of.text, &moment)
               ? cel_of_timestamp(moment.seconds, moment.nanos)
               : cel_run_fault(run, "the text is no timestamp, or out of range");
}

CALL(timestamp_of_int)
{
    struct cel_time moment = {.seconds = args[0].of.integer};

    return moment_in_range(moment) ? cel_of_timestamp(moment.seconds, 0)
                                   : cel_run_fault(run, "range: the years are 1 to 9999");
}

static const struct cel_function functions[] = {
    {"dyn(<T>) -> dyn", same, NULL},
    {"type(<T>) -> type", type_of, NULL},
    {"bool(bool) -> bool", same, NULL},
    {"bool(string) -> bool", bool_of_string, NULL},
    {"bytes(bytes) -> bytes", same, NULL},
    {"bytes(string) -> bytes", bytes_of_string, NULL},
    {"double(double) -> double", same, NULL},
    {"double(int) -> double", double_of_int, NULL},
    {"double(uint) -> double", double_of_uint, NULL},
    {"double(string) -> double", double_of_string, NULL},
    {"duration(duration) -> duration", same, NULL},
    {"duration(string) -> duration", duration_of_string, NULL},
    {"int(int) -> int", same, NULL},
    {"int(uint) -> int", int_of_uint, NULL},
    {"int(double) -> int", int_of_double, NULL},
    {"int(string) -> int", int_of_string, NULL},
    {"int(timestamp) -> int", int_of_timestamp, NULL},
    {"string(string) -> string", same, NULL},
    {"string(bool) -> string", string_of_bool, NULL},
    {"string(int) -> string", string_of_int, NULL},
    {"string(uint) -> string", string_of_uint, NULL},
    {"string(double) -> string", string_of_double, NULL},
    {"string(bytes) -> string", string_of_bytes, NULL},
    {"string(timestamp) -> string", string_of_timestamp, NULL},
    {"string(duration) -> string", string_of_duration, NULL},
    {"timestamp(timestamp) -> timestamp", same, NULL},
    {"timestamp(string) -> timestamp", timestamp_of_string, NULL},
    {"timestamp(int) -> timestamp", timestamp_of_int, NULL},
    {"uint(uint) -> uint", same, NULL},
    {"uint(int) -> uint", uint_of_int, NULL},
    {"uint(double) -> uint", uint_of_double, NULL},
    {"uint(string) -> uint", uint_of_string, NULL},
};

const struct library library_conversions = {
    .name = "conversions",
    .functions = functions,
    .function_count = ARRAY_LEN(functions),
    .lazy = true,
};
