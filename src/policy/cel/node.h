/*
 * node.h - the tree of an expression.
 *
 * The parser makes it, with macros already turned into folds and bindings; the checker settles
 * names, types and overloads in place; after that it is read only.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/cel/cel.h"

struct overload;
struct regex;

enum node_kind {
    NODE_LITERAL,
    NODE_NAME,     /* not yet settled; becomes one of the four below */
    NODE_VARIABLE, /* declared; its value comes from the activation */
    NODE_LOCAL,    /* bound by a fold or a let around it */
    NODE_FAULT,    /* unchecked programs only: a name or function that is not there */
    NODE_SELECT,   /* target.field, has(target.field), target.?field */
    NODE_INDEX,    /* target[index], target[?index] */
    NODE_CALL,     /* functions and operators, strict in all arguments */
    NODE_LIST,
    NODE_MAP,
    NODE_AND, /* all arms of a chain of && in one node */
    NODE_OR,
    NODE_EQUAL, /* == and != */
    NODE_IN,
    NODE_CHOICE, /* ?: */
    NODE_FOLD,
    NODE_LET,
};

enum fold_kind {
    FOLD_ALL,
    FOLD_EXISTS,
    FOLD_EXISTS_ONE,
    FOLD_LIST,      /* map(), filter() and transformList(): a list of results */
    FOLD_MAP,       /* transformMap(): the same keys, other values */
    FOLD_MAP_ENTRY, /* transformMapEntry(): a map of one entry for each */
};

enum let_kind {
    LET_BIND,     /* cel.bind() */
    LET_OPT_MAP,  /* optMap(): the body's value in an optional, none for none */
    LET_OPT_FLAT, /* optFlatMap(): the body is an optional itself */
};

struct node {
    enum node_kind kind;
    uint32_t id; /* index of its value in a run; a subtree has the ids `first` to `id` */
    uint32_t first;
    uint32_t height;   /* levels below it, itself counted */
    uint32_t from, to; /* its text in the source */
    uint32_t line, column;
    const struct cel_type *type;

    union {
        struct cel_value literal;
        struct {
            const char *text;
            bool absolute; /* written with a dot before it: no container, no locals */
        } name;
        struct {
            const char *name; /* in full */
            uint32_t slot;    /* of the run's variables */
        } variable;
        struct {
            const char *name;
            uint32_t slot; /* of the run's locals */
        } local;
        const char *fault;
        struct {
            struct node *target;
            const char *field;
            uint32_t place; /* of the field's name in the source */
            bool test, optional;
        } select;
        struct {
            struct node *target, *index;
            bool optional;
        } index;
        struct {
            const char *function;
            struct node *target; /* the receiver as written; the checker moves it into args */
            struct node **args;
            size_t count;
            const struct overload *const *overloads; /* that may apply, by the types known */
            size_t overload_count;
            const struct regex *pattern; /* of matches() with a constant pattern */
        } call;
        struct {
            struct node **items;
            size_t count;
            const bool *optional; /* item by item; NULL where none is */
        } list;
        struct {
            struct node **keys, **values;
            size_t count;
            const bool *optional;
        } map;
        struct {
            struct node **arms;
            size_t count;
        } logic;
        struct {
            struct node *left, *right;
            bool negated; /* of NODE_EQUAL */
        } pair;
        struct {
            struct node *test, *yes, *no;
        } choice;
        struct {
            enum fold_kind kind;
            struct node *range;
            const char *names[2]; /* element; or index and element, key and value */
            size_t name_count;
            uint32_t slot;          /* of the first name */
            struct node *condition; /* NULL where every element counts */
            struct node *result;    /* of the folds that make something */
        } fold;
        struct {
            enum let_kind kind;
            const char *name;
            uint32_t slot;
            struct node *init, *body;
        } let;
    } of;
};

struct cel_program {
    const struct cel_env *env;
    struct bytes source;
    struct node *root;
    uint32_t node_count;
    uint32_t local_count;
    const char **variables; /* names, by slot */
    uint32_t variable_count;
    const char *const *reads;
    size_t read_count;
};

/* Calls `visit` for each child, in the order of the source. */
void node_children(const struct node *node, void (*visit)(struct node *child, void *data),
                   void *data);
