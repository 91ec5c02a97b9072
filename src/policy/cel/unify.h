/* unify.h - which types fit where, with type parameters found on the way. */

#pragma once

#include <stdbool.h>

#include "policy/cel/cel.h"

struct arena;

/* What each type parameter of the calls seen so far stands for. */
struct unifier {
    struct arena *arena;
    const struct cel_type **found; /* by number of the parameter; NULL while free */
    size_t count, capacity;
    struct unify_change *trail; /* what to take back where types do not fit after all */
    size_t changes, change_capacity;
    bool no_memory;
};

/* A parameter that is nobody else's. */
const struct cel_type *unify_fresh(struct unifier *u);

/* The names of parameters in one signature, and what they became. */
struct instance {
    const char *names[4];
    const struct cel_type *types[4];
    size_t count;
};
const struct cel_type *unify_instance(struct unifier *u, struct instance *instance,
                                      const struct cel_type *type);

/* True when a value of `from` may stand where `to` is asked for, and remembers what that means for
 * parameters; false changes nothing. */
bool unify_fits(struct unifier *u, const struct cel_type *to, const struct cel_type *from);

/* All of a list of types at once. */
bool unify_all_fit(struct unifier *u, const struct cel_type *const *to,
                   const struct cel_type *const *from, size_t count);

/* The type of a list whose elements were of type `a` so far and then of `b`: the more general where
 * one fits the other, else dyn. */
const struct cel_type *unify_join(struct unifier *u, const struct cel_type *a,
                                  const struct cel_type *b);

/* The type with everything known put in; what is still free becomes dyn if `final`. */
const struct cel_type *unify_result(struct unifier *u, const struct cel_type *type, bool final);

/* What a parameter stands for at present, or the type itself. */
const struct cel_type *unify_look(const struct unifier *u, const struct cel_type *type);
