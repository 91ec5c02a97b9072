/*
 * check_names.c - what a name stands for: a local, or a variable in the containers.
 * Source: cel-spec, doc/langdef.md, "Name Resolution".
 */

#include "policy/cel/checker.h"

#include "base/arena.h"
#include "base/kit.h"

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

enum assay_status checker_bind(struct checker *c, const struct node *at, const char *name,
                               const struct cel_type *type)
{
    if (c->depth == ARRAY_LEN(c->scopes))
        return checker_fail(c, at, "more than %zu names bound at once", ARRAY_LEN(c->scopes));
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
const char *checker_dotted(struct checker *c, const struct node *node, bool *absolute)
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
bool checker_starts_local(const struct checker *c, const struct node *node)
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
            return checker_no_memory(c);
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
enum assay_status checker_variable(struct checker *c, struct node *node, bool *found)
{
    bool absolute = false;
    const char *name = checker_starts_local(c, node) ? NULL : checker_dotted(c, node, &absolute);
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
    enum assay_status status = checker_fail(c, node, "undeclared name \"%s\"", name);
    size_t count = c->depth + c->env->variables.count;
    const char **words = arena_array(c->arena, count, sizeof *words);

    if (!words)
        return checker_no_memory(c);
    for (uint32_t i = 0; i < c->depth; i++)
        words[i] = c->scopes[i].name;
    for (size_t i = 0; i < c->env->variables.count; i++)
        words[c->depth + i] = c->env->variables.keys[i];
    checker_suggest(c, name, words, count);
    return status;
}

enum assay_status checker_fault(struct checker *c, struct node *node, const char *what,
                                const char *name)
{
    node->kind = NODE_FAULT;
    node->of.fault = arena_printf(c->arena, "%s \"%s\"", what, name);
    node->type = &cel_dyn;
    return node->of.fault ? ASSAY_OK : checker_no_memory(c);
}

enum assay_status check_name(struct checker *c, struct node *node)
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
    TRY(checker_variable(c, node, &found));
    if (found)
        return ASSAY_OK;
    if (c->typed)
        return undeclared(c, node, name);
    return checker_fault(c, node, "undeclared name", name);
}
