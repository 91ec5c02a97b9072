/*
 * key_sketch.h - the values of columns that may hold keys (patients, customers, sites): known again
 * in another table, so that rows of one patient do not stand in both. Keyed, for a number of a
 * patient is soon guessed: HMAC-SHA256 of the hash of a key, cut to the bytes that a row's sketch
 * has.
 *
 * Which column is the key nobody knows while a table is read: the record of its split says so, in
 * the words of whoever wrote it. So there is a sketch of each column whose values are as short as
 * keys, KEY_SKETCH_OTHERS of them at most, and of each one that is named for its keys.
 *
 * Source: docs/reference/tables.md.
 */

#pragma once

#include <stdbool.h>

#include "examine/inspector.h"
#include "examine/tables/key_sample.h"

enum {
    KEY_SKETCH_COLUMNS = 256,          /* the first of a table: those behind only by their name */
    KEY_SKETCH_OTHERS = 16 * 1024 - 1, /* values told of all such columns of a table */
};

/* True where a word of the column's name tells that it holds keys. */
bool key_sketch_wants(const char *column);

/* True where there is a digest key. */
bool key_sketch_is_asked(const struct evidence *evidence);

/* The hash of a key, however it is written: without capitals, blanks at its ends, zeros in
 * front of a number, and signs between a letter and a digit: P-0017 is p17. */
uint64_t key_sketch_hash(struct bytes text);

/* False for a text that is too long to be a key: a sentence. */
bool key_sketch_may_hold(struct bytes text);

/* A key of a column that is named for its keys; `row_hash` as row_text_hash() has it, or that of a
 * text too long to be at hand. */
void key_sketch_add(struct key_sample *keys, struct bytes text, uint64_t row_hash);

/* A key of another column, drawn by how it is written, for which `row_hash` is at hand: nearly for
 * nothing. So of many keys those that are written in two ways are drawn in one of them, mostly. */
void key_sketch_add_as_written(struct key_sample *keys, struct bytes text, uint64_t row_hash);

/* Tells the sketch of a column by the hashes of its keys, where there is a digest key. */
void key_sketch_tell(const struct key_sample *keys, const char *column, struct evidence *evidence);
