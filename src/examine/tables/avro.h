/*
 * avro.h - what the files of avro_*.c share: a schema as the tree of what each value is made of.
 *
 *     inspect_avro.c   the container: metadata, blocks, sync markers
 *     avro_schema.c    the schema's JSON as a tree, its leaves as columns
 *     avro_values.c    records of a block as cells
 *
 * Source: Apache Avro 1.12 Specification, "Schema Declaration", "Binary Encoding", "Object
 * Container Files", "Logical Types".
 */

#pragma once

#include "base/arena.h"
#include "examine/tables/cells.h"

enum avro_type {
    AVRO_NULL,
    AVRO_BOOLEAN,
    AVRO_INT,
    AVRO_LONG,
    AVRO_FLOAT,
    AVRO_DOUBLE,
    AVRO_BYTES,
    AVRO_STRING,
    AVRO_FIXED,
    AVRO_ENUM,
    AVRO_RECORD,
    AVRO_ARRAY,
    AVRO_MAP,
    AVRO_UNION,
    AVRO_AGAIN, /* a record inside itself */
};

/* One node. A named type is a node of its own wherever it is used, for its columns are others. */
struct avro_node {
    enum avro_type type;
    struct meaning meaning;
    uint32_t column; /* of a leaf, of the keys of a map, and of all there is below AVRO_AGAIN */
    bool nested;     /* it stands in a list or a map */
    uint64_t size;   /* of AVRO_FIXED */
    struct avro_node *children; /* fields, branches, the items of a list, the values of a map */
    uint32_t child_count;
    const struct bytes *symbols; /* of AVRO_ENUM */
    uint32_t symbol_count;
    const struct avro_node *again;
};

struct avro {
    struct cursor *cursor;
    struct evidence *evidence;
    struct assay_error *err;
    struct arena *arena;
    struct cells cells;
    struct avro_node root;
    uint32_t columns;
    uint64_t rows;
    uint64_t at; /* offset of the block that is read */
};

/* Reads the schema, which stands at `at`, and names the columns. */
ASSAY_RESULT avro_read_schema(struct avro *avro, struct bytes json, uint64_t at);

/* Reads the records of a block; `data` is unpacked. ASSAY_EFORMAT at the block's offset. */
ASSAY_RESULT avro_read_records(struct avro *avro, struct bytes data, uint64_t count);

/* A number of variable length, zigzag. */
ASSAY_RESULT avro_read_long(struct cursor *cursor, int64_t *out);
