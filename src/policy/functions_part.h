/* functions_part.h - inside of functions: those that have a file of their own. */

#pragma once

#include "policy/cel/cel.h"

#define FUNCTION(name)                                                                             \
    struct cel_value name(struct cel_run *run, const struct cel_value *args, size_t count,         \
                          void *user)

/* functions_alike.c */
FUNCTION(rows_alike);
FUNCTION(rows_alike_told);

/* functions_columns.c */
FUNCTION(columns_match);
FUNCTION(columns_same);
bool column_is_named_alike(struct bytes a, struct bytes b);

/* functions_dates.c */
FUNCTION(dates_days_between);
FUNCTION(dates_plus_months);

/* functions_figures.c */
FUNCTION(figures_agree);

/* functions_licences.c */
FUNCTION(licences_allow_commercial);
FUNCTION(licences_allow_derivatives);
FUNCTION(licences_are_compatible);
FUNCTION(licences_are_known);
FUNCTION(licences_are_on_file);
FUNCTION(licences_brands);
FUNCTION(licences_duties);
FUNCTION(licences_owed);
FUNCTION(licences_phrases_missing);

/* functions_people.c */
FUNCTION(people_are_same);

/* functions_results.c */
FUNCTION(figures_contradicting);
FUNCTION(figures_unclear);
FUNCTION(results_contradicting);
FUNCTION(results_unclear);

/* functions_rows.c */
FUNCTION(rows_of_column);
FUNCTION(rows_shared);
FUNCTION(rows_told);

/* functions_values.c */
FUNCTION(rows_same_values);
FUNCTION(rows_same_values_told);

/* functions_tests.c */
FUNCTION(tests_shown_by);
