/*
 * key_sketch.h - the values of columns that hold keys (patients, customers, sites): known again in
 * another table, so that rows of one patient do not stand in both. Keyed, for a number of a patient
 * is soon guessed: HMAC-SHA256 of the hash of a key, cut to the bytes that a row's sketch has.
 *
 * Source: docs/reference/tables.md.
 */

#pragma once

#include <stdbool.h>

#include "examine/inspector.h"
#include "examine/tables/distinct.h"

/* True where a word of the column's name tells that it holds keys. */
bool key_sketch_wants(const char *column);

/* True where that is so and there is a digest key. */
bool key_sketch_is_asked(const struct evidence *evidence, const char *column);

/* The hash of a key, however it is written: without capitals, blanks at its ends, zeros in
 * front of a number, and signs between a letter and a digit: P-0017 is p17. */
uint64_t key_sketch_hash(struct bytes text);

/* Tells the sketch of a column by the hashes of its keys, where there is a digest key and each of
 * them is known. */
void key_sketch_tell(const struct distinct *keys, const char *column, struct evidence *evidence);
