/*
 * tensorflow_tables.c - which file the lines of a table come from.
 * Source: TensorFlow, core/ops/lookup_ops.cc (InitializeTableFromTextFile), python/saved_model/
 * loader_impl.py (get_asset_tensors).
 */

#include "examine/models/tensorflow_tables.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/text/text_hash.h"

enum role { FED, CONSTANT, PASS, READ };

/* In the order of its role: where a constant is fed as well, being fed is found first. */
struct text_node {
    uint64_t name; /* hashes: of the node, and of the one whose text it hands on */
    uint64_t input;
    uint64_t at;
    enum role role;
    char *path;
};

void table_files_clear(struct table_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->nodes[i].path);
    free(files->nodes);
    *files = (struct table_files){0};
}

/* Inputs are numbered by the outputs of the node that they come from. */
static uint64_t hash_of(struct bytes input)
{
    const uint8_t *colon = memchr(input.data, ':', input.size);

    if (colon)
        input.size = (size_t)(colon - input.data);
    return text_hash(input);
}

static ASSAY_RESULT add(struct table_files *files, const struct text_node *node)
{
    if (files->count == LIMIT_GRAPH_NAMES)
        return ASSAY_ELIMIT;
    if (files->count == files->capacity) {
        size_t capacity = files->capacity ? 2 * files->capacity : 16;
        struct text_node *grown = reallocarray(files->nodes, capacity, sizeof *grown);

        if (!grown)
            return ASSAY_ENOMEM;
        files->nodes = grown;
        files->capacity = capacity;
    }
    files->nodes[files->count++] = *node;
    return ASSAY_OK;
}

enum assay_status table_files_constant(struct table_files *files, struct bytes node,
                                       struct bytes path)
{
    struct text_node constant = {.name = hash_of(node), .role = CONSTANT};
    enum assay_status status;

    constant.path = strndup((const char *)path.data, path.size);
    if (!constant.path)
        return ASSAY_ENOMEM;
    status = add(files, &constant);
    if (status != ASSAY_OK)
        free(constant.path);
    return status;
}

enum assay_status table_files_pass(struct table_files *files, struct bytes node, struct bytes input)
{
    return add(files,
               &(struct text_node){.name = hash_of(node), .input = hash_of(input), .role = PASS});
}

enum assay_status table_files_read(struct table_files *files, struct bytes input, uint64_t at)
{
    return add(files, &(struct text_node){.input = hash_of(input), .at = at, .role = READ});
}

enum assay_status table_files_feed(struct table_files *files, struct bytes node)
{
    return add(files, &(struct text_node){.name = hash_of(node), .role = FED});
}

static int order_nodes(const void *a, const void *b)
{
    const struct text_node *one = a, *other = b;

    if (one->name != other->name)
        return one->name < other->name ? -1 : 1;
    return one->role < other->role ? -1 : one->role > other->role;
}

static struct text_node *find(const struct table_files *files, uint64_t name)
{
    size_t low = 0, high = files->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (files->nodes[middle].name < name)
            low = middle + 1;
        else
            high = middle;
    }
    return low < files->count && files->nodes[low].name == name ? &files->nodes[low] : NULL;
}

/* The constant behind an input, or NULL. Nodes may hand a text on in a circle; those on the way are
 * led to its end, for thousands of tables may have the same. */
static const struct text_node *constant_behind(const struct table_files *files, uint64_t input)
{
    struct text_node *node = find(files, input);
    const struct text_node *end = node;

    for (size_t steps = 0; end && end->role == PASS && steps < files->count; steps++)
        end = find(files, end->input);
    while (node && node != end && node->role == PASS) {
        struct text_node *next = find(files, node->input);

        if (end && end->role == CONSTANT)
            node->input = end->name;
        else
            node->role = FED;
        node = next;
    }
    return end && end->role == CONSTANT ? end : NULL;
}

void table_files_end(struct table_files *files, struct model_graph *graph)
{
    if (files->count > 1)
        qsort(files->nodes, files->count, sizeof *files->nodes, order_nodes);
    for (size_t i = 0; i < files->count; i++) {
        const struct text_node *constant =
            files->nodes[i].role == READ ? constant_behind(files, files->nodes[i].input) : NULL;

        if (constant)
            model_graph_observe(
                graph, ASSAY_LOAD_DANGEROUS, GRAPH_FILE_ACCESS, files->nodes[i].at,
                "fills a table from a file outside of its folder: ", bytes_text(constant->path));
    }
    table_files_clear(files);
}
