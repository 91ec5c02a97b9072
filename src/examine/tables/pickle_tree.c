/* pickle_tree.c - lists, tuples, dictionaries and objects of a pickle, in bounded memory. */

#include "examine/tables/pickle_tree.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/pickle_tree_part.h"

enum {
    FIRST_NODES = 64,
    FIRST_ITEMS = 4,
    KEYS_LOOKED_AT = 4096, /* of a dictionary in which one is looked for */
    KEY_MOST = 64,
};

void pickle_tree_init(struct pickle_tree *tree, struct cursor *cursor, struct pickle_rows *rows)
{
    *tree = (struct pickle_tree){.cursor = cursor, .rows = rows, .free = UINT32_MAX};
    if (ckd_add(&tree->reads, cursor->size, (uint64_t)LIMIT_PICKLE_TREE_READS))
        tree->reads = UINT64_MAX;
    buf_init(&tree->text, (size_t)2 * LIMIT_PICKLE_LATIN);
}

void pickle_tree_clear(struct pickle_tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++)
        free(tree->nodes[i].items);
    free(tree->nodes);
    buf_clear(&tree->text);
    *tree = (struct pickle_tree){0};
}

static ASSAY_RESULT no_memory(const struct pickle_tree *tree)
{
    return cursor_fail_at(tree->cursor, ASSAY_ENOMEM, cursor_at(tree->cursor), "out of memory");
}

/* ---- nodes ---- */

static ASSAY_RESULT free_node(struct pickle_tree *tree, uint32_t *index)
{
    *index = tree->free;
    if (*index != UINT32_MAX) {
        tree->free = tree->nodes[*index].next;
        return ASSAY_OK;
    }
    if (tree->count == tree->capacity) {
        uint32_t capacity = tree->capacity ? 2 * tree->capacity : FIRST_NODES;
        struct pickle_node *grown;

        if (tree->capacity == LIMIT_PICKLE_TREE_NODES)
            return ASSAY_OK;
        grown = reallocarray(tree->nodes, capacity, sizeof *grown);
        if (!grown)
            return no_memory(tree);
        tree->nodes = grown;
        tree->capacity = capacity;
    }
    *index = tree->count++;
    tree->nodes[*index] = (struct pickle_node){.kind = NODE_FREE};
    return ASSAY_OK;
}
_Static_assert((LIMIT_PICKLE_TREE_NODES & (LIMIT_PICKLE_TREE_NODES - 1)) == 0,
               "it is reached by doubling");

static struct pickle_term term_of_node(uint32_t index, uint32_t generation)
{
    return pickle_term_of(TERM_NODE, (uint64_t)generation << 32 | index);
}

enum assay_status pickle_tree_make(struct pickle_tree *tree, enum pickle_node_kind kind,
                                   uint64_t offset, struct pickle_term *term)
{
    uint32_t index, generation;

    TRY(free_node(tree, &index));
    if (index == UINT32_MAX) {
        tree->lost = true;
        *term = pickle_term_of(TERM_UNKNOWN, 0);
        return ASSAY_OK;
    }
    generation = tree->nodes[index].generation;
    tree->nodes[index] = (struct pickle_node){
        .kind = (uint8_t)kind, .generation = generation, .first = offset, .end = offset};
    *term = term_of_node(index, generation);
    return ASSAY_OK;
}

struct pickle_node *pickle_tree_change(const struct pickle_tree *tree, struct pickle_term term)
{
    const uint64_t value = term.value;
    struct pickle_node *node;

    if (term.kind != TERM_NODE || (uint32_t)value >= tree->count)
        return NULL;
    node = &tree->nodes[(uint32_t)value];
    return node->kind != NODE_FREE &&
                   term.value == term_of_node((uint32_t)value, node->generation).value
               ? node
               : NULL;
}

static ASSAY_RESULT grow_items(struct pickle_tree *tree, struct pickle_node *node, uint64_t wanted)
{
    uint64_t capacity = node->capacity ? 2 * (uint64_t)node->capacity : FIRST_ITEMS;
    struct pickle_term *grown;

    if (capacity < wanted)
        capacity = wanted;
    if (capacity - node->capacity > LIMIT_PICKLE_TREE_ITEMS - tree->items)
        capacity = wanted;
    if (capacity - node->capacity > LIMIT_PICKLE_TREE_ITEMS - tree->items) {
        tree->lost = true;
        return ASSAY_OK;
    }
    grown = reallocarray(node->items, (size_t)capacity, sizeof *grown);
    if (!grown)
        return no_memory(tree);
    tree->items += capacity - node->capacity;
    node->items = grown;
    node->capacity = (uint32_t)capacity;
    return ASSAY_OK;
}

enum assay_status pickle_tree_add(struct pickle_tree *tree, struct pickle_term term,
                                  const struct pickle_term *items, size_t count, uint64_t offset)
{
    struct pickle_node *node = pickle_tree_change(tree, term);

    if (count == 0)
        return ASSAY_OK;
    tree->stray |= !node || node->first < tree->taken_at;
    if (!node)
        return ASSAY_OK;
    if (node->capacity - node->count < count)
        TRY(grow_items(tree, node, (uint64_t)node->count + count));
    if (node->capacity - node->count < count)
        return ASSAY_OK;
    memcpy(node->items + node->count, items, count * sizeof *items);
    node->count += (uint32_t)count;
    node->end = offset;
    return ASSAY_OK;
}

void pickle_tree_drop(struct pickle_tree *tree, struct pickle_term term)
{
    struct pickle_node *node = pickle_tree_change(tree, term);

    if (!node)
        return;
    free(node->items);
    tree->items -= node->capacity;
    *node = (struct pickle_node){.generation = node->generation + 1, .next = tree->free};
    tree->free = (uint32_t)(node - tree->nodes);
}

void pickle_tree_give(struct pickle_tree *tree, struct pickle_term args, struct pickle_term object)
{
    struct pickle_node *from = pickle_tree_change(tree, args);
    struct pickle_node *to = pickle_tree_change(tree, object);

    if (!from || !to)
        return;
    to->items = from->items;
    to->count = from->count;
    to->capacity = from->capacity;
    from->items = NULL;
    from->count = from->capacity = 0;
    pickle_tree_drop(tree, args);
}

/* What classes and types stand for is shared by the rows behind, and what was met again. */
static bool is_of_row(const struct pickle_tree *tree, struct pickle_term term)
{
    const struct pickle_node *node = pickle_tree_node(tree, term);

    return node && !node->shared && node->kind != NODE_NAME && node->kind != NODE_OBJECT;
}

void pickle_tree_drop_row(struct pickle_tree *tree, struct pickle_term row)
{
    const struct pickle_node *node = pickle_tree_node(tree, row);

    if (!node || node->shared)
        return;
    for (uint32_t i = 0; i < node->count; i++)
        if (is_of_row(tree, node->items[i]))
            pickle_tree_drop(tree, node->items[i]);
    pickle_tree_drop(tree, row);
}

/* ---- to look at ---- */

const struct pickle_node *pickle_tree_node(const struct pickle_tree *tree, struct pickle_term term)
{
    return pickle_tree_change(tree, term);
}

const struct pickle_node *pickle_tree_of(const struct pickle_tree *tree, struct pickle_term term,
                                         enum pickle_node_kind kind)
{
    const struct pickle_node *node = pickle_tree_node(tree, term);

    return node && node->kind == kind ? node : NULL;
}

const struct pickle_node *pickle_tree_made(const struct pickle_tree *tree, struct pickle_term term,
                                           enum pickle_tree_name name)
{
    const struct pickle_node *node = pickle_tree_of(tree, term, NODE_OBJECT);

    return node && node->name == name ? node : NULL;
}

struct pickle_term pickle_tree_item(const struct pickle_tree *tree, struct pickle_term term,
                                    size_t index)
{
    const struct pickle_node *node = pickle_tree_node(tree, term);

    return node && node->kind != NODE_DICT && index < node->count ? node->items[index]
                                                                  : pickle_term_of(TERM_NOTHING, 0);
}

void pickle_tree_put_item(struct pickle_tree *tree, struct pickle_term term, size_t index,
                          struct pickle_term item)
{
    const struct pickle_node *node = pickle_tree_node(tree, term);

    if (node && index < node->count)
        node->items[index] = item;
}

enum assay_status pickle_tree_get(struct pickle_tree *tree, struct pickle_term dictionary,
                                  const char *key, struct pickle_term *value)
{
    const struct pickle_node *node = pickle_tree_of(tree, dictionary, NODE_DICT);

    *value = pickle_term_of(TERM_NOTHING, 0);
    for (uint32_t i = 0; node && i + 1 < node->count && i < KEYS_LOOKED_AT && tree->reads > 0;
         i += 2) {
        struct bytes text;

        TRY(pickle_tree_text(tree, node->items[i], KEY_MOST, &text));
        if (bytes_equal(text, bytes_text(key)))
            *value = node->items[i + 1];
    }
    return ASSAY_OK;
}
