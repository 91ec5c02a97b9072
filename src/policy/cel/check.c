/*
 * check.c - names settled, types found, overloads chosen.
 *
 * A misspelt fact must never be read as "absent", so every name and field must be declared, and
 * values of unlike types are not compared. Only what is dyn is left for the run.
 * Source: cel-spec, doc/langdef.md, "Name Resolution", "Gradual Type Checking".
 */

#include "policy/cel/check.h"

#include "base/arena.h"
#include "base/kit.h"
#include "policy/cel/checker.h"
#include "policy/cel/types.h"
#include "policy/cel/values.h"

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

/* Checks a part that must be of a type. */
static ASSAY_RESULT check_as(struct checker *c, struct node *node, const struct cel_type *type)
{
    TRY(check_node(c, node));
    if (c->typed && !unify_fits(&c->types, type, node->type))
        return checker_fail(c, node, "%s should be here, this is %s", type->name,
                            checker_show(c, node->type));
    return ASSAY_OK;
}

static const struct cel_type *join(struct checker *c, const struct cel_type *so_far,
                                   const struct cel_type *next)
{
    return so_far ? unify_join(&c->types, so_far, next) : next;
}

/* An optional element gives what is in it. */
static ASSAY_RESULT element_type(struct checker *c, const struct node *item, bool optional,
                                 const struct cel_type **out)
{
    *out = checker_known(c, item->type);
    if (!optional || (*out)->kind == CEL_DYN || (*out)->kind == CEL_PARAM)
        return ASSAY_OK;
    if ((*out)->kind != CEL_OPTIONAL)
        return checker_fail(c, item, "an optional should be here, this is %s",
                            checker_show(c, *out));
    *out = (*out)->args[0];
    return ASSAY_OK;
}

static ASSAY_RESULT check_list(struct checker *c, struct node *node)
{
    const struct cel_type *all = NULL, *one;

    for (size_t i = 0; i < node->of.list.count; i++) {
        TRY(check_node(c, node->of.list.items[i]));
        TRY(element_type(c, node->of.list.items[i],
                         node->of.list.optional && node->of.list.optional[i], &one));
        all = join(c, all, one);
    }
    node->type = cel_list_of(c->arena, all ? all : unify_fresh(&c->types));
    return node->type ? ASSAY_OK : checker_no_memory(c);
}

static ASSAY_RESULT check_map(struct checker *c, struct node *node)
{
    const struct cel_type *keys = NULL, *values = NULL, *one;

    for (size_t i = 0; i < node->of.map.count; i++) {
        const struct cel_type *key;

        TRY(check_node(c, node->of.map.keys[i]));
        TRY(check_node(c, node->of.map.values[i]));
        key = checker_known(c, node->of.map.keys[i]->type);
        if (c->typed && key->kind != CEL_BOOL && key->kind != CEL_INT && key->kind != CEL_UINT &&
            key->kind != CEL_STRING && key->kind != CEL_DYN && key->kind != CEL_PARAM)
            return checker_fail(c, node->of.map.keys[i],
                                "a key must be a bool, int, uint or string, this is %s",
                                checker_show(c, key));
        TRY(element_type(c, node->of.map.values[i],
                         node->of.map.optional && node->of.map.optional[i], &one));
        keys = join(c, keys, key);
        values = join(c, values, one);
    }
    node->type = cel_map_of(c->arena, keys ? keys : unify_fresh(&c->types),
                            values ? values : unify_fresh(&c->types));
    return node->type ? ASSAY_OK : checker_no_memory(c);
}

static ASSAY_RESULT check_logic(struct checker *c, struct node *node)
{
    for (size_t i = 0; i < node->of.logic.count; i++)
        TRY(check_as(c, node->of.logic.arms[i], &cel_bool));
    node->type = &cel_bool;
    return ASSAY_OK;
}

static bool is_number(const struct cel_type *type)
{
    return type->kind == CEL_INT || type->kind == CEL_UINT || type->kind == CEL_DOUBLE;
}

/* Numbers of two types can be equal, but are compared only where somebody said which one counts. */
static ASSAY_RESULT unlike(struct checker *c, const struct node *at, const struct cel_type *left,
                           const struct cel_type *right)
{
    enum assay_status status;

    left = checker_known(c, left);
    right = checker_known(c, right);
    if (!is_number(left) || !is_number(right))
        return checker_fail(c, at, "%s and %s are never equal: the types are unlike",
                            checker_show(c, left), checker_show(c, right));
    status = checker_fail(c, at, "%s and %s are not compared as they are", left->name, right->name);
    assay_error_do(c->err,
                   "write %s(...) round the one that is not, or the number as such: 1, 1u, 1.0",
                   left->kind == CEL_DOUBLE || right->kind == CEL_DOUBLE ? "double" : "int");
    return status;
}

static ASSAY_RESULT check_equal(struct checker *c, struct node *node)
{
    struct node *left = node->of.pair.left, *right = node->of.pair.right;

    TRY(check_node(c, left));
    TRY(check_node(c, right));
    node->type = &cel_bool;
    if (c->typed) {
        const struct cel_type *both = unify_fresh(&c->types);
        const struct cel_type *const to[] = {both, both};
        const struct cel_type *const from[] = {left->type, right->type};

        if (!unify_all_fit(&c->types, to, from, 2))
            return unlike(c, node, left->type, right->type);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT check_in(struct checker *c, struct node *node)
{
    struct node *left = node->of.pair.left, *right = node->of.pair.right;
    const struct cel_type *from[2], *to[2], *range;

    TRY(check_node(c, left));
    TRY(check_node(c, right));
    node->type = &cel_bool;
    if (!c->typed)
        return ASSAY_OK;
    range = checker_known(c, right->type);
    if (range->kind == CEL_DYN || range->kind == CEL_PARAM)
        return ASSAY_OK;
    if (range->kind != CEL_LIST && range->kind != CEL_MAP)
        return checker_fail(c, right, "a list or a map should be here, this is %s",
                            checker_show(c, range));
    to[0] = to[1] = unify_fresh(&c->types);
    from[0] = range->args[0];
    from[1] = left->type;
    if (!unify_all_fit(&c->types, to, from, 2)) {
        const struct cel_type *one = checker_known(c, from[1]), *key = checker_known(c, from[0]);

        if (range->kind == CEL_MAP &&
            (one->kind == CEL_INT || one->kind == CEL_UINT || one->kind == CEL_DOUBLE) &&
            (key->kind == CEL_INT || key->kind == CEL_UINT))
            return ASSAY_OK;
        if (is_number(one) && is_number(key))
            return unlike(c, node, one, key);
        return checker_fail(c, node, "%s is never in %s: the types are unlike",
                            checker_show(c, left->type), checker_show(c, range));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT check_choice(struct checker *c, struct node *node)
{
    struct node *yes = node->of.choice.yes, *no = node->of.choice.no;

    TRY(check_as(c, node->of.choice.test, &cel_bool));
    TRY(check_node(c, yes));
    TRY(check_node(c, no));
    node->type = &cel_dyn;
    if (c->typed) {
        const struct cel_type *both = unify_fresh(&c->types);
        const struct cel_type *const to[] = {both, both};
        const struct cel_type *const from[] = {yes->type, no->type};

        if (!unify_all_fit(&c->types, to, from, 2))
            return checker_fail(c, node, "the arms are unlike: %s and %s",
                                checker_show(c, yes->type), checker_show(c, no->type));
        node->type = unify_result(&c->types, both, false);
    }
    return ASSAY_OK;
}

/* What the names of a fold stand for. */
static ASSAY_RESULT range_types(struct checker *c, const struct node *node,
                                const struct cel_type *types[2])
{
    const struct cel_type *range = checker_known(c, node->of.fold.range->type);
    bool two = node->of.fold.name_count == 2;

    types[0] = types[1] = &cel_dyn;
    if (!c->typed || range->kind == CEL_DYN || range->kind == CEL_PARAM)
        return ASSAY_OK;
    if (range->kind == CEL_LIST) {
        types[0] = two ? &cel_int : range->args[0];
        types[1] = range->args[0];
    } else if (range->kind == CEL_MAP) {
        types[0] = range->args[0];
        types[1] = range->args[1];
    } else {
        return checker_fail(c, node->of.fold.range, "a list or a map should be here, this is %s",
                            checker_show(c, range));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT fold_type(struct checker *c, struct node *node, const struct cel_type *key)
{
    const struct cel_type *result = node->of.fold.result ? node->of.fold.result->type : NULL;

    switch (node->of.fold.kind) {
    case FOLD_ALL:
    case FOLD_EXISTS:
    case FOLD_EXISTS_ONE:
        node->type = &cel_bool;
        return ASSAY_OK;
    case FOLD_LIST:
        node->type = cel_list_of(c->arena, result);
        break;
    case FOLD_MAP:
        node->type = cel_map_of(c->arena, key, result);
        break;
    case FOLD_MAP_ENTRY:
        result = checker_known(c, result);
        if (c->typed && result->kind != CEL_MAP && result->kind != CEL_DYN &&
            result->kind != CEL_PARAM)
            return checker_fail(c, node->of.fold.result, "a map should be here, this is %s",
                                checker_show(c, result));
        node->type = result;
        break;
    }
    return node->type ? ASSAY_OK : checker_no_memory(c);
}

static ASSAY_RESULT check_fold(struct checker *c, struct node *node)
{
    const struct cel_type *types[2];

    TRY(check_node(c, node->of.fold.range));
    TRY(range_types(c, node, types));
    node->of.fold.slot = c->depth;
    for (size_t i = 0; i < node->of.fold.name_count; i++)
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): a fold has one name or two */
        TRY(checker_bind(c, node, node->of.fold.names[i], types[i]));
    if (node->of.fold.condition)
        TRY(check_as(c, node->of.fold.condition, &cel_bool));
    if (node->of.fold.result)
        TRY(check_node(c, node->of.fold.result));
    c->depth -= (uint32_t)node->of.fold.name_count;
    return fold_type(c, node, types[0]);
}

static ASSAY_RESULT check_let(struct checker *c, struct node *node)
{
    const struct cel_type *type;

    TRY(check_node(c, node->of.let.init));
    type = checker_known(c, node->of.let.init->type);
    if (node->of.let.kind != LET_BIND && c->typed) {
        if (type->kind == CEL_OPTIONAL)
            type = type->args[0];
        else if (type->kind != CEL_DYN && type->kind != CEL_PARAM)
            return checker_fail(c, node->of.let.init, "an optional should be here, this is %s",
                                checker_show(c, type));
    }
    node->of.let.slot = c->depth;
    TRY(checker_bind(c, node, node->of.let.name, type));
    TRY(check_node(c, node->of.let.body));
    c->depth--;
    node->type = node->of.let.body->type;
    if (node->of.let.kind == LET_OPT_MAP)
        return checker_optional(c, node->type, &node->type);
    if (node->of.let.kind == LET_OPT_FLAT && c->typed) {
        type = checker_known(c, node->type);
        if (type->kind != CEL_OPTIONAL && type->kind != CEL_DYN && type->kind != CEL_PARAM)
            return checker_fail(c, node->of.let.body, "an optional should be here, this is %s",
                                checker_show(c, type));
    }
    return ASSAY_OK;
}

enum assay_status check_node(struct checker *c, struct node *node)
{
    switch (node->kind) {
    case NODE_LITERAL:
        node->type = value_type(node->of.literal);
        return ASSAY_OK;
    case NODE_NAME:
        return check_name(c, node);
    case NODE_SELECT:
        return check_select(c, node);
    case NODE_INDEX:
        return check_index(c, node);
    case NODE_CALL:
        return check_call(c, node);
    case NODE_LIST:
        return check_list(c, node);
    case NODE_MAP:
        return check_map(c, node);
    case NODE_AND:
    case NODE_OR:
        return check_logic(c, node);
    case NODE_EQUAL:
        return check_equal(c, node);
    case NODE_IN:
        return check_in(c, node);
    case NODE_CHOICE:
        return check_choice(c, node);
    case NODE_FOLD:
        return check_fold(c, node);
    case NODE_LET:
        return check_let(c, node);
    case NODE_VARIABLE:
    case NODE_LOCAL:
    case NODE_FAULT:
        return ASSAY_OK; /* settled already */
    }
    return checker_fail(c, node, "no such node");
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status check_program(struct cel_program *program, bool typed, struct arena *arena,
                                struct assay_error *err)
{
    struct checker *c = arena_alloc(arena, sizeof *c);

    if (!c)
        return out_of_memory(err);
    *c = (struct checker){.program = program,
                          .env = program->env,
                          .arena = arena,
                          .err = err,
                          .types = {.arena = arena},
                          .slots = {.arena = arena},
                          .typed = typed};
    TRY(check_node(c, program->root));
    program->root->type = unify_result(&c->types, program->root->type, true);
    if (c->types.no_memory)
        return checker_no_memory(c);
    program->variables = arena_array(arena, c->slots.count, sizeof *program->variables);
    if (!program->variables)
        return checker_no_memory(c);
    for (size_t i = 0; i < c->slots.count; i++)
        program->variables[*(const uint32_t *)c->slots.things[i]] = c->slots.keys[i];
    program->variable_count = (uint32_t)c->slots.count;
    return ASSAY_OK;
}
