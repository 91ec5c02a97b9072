/*
 * tensorflow_tables.h - tables of TensorFlow that are filled with the lines of a file, and the
 * constants that name it.
 *
 * The lines of a table are a file of the model's own where the SavedModel declares it as an asset:
 * the loader then puts its path in the place of the constant. Any other constant is taken as it
 * stands.
 */

#pragma once

#include "examine/models/model_graph.h"

struct text_node;

/* The nodes of one graph or function. Zeroed is empty. */
struct table_files {
    struct text_node *nodes;
    size_t count, capacity;
};

void table_files_clear(struct table_files *files);

/* Nodes by name, an input as a node writes it: "p", "p:0", "p:output:0". ASSAY_ELIMIT past
 * LIMIT_GRAPH_NAMES of them, ASSAY_ENOMEM; the caller tells where. */
ASSAY_RESULT table_files_constant(struct table_files *files, struct bytes node, struct bytes path);
ASSAY_RESULT table_files_pass(struct table_files *files, struct bytes node, struct bytes input);
ASSAY_RESULT table_files_read(struct table_files *files, struct bytes input, uint64_t at);
/* The loader gives the constant `node` another value. */
ASSAY_RESULT table_files_feed(struct table_files *files, struct bytes node);

/* Reports each table that a constant leads out of the folder, and forgets them all. */
void table_files_end(struct table_files *files, struct model_graph *graph);
