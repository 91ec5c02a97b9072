/* problem.h - what each gap and problem id means and what to do about it: `assay explain ID`. */

#pragma once

#include <stdbool.h>
#include <stddef.h>

struct assay_problem {
    const char *id;      /* "bundle.encrypted" */
    const char *title;   /* one line */
    const char *meaning; /* a paragraph: what was not seen, and why that matters */
    const char *remedy;  /* commands or edits, one a line */
};

/* Sorted by id. */
extern const struct assay_problem assay_problems[];
extern const size_t assay_problem_count;

/* NULL when there is none of that id. */
const struct assay_problem *assay_problem_find(const char *id);
/* May --allow-gap name it? If not, *nearest is an id that it may name, or NULL where none is near.
 */
bool assay_problem_allows(const char *id, const char **nearest);
/* Can it be let pass with --allow-gap? Not what was refused before anything was examined. */
bool assay_problem_is_gap(const struct assay_problem *problem);
