/* compare.c - order and equality of values, and unknowns that leave them open. */

#include <math.h>

#include "base/kit.h"
#include "policy/cel/number.h"
#include "policy/cel/times.h"
#include "policy/cel/values.h"

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

/* ---- equality ---- */

/* False where there is not enough: then nothing is left. */
static bool pay(uint64_t *left, uint64_t steps)
{
    const bool enough = *left >= steps;

    *left = enough ? *left - steps : 0;
    return enough;
}

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

static enum sameness compare_texts(const struct comparison *c, struct cel_value a,
                                   struct cel_value b)
{
    if (a.of.text.size != b.of.text.size || !pay(c->left, value_text_steps(a)))
        return SAME_NO;
    return known(bytes_equal(a.of.text, b.of.text));
}

/* NOLINTNEXTLINE(misc-no-recursion): CEL_DEPTH bounds it */
static enum sameness compare(struct comparison *c, struct cel_value a, struct cel_value b,
                             unsigned depth)
{
    if (depth > CEL_DEPTH)
        *c->left = 0;
    if (!pay(c->left, 1))
        return SAME_NO;
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
        return compare_texts(c, a, b);
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
    if (depth > CEL_DEPTH)
        *left = 0;
    if (!pay(left, 1 + value_text_steps(value)))
        return false;
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
