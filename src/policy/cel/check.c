/*
 * check.c - names settled, types found, overloads chosen.
 *
 * A misspelt fact must never be read as "absent", so every name and field must be declared, and
 * values of unlike types are not compared. Only what is dyn is left for the run.
 * Source: cel-spec, doc/langdef.md, "Name Resolution", "Gradual Type Checking".
 */

#include "policy/cel/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/cel/lexer.h"
#include "policy/cel/library.h"
#include "policy/cel/regex.h"
#include "policy/cel/types.h"
#include "policy/cel/unify.h"
#include "policy/cel/values.h"

struct scope {
    const char *name;
    const struct cel_type *type;
};

struct checker {
    struct cel_program *program;
    const struct cel_env *env;
    struct arena *arena;
    struct assay_error *err;
    struct unifier types;
    struct scope scopes[CEL_DEPTH * 2]; /* each level of the tree binds two names at most */
    uint32_t depth;
    struct names slots; /* of variables, as uint32_t */
    bool typed;
};

static ASSAY_RESULT check(struct checker *c, struct node *node);

static ASSAY_RESULT no_memory(struct checker *c)
{
    return assay_fail(c->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

__attribute__((format(printf, 3, 4))) static ASSAY_RESULT
fail(struct checker *c, const struct node *at, const char *format, ...)
{
    char text[400];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return source_fail(c->program->source, at->from, c->err, "%s", text);
}

/* The type as a person reads it, with what is known put in. */
static const char *show(struct checker *c, const struct cel_type *type)
{
    const char *text = cel_type_text(c->arena, unify_result(&c->types, type, true));

    return text ? text : type->name;
}

static void suggest(struct checker *c, const char *word, const char *const *words, size_t count)
{
    const char *nearest = text_nearest(word, words, count);

    if (nearest)
        assay_error_do(c->err, "did you mean \"%s\"?", nearest);
}

/* ---- names ---- */

static const struct scope *find_local(const struct checker *c, const char *name, uint32_t *slot)
{
    for (uint32_t i = c->depth; i-- > 0;) {
        if (strcmp(c->scopes[i].name, name) == 0) {
            *slot = i;
            return &c->scopes[i];
        }
    }
    return NULL;
}

static ASSAY_RESULT bind(struct checker *c, const struct node *at, const char *name,
                         const struct cel_type *type)
{
    if (c->depth == ARRAY_LEN(c->scopes))
        return fail(c, at, "more than %zu names bound at once", ARRAY_LEN(c->scopes));
    c->scopes[c->depth++] = (struct scope){name, type};
    if (c->depth > c->program->local_count)
        c->program->local_count = c->depth;
    return ASSAY_OK;
}

/* a.b.c as written, where it is names all the way; NULL elsewhere. */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as the longest declared name has parts */
static const char *dotted_parts(struct checker *c, const struct node *node, size_t parts,
                                bool *absolute)
{
    const char *target;

    if (parts == 0)
        return NULL;

    if (node->kind == NODE_NAME) {
        *absolute = node->of.name.absolute;
        return node->of.name.text;
    }
    if (node->kind != NODE_SELECT || node->of.select.test || node->of.select.optional)
        return NULL;
    target = dotted_parts(c, node->of.select.target, parts - 1, absolute);
    return target ? arena_printf(c->arena, "%s.%s", target, node->of.select.field) : NULL;
}

/* As above; chains longer than any declared name are not even written out. */
static const char *dotted(struct checker *c, const struct node *node, bool *absolute)
{
    return dotted_parts(c, node, c->env->most_parts, absolute);
}

static const struct node *leftmost(const struct node *node)
{
    while (node->kind == NODE_SELECT)
        node = node->of.select.target;
    return node;
}

/* True where the first name of a.b.c is bound by a fold around it: then no dot is part of a name.
 */
static bool starts_local(const struct checker *c, const struct node *node)
{
    const struct node *first = leftmost(node);
    uint32_t slot;

    return first->kind == NODE_NAME && !first->of.name.absolute &&
           find_local(c, first->of.name.text, &slot);
}

/* The slot of a variable in a run; a new one for the first use of a name. */
static ASSAY_RESULT slot_of(struct checker *c, const char *name, uint32_t *slot)
{
    uint32_t *known = names_find(&c->slots, name);

    if (!known) {
        known = arena_alloc(c->arena, sizeof *known);
        if (!known || !names_add(&c->slots, name, known))
            return no_memory(c);
        *known = (uint32_t)c->slots.count - 1;
    }
    *slot = *known;
    return ASSAY_OK;
}

static ASSAY_RESULT use_variable(struct checker *c, struct node *node,
                                 const struct variable *variable)
{
    if (variable->constant) {
        node->kind = NODE_LITERAL;
        node->of.literal = variable->value;
    } else {
        node->kind = NODE_VARIABLE;
        node->of.variable.name = variable->name;
        TRY(slot_of(c, variable->name, &node->of.variable.slot));
    }
    node->type = c->typed ? variable->type : &cel_dyn;
    return ASSAY_OK;
}

/* Makes the node a variable where its dotted name is a declared one. */
static ASSAY_RESULT try_variable(struct checker *c, struct node *node, bool *found)
{
    bool absolute = false;
    const char *name = starts_local(c, node) ? NULL : dotted(c, node, &absolute);
    const char *candidate;

    *found = false;
    for (size_t i = 0; name && (candidate = env_candidate(c->env, name, absolute, i, c->arena));
         i++) {
        const struct variable *variable = env_variable(c->env, candidate);

        if (variable) {
            *found = true;
            return use_variable(c, node, variable);
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT undeclared(struct checker *c, const struct node *node, const char *name)
{
    enum assay_status status = fail(c, node, "undeclared name \"%s\"", name);
    size_t count = c->depth + c->env->variables.count;
    const char **words = arena_array(c->arena, count, sizeof *words);

    if (!words)
        return no_memory(c);
    for (uint32_t i = 0; i < c->depth; i++)
        words[i] = c->scopes[i].name;
    for (size_t i = 0; i < c->env->variables.count; i++)
        words[c->depth + i] = c->env->variables.keys[i];
    suggest(c, name, words, count);
    return status;
}

static ASSAY_RESULT make_fault(struct checker *c, struct node *node, const char *what,
                               const char *name)
{
    node->kind = NODE_FAULT;
    node->of.fault = arena_printf(c->arena, "%s \"%s\"", what, name);
    node->type = &cel_dyn;
    return node->of.fault ? ASSAY_OK : no_memory(c);
}

static ASSAY_RESULT check_name(struct checker *c, struct node *node)
{
    const char *name = node->of.name.text;
    const struct scope *local;
    uint32_t slot;
    bool found;

    local = node->of.name.absolute ? NULL : find_local(c, name, &slot);
    if (local) {
        node->kind = NODE_LOCAL;
        node->of.local.name = local->name;
        node->of.local.slot = slot;
        node->type = local->type;
        return ASSAY_OK;
    }
    TRY(try_variable(c, node, &found));
    if (found)
        return ASSAY_OK;
    if (c->typed)
        return undeclared(c, node, name);
    return make_fault(c, node, "undeclared name", name);
}

/* ---- fields and indexes ---- */

static const struct cel_type *known(struct checker *c, const struct cel_type *type)
{
    return unify_look(&c->types, type);
}

static ASSAY_RESULT make_optional(struct checker *c, const struct cel_type *inner,
                                  const struct cel_type **out)
{
    *out = cel_optional_of(c->arena, inner);
    return *out ? ASSAY_OK : no_memory(c);
}

static ASSAY_RESULT unknown_field(struct checker *c, const struct node *node,
                                  const struct cel_type *record)
{
    const char *field = node->of.select.field;
    enum assay_status status =
        fail(c, node, "undeclared field \"%s\" in \"%s\"", field, record->name);
    const char **words = arena_array(c->arena, record->field_count, sizeof *words);

    if (!words)
        return no_memory(c);
    if (c->err) { /* the field is to blame, not the start of the path */
        c->err->offset = node->of.select.place;
        source_place(c->program->source, node->of.select.place, &c->err->line, &c->err->column);
    }
    for (size_t i = 0; i < record->field_count; i++)
        words[i] = record->fields[i].name;
    suggest(c, field, words, record->field_count);
    return status;
}

/* The type of a field of `target`, optional where the target is. */
/* NOLINTNEXTLINE(misc-no-recursion): once more for what is in an optional */
static ASSAY_RESULT field_type(struct checker *c, const struct node *node,
                               const struct cel_type *target, const struct cel_type **out)
{
    const struct cel_field *field;

    target = known(c, target);
    switch (target->kind) {
    case CEL_RECORD:
        field = type_field(target, node->of.select.field);
        if (!field)
            return unknown_field(c, node, target);
        *out = field->type;
        return ASSAY_OK;
    case CEL_MAP:
        if (!unify_fits(&c->types, target->args[0], &cel_string))
            return fail(c, node, "a map with keys of type %s has no fields",
                        show(c, target->args[0]));
        *out = target->args[1];
        return ASSAY_OK;
    case CEL_PARAM:
    case CEL_DYN:
        *out = &cel_dyn;
        return ASSAY_OK;
    case CEL_OPTIONAL:
        if (known(c, target->args[0])->kind != CEL_OPTIONAL) {
            TRY(field_type(c, node, target->args[0], out));
            return make_optional(c, *out, out);
        }
        break;
    default:
        break;
    }
    return fail(c, node, "a value of type %s has no fields", show(c, target));
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

static ASSAY_RESULT check_select(struct checker *c, struct node *node)
{
    const struct cel_type *type = &cel_dyn;
    bool found = false;

    if (!node->of.select.test && !node->of.select.optional)
        TRY(try_variable(c, node, &found));
    if (found)
        return ASSAY_OK;
    TRY(check(c, node->of.select.target));
    if (c->typed)
        TRY(field_type(c, node, node->of.select.target->type, &type));
    if (node->of.select.optional && known(c, type)->kind != CEL_OPTIONAL)
        TRY(make_optional(c, type, &type));
    node->type = node->of.select.test ? &cel_bool : type;
    return ASSAY_OK;
}

static ASSAY_RESULT index_type(struct checker *c, const struct node *node,
                               const struct cel_type *target, const struct cel_type **out)
{
    const struct cel_type *index = node->of.index.index->type;

    target = known(c, target);
    switch (target->kind) {
    case CEL_LIST:
        if (!unify_fits(&c->types, &cel_int, index))
            break;
        *out = target->args[0];
        return ASSAY_OK;
    case CEL_MAP:
        if (!unify_fits(&c->types, target->args[0], index)) {
            const struct cel_type *key = known(c, index);

            if (key->kind != CEL_INT && key->kind != CEL_UINT && key->kind != CEL_DOUBLE)
                break;
            key = known(c, target->args[0]); /* numbers of any type find equal numbers */
            if (key->kind != CEL_INT && key->kind != CEL_UINT)
                break;
        }
        *out = target->args[1];
        return ASSAY_OK;
    case CEL_PARAM:
    case CEL_DYN:
        *out = &cel_dyn;
        return ASSAY_OK;
    case CEL_OPTIONAL:
        if (known(c, target->args[0])->kind == CEL_OPTIONAL)
            break;
        TRY(index_type(c, node, target->args[0], out));
        return make_optional(c, *out, out);
    default:
        break;
    }
    return fail(c, node, "a value of type %s has no element at a %s", show(c, target),
                show(c, index));
}

static ASSAY_RESULT check_index(struct checker *c, struct node *node)
{
    const struct cel_type *type = &cel_dyn;

    TRY(check(c, node->of.index.target));
    TRY(check(c, node->of.index.index));
    if (c->typed)
        TRY(index_type(c, node, node->of.index.target->type, &type));
    if (node->of.index.optional && known(c, type)->kind != CEL_OPTIONAL)
        TRY(make_optional(c, type, &type));
    node->type = type;
    return ASSAY_OK;
}

/* ---- calls ---- */

static ASSAY_RESULT no_overload(struct checker *c, const struct node *node)
{
    char text[300] = "";

    for (size_t i = 0; i < node->of.call.count; i++) {
        if (i > 0)
            text_append(text, sizeof text, ", ");
        text_append(text, sizeof text, show(c, node->of.call.args[i]->type));
    }
    return fail(c, node, "\"%s\" does not take (%s)", env_shown_name(node->of.call.function), text);
}

static ASSAY_RESULT no_function(struct checker *c, struct node *node)
{
    const char *name = node->of.call.function;
    size_t count = 0, macros = 0;
    enum assay_status status;
    const char **words;

    if (!c->typed)
        return make_fault(c, node, "no function", name);
    status = fail(c, node, "no function \"%s\"", name);
    for (size_t i = 0; i < c->env->library_count; i++)
        macros += c->env->libraries[i]->macro_count;
    words = arena_array(c->arena, c->env->functions.count + macros, sizeof *words);
    if (!words)
        return no_memory(c);
    for (size_t i = 0; i < c->env->functions.count; i++)
        words[count++] = c->env->functions.keys[i];
    for (size_t i = 0; i < c->env->library_count; i++) {
        for (size_t j = 0; j < c->env->libraries[i]->macro_count; j++)
            words[count++] = c->env->libraries[i]->macros[j].name;
    }
    suggest(c, name, words, count);
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
        return no_memory(c);
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
        return no_memory(c);
    if (status != ASSAY_OK && c->typed)
        return fail(c, pattern, "pattern: %s", why.text);
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
    const char *name = target && !starts_local(c, target) ? dotted(c, target, &absolute) : NULL;

    if (!name)
        return NULL;
    name = arena_printf(c->arena, "%s.%s", name, node->of.call.function);
    return name ? find_function(c, name, absolute) : NULL;
}

static ASSAY_RESULT receiver_first(struct checker *c, struct node *node)
{
    struct node **args = arena_array(c->arena, node->of.call.count + 1, sizeof(struct node *));

    if (!args)
        return no_memory(c);
    args[0] = node->of.call.target;
    for (size_t i = 0; i < node->of.call.count; i++)
        args[i + 1] = node->of.call.args[i];
    node->of.call.args = args;
    node->of.call.count++;
    node->of.call.target = NULL;
    return ASSAY_OK;
}

static ASSAY_RESULT check_call(struct checker *c, struct node *node)
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
        TRY(check(c, node->of.call.args[i]));
    node->of.call.function = function->name;
    TRY(choose_overloads(c, node, function, member));
    return prepare_pattern(c, node);
}

/* ---- the other nodes ---- */

/* Checks a part that must be of a type. */
static ASSAY_RESULT check_as(struct checker *c, struct node *node, const struct cel_type *type)
{
    TRY(check(c, node));
    if (c->typed && !unify_fits(&c->types, type, node->type))
        return fail(c, node, "%s should be here, this is %s", type->name, show(c, node->type));
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
    *out = known(c, item->type);
    if (!optional || (*out)->kind == CEL_DYN || (*out)->kind == CEL_PARAM)
        return ASSAY_OK;
    if ((*out)->kind != CEL_OPTIONAL)
        return fail(c, item, "an optional should be here, this is %s", show(c, *out));
    *out = (*out)->args[0];
    return ASSAY_OK;
}

static ASSAY_RESULT check_list(struct checker *c, struct node *node)
{
    const struct cel_type *all = NULL, *one;

    for (size_t i = 0; i < node->of.list.count; i++) {
        TRY(check(c, node->of.list.items[i]));
        TRY(element_type(c, node->of.list.items[i],
                         node->of.list.optional && node->of.list.optional[i], &one));
        all = join(c, all, one);
    }
    node->type = cel_list_of(c->arena, all ? all : unify_fresh(&c->types));
    return node->type ? ASSAY_OK : no_memory(c);
}

static ASSAY_RESULT check_map(struct checker *c, struct node *node)
{
    const struct cel_type *keys = NULL, *values = NULL, *one;

    for (size_t i = 0; i < node->of.map.count; i++) {
        const struct cel_type *key;

        TRY(check(c, node->of.map.keys[i]));
        TRY(check(c, node->of.map.values[i]));
        key = known(c, node->of.map.keys[i]->type);
        if (c->typed && key->kind != CEL_BOOL && key->kind != CEL_INT && key->kind != CEL_UINT &&
            key->kind != CEL_STRING && key->kind != CEL_DYN && key->kind != CEL_PARAM)
            return fail(c, node->of.map.keys[i],
                        "a key must be a bool, int, uint or string, this is %s", show(c, key));
        TRY(element_type(c, node->of.map.values[i],
                         node->of.map.optional && node->of.map.optional[i], &one));
        keys = join(c, keys, key);
        values = join(c, values, one);
    }
    node->type = cel_map_of(c->arena, keys ? keys : unify_fresh(&c->types),
                            values ? values : unify_fresh(&c->types));
    return node->type ? ASSAY_OK : no_memory(c);
}

static ASSAY_RESULT check_logic(struct checker *c, struct node *node)
{
    for (size_t i = 0; i < node->of.logic.count; i++)
        TRY(check_as(c, node->of.logic.arms[i], &cel_bool));
    node->type = &cel_bool;
    return ASSAY_OK;
}

static ASSAY_RESULT check_equal(struct checker *c, struct node *node)
{
    struct node *left = node->of.pair.left, *right = node->of.pair.right;

    TRY(check(c, left));
    TRY(check(c, right));
    node->type = &cel_bool;
    if (c->typed) {
        const struct cel_type *both = unify_fresh(&c->types);
        const struct cel_type *const to[] = {both, both};
        const struct cel_type *const from[] = {left->type, right->type};

        if (!unify_all_fit(&c->types, to, from, 2))
            return fail(c, node, "%s and %s are never equal: the types are unlike",
                        show(c, left->type), show(c, right->type));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT check_in(struct checker *c, struct node *node)
{
    struct node *left = node->of.pair.left, *right = node->of.pair.right;
    const struct cel_type *from[2], *to[2], *range;

    TRY(check(c, left));
    TRY(check(c, right));
    node->type = &cel_bool;
    if (!c->typed)
        return ASSAY_OK;
    range = known(c, right->type);
    if (range->kind == CEL_DYN || range->kind == CEL_PARAM)
        return ASSAY_OK;
    if (range->kind != CEL_LIST && range->kind != CEL_MAP)
        return fail(c, right, "a list or a map should be here, this is %s", show(c, range));
    to[0] = to[1] = unify_fresh(&c->types);
    from[0] = range->args[0];
    from[1] = left->type;
    if (!unify_all_fit(&c->types, to, from, 2)) {
        const struct cel_type *one = known(c, from[1]), *key = known(c, from[0]);

        if (range->kind == CEL_MAP &&
            (one->kind == CEL_INT || one->kind == CEL_UINT || one->kind == CEL_DOUBLE) &&
            (key->kind == CEL_INT || key->kind == CEL_UINT))
            return ASSAY_OK;
        return fail(c, node, "%s is never in %s: the types are unlike", show(c, left->type),
                    show(c, range));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT check_choice(struct checker *c, struct node *node)
{
    struct node *yes = node->of.choice.yes, *no = node->of.choice.no;

    TRY(check_as(c, node->of.choice.test, &cel_bool));
    TRY(check(c, yes));
    TRY(check(c, no));
    node->type = &cel_dyn;
    if (c->typed) {
        const struct cel_type *both = unify_fresh(&c->types);
        const struct cel_type *const to[] = {both, both};
        const struct cel_type *const from[] = {yes->type, no->type};

        if (!unify_all_fit(&c->types, to, from, 2))
            return fail(c, node, "the arms are unlike: %s and %s", show(c, yes->type),
                        show(c, no->type));
        node->type = unify_result(&c->types, both, false);
    }
    return ASSAY_OK;
}

/* What the names of a fold stand for. */
static ASSAY_RESULT range_types(struct checker *c, const struct node *node,
                                const struct cel_type *types[2])
{
    const struct cel_type *range = known(c, node->of.fold.range->type);
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
        return fail(c, node->of.fold.range, "a list or a map should be here, this is %s",
                    show(c, range));
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
        result = known(c, result);
        if (c->typed && result->kind != CEL_MAP && result->kind != CEL_DYN &&
            result->kind != CEL_PARAM)
            return fail(c, node->of.fold.result, "a map should be here, this is %s",
                        show(c, result));
        node->type = result;
        break;
    }
    return node->type ? ASSAY_OK : no_memory(c);
}

static ASSAY_RESULT check_fold(struct checker *c, struct node *node)
{
    const struct cel_type *types[2];

    TRY(check(c, node->of.fold.range));
    TRY(range_types(c, node, types));
    node->of.fold.slot = c->depth;
    for (size_t i = 0; i < node->of.fold.name_count; i++)
        TRY(bind(c, node, node->of.fold.names[i], types[i]));
    if (node->of.fold.condition)
        TRY(check_as(c, node->of.fold.condition, &cel_bool));
    if (node->of.fold.result)
        TRY(check(c, node->of.fold.result));
    c->depth -= (uint32_t)node->of.fold.name_count;
    return fold_type(c, node, types[0]);
}

static ASSAY_RESULT check_let(struct checker *c, struct node *node)
{
    const struct cel_type *type;

    TRY(check(c, node->of.let.init));
    type = known(c, node->of.let.init->type);
    if (node->of.let.kind != LET_BIND && c->typed) {
        if (type->kind == CEL_OPTIONAL)
            type = type->args[0];
        else if (type->kind != CEL_DYN && type->kind != CEL_PARAM)
            return fail(c, node->of.let.init, "an optional should be here, this is %s",
                        show(c, type));
    }
    node->of.let.slot = c->depth;
    TRY(bind(c, node, node->of.let.name, type));
    TRY(check(c, node->of.let.body));
    c->depth--;
    node->type = node->of.let.body->type;
    if (node->of.let.kind == LET_OPT_MAP)
        return make_optional(c, node->type, &node->type);
    if (node->of.let.kind == LET_OPT_FLAT && c->typed) {
        type = known(c, node->type);
        if (type->kind != CEL_OPTIONAL && type->kind != CEL_DYN && type->kind != CEL_PARAM)
            return fail(c, node->of.let.body, "an optional should be here, this is %s",
                        show(c, type));
    }
    return ASSAY_OK;
}

static enum assay_status check(struct checker *c, struct node *node)
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
    return fail(c, node, "no such node");
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status check_program(struct cel_program *program, bool typed, struct arena *arena,
                                struct assay_error *err)
{
    struct checker *c = arena_alloc(arena, sizeof *c);

    if (!c)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    *c = (struct checker){.program = program,
                          .env = program->env,
                          .arena = arena,
                          .err = err,
                          .types = {.arena = arena},
                          .slots = {.arena = arena},
                          .typed = typed};
    TRY(check(c, program->root));
    program->root->type = unify_result(&c->types, program->root->type, true);
    if (c->types.no_memory)
        return no_memory(c);
    program->variables = arena_array(arena, c->slots.count, sizeof *program->variables);
    if (!program->variables)
        return no_memory(c);
    for (size_t i = 0; i < c->slots.count; i++)
        program->variables[*(const uint32_t *)c->slots.things[i]] = c->slots.keys[i];
    program->variable_count = (uint32_t)c->slots.count;
    return ASSAY_OK;
}
