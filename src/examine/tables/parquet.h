/*
 * parquet.h - what the files of parquet_*.c share: a Parquet file as its footer tells it, and the
 * column that is being read.
 *
 *     inspect_parquet.c   the footer's place, the order of things
 *     parquet_footer.c    footer, row groups, column chunks
 *     parquet_schema.c    the tree of the schema as the columns at its leaves
 *     parquet_column.c    pages of one column chunk, levels, cells
 *     parquet_page.c      one page: header, bytes, checksum, compression
 *     parquet_values.c    encodings of values
 *
 * Source: apache/parquet-format, README.md, Encodings.md, Compression.md, LogicalTypes.md,
 * Encryption.md and src/main/thrift/parquet.thrift.
 */

#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "examine/encoding/thrift.h"
#include "examine/tables/cells.h"
#include "examine/tables/delta_packed.h"
#include "examine/tables/hybrid.h"
#include "source/unpack.h"

enum parquet_type {
    PARQUET_BOOLEAN,
    PARQUET_INT32,
    PARQUET_INT64,
    PARQUET_INT96,
    PARQUET_FLOAT,
    PARQUET_DOUBLE,
    PARQUET_BYTE_ARRAY,
    PARQUET_FIXED,
    PARQUET_TYPES
};

enum parquet_encoding {
    ENCODING_PLAIN = 0,
    ENCODING_PLAIN_DICTIONARY = 2,
    ENCODING_RLE = 3,
    ENCODING_BIT_PACKED = 4,
    ENCODING_DELTA_BINARY_PACKED = 5,
    ENCODING_DELTA_LENGTH_BYTE_ARRAY = 6,
    ENCODING_DELTA_BYTE_ARRAY = 7,
    ENCODING_RLE_DICTIONARY = 8,
    ENCODING_BYTE_STREAM_SPLIT = 9,
};

/* One column: a leaf of the schema. */
struct parquet_leaf {
    const char *name; /* of it and what it stands in, with dots */
    enum parquet_type type;
    uint32_t width; /* bytes of a value; 0: they differ, or it is a bit */
    struct meaning meaning;
    uint8_t definition, repetition; /* the highest levels */
    bool told;                      /* its encryption, or that it is elsewhere, was told */
};

struct parquet_schema {
    struct parquet_leaf *leaves; /* in the arena */
    size_t count, capacity;
};

/* Reads the list of schema elements. */
ASSAY_RESULT parquet_read_schema(struct arena *arena, const struct thrift_value *elements,
                                 struct parquet_schema *schema, struct assay_error *err);

/* A column chunk as the footer tells it. */
struct parquet_chunk {
    const struct parquet_leaf *leaf;
    uint32_t column;
    int64_t codec;
    uint64_t values, begin, end; /* begin and end of its pages */
    uint64_t rows, first_row;    /* of its row group */
    int64_t nulls;               /* as its statistics tell, or -1 */
    uint64_t at;                 /* offset of its metadata, to blame */
};

struct parquet {
    struct cursor *cursor;
    struct evidence *evidence;
    struct assay_error *err;
    struct arena *arena;
    struct cells cells;
    struct parquet_schema schema;
    struct unpacker *unpacker;
    struct buf footer, packed, plain, dictionary, value;
    uint32_t *entries; /* where those of the dictionary begin that differ in size */
    size_t entry_count, entry_capacity;
    bool has_dictionary, encrypted;
    uint64_t rows;         /* that the row groups tell so far */
    uint64_t footer_begin; /* pages end before it */
};

/* The values of a page, one after the other. */
struct parquet_values {
    const struct parquet *parquet;
    const struct parquet_leaf *leaf;
    enum parquet_encoding encoding;
    struct bytes data;  /* what is not read yet; of split streams all of it */
    uint64_t next, all; /* values read, and told */
    struct hybrid hybrid;
    struct delta_packed delta, suffixes;
    struct buf *value; /* one that is put together */
    uint8_t room[8];
};

/* A page, its levels still in it. */
struct parquet_page {
    uint64_t at;     /* offset of its header */
    int64_t type;    /* of PageType */
    uint64_t values; /* nulls, too */
    int64_t encoding, definition_encoding, repetition_encoding;
    bool second;                                            /* of version 2 */
    uint64_t definition_size, repetition_size, nulls, rows; /* of version 2 */
    struct bytes levels;                                    /* of version 2: stored as they are */
    struct bytes data;
};

enum { PAGE_DATA, PAGE_INDEX, PAGE_DICTIONARY, PAGE_DATA_2 };

/* Reads the page at the cursor, which then stands behind it, also where reading failed but the
 * header (*sized): then the page was told in a gap. */
ASSAY_RESULT parquet_read_page(struct parquet *parquet, const struct parquet_chunk *chunk,
                               struct parquet_page *page, uint64_t *next);

/*
 * Opens `count` values of a page in an encoding.
 *
 * value  scratch for values that have to be put together; theirs are valid until the next one
 * at     where the page stands, to blame
 */
ASSAY_RESULT parquet_open_values(const struct parquet *parquet, const struct parquet_leaf *leaf,
                                 int64_t encoding, struct bytes data, uint64_t count,
                                 struct buf *value, uint64_t at, struct parquet_values *values);
/* False where there is none or the bytes are damaged. */
bool parquet_next_value(struct parquet_values *values, struct bytes *value);

/* Takes the dictionary in parquet->dictionary. */
ASSAY_RESULT parquet_take_dictionary(struct parquet *parquet, const struct parquet_leaf *leaf,
                                     uint64_t count, uint64_t at);

/* Reads all cells of one column chunk; what cannot be read is told in gaps. */
ASSAY_RESULT parquet_read_chunk(struct parquet *parquet, const struct parquet_chunk *chunk);

/* Reads the footer in parquet->footer, then all row groups. */
ASSAY_RESULT parquet_read_footer(struct parquet *parquet);
