/*
 * explain.c - why a result is what it is: the parts of the expression that decided it.
 *
 * Goes down from the root while a part's value has the colour that is asked for (false at first,
 * for a false result), turning the colour at each `!`. A part that was not evaluated, since another
 * had decided already, is evaluated now: a reader wants all reasons, not the first.
 */

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/kit.h"
#include "policy/cel/reads.h"
#include "policy/cel/run.h"

enum { READS_MAX = 16 };

struct explainer {
    struct cel_run *run;
    struct paths paths;
    struct cel_leaf *leaves;
    size_t count;
    bool cut;
    bool no_memory;

    const char *element; /* of the innermost fold being explained */
};

static const char *value_text(struct explainer *e, struct cel_value value)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    const char *copy;

    cel_print_cut(&text, value, CEL_EXPLAIN_TEXT, false);
    copy = arena_copy(e->run->arena, buf_bytes(&text));
    e->no_memory = e->no_memory || !copy || text.status != ASSAY_OK;
    return copy ? copy : "";
}

struct read_list {
    struct explainer *explainer;
    struct cel_read reads[READS_MAX];
    size_t count;
};

static void add_read(const char *path, const struct node *node, void *data)
{
    struct read_list *list = data;
    struct cel_value value = list->explainer->run->values[node->id];

    if (value.kind == CEL_DYN || list->count == READS_MAX) /* not evaluated: it did not matter */
        return;
    if (strstr(path, "[]")) /* of many elements, only the last one's value is still known */
        return;
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->reads[i].path, path) == 0)
            return;
    }
    list->reads[list->count].path = path;
    if (node->kind == NODE_SELECT && node->of.select.test && value.kind == CEL_BOOL)
        list->reads[list->count].value = value.of.boolean ? "present" : "absent";
    else
        list->reads[list->count].value = value_text(list->explainer, value);
    list->count++;
}

static void add_leaf(struct explainer *e, struct node *node, struct cel_value value)
{
    struct arena *arena = e->run->arena;
    struct bytes source = e->run->program->source;
    struct read_list list = {.explainer = e};
    struct cel_read *reads;
    char *text;

    if (e->count == CEL_EXPLAIN_LEAVES) {
        e->cut = true;
        return;
    }
    reads_walk(&e->paths, node, add_read, &list);
    reads = arena_array(arena, list.count, sizeof *reads);
    text = arena_copy(arena, bytes_of(source.data + node->from, node->to - node->from));
    if (!reads || !text) {
        e->no_memory = true;
        return;
    }
    if (list.count > 0)
        memcpy(reads, list.reads, list.count * sizeof *reads);
    e->leaves[e->count++] = (struct cel_leaf){.source = text,
                                              .value = value_text(e, value),
                                              .line = node->line,
                                              .column = node->column,
                                              .reads = reads,
                                              .read_count = list.count,
                                              .element = e->element};
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the tree, which the parser bounds by CEL_DEPTH */

/* The value of a part, evaluated now if it was not needed before. */
static struct cel_value value_of(struct explainer *e, const struct node *node)
{
    struct cel_value *value = &e->run->values[node->id];

    return value->kind == CEL_DYN ? run_node(e->run, node) : *value;
}

static void forget(struct explainer *e, const struct node *node)
{
    memset(e->run->values + node->first, 0, (node->id - node->first + 1) * sizeof *e->run->values);
}

static bool has_colour(struct cel_value value, struct cel_value colour)
{
    return value.kind == colour.kind &&
           (value.kind != CEL_BOOL || value.of.boolean == colour.of.boolean);
}

static struct cel_value turned(struct cel_value colour)
{
    return colour.kind == CEL_BOOL ? cel_of_bool(!colour.of.boolean) : colour;
}

static void explain(struct explainer *e, struct node *node, struct cel_value colour);

static bool is_scalar(struct cel_value value)
{
    return value.kind == CEL_BOOL || value.kind == CEL_INT || value.kind == CEL_UINT ||
           value.kind == CEL_DOUBLE || value.kind == CEL_STRING;
}

/* An element that is no fact of its own: of a map its key and value, by the names of the fold. */
static const char *name_element(struct explainer *e, const struct node *node, size_t i)
{
    const struct cel_value *locals = e->run->locals + node->of.fold.slot;
    const char *key;

    if (!is_scalar(locals[0]))
        return arena_printf(e->run->arena, "element %zu", i);
    key = value_text(e, locals[0]);
    if (node->of.fold.name_count < 2)
        return arena_printf(e->run->arena, "%s = %s", node->of.fold.names[0], key);
    return arena_printf(e->run->arena, "%s = %s, %s = %s", node->of.fold.names[0], key,
                        node->of.fold.names[1], value_text(e, locals[1]));
}

/* Whether a record calls itself an element of the list that the path says, counted in its way. */
static bool is_of_list(const char *own, const char *path)
{
    const char *bracket = strrchr(path, '[');

    return bracket && strncmp(own, path, (size_t)(bracket - path) + 1) == 0;
}

/* The path of an element. In a list that was made, such as by filter(), it is the one that a record
 * has by itself, and so for what stands in that. */
static const char *bind_path(struct explainer *e, const struct node *node, size_t i)
{
    size_t slot = node->of.fold.slot + (node->of.fold.name_count == 2 ? 1 : 0);
    const struct cel_value *element = &e->run->locals[slot];
    const char *own = element->kind == CEL_RECORD ? element->of.record->path : NULL;
    const char *path = path_of_element(&e->paths, node, i);

    paths_bind(&e->paths, node, i);
    if (!own || (path && !is_of_list(own, path)))
        return path;
    e->paths.locals[slot] = own;
    return own;
}

/* all() that is false, exists() that is true: the elements that made it so, the first of them in
 * full; the other way round every element did. */
static void explain_fold(struct explainer *e, struct node *node, struct cel_value colour)
{
    struct cel_value range = value_of(e, node->of.fold.range);
    struct node *condition = node->of.fold.condition;
    const char *outer = e->element;
    uint64_t failing = 0, shown = 0;
    size_t count = range.kind == CEL_LIST || range.kind == CEL_MAP ? run_range_count(range) : 0;
    size_t first_leaf = e->count;

    for (size_t i = 0; i < count && !e->run->over; i++) {
        run_bind_element(e->run, node, range, i);
        forget(e, condition);
        if (!has_colour(run_node(e->run, condition), colour))
            continue;
        failing++;
        if (shown == CEL_EXPLAIN_ELEMENTS)
            continue;
        shown++;
        e->element = bind_path(e, node, i);
        if (!e->element)
            e->element = name_element(e, node, i);
        explain(e, condition, colour);
    }
    for (size_t i = first_leaf; i < e->count; i++) {
        if (e->leaves[i].elements == 0) { /* inner folds have told theirs already */
            e->leaves[i].failing = failing;
            e->leaves[i].elements = count;
        }
    }
    e->element = outer;
    if (e->count == first_leaf && !e->cut) /* empty, unknown as a whole, or the budget is gone */
        add_leaf(e, node, e->run->values[node->id]);
}

static void explain_arms(struct explainer *e, struct node *node, struct cel_value colour)
{
    for (size_t i = 0; i < node->of.logic.count; i++) {
        if (has_colour(value_of(e, node->of.logic.arms[i]), colour))
            explain(e, node->of.logic.arms[i], colour);
    }
}

static void explain_choice(struct explainer *e, struct node *node, struct cel_value colour)
{
    struct cel_value test = value_of(e, node->of.choice.test);

    if (test.kind != CEL_BOOL)
        explain(e, node->of.choice.test, colour);
    else
        explain(e, test.of.boolean ? node->of.choice.yes : node->of.choice.no, colour);
}

static bool has_arms(const struct node *node)
{
    return node->kind == NODE_AND || node->kind == NODE_OR || node->kind == NODE_FOLD;
}

static void explain(struct explainer *e, struct node *node, struct cel_value colour)
{
    struct cel_value value = value_of(e, node);

    if (!has_colour(value, colour)) {
        add_leaf(e, node, value);
        return;
    }
    switch (node->kind) {
    case NODE_AND:
    case NODE_OR:
        explain_arms(e, node, colour);
        return;
    case NODE_CHOICE:
        explain_choice(e, node, colour);
        return;
    case NODE_CALL: /* `!a` reads better than `a` for the reason why `!a` failed */
        if (strcmp(node->of.call.function, "!_") != 0 || !has_arms(node->of.call.args[0]))
            break;
        explain(e, node->of.call.args[0], turned(colour));
        return;
    case NODE_FOLD:
        if (node->of.fold.kind != FOLD_ALL && node->of.fold.kind != FOLD_EXISTS)
            break;
        explain_fold(e, node, colour);
        return;
    case NODE_LET:
        if (node->of.let.kind != LET_BIND)
            break;
        e->run->locals[node->of.let.slot] = value_of(e, node->of.let.init);
        e->paths.locals[node->of.let.slot] = path_of(&e->paths, node->of.let.init);
        explain(e, node->of.let.body, colour);
        return;
    default:
        break;
    }
    add_leaf(e, node, value);
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status cel_explain(struct cel_evaluation *evaluation, struct cel_explanation *out,
                              struct assay_error *err)
{
    struct cel_run *run = &evaluation->run;
    struct explainer e = {
        .run = run,
        .paths = {run->arena,
                  arena_array(run->arena, run->program->local_count, sizeof *e.paths.locals)},
        .leaves = arena_array(run->arena, CEL_EXPLAIN_LEAVES, sizeof *e.leaves),
    };
    struct cel_value result = evaluation->result;

    if (!e.paths.locals || !e.leaves)
        return out_of_memory(err);
    if (result.kind == CEL_BOOL || result.kind == CEL_UNKNOWN || result.kind == CEL_FAULT)
        explain(&e, run->program->root, result);
    else
        add_leaf(&e, run->program->root, result);
    if (e.no_memory)
        return out_of_memory(err);
    *out = (struct cel_explanation){
        .leaves = e.leaves, .count = e.count, .cut = e.cut || run->over != NULL};
    return ASSAY_OK;
}
