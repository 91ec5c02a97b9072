/* parser_nodes.h - nodes as the parser makes them: each in the arena, with its place in the source.
 */

#pragma once

#include "policy/cel/parser.h"

/* Every node has its place, so places must not cost a walk through the source each: to be called
 * once, before the first node. */
ASSAY_RESULT parser_find_lines(struct parser *p);

/* Line and column of where the node begins. */
void parser_place(const struct parser *p, struct node *node);

/* A node that begins at `from`, to be finished once its children are. */
ASSAY_RESULT parser_make(struct parser *p, enum node_kind kind, uint32_t from, struct node **out);

/*
 * Ends the node where the last token ended, and gives it its number, its height and the first
 * number below it.
 *
 * ASSAY_EUSAGE  the tree is more than CEL_DEPTH levels deep
 */
ASSAY_RESULT parser_finish(struct parser *p, struct node *node);

/* A call of an operator; `right` is NULL where it has one side. */
ASSAY_RESULT parser_make_call(struct parser *p, const char *function, struct node *left,
                              struct node *right, uint32_t from, struct node **out);

/* Elements, arguments or arms, as they come in. */
struct nodes {
    struct node **items;
    bool *flags; /* optional elements */
    bool flagged;
    size_t count, capacity;
};

ASSAY_RESULT parser_push(struct parser *p, struct nodes *nodes, struct node *node, bool flag);
