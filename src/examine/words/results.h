/* results.h - figures of evaluation as cards and reports give them, held against each other. */

#pragma once

#include <stddef.h>

#include "examine/words/metrics.h"

/* Of which data a figure is, as far as its line says. */
enum result_data { RESULT_OF_TEST, RESULT_UNNAMED, RESULT_OF_OTHER };

enum result_verdict {
    RESULT_NOT_COMPARED,
    RESULT_AGREES,
    RESULT_UNCLEAR, /* a name says less than the other, or nobody says of which data it is */
    RESULT_CONTRADICTS,
};

/* A line "NAME: VALUE" or "NAME (WHICH): VALUE (DATASET, SPLIT; SLICE)". */
struct result {
    struct bytes line, value;
    struct bytes place;        /* "DATASET, SPLIT" */
    struct bytes which, slice; /* what narrows it down: "women", "config en" */
    struct metric_name name;
    enum result_data data;
    bool sliced; /* it says which slice it is of, and that is not known to be the test's */
    enum result_verdict verdict;
    const struct result *against;
};

/* False for a line that is none. `placed`: what stands in brackets behind the value is a place. */
bool result_read(struct bytes line, bool placed, struct result *result);

/* Looks whether it is of the data at `path`, that of a test set; an empty one says nothing. */
void result_place(struct result *result, struct bytes path);

/* Whether two are of one place and slice. */
bool result_same_place(const struct result *a, const struct result *b);

/*
 * Judges each of `results` by the closest of `measured`; of several that are as close, by the first
 * or one that agrees. One that is of a slice by its own words, where another slice of that place
 * agrees, is not compared. `rounded_alone`: only the first may have fewer digits than the second.
 */
void results_judge(struct result *results, size_t count, const struct result *measured,
                   size_t measured_count, bool rounded_alone);
