/* pickle_frames_part.h - what the files share that find tables in a pickle:
 *
 *     pickle_frames.c   where they are, and telling of them
 *     pickle_pandas.c   frames and series: blocks and indexes
 *     pickle_records.c  rows that come one after the other in the outermost list
 *     pickle_lists.c    lists of records or rows anywhere else; what makes a row
 */

#pragma once

#include "examine/tables/pickle_frames.h"
#include "examine/tables/pickle_table.h"
#include "source/table.h"

struct pickle_frames {
    struct pickle_tree tree;
    struct cells cells;
    bool open; /* the cells */
    struct evidence *evidence;
    struct pickle_found *found;
    struct bytes name; /* of the file */
    uint64_t size;     /* by which its cells are bounded */
    uint64_t rows;     /* of all tables */
    uint64_t columns;  /* of the table at hand */
    uint64_t unknown;  /* cells */
    uint64_t unread;   /* columns */
    bool only_numbers; /* so far: as weights are */
};

/* Names the columns, hands on the cells, and begins the next. */
ASSAY_RESULT pickle_frames_tell(struct pickle_frames *frames, struct pickle_table *table);

/* The texts from `first` to `end` were handed on as cells. */
ASSAY_RESULT pickle_frames_span(struct pickle_frames *frames, uint64_t first, uint64_t end);

/* Fills `table` with what a DataFrame or a Series holds; false in *is where it is none. */
ASSAY_RESULT pickle_pandas_table(struct pickle_table *table, struct pickle_term term, bool *is);

enum {
    PICKLE_WORD_MOST = 64,    /* bytes of a name in a first row */
    PICKLE_WIDTH_MOST = 1024, /* cells of a row that is a list */
};

/* What is one value by itself. */
static inline bool pickle_term_is_leaf(struct pickle_term term)
{
    return term.kind > TERM_UNKNOWN && term.kind < TERM_NODE;
}

/* A dictionary whose keys are texts, and of whose values one is a leaf. */
bool pickle_row_is_map(const struct pickle_tree *tree, struct pickle_term row);
/* Lists, or tuples, of leaves; all with as many items as the first. */
bool pickle_rows_are_lists(const struct pickle_tree *tree, const struct pickle_term *rows,
                           size_t count);
/* A first row that may name the columns: words. */
ASSAY_RESULT pickle_row_is_words(struct pickle_tree *tree, struct pickle_term row, bool *is);

/* Fills `table` with a list of records or rows; false in *is where it is none. */
ASSAY_RESULT pickle_list_table(struct pickle_table *table, struct pickle_term term, bool *is);

/* Rows of the outermost list. Released with pickle_records_clear(). */
struct pickle_records {
    struct pickle_rows rows; /* first: what the tree knows of it */
    struct pickle_frames *frames;
    struct pickle_record_key {
        struct pickle_term term; /* the key as it was met last */
        uint64_t hash;
    } * keys;
    size_t count, capacity;
    struct table by_name; /* of keys */
    uint64_t row;
    bool maps;       /* rows are dictionaries */
    uint32_t wide;   /* cells of rows that are lists */
    bool more;       /* keys than are watched */
    struct buf held; /* words of a first row, each ended by NUL */
};

void pickle_records_init(struct pickle_records *records, struct pickle_frames *frames);
void pickle_records_clear(struct pickle_records *records);
/* All rows were read. */
ASSAY_RESULT pickle_records_end(struct pickle_records *records);
