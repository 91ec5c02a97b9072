/*
 * flatbuffer.h - FlatBuffers by offset: tables, vectors and texts, each held against the buffer.
 *
 *     TRY(flat_open(&flat, cursor, 0, cursor->size, &root));
 *     TRY(flat_unsigned(&root, MODEL_VERSION, 4, 0, &version));
 *     TRY(flat_vector(&root, MODEL_BUFFERS, FLAT_OFFSET, &buffers));
 *
 * Nothing is verified ahead: what is not looked into may be broken, and every offset, table of
 * fields and length is looked at before it is used. Tables may be referred to any number of times,
 * so that a small file can describe a huge tree: how many are opened is bounded
 * (LIMIT_FLAT_TABLES), and whoever follows tables in tables bounds how deep.
 *
 * A buffer of gigabytes (a model with its weights) is read where it stands, through a cursor that
 * seeks; one that is small and looked into often (metadata of Arrow) through one over memory.
 *
 * Source: flatbuffers.dev, "FlatBuffers internals".
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"

enum { FLAT_OFFSET = 4 }; /* bytes of an element that leads to a table or text */

struct flat {
    struct cursor *cursor; /* over memory, or one that seeks */
    uint64_t base, end;    /* of the buffer in the item */
    uint64_t opened;       /* tables so far */
};

struct flat_table {
    struct flat *flat;   /* NULL: it is absent, and so are all of its fields */
    uint64_t at, fields; /* offsets in the item, of the table and of its table of fields */
    uint16_t size, fields_size;
};

struct flat_vector {
    struct flat *flat;
    uint64_t at; /* of its first element */
    uint64_t count;
};

/* Reads the `size` bytes at `base` as one buffer and opens its root; `flat` outlives all that is
 * opened in it. ASSAY_EFORMAT, as all calls below, at the offset that leads astray. */
ASSAY_RESULT flat_open(struct flat *flat, struct cursor *cursor, uint64_t base, uint64_t size,
                       struct flat_table *root);

/* The number in a field of `width` bytes (1, 2, 4 or 8), or `otherwise` where there is none. */
ASSAY_RESULT flat_unsigned(const struct flat_table *table, unsigned field, unsigned width,
                           uint64_t otherwise, uint64_t *value);
ASSAY_RESULT flat_signed(const struct flat_table *table, unsigned field, unsigned width,
                         int64_t otherwise, int64_t *value);

/* The table in a field; where there is none one without fields. */
ASSAY_RESULT flat_table(const struct flat_table *table, unsigned field, struct flat_table *inner);

/* The vector in a field, whose elements of `each` bytes are all in the buffer; empty where there is
 * none. */
ASSAY_RESULT flat_vector(const struct flat_table *table, unsigned field, unsigned each,
                         struct flat_vector *vector);

/* The first `keep` bytes of the text in a field, not checked to be UTF-8; empty where there is
 * none. */
ASSAY_RESULT flat_text(const struct flat_table *table, unsigned field, size_t keep,
                       struct buf *text);

/* An element of a vector, `index` below its count: of offsets the table, of numbers the number. */
ASSAY_RESULT flat_element(const struct flat_vector *vector, uint64_t index,
                          struct flat_table *table);
ASSAY_RESULT flat_item(const struct flat_vector *vector, uint64_t index, unsigned width,
                       uint64_t *value);

/* The number of `width` bytes that stands `offset` bytes into the vector, which holds it: a member
 * of an element that is a struct. */
ASSAY_RESULT flat_number_at(const struct flat_vector *vector, uint64_t offset, unsigned width,
                            uint64_t *value);
