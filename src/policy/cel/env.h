/* env.h - what an expression may name: inside the engine. */

#pragma once

#include "policy/cel/cel.h"
#include "policy/cel/names.h"

struct library;
struct macro;

struct variable {
    const char *name;
    const struct cel_type *type;
    bool constant;
    struct cel_value value; /* of a constant */
};

struct overload {
    const char *signature;
    bool member; /* its first parameter is the receiver */
    bool generic;
    bool looks_inside; /* takes lists or maps, so unknowns inside them count */
    const struct cel_type *const *params;
    size_t count;
    const struct cel_type *result;
    cel_call *call;
    void *user;
    struct overload *next; /* of the same name, in the order they were added */
};

struct function {
    const char *name;
    struct overload *overloads;
};

enum { LIBRARIES_MAX = 16 };

struct cel_env {
    struct arena *arena;
    const char *container;
    struct names variables; /* struct variable */
    struct names functions; /* struct function */
    struct names records;   /* struct cel_type */
    const struct library *libraries[LIBRARIES_MAX];
    size_t library_count;
    bool optional_syntax;
    size_t most_parts; /* in the longest dotted name: a chain of more fields is none */
    bool lazy;         /* while a library of such functions is added */
};

/*
 * The nth name that `name` may stand for, the longest first: in container "a.b" the name x is
 * a.b.x, then a.x, then x. NULL after the last; absolute names have one only.
 */
char *env_candidate(const struct cel_env *env, const char *name, bool absolute, size_t nth,
                    struct arena *arena);

const struct variable *env_variable(const struct cel_env *env, const char *name);
const struct function *env_function(const struct cel_env *env, const char *name);
const struct macro *env_macro(const struct cel_env *env, const char *name, size_t args);

/* A function's name for messages: operators as they are written. */
const char *env_shown_name(const char *function);
