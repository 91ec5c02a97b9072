/*
 * key_sketch.h - the values of columns that hold keys (patients, customers, sites): known again in
 * another table, so that rows of one patient do not stand in both. Keyed, for a number of a patient
 * is soon guessed: HMAC-SHA256 of the value's hash, cut to the bytes that a row's sketch has.
 *
 * Source: docs/reference/tables.md.
 */

#pragma once

#include <stdbool.h>

#include "examine/inspector.h"
#include "examine/tables/distinct.h"

/* True where a word of the column's name tells that it holds keys. */
bool key_sketch_wants(const char *column);

/* Tells the sketch of a column, where there is a key and each of its values is known. */
void key_sketch_tell(const struct distinct *values, const char *column, struct evidence *evidence);
