/* checker.h - one check under way, in the files that do it. */

#pragma once

#include "policy/cel/check.h"
#include "policy/cel/unify.h"

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

/* Settles a node and all below it: `type` is set then, names are variables or locals. */
ASSAY_RESULT check_node(struct checker *c, struct node *node);
ASSAY_RESULT check_name(struct checker *c, struct node *node);
ASSAY_RESULT check_select(struct checker *c, struct node *node);
ASSAY_RESULT check_index(struct checker *c, struct node *node);
ASSAY_RESULT check_call(struct checker *c, struct node *node);

/* ---- failing ---- */

ASSAY_RESULT checker_no_memory(struct checker *c);
ASSAY_RESULT checker_fail(struct checker *c, const struct node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#ifdef __clang_analyzer__ /* see assay_fail() */
#define checker_fail(c, at, ...) ((void)(checker_fail)(c, at, __VA_ARGS__), ASSAY_EUSAGE)
#endif
/* Adds the nearest of the words to a failure; false where none is near. */
bool checker_suggest(struct checker *c, const char *word, const char *const *words, size_t count);
/* The type as a person reads it, with what is known put in. */
const char *checker_show(struct checker *c, const struct cel_type *type);
/* Of unchecked programs: the node faults when a run gets there. */
ASSAY_RESULT checker_fault(struct checker *c, struct node *node, const char *what,
                           const char *name);

/* ---- types ---- */

/* What a type stands for at present. */
const struct cel_type *checker_known(struct checker *c, const struct cel_type *type);
ASSAY_RESULT checker_optional(struct checker *c, const struct cel_type *inner,
                              const struct cel_type **out);

/* ---- names ---- */

/* Gives a name to what folds and lets bind, until `depth` is taken back. */
ASSAY_RESULT checker_bind(struct checker *c, const struct node *at, const char *name,
                          const struct cel_type *type);
/* Makes the node a variable where its dotted name is a declared one. */
ASSAY_RESULT checker_variable(struct checker *c, struct node *node, bool *found);
/* a.b.c as written, where it is names all the way; NULL elsewhere, and for chains longer than any
 * declared name. */
const char *checker_dotted(struct checker *c, const struct node *node, bool *absolute);
/* True where the first name of a.b.c is bound by a fold around it: then no dot is part of a name.
 */
bool checker_starts_local(const struct checker *c, const struct node *node);
