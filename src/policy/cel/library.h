/* library.h - a set of functions and macros that is added to an environment as a whole. */

#pragma once

#include "policy/cel/cel.h"
#include "policy/cel/node.h"

struct parser;

/* The head of a function: few need all that they are given. */
#define CALL(name)                                                                                 \
    static struct cel_value name(struct cel_run *run __attribute__((unused)),                      \
                                 const struct cel_value *args __attribute__((unused)),             \
                                 size_t count __attribute__((unused)),                             \
                                 void *user __attribute__((unused)))

/* The arguments are there as parsed; `call` becomes what they stand for. */
typedef enum assay_status macro_expand(struct parser *parser, struct node *call);

struct macro {
    const char *name;   /* of a call on a receiver */
    size_t least, most; /* arguments */
    const char *on; /* what the receiver must be, written out ("cel", "math"); NULL for anything */
    macro_expand *expand;
};

struct constant {
    const char *name;
    const struct cel_type *type; /* the value is this type */
};

struct library {
    const char *name;
    const struct cel_function *functions;
    size_t function_count;
    const struct macro *macros;
    size_t macro_count;
    const struct constant *types; /* names of types */
    size_t type_count;
    bool optional_syntax; /* a.?b, a[?b], [?c], {?k: v} */
    bool lazy;            /* its functions look no further into lists than they must */
};

/* One line for each; a new library is one file and its line in libraries.c. */
extern const struct library library_standard;
extern const struct library library_bindings, library_comprehensions2, library_encoders,
    library_math, library_optionals, library_strings;

/* NULL for a name that is none. The standard library is not among them: it is always there. */
const struct library *library_find(const char *name);
const char *const *library_names(size_t *count);
