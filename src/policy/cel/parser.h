/* parser.h - tokens into a tree, macros expanded on the way. */

#pragma once

#include "policy/cel/env.h"
#include "policy/cel/lexer.h"
#include "policy/cel/node.h"

struct parser {
    const struct cel_env *env;
    struct arena *arena;
    struct lexer lexer;
    struct token token; /* the next one, not yet taken */
    uint32_t before;    /* where the token before it ended */
    uint32_t *lines;    /* offsets at which lines begin */
    size_t line_count;
    uint32_t nodes;
    unsigned depth;
    struct assay_error *err;
};

/* ASSAY_EUSAGE with the place, or ASSAY_ENOMEM. */
ASSAY_RESULT parser_run(const struct cel_env *env, struct bytes text, struct arena *arena,
                        struct node **root, uint32_t *nodes, struct assay_error *err);

/* For macros. */
ASSAY_RESULT parser_fail(struct parser *parser, const struct node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#ifdef __clang_analyzer__ /* see assay_fail() */
#define parser_fail(parser, at, ...) ((void)(parser_fail)(parser, at, __VA_ARGS__), ASSAY_EUSAGE)
#endif
/* The arguments of a call as one list. */
ASSAY_RESULT parser_list(struct parser *parser, const struct node *call, struct node **out);
