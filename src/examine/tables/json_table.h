/*
 * json_table.h - records in JSON as rows of a table: keys are the columns, in the order in which
 * they are first met, and those of maps inside of a record too, named by the way to them (a.b).
 * Shared by JSON Lines and whole documents.
 */

#pragma once

#include "base/buf.h"
#include "examine/encoding/json_scan.h"
#include "examine/tables/data_table.h"

enum {
    JSON_TABLE_TEXT = 256,   /* bytes of a key or a text that are kept; json_options.text_max */
    JSON_TABLE_COLUMNS = 256 /* of a table, past which maps inside records make none */
};

struct json_table {
    struct json_scan *scan;
    struct data_table table;
    struct json_table_key *keys; /* open addressing; at most half of the places are used */
    size_t places, key_count;
    struct json_table_usual { /* columns of the scan's usual names, by their places */
        uint64_t digest;
        uint32_t column;
        bool known;
    } usual[JSON_USUAL_NAMES];
    struct buf way;         /* names to the member at hand, with dots between */
    struct row_sum row;     /* of the present record */
    uint64_t line, line_at; /* where it stands, from 1, and the offset of that */
    bool too_many;          /* more keys than are watched */
    bool by_offset;         /* nobody looks at the item's bytes: cells are handed on */
    const char *in;         /* the name of the part that is read, or NULL */
};

/* `scan` finds repeated names, and outlives the table. ASSAY_ENOMEM. */
ASSAY_RESULT json_table_init(struct json_table *json, struct json_scan *scan,
                             struct evidence *evidence);
void json_table_clear(struct json_table *json);

/* Reads the rest of the record that `token` (the last one read) began. */
ASSAY_RESULT json_table_record(struct json_table *json, enum json_token token);

/* The same of a row whose cells stand in objects: {"f": [{"v": 1}, {"v": 2}]}. */
ASSAY_RESULT json_table_cells(struct json_table *json, enum json_token token);

/* Rows that are lists: the name of one of their columns, before the first row. */
ASSAY_RESULT json_table_name(struct json_table *json, uint32_t column, struct bytes name);
/* The same of all of them: reads the rest of the first row, which holds the names. */
ASSAY_RESULT json_table_names(struct json_table *json);

/* Reads the rest of the list or map that `token` began as the cells of one more column; *cells: how
 * many they were. Rows are not told apart. */
ASSAY_RESULT json_table_column(struct json_table *json, enum json_token token, struct bytes name,
                               uint64_t *cells);

/* The record was whole, and counts as a row. */
void json_table_row(struct json_table *json);

/* Where a document holds several lists of records: ends one, and begins the next. */
void json_table_part(struct json_table *json);

/* The same where what was read since the last part is no table: nothing of it is told. */
void json_table_drop_part(struct json_table *json);

/* Tells rows, columns and what is known of them. */
void json_table_tell(struct json_table *json);
