/* run.h - one evaluation under way. */

#pragma once

#include "policy/cel/node.h"
#include "policy/cel/regex.h"
#include "policy/cel/values.h"

struct cel_run {
    const struct cel_program *program;
    const struct cel_activation *activation;
    struct arena *arena;
    struct cel_budget budget;
    uint64_t steps, bytes;
    const struct node *here;      /* where a fault is placed */
    const struct cel_value *over; /* once set, it is the result of everything */
    struct cel_value *values;     /* of nodes, by id; kind CEL_DYN where not evaluated */
    struct cel_value *locals;     /* by slot */
    struct cel_value *variables;  /* by slot; kind CEL_DYN where not yet asked for */
    struct regex_room room;
};

struct cel_evaluation {
    struct cel_run run;
    struct cel_value result;
};

struct cel_value run_node(struct cel_run *run, const struct node *node);

/* A fold's range cut into its elements: 0, 1 or 2 locals each. */
size_t run_range_count(struct cel_value range);
void run_bind_element(struct cel_run *run, const struct node *fold, struct cel_value range,
                      size_t element);

/* Room to build in, charged to the budget: both fail as cel_run_alloc() does. */
struct cel_value run_list(struct cel_run *run, const struct cel_value *items, size_t count);
struct cel_value run_map(struct cel_run *run, const struct cel_entry *entries, size_t count);
struct cel_value run_optional(struct cel_run *run, const struct cel_value *inner);
/* What `==` gives: a bool, or unknown. */
struct cel_value run_equal(struct cel_run *run, struct cel_value a, struct cel_value b);
