/*
 * sqlite_schema.h - what CREATE TABLE says of the records of a table: the names of its columns, and
 * where in a record each of them stands. Source: sqlite.org/lang_createtable.html; "Database File
 * Format", 2.3 and 2.4.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

#define SQLITE_COLUMNS 2000 /* of one table, as the library is built: SQLITE_MAX_COLUMN */

struct sqlite_column {
    char *name;
    bool is_rowid;  /* INTEGER PRIMARY KEY: the record has NULL, the row id is the value */
    bool is_stored; /* false for what is computed when it is read */
    unsigned key;   /* place in the primary key, from 1; 0: not of it */
};

struct sqlite_table {
    struct sqlite_column *columns;
    size_t count;
    bool without_rowid;
};

/* Reads the text that the schema keeps; false where it is no such statement, or memory ran out.
 * Release with sqlite_table_clear() in either case. */
bool sqlite_table_read(struct bytes sql, struct sqlite_table *out);
void sqlite_table_clear(struct sqlite_table *table);

/* The columns in the order in which records have them: `order` gets `count` indexes at most, and
 * how many there are is returned. Without row ids the primary key comes first. */
size_t sqlite_table_order(const struct sqlite_table *table, size_t *order);
