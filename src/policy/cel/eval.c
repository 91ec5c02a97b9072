/*
 * eval.c - what each node of the tree means.
 *
 * A value is known, unknown or a fault. Strict nodes: a fault of any part is the result, else an
 * unknown of any part, with all names. `&&` and `||` are not strict: what decides them decides,
 * from either side; else unknown wins over fault, since the missing fact might have decided.
 * Source: cel-spec, doc/langdef.md, "Evaluation"; proto/cel/expr/eval.proto for unknowns.
 */

#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/cel/env.h"
#include "policy/cel/run.h"
#include "policy/cel/types.h"

enum { ARGS_MAX = 8 };

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

static bool stops(struct cel_value value)
{
    return value.kind == CEL_UNKNOWN || value.kind == CEL_FAULT;
}

/* Gathers what stops a strict node: the first fault, else all unknowns. */
static void gather(struct cel_run *run, struct cel_value value, struct cel_value *stopped)
{
    if (value.kind == CEL_UNKNOWN && stopped->kind == CEL_UNKNOWN)
        *stopped = value_join_unknowns(run->arena, *stopped, value);
    else if (stopped->kind == CEL_DYN ? stops(value)
                                      : value.kind == CEL_FAULT && stopped->kind == CEL_UNKNOWN)
        *stopped = value;
}

/* ---- names ---- */

static struct cel_value find_value(const struct cel_run *run, const char *name)
{
    const struct cel_activation *activation = run->activation;
    struct cel_value value;

    for (size_t i = 0; i < activation->count; i++) {
        if (strcmp(activation->bindings[i].name, name) == 0)
            return activation->bindings[i].value;
    }
    if (activation->find && activation->find(activation->data, name, run->arena, &value))
        return value;
    return cel_of_unknown(run->arena, name);
}

static struct cel_value eval_variable(struct cel_run *run, const struct node *node)
{
    struct cel_value *value = &run->variables[node->of.variable.slot];

    if (value->kind == CEL_DYN)
        *value = find_value(run, node->of.variable.name);
    return *value;
}

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
    return stops(value) || value.kind == CEL_OPTIONAL ? value : run_optional(run, &value);
}

static struct cel_value eval_select(struct cel_run *run, const struct node *node)
{
    struct cel_value target = run_node(run, node->of.select.target);
    const char *field = node->of.select.field;
    bool optional = node->of.select.optional;
    struct cel_value value;
    bool found;

    if (stops(target))
        return target;
    run->here = node;
    if (target.kind == CEL_OPTIONAL) {
        if (!target.of.inner)
            return node->of.select.test ? cel_of_bool(false) : target;
        target = *target.of.inner;
        optional = true;
        if (stops(target))
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
    if (!cel_run_steps(run, key.kind == CEL_STRING ? key.of.text.size / 64 : 0))
        return cel_run_over(run);
    found = cel_map_find(map, key);
    if (found)
        return *found;
    if (optional)
        return run_optional(run, NULL);
    cel_print(&text, key);
    return cel_run_fault(run, "no such key: %s", text.status ? "it is long" : buf_string(&text));
}

static struct cel_value eval_index(struct cel_run *run, const struct node *node)
{
    struct cel_value target = run_node(run, node->of.index.target);
    struct cel_value index = run_node(run, node->of.index.index);
    bool optional = node->of.index.optional;
    struct cel_value value;

    if (target.kind == CEL_FAULT ||
        (stops(target) && index.kind != CEL_FAULT && index.kind != CEL_UNKNOWN))
        return target;
    if (target.kind == CEL_UNKNOWN && index.kind == CEL_UNKNOWN)
        return value_join_unknowns(run->arena, target, index);
    if (stops(index))
        return index;
    run->here = node;
    if (target.kind == CEL_OPTIONAL) {
        if (!target.of.inner)
            return target;
        target = *target.of.inner;
        optional = true;
        if (stops(target))
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

/* ---- calls ---- */

static bool takes(const struct cel_type *param, struct cel_value value)
{
    if (param->kind == CEL_DYN || param->kind == CEL_PARAM)
        return true;
    if (param->kind != value.kind)
        return false;
    return param->kind != CEL_RECORD || strcmp(param->name, value.of.record->type->name) == 0;
}

static const struct overload *find_overload(const struct node *node, const struct cel_value *args)
{
    for (size_t i = 0; i < node->of.call.overload_count; i++) {
        const struct overload *overload = node->of.call.overloads[i];
        size_t at = 0;

        while (at < overload->count && takes(overload->params[at], args[at]))
            at++;
        if (at == overload->count)
            return overload;
    }
    return NULL;
}

static struct cel_value no_overload(struct cel_run *run, const struct node *node,
                                    const struct cel_value *args)
{
    char text[160] = "";
    size_t used = 0;

    for (size_t i = 0; i < node->of.call.count && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? ", " : "",
                                 value_type(args[i])->name);
    return cel_run_fault(run, "no such overload: \"%s\" does not take (%s)",
                         env_shown_name(node->of.call.function), text);
}

static struct cel_value call_matches(struct cel_run *run, const struct regex *regex,
                                     struct bytes subject)
{
    struct assay_error err = {0};
    bool matched;
    enum assay_status status;

    if (!cel_run_steps(run, regex_cost(regex, subject)))
        return cel_run_over(run);
    status = regex_match(regex, subject, run->arena, &run->room, &matched, &err);
    if (status == ASSAY_ENOMEM)
        return value_no_memory;
    return status == ASSAY_OK ? cel_of_bool(matched) : cel_run_fault(run, "%s", err.text);
}

/* Unknowns inside lists and maps that the function is going to look at. */
static bool hides_unknown(struct cel_run *run, const struct overload *overload,
                          const struct cel_value *args, struct cel_value *out)
{
    for (size_t i = 0; i < overload->count; i++) {
        uint64_t had = run->budget.steps > run->steps ? run->budget.steps - run->steps : 0;
        uint64_t left = had;

        if (args[i].kind != CEL_LIST && args[i].kind != CEL_MAP)
            continue;
        if (value_has_unknown(args[i], &left, out))
            return true;
        if (!cel_run_steps(run, left == 0 ? had + 1 : had - left)) {
            *out = cel_run_over(run);
            return true;
        }
    }
    return false;
}

/* The arguments' values; a fault among them, or an unknown, in *out and false. */
static bool eval_args(struct cel_run *run, const struct node *node, struct cel_value *args,
                      struct cel_value *out)
{
    *out = (struct cel_value){.kind = CEL_DYN};
    for (size_t i = 0; i < node->of.call.count; i++) {
        args[i] = run_node(run, node->of.call.args[i]);
        gather(run, args[i], out);
    }
    return out->kind == CEL_DYN;
}

static struct cel_value eval_call(struct cel_run *run, const struct node *node)
{
    struct cel_value args[ARGS_MAX];
    const struct overload *overload;
    struct cel_value stopped;

    if (node->of.call.count > ARGS_MAX) { /* no function takes so many: unchecked programs only */
        run->here = node;
        return cel_run_fault(run, "no such overload: %s", node->of.call.function);
    }
    if (!eval_args(run, node, args, &stopped))
        return stopped;
    run->here = node;
    overload = find_overload(node, args);
    if (!overload)
        return no_overload(run, node, args);
    if (node->of.call.pattern && args[0].kind == CEL_STRING)
        return call_matches(run, node->of.call.pattern, args[0].of.text);
    if (overload->looks_inside && hides_unknown(run, overload, args, &stopped))
        return stopped;
    if (!overload->call)
        return cel_run_fault(run, "%s is declared only", overload->signature);
    return overload->call(run, args, overload->count, overload->user);
}

/* ---- literals of lists and maps ---- */

/* What an optional element is: its value, or nothing (false). */
static bool unwrap(struct cel_run *run, struct cel_value *value)
{
    if (value->kind != CEL_OPTIONAL) {
        *value = cel_run_fault(run, "no such overload: an optional should be here, this is %s",
                               value_type(*value)->name);
        return true;
    }
    if (!value->of.inner)
        return false;
    *value = *value->of.inner;
    return true;
}

static struct cel_value eval_list(struct cel_run *run, const struct node *node)
{
    size_t count = node->of.list.count, used = 0;
    struct cel_list *list = cel_run_alloc(run, 1, sizeof *list);
    struct cel_value *items = cel_run_alloc(run, count, sizeof *items);
    struct cel_value stopped = {.kind = CEL_DYN};

    if (!list || !items)
        return cel_run_over(run);
    for (size_t i = 0; i < count; i++) {
        struct cel_value item = run_node(run, node->of.list.items[i]);

        run->here = node->of.list.items[i];
        if (!stops(item) && node->of.list.optional && node->of.list.optional[i] &&
            !unwrap(run, &item))
            continue;
        gather(run, item, &stopped);
        items[used++] = item;
    }
    if (stopped.kind != CEL_DYN)
        return stopped;
    *list = (struct cel_list){used, items};
    return (struct cel_value){.kind = CEL_LIST, .of = {.list = list}};
}

static struct cel_value eval_map(struct cel_run *run, const struct node *node)
{
    size_t count = node->of.map.count, used = 0;
    struct cel_entry *entries = cel_run_alloc(run, count, sizeof *entries);
    struct cel_value stopped = {.kind = CEL_DYN};

    if (!entries)
        return cel_run_over(run);
    for (size_t i = 0; i < count; i++) {
        struct cel_value key = run_node(run, node->of.map.keys[i]);
        struct cel_value value = run_node(run, node->of.map.values[i]);

        run->here = node->of.map.values[i];
        if (!stops(value) && node->of.map.optional && node->of.map.optional[i] &&
            !unwrap(run, &value))
            continue;
        gather(run, key, &stopped);
        gather(run, value, &stopped);
        entries[used++] = (struct cel_entry){key, value};
    }
    if (stopped.kind != CEL_DYN)
        return stopped;
    run->here = node;
    return run_map(run, entries, used);
}

/* ---- logic ---- */

/* Puts one arm to those before it; true once the result is settled for good. */
static bool decide(struct cel_run *run, const struct node *at, struct cel_value arm, bool decisive,
                   struct cel_value *result)
{
    if (arm.kind == CEL_BOOL) {
        if (arm.of.boolean != decisive)
            return false;
        *result = arm;
        return true;
    }
    if (arm.kind == CEL_UNKNOWN) {
        *result = result->kind == CEL_UNKNOWN ? value_join_unknowns(run->arena, *result, arm) : arm;
    } else if (result->kind != CEL_UNKNOWN && result->kind != CEL_FAULT) {
        run->here = at;
        *result = arm.kind == CEL_FAULT
                      ? arm
                      : cel_run_fault(run, "no such overload: a bool should be here, this is %s",
                                      value_type(arm)->name);
    }
    return run->over != NULL;
}

static struct cel_value eval_logic(struct cel_run *run, const struct node *node)
{
    bool decisive = node->kind == NODE_OR;
    struct cel_value result = cel_of_bool(!decisive);

    for (size_t i = 0; i < node->of.logic.count; i++) {
        const struct node *arm = node->of.logic.arms[i];

        if (decide(run, arm, run_node(run, arm), decisive, &result))
            break;
    }
    return result;
}

static struct cel_value eval_choice(struct cel_run *run, const struct node *node)
{
    struct cel_value test = run_node(run, node->of.choice.test);

    if (stops(test))
        return test;
    if (test.kind != CEL_BOOL) {
        run->here = node->of.choice.test;
        return cel_run_fault(run, "no such overload: a bool should be here, this is %s",
                             value_type(test)->name);
    }
    return run_node(run, test.of.boolean ? node->of.choice.yes : node->of.choice.no);
}

/* The first fault of two, else all unknowns; kind CEL_DYN where neither stops. */
static struct cel_value stop_of_pair(struct cel_run *run, struct cel_value a, struct cel_value b)
{
    struct cel_value stopped = {.kind = CEL_DYN};

    gather(run, a, &stopped);
    gather(run, b, &stopped);
    return stopped;
}

static struct cel_value eval_equal(struct cel_run *run, const struct node *node)
{
    struct cel_value left = run_node(run, node->of.pair.left);
    struct cel_value right = run_node(run, node->of.pair.right);
    struct cel_value result = stop_of_pair(run, left, right);

    if (result.kind != CEL_DYN)
        return result;
    run->here = node;
    result = run_equal(run, left, right);
    if (result.kind == CEL_BOOL && node->of.pair.negated)
        result.of.boolean = !result.of.boolean;
    return result;
}

static struct cel_value in_list(struct cel_run *run, struct cel_value wanted,
                                const struct cel_list *list)
{
    struct cel_value result = cel_of_bool(false);

    for (size_t i = 0; i < list->count; i++) {
        struct cel_value same = run_equal(run, wanted, list->items[i]);

        if (value_is_true(same) || value_is_fault(same))
            return same;
        if (same.kind == CEL_UNKNOWN)
            result =
                result.kind == CEL_UNKNOWN ? value_join_unknowns(run->arena, result, same) : same;
    }
    return result;
}

static struct cel_value eval_in(struct cel_run *run, const struct node *node)
{
    struct cel_value wanted = run_node(run, node->of.pair.left);
    struct cel_value range = run_node(run, node->of.pair.right);
    struct cel_value result = stop_of_pair(run, wanted, range);

    if (result.kind != CEL_DYN)
        return result;
    run->here = node;
    if (range.kind == CEL_LIST)
        return in_list(run, wanted, range.of.list);
    if (range.kind == CEL_MAP)
        return cel_of_bool((value_is_key(wanted) || wanted.kind == CEL_DOUBLE) &&
                           cel_map_find(range.of.map, wanted));
    return cel_run_fault(run, "no such overload: %s in %s", value_type(wanted)->name,
                         value_type(range)->name);
}

/* ---- folds ---- */

size_t run_range_count(struct cel_value range)
{
    return range.kind == CEL_LIST ? range.of.list->count : range.of.map->count;
}

void run_bind_element(struct cel_run *run, const struct node *fold, struct cel_value range,
                      size_t element)
{
    struct cel_value *locals = run->locals + fold->of.fold.slot;
    bool two = fold->of.fold.name_count == 2;

    if (range.kind == CEL_LIST) {
        locals[0] = two ? cel_of_int((int64_t)element) : range.of.list->items[element];
        if (two)
            locals[1] = range.of.list->items[element];
    } else {
        locals[0] = range.of.map->entries[element].key;
        if (two)
            locals[1] = range.of.map->entries[element].value;
    }
}

static struct cel_value fold_bool(struct cel_run *run, const struct node *node,
                                  struct cel_value range)
{
    bool decisive = node->of.fold.kind == FOLD_EXISTS;
    struct cel_value result = cel_of_bool(!decisive);
    size_t count = run_range_count(range);

    for (size_t i = 0; i < count; i++) {
        run_bind_element(run, node, range, i);
        if (decide(run, node->of.fold.condition, run_node(run, node->of.fold.condition), decisive,
                   &result))
            break;
    }
    return result;
}

/* A condition that must be a bool; what stops is gathered. */
static bool eval_condition(struct cel_run *run, const struct node *node, struct cel_value *stopped)
{
    struct cel_value holds;

    if (!node->of.fold.condition)
        return true;
    holds = run_node(run, node->of.fold.condition);
    if (holds.kind == CEL_BOOL)
        return holds.of.boolean;
    if (!stops(holds)) {
        run->here = node->of.fold.condition;
        holds = cel_run_fault(run, "no such overload: a bool should be here, this is %s",
                              value_type(holds)->name);
    }
    gather(run, holds, stopped);
    return false;
}

static struct cel_value fold_one(struct cel_run *run, const struct node *node,
                                 struct cel_value range)
{
    size_t count = run_range_count(range), found = 0;
    struct cel_value stopped = {.kind = CEL_DYN};

    for (size_t i = 0; i < count && !run->over; i++) {
        run_bind_element(run, node, range, i);
        found += eval_condition(run, node, &stopped);
    }
    return stopped.kind == CEL_DYN ? cel_of_bool(found == 1) : stopped;
}

static struct cel_value fold_list(struct cel_run *run, const struct node *node,
                                  struct cel_value range)
{
    size_t count = run_range_count(range), used = 0;
    struct cel_list *list = cel_run_alloc(run, 1, sizeof *list);
    struct cel_value *items = cel_run_alloc(run, count, sizeof *items);
    struct cel_value stopped = {.kind = CEL_DYN};

    if (!list || !items)
        return cel_run_over(run);
    for (size_t i = 0; i < count && !run->over; i++) {
        struct cel_value item;

        run_bind_element(run, node, range, i);
        if (!eval_condition(run, node, &stopped))
            continue;
        item = run_node(run, node->of.fold.result);
        gather(run, item, &stopped);
        items[used++] = item;
    }
    if (stopped.kind != CEL_DYN)
        return stopped;
    *list = (struct cel_list){used, items};
    return (struct cel_value){.kind = CEL_LIST, .of = {.list = list}};
}

/* The one entry of a map, as transformMapEntry() wants it. */
static struct cel_value only_entry(struct cel_run *run, struct cel_value map,
                                   struct cel_entry *entry)
{
    if (map.kind != CEL_MAP || map.of.map->count != 1)
        return cel_run_fault(run, "a map of one entry should be here");
    *entry = map.of.map->entries[0];
    return map;
}

static struct cel_value fold_map(struct cel_run *run, const struct node *node,
                                 struct cel_value range)
{
    size_t count = run_range_count(range), used = 0;
    struct cel_entry *entries = cel_run_alloc(run, count, sizeof *entries);
    struct cel_value stopped = {.kind = CEL_DYN};

    if (!entries)
        return cel_run_over(run);
    for (size_t i = 0; i < count && !run->over; i++) {
        struct cel_value item;

        run_bind_element(run, node, range, i);
        if (!eval_condition(run, node, &stopped))
            continue;
        item = run_node(run, node->of.fold.result);
        run->here = node->of.fold.result;
        entries[used] = (struct cel_entry){run->locals[node->of.fold.slot], item};
        if (!stops(item) && node->of.fold.kind == FOLD_MAP_ENTRY)
            item = only_entry(run, item, &entries[used]);
        gather(run, item, &stopped);
        used++;
    }
    if (stopped.kind != CEL_DYN)
        return stopped;
    run->here = node;
    return run_map(run, entries, used);
}

static struct cel_value eval_fold(struct cel_run *run, const struct node *node)
{
    struct cel_value range = run_node(run, node->of.fold.range);

    if (stops(range))
        return range;
    run->here = node;
    if (range.kind != CEL_LIST && range.kind != CEL_MAP)
        return cel_run_fault(run, "no such overload: a list or map should be here, this is %s",
                             value_type(range)->name);
    switch (node->of.fold.kind) {
    case FOLD_ALL:
    case FOLD_EXISTS:
        return fold_bool(run, node, range);
    case FOLD_EXISTS_ONE:
        return fold_one(run, node, range);
    case FOLD_LIST:
        return fold_list(run, node, range);
    case FOLD_MAP:
    case FOLD_MAP_ENTRY:
        return fold_map(run, node, range);
    }
    return cel_run_fault(run, "no such fold");
}

static struct cel_value eval_let(struct cel_run *run, const struct node *node)
{
    struct cel_value value = run_node(run, node->of.let.init);
    struct cel_value body;

    if (node->of.let.kind != LET_BIND) {
        if (stops(value))
            return value;
        run->here = node->of.let.init;
        if (value.kind != CEL_OPTIONAL)
            return cel_run_fault(run, "no such overload: an optional should be here, this is %s",
                                 value_type(value)->name);
        if (!value.of.inner)
            return value;
        value = *value.of.inner;
    }
    run->locals[node->of.let.slot] = value;
    body = run_node(run, node->of.let.body);
    if (stops(body) || node->of.let.kind == LET_BIND)
        return body;
    if (node->of.let.kind == LET_OPT_MAP)
        return run_optional(run, &body);
    run->here = node->of.let.body;
    return body.kind == CEL_OPTIONAL
               ? body
               : cel_run_fault(run, "no such overload: an optional should be here, this is %s",
                               value_type(body)->name);
}

static struct cel_value eval(struct cel_run *run, const struct node *node)
{
    switch (node->kind) {
    case NODE_LITERAL:
        return node->of.literal;
    case NODE_VARIABLE:
        return eval_variable(run, node);
    case NODE_LOCAL:
        return run->locals[node->of.local.slot];
    case NODE_SELECT:
        return eval_select(run, node);
    case NODE_INDEX:
        return eval_index(run, node);
    case NODE_CALL:
        return eval_call(run, node);
    case NODE_LIST:
        return eval_list(run, node);
    case NODE_MAP:
        return eval_map(run, node);
    case NODE_AND:
    case NODE_OR:
        return eval_logic(run, node);
    case NODE_EQUAL:
        return eval_equal(run, node);
    case NODE_IN:
        return eval_in(run, node);
    case NODE_CHOICE:
        return eval_choice(run, node);
    case NODE_FOLD:
        return eval_fold(run, node);
    case NODE_LET:
        return eval_let(run, node);
    case NODE_NAME: /* the checker leaves none */
    case NODE_FAULT:
        break;
    }
    run->here = node;
    return cel_run_fault(run, "%s", node->kind == NODE_FAULT ? node->of.fault : "unsettled name");
}

struct cel_value run_node(struct cel_run *run, const struct node *node)
{
    struct cel_value value;

    run->here = node;
    if (!cel_run_steps(run, 1))
        return cel_run_over(run);
    value = eval(run, node);
    if (value.kind == CEL_FAULT && value.of.fault->final && !run->over)
        run->over = &value_no_memory;
    if (run->over)
        value = cel_run_over(run);
    run->values[node->id] = value;
    return value;
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status cel_evaluate(const struct cel_program *program,
                               const struct cel_activation *activation, struct cel_budget budget,
                               struct arena *arena, struct cel_evaluation **out,
                               struct assay_error *err)
{
    static const struct cel_activation nothing = {0};
    struct cel_evaluation *evaluation = arena_alloc(arena, sizeof *evaluation);
    struct cel_run *run;

    if (!evaluation)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    run = &evaluation->run;
    *run = (struct cel_run){
        .program = program,
        .activation = activation ? activation : &nothing,
        .arena = arena,
        .budget = budget,
        .values = arena_array(arena, program->node_count, sizeof *run->values),
        .locals = arena_array(arena, program->local_count, sizeof *run->locals),
        .variables = arena_array(arena, program->variable_count, sizeof *run->variables),
    };
    if (!run->values || !run->locals || !run->variables)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    evaluation->result = run_node(run, program->root);
    if (run->over)
        evaluation->result = cel_run_over(run);
    if (evaluation->result.kind == CEL_FAULT &&
        evaluation->result.of.fault == value_no_memory.of.fault)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    *out = evaluation;
    return ASSAY_OK;
}

struct cel_value cel_result(const struct cel_evaluation *evaluation)
{
    return evaluation->result;
}

uint64_t cel_steps(const struct cel_evaluation *evaluation)
{
    return evaluation->run.steps;
}
