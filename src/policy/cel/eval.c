/*
 * eval.c - what each node of the tree means: names, literals, logic, and where the rest is.
 *
 * A value is known, unknown or a fault. Strict nodes: a fault of any part is the result, else an
 * unknown of any part, with all names. `&&` and `||` are not strict: what decides them decides,
 * from either side; else unknown wins over fault, since the missing fact might have decided.
 * Source: cel-spec, doc/langdef.md, "Evaluation"; proto/cel/expr/eval.proto for unknowns.
 */

#include "policy/cel/eval.h"
#include "base/arena.h"
#include "base/kit.h"

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

void eval_gather(struct cel_run *run, struct cel_value value, struct cel_value *stopped)
{
    if (value.kind == CEL_UNKNOWN && stopped->kind == CEL_UNKNOWN)
        *stopped = value_join_unknowns(run->arena, *stopped, value);
    else if (stopped->kind == CEL_DYN ? eval_stops(value)
                                      : value.kind == CEL_FAULT && stopped->kind == CEL_UNKNOWN)
        *stopped = value;
}

bool eval_decide(struct cel_run *run, const struct node *at, struct cel_value arm, bool decisive,
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
        if (!eval_stops(item) && node->of.list.optional && node->of.list.optional[i] &&
            !unwrap(run, &item))
            continue;
        eval_gather(run, item, &stopped);
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
        if (!eval_stops(value) && node->of.map.optional && node->of.map.optional[i] &&
            !unwrap(run, &value))
            continue;
        eval_gather(run, key, &stopped);
        eval_gather(run, value, &stopped);
        entries[used++] = (struct cel_entry){key, value};
    }
    if (stopped.kind != CEL_DYN)
        return stopped;
    run->here = node;
    return run_map(run, entries, used);
}

/* ---- logic ---- */

static struct cel_value eval_logic(struct cel_run *run, const struct node *node)
{
    bool decisive = node->kind == NODE_OR;
    struct cel_value result = cel_of_bool(!decisive);

    for (size_t i = 0; i < node->of.logic.count; i++) {
        const struct node *arm = node->of.logic.arms[i];

        if (eval_decide(run, arm, run_node(run, arm), decisive, &result))
            break;
    }
    return result;
}

static struct cel_value eval_choice(struct cel_run *run, const struct node *node)
{
    struct cel_value test = run_node(run, node->of.choice.test);

    if (eval_stops(test))
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

    eval_gather(run, a, &stopped);
    eval_gather(run, b, &stopped);
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
    if (!cel_run_steps(run, value_text_steps(wanted)))
        return cel_run_over(run);
    if (range.kind == CEL_MAP)
        return cel_of_bool((value_is_key(wanted) || wanted.kind == CEL_DOUBLE) &&
                           cel_map_find(range.of.map, wanted));
    return cel_run_fault(run, "no such overload: %s in %s", value_type(wanted)->name,
                         value_type(range)->name);
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
        return out_of_memory(err);
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
        return out_of_memory(err);
    evaluation->result = run_node(run, program->root);
    if (run->over)
        evaluation->result = cel_run_over(run);
    if (evaluation->result.kind == CEL_FAULT &&
        evaluation->result.of.fault == value_no_memory.of.fault)
        return out_of_memory(err);
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

static uint64_t left_of(uint64_t all, uint64_t used)
{
    return used < all ? all - used : 0;
}

struct cel_budget cel_left(const struct cel_evaluation *evaluation)
{
    const struct cel_run *run = &evaluation->run;

    return (struct cel_budget){.steps = left_of(run->budget.steps, run->steps),
                               .bytes = left_of(run->budget.bytes, run->bytes)};
}
