/* trace_graph.h - things by digest, and the trainings between them. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "doc/doc.h"
#include "ledger/statement.h"

#define TRACE_NONE UINT32_MAX

/* A file, model, data set or commit. */
struct trace_thing {
    const char *key;               /* "sha256:HEX", or "uri:URI" where it has no digest */
    const char *name, *kind, *how; /* as statements have it, "" where none says */
    uint64_t hash;                 /* of the key */
    uint64_t holder;               /* the entry whose inventory or assessment it is, plus 1 */
    int64_t column;                /* trainings away from the subject: before it, or behind it */
    bool shown;                    /* the trace is about it */
};

/* One lineage statement: what went in and what came out. */
struct trace_run {
    uint64_t entry;
    const char *record, *step; /* which form told it, and the stage; or "" */
    int64_t column;
    bool up, down; /* it led to the subject, or on from it */
    bool holds;
};

/* Pairs as they were found, and what leads from each thing or run to the others. */
struct trace_pair {
    uint32_t from, to;
};
struct trace_pairs {
    struct trace_pair *all;
    uint32_t count, room;
};
struct trace_index {
    uint32_t *first, *to; /* of i: to[first[i]] up to to[first[i + 1]] */
};

struct trace_graph {
    struct arena *arena;
    uint64_t seed; /* so that nobody can choose keys that collide */
    struct trace_thing *things;
    struct trace_run *runs;
    uint32_t thing_count, thing_room, run_count, run_room;
    uint32_t *table; /* of things by hash; a power of two */
    uint32_t table_size;
    struct trace_pairs outputs, inputs; /* run to thing */
    struct trace_pairs same; /* a thing to another digest of it, as one resource gives both */
    uint32_t indexed;        /* things that the indexes know */
    struct trace_index made, used, came, went; /* thing to runs; run to outputs, to inputs */
    struct trace_index others, mains;          /* both ways of `same` */
};

/* The arena is borrowed. */
ASSAY_RESULT trace_graph_init(struct trace_graph *graph, struct arena *arena,
                              struct assay_error *err);
void trace_graph_clear(struct trace_graph *graph);

/* Room for one more element; ASSAY_ELIMIT past LIMIT_TRACE_LINKS of them. */
ASSAY_RESULT trace_grow(void **array, uint32_t count, uint32_t *room, size_t size,
                        struct assay_error *err);
/* A text that lives as long as the trace; "" instead of NULL. ASSAY_ENOMEM. */
ASSAY_RESULT trace_keep(struct arena *arena, const char *text, const char **out,
                        struct assay_error *err);

/* TRACE_NONE where there is none; and that thing, made where there is none. */
uint32_t trace_find(const struct trace_graph *graph, struct bytes key);
ASSAY_RESULT trace_add(struct trace_graph *graph, struct bytes key, uint32_t *out,
                       struct assay_error *err);

/* An in-toto resource by its strongest digest, else its uri; TRACE_NONE where it has neither. */
ASSAY_RESULT trace_take(struct trace_graph *graph, const struct doc *resource, uint32_t *out,
                        struct assay_error *err);
/* A lineage statement. */
ASSAY_RESULT trace_add_run(struct trace_graph *graph, uint64_t entry,
                           const struct statement *statement, struct assay_error *err);

/* Makes the indexes; things that are added later stand alone. */
ASSAY_RESULT trace_graph_index(struct trace_graph *graph, struct assay_error *err);

/* Going over a graph in one direction: what was looked at already. */
struct trace_walk {
    const struct trace_graph *graph;
    bool up;
    uint8_t *marks; /* of things */
    uint32_t *runs; /* of the thing that was asked for last */
    uint32_t run_count, run_room;
    enum assay_status status;
};
ASSAY_RESULT trace_walk_open(struct trace_walk *walk, const struct trace_graph *graph, bool up,
                             struct assay_error *err);
void trace_walk_clear(struct trace_walk *walk);
/* The runs that made a thing, or used it, under any digest of it: walk->runs. `each` may be NULL;
 * it is told every thing that is the same. */
ASSAY_RESULT trace_walk_thing(struct trace_walk *walk, uint32_t thing,
                              void (*each)(void *user, uint32_t same), void *user,
                              struct assay_error *err);
/* What lies at the other end of a run. */
void trace_walk_far(const struct trace_walk *walk, uint32_t run, const uint32_t **far,
                    uint32_t *count);

/* Marks the subject, what it was made from and what was made of it, with columns. */
ASSAY_RESULT trace_follow(struct trace_graph *graph, uint32_t subject, struct assay_error *err);
