/* check_call.c - the function that a call means, and the overloads that may take its arguments. */

#include "policy/cel/checker.h"

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/library.h"
#include "policy/cel/regex.h"
#include "policy/cel/types.h"

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

static ASSAY_RESULT no_overload(struct checker *c, const struct node *node)
{
    char text[300] = "";

    for (size_t i = 0; i < node->of.call.count; i++) {
        if (i > 0)
            text_append(text, sizeof text, ", ");
        text_append(text, sizeof text, checker_show(c, node->of.call.args[i]->type));
    }
    return checker_fail(c, node, "\"%s\" does not take (%s)",
                        env_shown_name(node->of.call.function), text);
}

static ASSAY_RESULT no_function(struct checker *c, struct node *node)
{
    const char *name = node->of.call.function;
    size_t count = 0, macros = 0;
    enum assay_status status;
    const char **words;

    if (!c->typed)
        return checker_fault(c, node, "no function", name);
    status = checker_fail(c, node, "no function \"%s\"", name);
    for (size_t i = 0; i < c->env->library_count; i++)
        macros += c->env->libraries[i]->macro_count;
    words = arena_array(c->arena, c->env->functions.count + macros, sizeof *words);
    if (!words)
        return checker_no_memory(c);
    for (size_t i = 0; i < c->env->functions.count; i++)
        words[count++] = c->env->functions.keys[i];
    for (size_t i = 0; i < c->env->library_count; i++) {
        for (size_t j = 0; j < c->env->libraries[i]->macro_count; j++)
            words[count++] = c->env->libraries[i]->macros[j].name;
    }
    checker_suggest(c, name, words, count);
    return status;
}

/* The result of an overload where the arguments fit, else NULL. */
static const struct cel_type *try_overload(struct checker *c, const struct node *node,
                                           const struct overload *overload)
{
    struct instance instance = {.count = 0};
    const struct cel_type *params[8], *args[8];

    for (size_t i = 0; i < overload->count; i++) {
        params[i] = overload->generic ? unify_instance(&c->types, &instance, overload->params[i])
                                      : overload->params[i];
        args[i] = node->of.call.args[i]->type;
    }
    if (!unify_all_fit(&c->types, params, args, overload->count))
        return NULL;
    return unify_result(&c->types, unify_instance(&c->types, &instance, overload->result), false);
}

static ASSAY_RESULT choose_overloads(struct checker *c, struct node *node,
                                     const struct function *function, bool member)
{
    const struct overload **chosen;
    size_t count = 0;

    for (const struct overload *o = function->overloads; o; o = o->next)
        count++;
    chosen = arena_array(c->arena, count, sizeof *chosen);
    if (!chosen)
        return checker_no_memory(c);
    count = 0;
    node->type = NULL;
    for (const struct overload *o = function->overloads; o; o = o->next) {
        const struct cel_type *result = &cel_dyn;

        if (o->member != member || o->count != node->of.call.count)
            continue;
        if (c->typed)
            result = try_overload(c, node, o);
        if (!result)
            continue;
        chosen[count++] = o;
        if (!node->type)
            node->type = result;
        else if (!type_equal(node->type, result))
            node->type = &cel_dyn;
    }
    node->of.call.overloads = chosen;
    node->of.call.overload_count = count;
    if (c->typed && count == 0)
        return no_overload(c, node);
    if (!node->type)
        node->type = &cel_dyn;
    return ASSAY_OK;
}

/* A constant pattern is read now, so that a bad one is an error of the expression. */
static ASSAY_RESULT prepare_pattern(struct checker *c, struct node *node)
{
    const struct node *pattern = node->of.call.count == 2 ? node->of.call.args[1] : NULL;
    struct assay_error why = {0};
    enum assay_status status;

    if (strcmp(node->of.call.function, "matches") != 0 || !pattern ||
        pattern->kind != NODE_LITERAL || pattern->of.literal.kind != CEL_STRING)
        return ASSAY_OK;
    status = regex_compile(pattern->of.literal.of.text, c->arena, &node->of.call.pattern, &why);
    if (status == ASSAY_ENOMEM)
        return checker_no_memory(c);
    if (status != ASSAY_OK && c->typed)
        return checker_fail(c, pattern, "pattern: %s", why.text);
    return ASSAY_OK;
}

/* The function of a dotted name in the containers, or NULL; *name becomes its name in full. */
static const struct function *find_function(struct checker *c, const char *name, bool absolute)
{
    const char *candidate;

    for (size_t i = 0; (candidate = env_candidate(c->env, name, absolute, i, c->arena)); i++) {
        const struct function *function = env_function(c->env, candidate);

        if (function)
            return function;
    }
    return NULL;
}

/* math.abs(x) is the function math.abs, where there is one, and no method of a value math. */
static const struct function *qualified_function(struct checker *c, const struct node *node)
{
    const struct node *target = node->of.call.target;
    bool absolute = false;
    const char *name =
        target && !checker_starts_local(c, target) ? checker_dotted(c, target, &absolute) : NULL;

    if (!name)
        return NULL;
    name = arena_printf(c->arena, "%s.%s", name, node->of.call.function);
    return name ? find_function(c, name, absolute) : NULL;
}

static ASSAY_RESULT receiver_first(struct checker *c, struct node *node)
{
    struct node **args = arena_array(c->arena, node->of.call.count + 1, sizeof(struct node *));

    if (!args)
        return checker_no_memory(c);
    args[0] = node->of.call.target;
    for (size_t i = 0; i < node->of.call.count; i++)
        args[i + 1] = node->of.call.args[i];
    node->of.call.args = args;
    node->of.call.count++;
    node->of.call.target = NULL;
    return ASSAY_OK;
}

enum assay_status check_call(struct checker *c, struct node *node)
{
    const struct function *function = qualified_function(c, node);
    bool member = false;

    if (function) {
        node->of.call.target = NULL;
    } else if (node->of.call.target) {
        member = true;
        TRY(receiver_first(c, node));
        function = env_function(c->env, node->of.call.function);
    } else {
        function = find_function(c, node->of.call.function, false);
    }
    if (!function) /* said before the names that only a macro would bind */
        return no_function(c, node);
    for (size_t i = 0; i < node->of.call.count; i++)
        TRY(check_node(c, node->of.call.args[i]));
    node->of.call.function = function->name;
    TRY(choose_overloads(c, node, function, member));
    return prepare_pattern(c, node);
}

/* NOLINTEND(misc-no-recursion) */
