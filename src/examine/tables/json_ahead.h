/*
 * json_ahead.h - what form the next value of a document has, told by a look at its first bytes:
 * which lists and maps are tables, and where the names of their columns stand.
 *
 * The forms are those that programs write: pandas' orients, lists of rows with names in the first
 * of them or beside them, one list or map for each column.
 */

#pragma once

#include "base/buf.h"
#include "base/bytes.h"

enum json_form {
    JSON_FORM_OTHER,
    JSON_LIST_OF_RECORDS, /* [{"a": 1}, ... */
    JSON_LIST_OF_ROWS,    /* [[1, 2], ... */
    JSON_LIST_OF_CELLS,   /* [{"f": [{"v": 1}, {"v": 2}]}, ... as BigQuery writes rows */
    JSON_LIST_OF_VALUES,  /* [1, 2, ... */
    JSON_MAP_OF_RECORDS,  /* {"x": {"a": 1}, "y": {"a": 2}, ... */
    JSON_MAP_OF_COLUMNS,  /* {"a": {"0": 1, "1": 2}, ... */
};

struct json_ahead {
    enum json_form form;
    size_t
        width;   /* of the first of a list of rows or cells; 0: it goes on past the bytes at hand */
    bool header; /* all of its cells are names */
    size_t looked; /* bytes that it took to tell */
};

/* `text` begins with the value, or with blanks before it, or the ':' behind its name. */
struct json_ahead json_look_ahead(struct bytes text);

/* True where the value is a list of names alone: a first row. */
bool json_is_header(struct bytes text);

/*
 * The names of columns that a list tells, one behind the other and each ended by NUL: it is of
 * texts, or of objects with the name for a member. 0, and *names empty, where it is no such list or
 * goes on past the bytes at hand. ASSAY_ENOMEM stays in `names`.
 */
size_t json_names_ahead(struct bytes text, struct buf *names);

/* True for the names of members that tell columns: "columns", "fields". */
bool json_tells_columns(struct bytes name);
