/*
 * arrow_flat.h - tables of FlatBuffers in memory, every offset checked where it is followed.
 *
 *     TRY(arrow_flat_root(&flat, &table));
 *     TRY(arrow_flat_u8(&table, FIELD_HEADER_TYPE, 0, &type));
 *     TRY(arrow_flat_table(&table, FIELD_HEADER, &header));        where it may not be absent
 *
 * Nothing is verified ahead: what is not looked into may be broken, and what is costs no more than
 * its bytes. A table may point to one around it, so whoever follows tables in tables bounds how
 * deep. Source: flatbuffers.dev, "FlatBuffers internals".
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>

#include "base/bytes.h"

/* Bytes of a buffer, which stand at `at` in the item. */
struct arrow_flat {
    struct bytes bytes;
    uint64_t at;
    struct assay_error *err;
};

struct arrow_flat_table {
    const struct arrow_flat *flat; /* NULL: it is absent, and so are all of its fields */
    size_t at;                     /* of the table, in the buffer */
    size_t vtable;
    uint16_t vtable_size, size;
};

struct arrow_flat_vector {
    const struct arrow_flat *flat;
    size_t at; /* of its first element */
    uint32_t count;
};

/* The table that the buffer begins with. ASSAY_EFORMAT, as all calls below. */
ASSAY_RESULT arrow_flat_root(const struct arrow_flat *flat, struct arrow_flat_table *out);

/* True where the field is there, which says nothing of what it holds. */
bool arrow_flat_has(const struct arrow_flat_table *table, unsigned field);

/* Numbers; `otherwise` where the field is absent. */
ASSAY_RESULT arrow_flat_u8(const struct arrow_flat_table *table, unsigned field, uint8_t otherwise,
                           uint8_t *out);
ASSAY_RESULT arrow_flat_i16(const struct arrow_flat_table *table, unsigned field, int16_t otherwise,
                            int16_t *out);
ASSAY_RESULT arrow_flat_i32(const struct arrow_flat_table *table, unsigned field, int32_t otherwise,
                            int32_t *out);
ASSAY_RESULT arrow_flat_i64(const struct arrow_flat_table *table, unsigned field, int64_t otherwise,
                            int64_t *out);

/* A table; where the field is absent one without fields. */
ASSAY_RESULT arrow_flat_table(const struct arrow_flat_table *table, unsigned field,
                              struct arrow_flat_table *out);

/* A vector of elements of `size` bytes, all inside the buffer; empty where the field is absent. */
ASSAY_RESULT arrow_flat_vector(const struct arrow_flat_table *table, unsigned field, size_t size,
                               struct arrow_flat_vector *out);
/* A text, not checked to be UTF-8; empty where the field is absent. */
ASSAY_RESULT arrow_flat_text(const struct arrow_flat_table *table, unsigned field,
                             struct bytes *out);

/* The table, or text, that an element of a vector of offsets (of 4 bytes) points to. */
ASSAY_RESULT arrow_flat_element(const struct arrow_flat_vector *vector, uint32_t index,
                                struct arrow_flat_table *out);

/* Number of `size` bytes at a place that was checked: in an element of a vector. */
uint64_t arrow_flat_number(const struct arrow_flat *flat, size_t at, size_t size);
