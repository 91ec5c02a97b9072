/* eval_access.c - fields and elements: of records, maps, lists, and optionals of them. */

#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/cel/eval.h"
#include "policy/cel/types.h"

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

/* ---- fields ---- */

static struct cel_value absent_fact(struct cel_run *run, const struct cel_record *record,
                                    const char *field)
{
    char *name = cel_run_alloc(run, strlen(record->path) + strlen(field) + 2, 1);

    if (!name)
        return cel_run_over(run);
    (void)snprintf(name, strlen(record->path) + strlen(field) + 2, "%s.%s", record->path, field);
    return cel_of_unknowns(run->arena, (const char *const *)&name, 1);
}

/* The value of a field in *out and true, or false where a map or record does not have it. */
static bool find_field(struct cel_run *run, struct cel_value target, const char *field,
                       struct cel_value *out)
{
    const struct cel_value *found;

    if (target.kind == CEL_RECORD)
        return target.of.record->read(target.of.record, field, run->arena, out);
    found = cel_map_find(target.of.map, cel_of_text(field));
    if (found)
        *out = *found;
    return found != NULL;
}

static struct cel_value no_such_field(struct cel_run *run, struct cel_value target,
                                      const char *field)
{
    if (target.kind == CEL_RECORD)
        return absent_fact(run, target.of.record, field);
    return cel_run_fault(run, "no such key: \"%s\"", field);
}

/* Into an optional, unless it is one. */
static struct cel_value wrap(struct cel_run *run, struct cel_value value)
{
    return eval_stops(value) || value.kind == CEL_OPTIONAL ? value : run_optional(run, &value);
}

struct cel_value eval_select(struct cel_run *run, const struct node *node)
{
    struct cel_value target = run_node(run, node->of.select.target);
    const char *field = node->of.select.field;
    bool optional = node->of.select.optional;
    struct cel_value value;
    bool found;

    if (eval_stops(target))
        return target;
    run->here = node;
    if (target.kind == CEL_OPTIONAL) {
        if (!target.of.inner)
            return node->of.select.test ? cel_of_bool(false) : target;
        target = *target.of.inner;
        optional = true;
        if (eval_stops(target))
            return target;
    }
    if (target.kind != CEL_MAP && target.kind != CEL_RECORD)
        return cel_run_fault(run, "no such overload: a value of type %s has no fields",
                             value_type(target)->name);
    found = find_field(run, target, field, &value);
    if (node->of.select.test)
        return cel_of_bool(found);
    if (optional)
        return found ? wrap(run, value) : run_optional(run, NULL);
    return found ? value : no_such_field(run, target, field);
}

/* ---- indexes ---- */

/* A number that is a whole one, as a place in a list. */
static bool as_place(struct cel_value index, int64_t *place)
{
    switch (index.kind) {
    case CEL_INT:
        *place = index.of.integer;
        return true;
    case CEL_UINT:
        *place = index.of.uinteger > INT64_MAX ? INT64_MAX : (int64_t)index.of.uinteger;
        return true;
    case CEL_DOUBLE:
        if (!(index.of.real > -0x1p63 && index.of.real < 0x1p63))
            return false;
        *place = (int64_t)index.of.real;
        return (double)*place == index.of.real;
    default:
        return false;
    }
}

static struct cel_value index_list(struct cel_run *run, const struct cel_list *list,
                                   struct cel_value index, bool optional)
{
    int64_t place;

    if (!as_place(index, &place))
        return cel_run_fault(run, "no such overload: a list has no element at a %s",
                             value_type(index)->name);
    if (place < 0 || (uint64_t)place >= list->count) {
        if (optional)
            return run_optional(run, NULL);
        return cel_run_fault(run, "index %" PRId64 " is outside a list of %zu", place, list->count);
    }
    return list->items[place];
}

static struct cel_value index_map(struct cel_run *run, const struct cel_map *map,
                                  struct cel_value key, bool optional)
{
    CLEANUP(buf_clear) struct buf text;
    const struct cel_value *found;

    buf_init(&text, 100);
    if (!value_is_key(key) && key.kind != CEL_DOUBLE)
        return cel_run_fault(run, "no such key: a key is never %s", value_type(key)->name);
    if (!cel_run_steps(run, value_text_steps(key)))
        return cel_run_over(run);
    found = cel_map_find(map, key);
    if (found)
        return *found;
    if (optional)
        return run_optional(run, NULL);
    cel_print(&text, key);
    return cel_run_fault(run, "no such key: %s", text.status ? "it is long" : buf_string(&text));
}

struct cel_value eval_index(struct cel_run *run, const struct node *node)
{
    struct cel_value target = run_node(run, node->of.index.target);
    struct cel_value index = run_node(run, node->of.index.index);
    bool optional = node->of.index.optional;
    struct cel_value value;

    if (target.kind == CEL_FAULT ||
        (eval_stops(target) && index.kind != CEL_FAULT && index.kind != CEL_UNKNOWN))
        return target;
    if (target.kind == CEL_UNKNOWN && index.kind == CEL_UNKNOWN)
        return value_join_unknowns(run->arena, target, index);
    if (eval_stops(index))
        return index;
    run->here = node;
    if (target.kind == CEL_OPTIONAL) {
        if (!target.of.inner)
            return target;
        target = *target.of.inner;
        optional = true;
        if (eval_stops(target))
            return target;
    }
    if (target.kind == CEL_LIST)
        value = index_list(run, target.of.list, index, optional);
    else if (target.kind == CEL_MAP)
        value = index_map(run, target.of.map, index, optional);
    else
        return cel_run_fault(run, "no such overload: a value of type %s has no elements",
                             value_type(target)->name);
    return optional ? wrap(run, value) : value;
}

/* NOLINTEND(misc-no-recursion) */
