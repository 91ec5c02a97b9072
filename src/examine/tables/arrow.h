/*
 * arrow.h - what the files of arrow_*.c share: a stream of Arrow messages, its schema as a tree,
 * and the batch that is being read.
 *
 *     inspect_arrow.c    the two ways messages come: one after the other, or listed at the end
 *     arrow_schema.c     fields as a tree, leaves of it as columns
 *     arrow_buffers.c    bodies of batches: validity, offsets, data
 *     arrow_batch.c      record and dictionary batches, field after field (arrow_column.h)
 *     arrow_values.c     fields of values as cells
 *     arrow_nested.c     fields of fields: the rows that the values inside belong to
 *
 * Source: apache/arrow, docs/source/format/Columnar.rst and format/{Schema,Message,File}.fbs.
 */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "examine/encoding/flatbuffer.h"
#include "examine/tables/cells.h"
#include "source/unpack.h"

/* Members of the union Type. */
enum arrow_type {
    ARROW_NONE,
    ARROW_NULL,
    ARROW_INT,
    ARROW_FLOAT,
    ARROW_BINARY,
    ARROW_UTF8,
    ARROW_BOOL,
    ARROW_DECIMAL,
    ARROW_DATE,
    ARROW_TIME,
    ARROW_TIMESTAMP,
    ARROW_INTERVAL,
    ARROW_LIST,
    ARROW_STRUCT,
    ARROW_UNION,
    ARROW_FIXED_BINARY,
    ARROW_FIXED_LIST,
    ARROW_MAP,
    ARROW_DURATION,
    ARROW_LARGE_BINARY,
    ARROW_LARGE_UTF8,
    ARROW_LARGE_LIST,
    ARROW_RUN_END,
    ARROW_BINARY_VIEW,
    ARROW_UTF8_VIEW,
    ARROW_LIST_VIEW,
    ARROW_LARGE_LIST_VIEW,
    ARROW_TYPES
};

struct arrow_dictionary;

struct arrow_field {
    const char *name; /* of it and what it stands in, with dots */
    enum arrow_type type;
    struct meaning meaning; /* of a value */
    uint32_t width;         /* bytes of a value; 0: they differ, or it is a bit */
    uint32_t list_size;     /* of lists that all have one size */
    bool dense;             /* of a union */
    uint8_t tags[128];      /* of a union: the child of each type id, from 1; 0: none */
    struct arrow_field *children;
    uint32_t child_count;
    uint32_t column;                     /* of a leaf */
    bool nested;                         /* it stands in a list */
    struct arrow_dictionary *dictionary; /* its values stand there; `width` is that of an index */
    struct arrow_field *next;            /* while the tree is walked */
};

/* Values that batches point to, as texts. */
struct arrow_dictionary {
    struct arrow_dictionary *next;
    int64_t id;
    struct arrow_field value; /* as the field would be without it */
    struct buf texts;
    struct arrow_entry {
        uint64_t end; /* in `texts` */
        uint8_t type; /* enum cell_type; CELL_EMPTY: null */
    } * entries;
    size_t count, capacity;
    bool met;  /* a batch told it */
    bool lost; /* that could not be read */
};

struct arrow {
    struct cursor *cursor;
    struct evidence *evidence;
    struct assay_error *err;
    struct arena *arena;
    struct cells cells;
    struct arrow_field root; /* its children are the fields of the schema */
    uint32_t columns;
    struct arrow_dictionary *dictionaries;
    struct unpacker *unpacker;
    struct buf message, packed, text;
    struct cursor
        message_cursor; /* over `message`: metadata is looked into while bodies are read */
    struct flat flat;   /* in it */
    uint64_t rows, batches;
    bool schema_met;
};

/* Tells what failed last: a column, or all (NULL). */
void arrow_tell(struct arrow *arrow, enum assay_status status, const char *column);

/* Reads a Schema; *big where its bytes are in the other order, and nothing else was read. */
ASSAY_RESULT arrow_read_schema(struct arrow *arrow, const struct flat_table *schema, bool *big);

/* One batch and the place of its parts. */
struct arrow_batch {
    struct arrow *arrow;
    uint64_t body, body_size; /* offset in the item */
    struct flat_vector nodes, buffers, variadic;
    uint64_t node, buffer, variadic_at; /* to be read next */
    int64_t version;                    /* of the metadata, from 0 */
    bool compressed;
    enum unpack_method method;
    uint64_t at; /* offset of its message, to blame */
    uint64_t first_row, rows;
    struct arrow_dictionary *dictionary; /* where values go, or NULL: to cells */
    uint64_t held;                       /* bytes of buffers that are in memory */
};

/* A buffer of the batch in memory. */
struct arrow_buffer {
    struct buf data;
    struct arrow_batch *batch; /* that counts its bytes; NULL: it was not read */
};
void arrow_buffer_clear(struct arrow_buffer *buffer);

/* Opens a RecordBatch. */
ASSAY_RESULT arrow_open_batch(struct arrow_batch *batch, const struct flat_table *record);

/* The node that comes next: how many values, and nulls among them. */
ASSAY_RESULT arrow_next_node(struct arrow_batch *batch, uint64_t *length, uint64_t *nulls);

/* Passes over a buffer. */
ASSAY_RESULT arrow_skip_buffer(struct arrow_batch *batch);

/* The buffer that comes next, which holds at least `least` bytes. */
ASSAY_RESULT arrow_next_buffer(struct arrow_batch *batch, uint64_t least,
                               struct arrow_buffer *buffer);
/* How many data buffers the views of a field have. */
ASSAY_RESULT arrow_next_variadic(struct arrow_batch *batch, uint64_t *count);

/* Reads all cells of a record batch, or the values of a dictionary. */
ASSAY_RESULT arrow_read_batch(struct arrow_batch *batch);
ASSAY_RESULT arrow_read_dictionary(struct arrow_batch *batch, bool delta);
