/* reads.h - which variables and fields an expression reads, as paths. */

#pragma once

#include "policy/cel/node.h"

struct arena;

/* Paths of what folds and lets bind, by slot; NULL for what is no path. */
struct paths {
    struct arena *arena;
    const char **locals;
};

/* "item.model.parameters" for a chain of fields that begins at a variable; NULL for all else. */
const char *path_of(const struct paths *paths, const struct node *node);

/* The path of an element of what a fold goes through: "files[3]", or "files[]" where `element` is
 * SIZE_MAX; NULL where the range is no path. */
const char *path_of_element(const struct paths *paths, const struct node *fold, size_t element);

/* Gives the names of a fold their paths. */
void paths_bind(const struct paths *paths, const struct node *fold, size_t element);

/* Calls `visit` for each path read at or below the node, in the order of the source; the longest
 * path only, and what a fold goes through. */
void reads_walk(const struct paths *paths, struct node *node,
                void (*visit)(const char *path, const struct node *node, void *data), void *data);

/* Fills the program's list. */
ASSAY_RESULT reads_list(struct cel_program *program, struct arena *arena, struct assay_error *err);
