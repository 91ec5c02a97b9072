/* node.c - the tree of an expression: going through it. */

#include "policy/cel/node.h"

static void visit_all(struct node *const *nodes, size_t count,
                      void (*visit)(struct node *child, void *data), void *data)
{
    for (size_t i = 0; i < count; i++) {
        if (nodes[i])
            visit(nodes[i], data);
    }
}

void node_children(const struct node *node, void (*visit)(struct node *child, void *data),
                   void *data)
{
    switch (node->kind) {
    case NODE_LITERAL:
    case NODE_NAME:
    case NODE_VARIABLE:
    case NODE_LOCAL:
    case NODE_FAULT:
        return;
    case NODE_SELECT:
        visit(node->of.select.target, data);
        return;
    case NODE_INDEX:
        visit(node->of.index.target, data);
        visit(node->of.index.index, data);
        return;
    case NODE_CALL:
        if (node->of.call.target)
            visit(node->of.call.target, data);
        visit_all(node->of.call.args, node->of.call.count, visit, data);
        return;
    case NODE_LIST:
        visit_all(node->of.list.items, node->of.list.count, visit, data);
        return;
    case NODE_MAP:
        for (size_t i = 0; i < node->of.map.count; i++) {
            visit(node->of.map.keys[i], data);
            visit(node->of.map.values[i], data);
        }
        return;
    case NODE_AND:
    case NODE_OR:
        visit_all(node->of.logic.arms, node->of.logic.count, visit, data);
        return;
    case NODE_EQUAL:
    case NODE_IN:
        visit(node->of.pair.left, data);
        visit(node->of.pair.right, data);
        return;
    case NODE_CHOICE:
        visit(node->of.choice.test, data);
        visit(node->of.choice.yes, data);
        visit(node->of.choice.no, data);
        return;
    case NODE_FOLD: {
        struct node *const parts[] = {node->of.fold.range, node->of.fold.condition,
                                      node->of.fold.result};

        visit_all(parts, 3, visit, data);
        return;
    }
    case NODE_LET:
        visit(node->of.let.init, data);
        visit(node->of.let.body, data);
        return;
    }
}
