/* parser_nodes.c - nodes as the parser makes them: their places, numbers and heights. */

#include "policy/cel/parser_nodes.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/kit.h"

enum assay_status(parser_fail)(struct parser *parser, const struct node *at, const char *format,
                               ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return source_fail(parser->lexer.source, at->from, parser->err, "%s", text);
}

enum assay_status parser_find_lines(struct parser *p)
{
    struct bytes source = p->lexer.source;
    size_t count = 1;

    for (size_t i = 0; i < source.size; i++)
        count += source.data[i] == '\n';
    p->lines = arena_array(p->arena, count, sizeof *p->lines);
    if (!p->lines)
        return out_of_memory(p->err);
    p->line_count = 1;
    for (size_t i = 0; i < source.size; i++) {
        if (source.data[i] == '\n')
            p->lines[p->line_count++] = (uint32_t)i + 1;
    }
    return ASSAY_OK;
}

void parser_place(const struct parser *p, struct node *node)
{
    size_t low = 0, high = p->line_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (p->lines[middle] <= node->from)
            low = middle;
        else
            high = middle;
    }
    node->line = (uint32_t)low + 1;
    node->column = node->from - p->lines[low] + 1;
}

enum assay_status parser_make(struct parser *p, enum node_kind kind, uint32_t from,
                              struct node **out)
{
    struct node *node = arena_alloc(p->arena, sizeof *node);

    if (!node)
        return out_of_memory(p->err);
    node->kind = kind;
    node->from = from;
    *out = node;
    return ASSAY_OK;
}

static void adopt(struct node *child, void *data)
{
    struct node *parent = data;

    if (child->height >= parent->height)
        parent->height = child->height + 1;
    if (child->first < parent->first)
        parent->first = child->first;
}

enum assay_status parser_finish(struct parser *p, struct node *node)
{
    node->id = p->nodes++;
    node->first = node->id;
    node->height = 1;
    node->to = p->before;
    parser_place(p, node);
    node_children(node, adopt, node);
    if (node->height > CEL_DEPTH)
        return parser_fail(p, node, "more than %d levels deep", CEL_DEPTH);
    return ASSAY_OK;
}

enum assay_status parser_push(struct parser *p, struct nodes *nodes, struct node *node, bool flag)
{
    if (nodes->count == nodes->capacity) {
        size_t capacity = nodes->capacity ? nodes->capacity * 2 : 4;
        struct node **items = arena_array(p->arena, capacity, sizeof *items);
        bool *flags = arena_array(p->arena, capacity, sizeof *flags);

        if (!items || !flags)
            return out_of_memory(p->err);
        if (nodes->count > 0) {
            memcpy(items, nodes->items, nodes->count * sizeof *items);
            memcpy(flags, nodes->flags, nodes->count * sizeof *flags);
        }
        nodes->items = items;
        nodes->flags = flags;
        nodes->capacity = capacity;
    }
    nodes->items[nodes->count] = node;
    nodes->flags[nodes->count++] = flag;
    nodes->flagged = nodes->flagged || flag;
    return ASSAY_OK;
}

enum assay_status parser_make_call(struct parser *p, const char *function, struct node *left,
                                   struct node *right, uint32_t from, struct node **out)
{
    struct node **args = arena_array(p->arena, 2, sizeof(struct node *));

    if (!args)
        return out_of_memory(p->err);
    TRY(parser_make(p, NODE_CALL, from, out));
    args[0] = left;
    args[1] = right;
    (*out)->of.call.function = function;
    (*out)->of.call.args = args;
    (*out)->of.call.count = right ? 2 : 1;
    return parser_finish(p, *out);
}

enum assay_status parser_list(struct parser *parser, const struct node *call, struct node **out)
{
    TRY(parser_make(parser, NODE_LIST, call->of.call.args[0]->from, out));
    (*out)->of.list.items = call->of.call.args;
    (*out)->of.list.count = call->of.call.count;
    return parser_finish(parser, *out);
}
