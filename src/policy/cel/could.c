/* could.c - what an expression says of one text before it is run. */

#include <string.h>

#include "policy/cel/node.h"

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

static bool is_path(const struct node *node, const char *path, size_t size)
{
    size_t field;

    if (node->kind == NODE_VARIABLE)
        return bytes_equal(bytes_text(node->of.variable.name), bytes_of(path, size));
    if (node->kind != NODE_SELECT || node->of.select.test || node->of.select.optional)
        return false;
    field = strlen(node->of.select.field);
    return size > field + 1 && path[size - field - 1] == '.' &&
           memcmp(path + size - field, node->of.select.field, field) == 0 &&
           is_path(node->of.select.target, path, size - field - 1);
}

static bool is_literal_text(const struct node *node)
{
    return node->kind == NODE_LITERAL && node->of.literal.kind == CEL_STRING;
}

static bool could_equal(const struct node *equal, const char *path, struct bytes text)
{
    const struct node *left = equal->of.pair.left, *right = equal->of.pair.right;
    const struct node *literal = is_literal_text(left) ? left : right;
    const struct node *other = literal == left ? right : left;

    if (!is_literal_text(literal) || !is_path(other, path, strlen(path)))
        return true;
    return bytes_equal(literal->of.literal.of.text, text) != equal->of.pair.negated;
}

static bool could_be_in(const struct node *in, const char *path, struct bytes text)
{
    const struct node *list = in->of.pair.right;

    if (list->kind != NODE_LIST || !is_path(in->of.pair.left, path, strlen(path)))
        return true;
    for (size_t i = 0; i < list->of.list.count; i++) {
        const struct node *item = list->of.list.items[i];

        if (!is_literal_text(item) || bytes_equal(item->of.literal.of.text, text))
            return true;
    }
    return false;
}

static bool could(const struct node *node, const char *path, struct bytes text)
{
    const bool all = node->kind == NODE_AND;

    switch (node->kind) {
    case NODE_EQUAL:
        return could_equal(node, path, text);
    case NODE_IN:
        return could_be_in(node, path, text);
    case NODE_AND:
    case NODE_OR:
        for (size_t i = 0; i < node->of.logic.count; i++)
            if (could(node->of.logic.arms[i], path, text) != all)
                return !all;
        return all;
    default:
        return true;
    }
}

struct compared {
    const char *path;
    void (*visit)(void *data, struct bytes text);
    void *data;
};

static void visit_literal(const struct compared *c, const struct node *node)
{
    if (is_literal_text(node))
        c->visit(c->data, node->of.literal.of.text);
}

static void visit_compared(struct node *node, void *data)
{
    const struct compared *c = data;

    if (node->kind == NODE_EQUAL || node->kind == NODE_IN) {
        const struct node *left = node->of.pair.left, *right = node->of.pair.right;

        if (is_path(left, c->path, strlen(c->path)) && node->kind == NODE_EQUAL)
            visit_literal(c, right);
        else if (is_path(right, c->path, strlen(c->path)))
            visit_literal(c, left);
        else if (is_path(left, c->path, strlen(c->path)) && right->kind == NODE_LIST)
            for (size_t i = 0; i < right->of.list.count; i++)
                visit_literal(c, right->of.list.items[i]);
    }
    node_children(node, visit_compared, data);
}

/* NOLINTEND(misc-no-recursion) */

void cel_compared_texts(const struct cel_program *program, const char *path,
                        void (*visit)(void *data, struct bytes text), void *data)
{
    struct compared compared = {path, visit, data};

    visit_compared(program->root, &compared);
}

bool cel_could_be_true(const struct cel_program *program, const char *path, struct bytes text)
{
    return could(program->root, path, text);
}
