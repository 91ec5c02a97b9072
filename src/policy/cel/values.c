/* values.c - making values. */

#include "policy/cel/values.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/order.h"
#include "policy/cel/number.h"
#include "policy/cel/times.h"
#include "policy/cel/types.h"

static const struct cel_fault no_memory = {.text = "out of memory", .final = true};
const struct cel_value value_no_memory = {.kind = CEL_FAULT, .of = {.fault = &no_memory}};

struct cel_value cel_of_null(void)
{
    return (struct cel_value){.kind = CEL_NULL};
}

struct cel_value cel_of_bool(bool value)
{
    return (struct cel_value){.kind = CEL_BOOL, .of = {.boolean = value}};
}

struct cel_value cel_of_int(int64_t value)
{
    return (struct cel_value){.kind = CEL_INT, .of = {.integer = value}};
}

struct cel_value cel_of_uint(uint64_t value)
{
    return (struct cel_value){.kind = CEL_UINT, .of = {.uinteger = value}};
}

struct cel_value cel_of_double(double value)
{
    return (struct cel_value){.kind = CEL_DOUBLE, .of = {.real = value}};
}

struct cel_value cel_of_string(struct bytes text)
{
    return (struct cel_value){.kind = CEL_STRING, .of = {.text = text}};
}

struct cel_value cel_of_text(const char *text)
{
    return cel_of_string(bytes_text(text));
}

struct cel_value cel_of_bytes(struct bytes bytes)
{
    return (struct cel_value){.kind = CEL_BYTES, .of = {.text = bytes}};
}

struct cel_value cel_of_duration(int64_t seconds, int32_t nanos)
{
    return (struct cel_value){.kind = CEL_DURATION, .of = {.time = {seconds, nanos}}};
}

struct cel_value cel_of_timestamp(int64_t seconds, int32_t nanos)
{
    return (struct cel_value){.kind = CEL_TIMESTAMP, .of = {.time = {seconds, nanos}}};
}

struct cel_value cel_of_type(const struct cel_type *type)
{
    return (struct cel_value){.kind = CEL_TYPE, .of = {.type = type}};
}

struct cel_value cel_of_record(const struct cel_record *record)
{
    return (struct cel_value){.kind = CEL_RECORD, .of = {.record = record}};
}

struct cel_value cel_of_optional(struct arena *arena, const struct cel_value *inner)
{
    struct cel_value *copy = NULL;

    if (inner) {
        copy = arena_alloc(arena, sizeof *copy);
        if (!copy)
            return value_no_memory;
        *copy = *inner;
    }
    return (struct cel_value){.kind = CEL_OPTIONAL, .of = {.inner = copy}};
}

struct cel_value cel_of_list(struct arena *arena, const struct cel_value *items, size_t count)
{
    struct cel_list *list = arena_alloc(arena, sizeof *list);
    struct cel_value *copy = arena_array(arena, count, sizeof *copy);

    if (!list || !copy)
        return value_no_memory;
    if (count > 0)
        memcpy(copy, items, count * sizeof *copy);
    *list = (struct cel_list){count, copy};
    return (struct cel_value){.kind = CEL_LIST, .of = {.list = list}};
}

struct cel_value cel_of_fault(struct arena *arena, const char *format, ...)
{
    struct cel_fault *fault = arena_alloc(arena, sizeof *fault);
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (!fault)
        return value_no_memory;
    fault->text = arena_text(arena, text);
    if (!fault->text)
        return value_no_memory;
    return (struct cel_value){.kind = CEL_FAULT, .of = {.fault = fault}};
}

struct cel_value cel_of_unknowns(struct arena *arena, const char *const *names, size_t count)
{
    struct cel_names *set = arena_alloc(arena, sizeof *set);
    const char **copy = arena_array(arena, count, sizeof *copy);
    size_t used = 0;

    if (!set || !copy)
        return value_no_memory;
    if (count > 0) {
        memcpy(copy, names, count * sizeof *copy);
        qsort(copy, count, sizeof *copy, order_texts);
    }
    for (size_t i = 0; i < count && used < CEL_UNKNOWNS_MAX; i++) {
        if (used == 0 || strcmp(copy[used - 1], copy[i]) != 0)
            copy[used++] = copy[i];
    }
    *set = (struct cel_names){used, copy};
    return (struct cel_value){.kind = CEL_UNKNOWN, .of = {.names = set}};
}

struct cel_value cel_of_unknown(struct arena *arena, const char *name)
{
    char *copy = arena_text(arena, name);

    return copy ? cel_of_unknowns(arena, (const char *const *)&copy, 1) : value_no_memory;
}

static bool holds_names(const struct cel_names *set, const struct cel_names *others)
{
    for (size_t i = 0; i < others->count; i++) {
        if (!bsearch(&others->names[i], set->names, set->count, sizeof *set->names, order_texts))
            return false;
    }
    return true;
}

struct cel_value value_join_unknowns(struct arena *arena, struct cel_value a, struct cel_value b)
{
    const struct cel_names *left = a.of.names;
    const struct cel_names *right = b.of.names;
    const char **both;

    if (holds_names(left, right)) /* in a fold nearly always */
        return a;
    if (holds_names(right, left))
        return b;
    both = arena_array(arena, left->count + right->count, sizeof *both);
    if (!both)
        return value_no_memory;
    memcpy(both, left->names, left->count * sizeof *both);
    memcpy(both + left->count, right->names, right->count * sizeof *both);
    return cel_of_unknowns(arena, both, left->count + right->count);
}

bool value_is_nonzero(struct cel_value value)
{
    switch (value.kind) {
    case CEL_NULL:
        return false;
    case CEL_BOOL:
        return value.of.boolean;
    case CEL_INT:
        return value.of.integer != 0;
    case CEL_UINT:
        return value.of.uinteger != 0;
    case CEL_DOUBLE:
        return value.of.real != 0;
    case CEL_STRING:
    case CEL_BYTES:
        return value.of.text.size > 0;
    case CEL_LIST:
        return value.of.list->count > 0;
    case CEL_MAP:
        return value.of.map->count > 0;
    case CEL_OPTIONAL:
        return value.of.inner != NULL;
    case CEL_DURATION:
    case CEL_TIMESTAMP:
        return value.of.time.seconds != 0 || value.of.time.nanos != 0;
    default:
        return true;
    }
}

const struct cel_type *value_type(struct cel_value value)
{
    static const struct cel_type *const types[CEL_KINDS] = {
        [CEL_DYN] = &cel_dyn,           [CEL_NULL] = &cel_null,
        [CEL_BOOL] = &cel_bool,         [CEL_INT] = &cel_int,
        [CEL_UINT] = &cel_uint,         [CEL_DOUBLE] = &cel_double,
        [CEL_STRING] = &cel_string,     [CEL_BYTES] = &cel_bytes,
        [CEL_LIST] = &cel_any_list,     [CEL_MAP] = &cel_any_map,
        [CEL_DURATION] = &cel_duration, [CEL_TIMESTAMP] = &cel_timestamp,
        [CEL_TYPE] = &cel_type_type,    [CEL_OPTIONAL] = &cel_any_optional,
    };

    if (value.kind == CEL_RECORD)
        return value.of.record->type;
    return types[value.kind] ? types[value.kind] : &cel_dyn;
}
