/* commits.h - the graph of commits that a view looks at, and the order to look at them in. */

#pragma once

#include "inventory/build.h"
#include "source/git/repository.h"
#include "source/table.h"

struct commit {
    struct object_id id, tree;
    int64_t time;                   /* of the committer, seconds since 1970 */
    uint32_t parents, parent_count; /* in commit_graph.parents */
    uint32_t children;              /* asked for and not in order yet */
    bool read, absent;              /* its bytes were looked at; they are not there */
    bool queued, walked;
    bool hidden; /* an ancestor of what is not asked for */
    bool added;  /* its tree is in the catalogue */
};

struct commit_graph {
    const struct repository *repository;
    struct objects *objects; /* borrowed */
    struct commit *commits;
    size_t count, capacity;
    uint32_t *parents;
    size_t parent_count, parent_capacity;
    struct table by_id;
    uint64_t seed;
    uint32_t *heap; /* what is to be walked, newest first */
    size_t heap_size, heap_capacity;
    size_t heap_visible; /* of those, how many are not hidden */
    uint32_t *order;     /* what was asked for, parents before children, then oldest first */
    size_t order_size;
    bool in_circles;   /* was told: commits name each other as parents */
    size_t boundaries; /* commits at which a shallow clone ends */
    struct object_id boundary;
};

void graph_init(struct commit_graph *graph, const struct repository *repository,
                struct objects *objects);
void graph_clear(struct commit_graph *graph);

/* The number of a commit that was walked, and not as an ancestor of what is not asked for; else
 * TABLE_NONE. */
uint32_t graph_find(const struct commit_graph *graph, const struct object_id *id);
bool graph_has(const struct commit_graph *graph, const struct object_id *id);

/* True once it was walked to its end everywhere: nothing is missing, and no shallow clone ends it.
 */
bool graph_is_whole(const struct commit_graph *graph);

/* Names a commit to start at; with `hidden`, one whose ancestors are not asked for. One that cannot
 * be read fails as object_read() does, or with ASSAY_EFORMAT where it is no commit. */
ASSAY_RESULT graph_start(struct commit_graph *graph, const struct object_id *id, bool hidden,
                         struct assay_error *err);

/* Walks the ancestors and fills `order`; may be called again when more was named to start at.
 * Commits that are not there become gaps. */
ASSAY_RESULT graph_walk(struct commit_graph *graph, struct inventory_part *part,
                        struct assay_error *err);
