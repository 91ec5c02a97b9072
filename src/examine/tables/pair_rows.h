/*
 * pair_rows.h - records in texts that are no table (pair_scan.h): what is seen in a value counts
 * for the column that its name names, where it is known what such a column holds.
 *
 * Three records whose first two names are the same make a table, so do eight values in a list: what
 * was read before that waits for it. Only near personal data is anything looked at, and where much
 * of that has no records, as in many logs, at every sixteenth piece until there is one.
 */

#pragma once

#include "examine/tables/pair_names.h"
#include "examine/tables/pair_scan.h"
#include "examine/tables/text_tables.h"

enum {
    PAIR_PIECE = 16 * 1024, /* bytes of a text that are looked at together */
    PAIR_NAMES = 64,        /* of a record */
    PAIR_CELLS = 256,       /* that wait */
};

/* A name, by itself or in `text` of the rows. */
struct pair_name {
    uint64_t hash;
    size_t from, size;
};

struct pair_cell {
    struct text_cell cell; /* its text stands in `text` of the rows, from `from` on */
    struct pair_name name;
    size_t from;
};

struct pair_rows {
    struct text_tables *tables;
    struct pair_scan scan;
    struct text_lines lines; /* of the piece, up to `counted` */
    uint64_t counted;
    uint64_t wanted, unwanted; /* before these it is known that personal data is near, or none */
    uint64_t vain;             /* bytes that were looked at since there was a record */

    struct pair_names names;

    uint64_t record[PAIR_NAMES]; /* hashes of the present record's names */
    size_t count;
    uint64_t first[2]; /* of those before it, */
    size_t alike;      /* which are so many */
    struct usual_name {
        uint64_t hash;
        uint64_t records; /* that have it */
    } usual[PAIR_NAMES];
    size_t usual_count;
    bool in_table;
    bool in_list;
    struct pair_name list; /* whose name stands in `list_name` */
    char list_name[PAIR_NAME_MOST];
    size_t items;

    struct pair_cell cells[PAIR_CELLS]; /* that wait */
    size_t waiting;
    size_t record_cells; /* of them before the present record, */
    size_t list_cells;   /* and before the present list */
    struct buf text;
};

/* `tables` outlives the rows. Release with pair_rows_clear(). */
void pair_rows_init(struct pair_rows *rows, struct text_tables *tables);
void pair_rows_clear(struct pair_rows *rows);

/* True where personal data is near what stands at the cursor: then it is worth reading. */
ASSAY_RESULT pair_rows_want(struct pair_rows *rows, struct cursor *cursor, bool *want);

/* More of the text: whole lines, or a part of one that is too long, which stands at `offset`. */
ASSAY_RESULT pair_rows_read(struct pair_rows *rows, struct bytes piece, uint64_t offset,
                            const struct text_lines *lines);

/* Something else stands there: what waits is none. */
void pair_rows_break(struct pair_rows *rows);
