/* values.c - making values, comparing them, and finding keys in maps. */

#include "policy/cel/values.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/cel/number.h"
#include "policy/cel/times.h"
#include "policy/cel/types.h"

enum { FEW_ENTRIES = 8 }; /* up to here a walk is fast enough */

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

static int name_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
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
        qsort(copy, count, sizeof *copy, name_order);
    }
    for (size_t i = 0; i < count; i++) {
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
        if (!bsearch(&others->names[i], set->names, set->count, sizeof *set->names, name_order))
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

bool value_is_number(struct cel_value value)
{
    return value.kind == CEL_INT || value.kind == CEL_UINT || value.kind == CEL_DOUBLE;
}

/* Of unlike types, the first of the lower kind. */
static int compare_mixed(struct cel_value a, struct cel_value b)
{
    if (a.kind == CEL_UINT)
        return number_compare_uint_double(a.of.uinteger, b.of.real);
    return b.kind == CEL_UINT ? number_compare_int_uint(a.of.integer, b.of.uinteger)
                              : number_compare_int_double(a.of.integer, b.of.real);
}

static int compare_numbers(struct cel_value a, struct cel_value b)
{
    int order;

    if (a.kind < b.kind)
        return compare_mixed(a, b);
    if (a.kind > b.kind) {
        order = compare_mixed(b, a);
        return order == 2 ? 2 : -order;
    }
    if (a.kind == CEL_INT)
        return (a.of.integer > b.of.integer) - (a.of.integer < b.of.integer);
    if (a.kind == CEL_UINT)
        return (a.of.uinteger > b.of.uinteger) - (a.of.uinteger < b.of.uinteger);
    if (isnan(a.of.real) || isnan(b.of.real))
        return 2;
    return (a.of.real > b.of.real) - (a.of.real < b.of.real);
}

int value_compare(struct cel_value a, struct cel_value b)
{
    int order;

    if (value_is_number(a) && value_is_number(b))
        return compare_numbers(a, b);
    if (a.kind != b.kind)
        return 2;
    switch (a.kind) {
    case CEL_BOOL:
        return (int)a.of.boolean - (int)b.of.boolean;
    case CEL_STRING: /* order of bytes is order of code points in UTF-8 */
    case CEL_BYTES:
        order = bytes_compare(a.of.text, b.of.text);
        return (order > 0) - (order < 0);
    case CEL_DURATION:
    case CEL_TIMESTAMP:
        return time_compare(a.of.time, b.of.time);
    default:
        return 2;
    }
}

/* ---- maps ---- */

bool value_is_key(struct cel_value value)
{
    return value.kind == CEL_BOOL || value.kind == CEL_INT || value.kind == CEL_UINT ||
           value.kind == CEL_STRING;
}

/* Keys in a fixed order: bools, numbers by value, texts. Equal keys, and only they, give 0. */
static int key_order(struct cel_value a, struct cel_value b)
{
    int order = value_compare(a, b);
    int left = value_is_number(a) ? CEL_INT : (int)a.kind;
    int right = value_is_number(b) ? CEL_INT : (int)b.kind;

    if (order != 2)
        return order;
    return left != right ? left - right : 1; /* NaN is no key: found nowhere */
}

static int entry_order(const void *a, const void *b, void *entries)
{
    const struct cel_entry *all = entries;

    return key_order(all[*(const uint32_t *)a].key, all[*(const uint32_t *)b].key);
}

/* A walk where there are few, else by halving: no choice of keys makes this slow, as it would a
 * hash. */
static const struct cel_entry *find_entry(const struct cel_map *map, struct cel_value key)
{
    size_t low = 0, high = map->count;

    for (size_t i = 0; !map->order && i < map->count; i++) {
        if (value_compare(map->entries[i].key, key) == 0)
            return &map->entries[i];
    }
    while (map->order && low < high) {
        size_t middle = low + (high - low) / 2;
        const struct cel_entry *entry = &map->entries[map->order[middle]];
        int order = key_order(key, entry->key);

        if (order == 0)
            return entry;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct cel_value *cel_map_find(const struct cel_map *map, struct cel_value key)
{
    const struct cel_entry *entry = find_entry(map, key);

    return entry ? &entry->value : NULL;
}

/* The numbers of the entries by key; the same key twice is told in *twice. NULL: no memory. */
static const uint32_t *sort_entries(struct arena *arena, struct cel_entry *entries, size_t count,
                                    bool *twice)
{
    uint32_t *order = arena_array(arena, count, sizeof *order);

    *twice = false;
    if (!order)
        return NULL;
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, count, sizeof *order, entry_order, entries);
    for (size_t i = 1; i < count; i++)
        *twice = *twice || key_order(entries[order[i - 1]].key, entries[order[i]].key) == 0;
    return order;
}

struct cel_value cel_of_map(struct arena *arena, const struct cel_entry *entries, size_t count)
{
    struct cel_map *map = arena_alloc(arena, sizeof *map);
    struct cel_entry *copy = arena_array(arena, count, sizeof *copy);
    bool twice = false;

    if (!map || !copy)
        return value_no_memory;
    *map = (struct cel_map){0, copy, NULL};
    if (count > UINT32_MAX)
        return cel_of_fault(arena, "a map of %zu entries", count);
    for (size_t i = 0; i < count; i++) {
        if (!value_is_key(entries[i].key))
            return cel_of_fault(arena, "a key must be a bool, int, uint or string");
        if (count <= FEW_ENTRIES)
            twice = twice || find_entry(map, entries[i].key);
        copy[map->count++] = entries[i];
    }
    if (count > FEW_ENTRIES) {
        map->order = sort_entries(arena, copy, count, &twice);
        if (!map->order)
            return value_no_memory;
    }
    if (twice)
        return cel_of_fault(arena, "the same key comes twice");
    return (struct cel_value){.kind = CEL_MAP, .of = {.map = map}};
}

/* ---- equality ---- */

struct comparison {
    uint64_t *left;
    struct cel_value *unknown;
    bool met_unknown;
};

static enum sameness compare(struct comparison *c, struct cel_value a, struct cel_value b,
                             unsigned depth);

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it, see compare() */
static enum sameness compare_lists(struct comparison *c, const struct cel_list *a,
                                   const struct cel_list *b, unsigned depth)
{
    enum sameness all = SAME_YES;

    if (a->count != b->count)
        return SAME_NO;
    for (size_t i = 0; i < a->count; i++) {
        enum sameness one = compare(c, a->items[i], b->items[i], depth + 1);

        if (one == SAME_NO)
            return SAME_NO;
        if (one == SAME_UNKNOWN)
            all = SAME_UNKNOWN;
    }
    return all;
}

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it, see compare() */
static enum sameness compare_maps(struct comparison *c, const struct cel_map *a,
                                  const struct cel_map *b, unsigned depth)
{
    enum sameness all = SAME_YES;

    if (a->count != b->count)
        return SAME_NO;
    for (size_t i = 0; i < a->count; i++) {
        const struct cel_value *other = cel_map_find(b, a->entries[i].key);
        enum sameness one = other ? compare(c, a->entries[i].value, *other, depth + 1) : SAME_NO;

        if (one == SAME_NO)
            return SAME_NO;
        if (one == SAME_UNKNOWN)
            all = SAME_UNKNOWN;
    }
    return all;
}

static enum sameness known(bool same)
{
    return same ? SAME_YES : SAME_NO;
}

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it */
static enum sameness compare(struct comparison *c, struct cel_value a, struct cel_value b,
                             unsigned depth)
{
    if (*c->left == 0 || depth > CEL_DEPTH) {
        *c->left = 0;
        return SAME_NO;
    }
    --*c->left;
    if (value_is_unknown(a) || value_is_unknown(b)) {
        if (!c->met_unknown)
            *c->unknown = value_is_unknown(a) ? a : b;
        c->met_unknown = true;
        return SAME_UNKNOWN;
    }
    if (value_is_number(a) && value_is_number(b))
        return known(compare_numbers(a, b) == 0);
    if (a.kind != b.kind)
        return SAME_NO;
    switch (a.kind) {
    case CEL_NULL:
        return SAME_YES;
    case CEL_LIST:
        return compare_lists(c, a.of.list, b.of.list, depth);
    case CEL_MAP:
        return compare_maps(c, a.of.map, b.of.map, depth);
    case CEL_TYPE:
        return known(a.of.type->kind == b.of.type->kind &&
                     strcmp(a.of.type->name, b.of.type->name) == 0);
    case CEL_OPTIONAL:
        if (!a.of.inner || !b.of.inner)
            return known(a.of.inner == b.of.inner);
        return compare(c, *a.of.inner, *b.of.inner, depth + 1);
    case CEL_RECORD:
        return known(a.of.record == b.of.record);
    case CEL_STRING:
    case CEL_BYTES:
        return known(bytes_equal(a.of.text, b.of.text));
    default:
        return known(value_compare(a, b) == 0);
    }
}

enum sameness value_same(struct cel_value a, struct cel_value b, uint64_t *left,
                         struct cel_value *unknown)
{
    struct comparison c = {left, unknown, false};

    return compare(&c, a, b, 0);
}

bool cel_equal(struct cel_value a, struct cel_value b)
{
    uint64_t left = UINT64_MAX;
    struct cel_value unknown;

    return value_same(a, b, &left, &unknown) == SAME_YES;
}

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it */
static bool find_unknown(struct cel_value value, uint64_t *left, struct cel_value *unknown,
                         unsigned depth)
{
    if (*left == 0 || depth > CEL_DEPTH) {
        *left = 0;
        return false;
    }
    --*left;
    if (value_is_unknown(value)) {
        *unknown = value;
        return true;
    }
    if (value.kind == CEL_OPTIONAL && value.of.inner)
        return find_unknown(*value.of.inner, left, unknown, depth + 1);
    if (value.kind == CEL_LIST) {
        for (size_t i = 0; i < value.of.list->count; i++) {
            if (find_unknown(value.of.list->items[i], left, unknown, depth + 1))
                return true;
        }
    } else if (value.kind == CEL_MAP) {
        for (size_t i = 0; i < value.of.map->count; i++) {
            if (find_unknown(value.of.map->entries[i].value, left, unknown, depth + 1))
                return true;
        }
    }
    return false;
}

bool value_has_unknown(struct cel_value value, uint64_t *left, struct cel_value *unknown)
{
    return find_unknown(value, left, unknown, 0);
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
