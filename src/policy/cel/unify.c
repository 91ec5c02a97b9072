/*
 * unify.c - which types fit where.
 *
 * dyn fits everywhere and everything fits dyn; a parameter takes the first type it meets and grows
 * more general with later ones. Numbers of a parameter are in `field_count`, which no type but a
 * record uses. Source: cel-spec, doc/langdef.md, "Gradual Type Checking".
 */

#include "policy/cel/unify.h"

#include "base/arena.h"
#include "base/kit.h"
#include "policy/cel/types.h"

enum { DEPTH = CEL_DEPTH + 32 }; /* types get as deep as the expression that makes them */

struct unify_change {
    size_t param;
    const struct cel_type *was;
};

static bool assign(struct unifier *u, const struct cel_type *param, const struct cel_type *type)
{
    if (u->changes == u->change_capacity) {
        size_t capacity = u->change_capacity ? u->change_capacity * 2 : 32;
        struct unify_change *trail = arena_array(u->arena, capacity, sizeof *trail);

        if (!trail) {
            u->no_memory = true;
            return false;
        }
        if (u->changes > 0)
            memcpy(trail, u->trail, u->changes * sizeof *trail);
        u->trail = trail;
        u->change_capacity = capacity;
    }
    u->trail[u->changes++] =
        (struct unify_change){param->field_count, u->found[param->field_count]};
    u->found[param->field_count] = type;
    return true;
}

const struct cel_type *unify_fresh(struct unifier *u)
{
    struct cel_type *type = arena_alloc(u->arena, sizeof *type);

    if (u->count == u->capacity) {
        size_t capacity = u->capacity ? u->capacity * 2 : 32;
        const struct cel_type **found = arena_array(u->arena, capacity, sizeof *found);

        if (found && u->count > 0)
            memcpy(found, u->found, u->count * sizeof *found);
        if (found) {
            u->found = found;
            u->capacity = capacity;
        }
    }
    if (!type || u->count == u->capacity) {
        u->no_memory = true;
        return &cel_dyn;
    }
    u->found[u->count] = NULL;
    *type = (struct cel_type){.kind = CEL_PARAM, .name = "T", .field_count = u->count++};
    return type;
}

/* NOLINTBEGIN(misc-no-recursion): DEPTH bounds each of these, or the depth of a signature */

const struct cel_type *unify_instance(struct unifier *u, struct instance *instance,
                                      const struct cel_type *type)
{
    const struct cel_type *args[8];

    if (type->kind == CEL_PARAM) {
        for (size_t i = 0; i < instance->count; i++) {
            if (strcmp(instance->names[i], type->name) == 0)
                return instance->types[i];
        }
        if (instance->count == ARRAY_LEN(instance->names))
            return &cel_dyn;
        instance->names[instance->count] = type->name;
        instance->types[instance->count] = unify_fresh(u);
        return instance->types[instance->count++];
    }
    if (type->arg_count == 0 || type->arg_count > ARRAY_LEN(args))
        return type;
    for (size_t i = 0; i < type->arg_count; i++)
        args[i] = unify_instance(u, instance, type->args[i]);
    type = type_named(u->arena, type->kind, type->name, args, type->arg_count);
    u->no_memory = u->no_memory || !type;
    return type ? type : &cel_dyn;
}

const struct cel_type *unify_look(const struct unifier *u, const struct cel_type *type)
{
    for (size_t i = 0; i <= u->count && type->kind == CEL_PARAM; i++) {
        const struct cel_type *next = u->found[type->field_count];

        if (!next)
            break;
        type = next;
    }
    return type;
}

/* True where the parameter is inside the type: taking it would make an endless one. */
static bool is_inside(const struct unifier *u, const struct cel_type *param,
                      const struct cel_type *type, unsigned depth)
{
    type = unify_look(u, type);
    if (type == param || depth > DEPTH)
        return true;
    for (size_t i = 0; i < type->arg_count; i++) {
        if (is_inside(u, param, type->args[i], depth + 1))
            return true;
    }
    return false;
}

/* True where `a` says no more than `b`. */
static bool is_vaguer(const struct cel_type *a, const struct cel_type *b, unsigned depth)
{
    if (depth > DEPTH || a->kind == CEL_DYN || a->kind == CEL_PARAM)
        return true;
    if (b->kind == CEL_DYN || b->kind == CEL_PARAM || a->kind != b->kind ||
        a->arg_count != b->arg_count)
        return false;
    for (size_t i = 0; i < a->arg_count; i++) {
        if (!is_vaguer(a->args[i], b->args[i], depth + 1))
            return false;
    }
    return strcmp(a->name, b->name) == 0;
}

static bool fits(struct unifier *u, const struct cel_type *to, const struct cel_type *from,
                 unsigned depth);

/* A parameter meets a type: it takes it, or grows, or keeps what it has. */
static bool settle(struct unifier *u, const struct cel_type *param, const struct cel_type *type,
                   bool param_is_target, unsigned depth)
{
    const struct cel_type *has = u->found[param->field_count];

    if (unify_look(u, type) == param)
        return true;
    if (!has) {
        return !is_inside(u, param, type, depth) && assign(u, param, type);
    }
    if (!(param_is_target ? fits(u, has, type, depth + 1) : fits(u, type, has, depth + 1)))
        return false;
    if (is_vaguer(type, has, depth) && !is_inside(u, param, type, depth))
        return assign(u, param, type);
    return true;
}

static bool takes_null(const struct cel_type *type)
{
    return type->kind == CEL_OPTIONAL || type->kind == CEL_OPAQUE || type->kind == CEL_DURATION ||
           type->kind == CEL_TIMESTAMP || type->kind == CEL_NULL;
}

static bool fits(struct unifier *u, const struct cel_type *to, const struct cel_type *from,
                 unsigned depth)
{
    if (depth > DEPTH)
        return false;
    if (to == from)
        return true;
    if (from->kind == CEL_PARAM && (to->kind != CEL_PARAM || u->found[from->field_count]))
        return settle(u, from, to, false, depth);
    if (to->kind == CEL_PARAM)
        return settle(u, to, from, true, depth);
    if (to->kind == CEL_DYN || from->kind == CEL_DYN)
        return true;
    if (from->kind == CEL_NULL)
        return takes_null(to);
    if (to->kind == CEL_NULL)
        return takes_null(from);
    if (to->kind != from->kind || to->arg_count != from->arg_count)
        return false;
    if (strcmp(to->name, from->name) != 0)
        return false;
    for (size_t i = 0; i < to->arg_count; i++) {
        if (!fits(u, to->args[i], from->args[i], depth + 1))
            return false;
    }
    return true;
}

const struct cel_type *unify_result(struct unifier *u, const struct cel_type *type, bool final)
{
    const struct cel_type *args[8];
    bool same = true;

    type = unify_look(u, type);
    if (type->kind == CEL_PARAM)
        return final ? &cel_dyn : type;
    if (type->arg_count == 0 || type->arg_count > ARRAY_LEN(args))
        return type;
    for (size_t i = 0; i < type->arg_count; i++) {
        args[i] = unify_result(u, type->args[i], final);
        same = same && args[i] == type->args[i];
    }
    if (same)
        return type;
    type = type_named(u->arena, type->kind, type->name, args, type->arg_count);
    u->no_memory = u->no_memory || !type;
    return type ? type : &cel_dyn;
}

/* NOLINTEND(misc-no-recursion) */

bool unify_all_fit(struct unifier *u, const struct cel_type *const *to,
                   const struct cel_type *const *from, size_t count)
{
    u->changes = 0;
    for (size_t i = 0; i < count; i++) {
        if (!fits(u, to[i], from[i], 0)) {
            while (u->changes-- > 0)
                u->found[u->trail[u->changes].param] = u->trail[u->changes].was;
            u->changes = 0;
            return false;
        }
    }
    return true;
}

bool unify_fits(struct unifier *u, const struct cel_type *to, const struct cel_type *from)
{
    return unify_all_fit(u, &to, &from, 1);
}

const struct cel_type *unify_join(struct unifier *u, const struct cel_type *a,
                                  const struct cel_type *b)
{
    if (!unify_fits(u, a, b))
        return &cel_dyn;
    a = unify_result(u, a, false);
    b = unify_result(u, b, false);
    if (a->kind == CEL_NULL || b->kind == CEL_NULL) /* null fits the other, which says more */
        return a->kind == CEL_NULL ? b : a;
    return is_vaguer(a, b, 0) ? a : b;
}
