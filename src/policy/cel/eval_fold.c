/* eval_fold.c - folds over lists and maps, and names for values. */

#include "base/kit.h"
#include "policy/cel/eval.h"

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

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
        if (eval_decide(run, node->of.fold.condition, run_node(run, node->of.fold.condition),
                        decisive, &result))
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
    if (!eval_stops(holds)) {
        run->here = node->of.fold.condition;
        holds = cel_run_fault(run, "no such overload: a bool should be here, this is %s",
                              value_type(holds)->name);
    }
    eval_gather(run, holds, stopped);
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
        eval_gather(run, item, &stopped);
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
        if (!eval_stops(item) && node->of.fold.kind == FOLD_MAP_ENTRY)
            item = only_entry(run, item, &entries[used]);
        eval_gather(run, item, &stopped);
        used++;
    }
    if (stopped.kind != CEL_DYN)
        return stopped;
    run->here = node;
    return run_map(run, entries, used);
}

struct cel_value eval_fold(struct cel_run *run, const struct node *node)
{
    struct cel_value range = run_node(run, node->of.fold.range);

    if (eval_stops(range))
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

struct cel_value eval_let(struct cel_run *run, const struct node *node)
{
    struct cel_value value = run_node(run, node->of.let.init);
    struct cel_value body;

    if (node->of.let.kind != LET_BIND) {
        if (eval_stops(value))
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
    if (eval_stops(body) || node->of.let.kind == LET_BIND)
        return body;
    if (node->of.let.kind == LET_OPT_MAP)
        return run_optional(run, &body);
    run->here = node->of.let.body;
    return body.kind == CEL_OPTIONAL
               ? body
               : cel_run_fault(run, "no such overload: an optional should be here, this is %s",
                               value_type(body)->name);
}

/* NOLINTEND(misc-no-recursion) */
