/*
 * person_column.h - columns that tell persons apart, by their names: patient, customer_id, MRN,
 * kundennummer. Not what such a column says about them: customer_segment, patient_age.
 */

#pragma once

#include <stdbool.h>

enum { PERSON_COLUMN_LEAST = 10 /* different values: fewer are kinds of persons */ };

bool person_column_is_named(const char *name);
