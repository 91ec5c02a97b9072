/* reads.c - which variables and fields an expression reads, as paths. */

#include "policy/cel/reads.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/order.h"

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

static const char *index_path(const struct paths *paths, const char *target,
                              const struct node *index)
{
    struct cel_value key = index->of.literal;

    if (index->kind == NODE_LITERAL && key.kind == CEL_STRING)
        return arena_printf(paths->arena, "%s.%.*s", target, (int)key.of.text.size,
                            (const char *)key.of.text.data);
    if (index->kind == NODE_LITERAL && key.kind == CEL_INT)
        return arena_printf(paths->arena, "%s[%" PRId64 "]", target, key.of.integer);
    return arena_printf(paths->arena, "%s[]", target);
}

const char *path_of(const struct paths *paths, const struct node *node)
{
    const char *target;

    switch (node->kind) {
    case NODE_VARIABLE:
        return node->of.variable.name;
    case NODE_LOCAL:
        return paths->locals[node->of.local.slot];
    case NODE_SELECT:
        target = path_of(paths, node->of.select.target);
        return target ? arena_printf(paths->arena, "%s.%s", target, node->of.select.field) : NULL;
    case NODE_INDEX:
        target = path_of(paths, node->of.index.target);
        return target ? index_path(paths, target, node->of.index.index) : NULL;
    default:
        return NULL;
    }
}

const char *path_of_element(const struct paths *paths, const struct node *fold, size_t element)
{
    const char *range = path_of(paths, fold->of.fold.range);

    if (!range || element == SIZE_MAX)
        return range ? arena_printf(paths->arena, "%s[]", range) : NULL;
    return arena_printf(paths->arena, "%s[%zu]", range, element);
}

void paths_bind(const struct paths *paths, const struct node *fold, size_t element)
{
    const char **locals = paths->locals + fold->of.fold.slot;
    const char *path = path_of_element(paths, fold, element);
    bool two = fold->of.fold.name_count == 2;

    locals[0] = two || fold->of.fold.range->type->kind == CEL_MAP ? NULL : path;
    if (two)
        locals[1] = path;
}

struct walk {
    const struct paths *paths;
    void (*visit)(const char *path, const struct node *node, void *data);
    void *data;
};

static void walk(struct node *node, void *data);

/* Below a path only the indexes can read something else. */
static void walk_indexes(struct node *node, struct walk *w)
{
    while (node->kind == NODE_SELECT || node->kind == NODE_INDEX) {
        if (node->kind == NODE_INDEX)
            walk(node->of.index.index, w);
        node = node->kind == NODE_INDEX ? node->of.index.target : node->of.select.target;
    }
}

static void walk(struct node *node, void *data)
{
    struct walk *w = data;
    const char *path = path_of(w->paths, node);

    if (path) {
        walk_indexes(node, w);
        w->visit(path, node, w->data);
        return;
    }
    switch (node->kind) {
    case NODE_FOLD:
        walk(node->of.fold.range, w);
        paths_bind(w->paths, node, SIZE_MAX);
        if (node->of.fold.condition)
            walk(node->of.fold.condition, w);
        if (node->of.fold.result)
            walk(node->of.fold.result, w);
        return;
    case NODE_LET: /* a path under another name is read where that name is */
        path = path_of(w->paths, node->of.let.init);
        w->paths->locals[node->of.let.slot] = path;
        if (path)
            walk_indexes(node->of.let.init, w);
        else
            walk(node->of.let.init, w);
        walk(node->of.let.body, w);
        return;
    default:
        node_children(node, walk, w);
        return;
    }
}

/* NOLINTEND(misc-no-recursion) */

void reads_walk(const struct paths *paths, struct node *node,
                void (*visit)(const char *path, const struct node *node, void *data), void *data)
{
    struct walk w = {paths, visit, data};

    walk(node, &w);
}

struct list {
    const char **paths;
    size_t count;
};

static void add_path(const char *path, const struct node *node, void *data)
{
    struct list *list = data;

    (void)node;
    if (!bytes_ends(bytes_text(path), BYTES("[]"))) /* an element: its list is there already */
        list->paths[list->count++] = path;
}

enum assay_status reads_list(struct cel_program *program, struct arena *arena,
                             struct assay_error *err)
{
    struct paths paths = {.arena = arena,
                          .locals = arena_array(arena, program->local_count, sizeof *paths.locals)};
    struct list list = {0};
    size_t used = 0;

    /* A node is read once at most, but for locals, whose paths may repeat: nodes bound the count.
     */
    list.paths = arena_array(arena, program->node_count, sizeof *list.paths);
    if (!paths.locals || !list.paths)
        return out_of_memory(err);
    reads_walk(&paths, program->root, add_path, &list);
    if (list.count > 0)
        qsort(list.paths, list.count, sizeof *list.paths, order_texts);
    for (size_t i = 0; i < list.count; i++) {
        if (used == 0 || strcmp(list.paths[used - 1], list.paths[i]) != 0)
            list.paths[used++] = list.paths[i];
    }
    program->reads = list.paths;
    program->read_count = used;
    return ASSAY_OK;
}
