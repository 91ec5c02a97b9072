/*
 * flatbuffer.h - FlatBuffers by offset: tables, vectors and texts, each held against the file.
 *
 * Nothing is trusted: every offset, table of fields and length is looked at before it is used.
 * Tables may be referred to any number of times, so that a small file can describe a huge tree: how
 * many are opened is bounded (LIMIT_FLAT_TABLES).
 *
 * Source: flatbuffers.dev, "Internals".
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"

struct flat {
    struct cursor *cursor; /* one that seeks */
    uint64_t base, end;    /* of the buffer in the item */
    uint64_t opened;       /* tables so far */
};

struct flat_table {
    uint64_t at, fields; /* offsets of the table and of its table of fields */
    uint16_t size, fields_size;
};

struct flat_vector {
    uint64_t at; /* of its first element */
    uint64_t count;
};

/* Reads the `size` bytes at `base` as one buffer and opens its root. */
ASSAY_RESULT flat_open(struct flat *flat, struct cursor *cursor, uint64_t base, uint64_t size,
                       struct flat_table *root);

/* The number in a field of `width` bytes (1, 2, 4 or 8), or `absent` where there is none. */
ASSAY_RESULT flat_number(struct flat *flat, const struct flat_table *table, unsigned field,
                         unsigned width, uint64_t absent, uint64_t *value);

/* The table, vector (elements of `each` bytes) or text in a field; *present is false and the count
 * or size 0 where there is none. Of a text the first `keep` bytes are kept. */
ASSAY_RESULT flat_inner(struct flat *flat, const struct flat_table *table, unsigned field,
                        struct flat_table *inner, bool *present);
ASSAY_RESULT flat_list(struct flat *flat, const struct flat_table *table, unsigned field,
                       unsigned each, struct flat_vector *vector);
ASSAY_RESULT flat_text(struct flat *flat, const struct flat_table *table, unsigned field,
                       size_t keep, struct buf *text);

/* An element of a vector: of offsets the table, of numbers the number. */
ASSAY_RESULT flat_element(struct flat *flat, const struct flat_vector *vector, uint64_t index,
                          struct flat_table *table);
ASSAY_RESULT flat_item(struct flat *flat, const struct flat_vector *vector, uint64_t index,
                       unsigned width, uint64_t *value);
