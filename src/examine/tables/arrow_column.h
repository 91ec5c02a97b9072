/*
 * arrow_column.h - what arrow_batch.c, arrow_values.c and arrow_nested.c share: a field of a batch
 * that is being read, and the rows that its values belong to.
 *
 * A value inside a list stands in the row of its list, a child of a struct in that of the struct.
 * So every field is read with the rows of its values, and makes those of the fields inside it.
 */

#pragma once

#include "base/kit.h"
#include "examine/tables/arrow.h"

#define ARROW_NO_ROW UINT64_MAX /* the row of a value that belongs to none */

/* The row of each value of a field; NULL: they are the rows of the batch, one by one. */
struct arrow_rows {
    const uint64_t *of;
    uint64_t count;
};

struct arrow_column {
    struct arrow_batch *batch;
    const struct arrow_field *field;
    struct arrow_rows rows;
    uint64_t length, nulls;
    struct arrow_buffer validity;
};

static inline uint64_t arrow_row_of(const struct arrow_column *column, uint64_t index)
{
    return column->rows.of ? column->rows.of[index] : column->batch->first_row + index;
}

static inline bool arrow_bit_at(struct bytes bits, uint64_t index)
{
    return bits.data[index / 8] >> (index % 8) & 1;
}

static inline bool arrow_is_null(const struct arrow_column *column, uint64_t index)
{
    return column->nulls > 0 && !arrow_bit_at(buf_bytes(&column->validity.data), index);
}

static inline uint64_t arrow_number_at(struct bytes data, uint64_t index, size_t width)
{
    uint64_t number = 0;

    memcpy(&number, data.data + index * width, width); /* as little-endian as the host */
    return number;
}

/* Bytes of `count` offsets and the one behind the last; none at all where there are no values. */
static inline uint64_t arrow_size_of_offsets(uint64_t count, size_t width)
{
    return count == 0 ? 0 : (count + 1) * width;
}

/* Fails at the batch's message. */
static inline ASSAY_RESULT arrow_batch_fail(const struct arrow_batch *batch, const char *what)
{
    return assay_fail(batch->arrow->err, ASSAY_EFORMAT, batch->at, "%s", what);
}

static inline ASSAY_RESULT arrow_batch_no_memory(const struct arrow_batch *batch)
{
    return assay_fail(batch->arrow->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for rows");
}

/* ASSAY_ELIMIT where the field has more values of `width` bytes than a buffer may hold. */
ASSAY_RESULT arrow_check_length(const struct arrow_column *column, uint64_t width);

/* arrow_batch.c: reads the field that comes next, with all that is inside it. */
ASSAY_RESULT arrow_read_column(struct arrow_batch *batch, const struct arrow_field *field,
                               struct arrow_rows rows);

/* arrow_values.c: fields of values. */
ASSAY_RESULT arrow_read_nulls(const struct arrow_column *column);
ASSAY_RESULT arrow_read_bits(const struct arrow_column *column);
ASSAY_RESULT arrow_read_fixed(const struct arrow_column *column);
ASSAY_RESULT arrow_read_texts(const struct arrow_column *column, size_t offset_width);
ASSAY_RESULT arrow_read_views(const struct arrow_column *column);

/* A cell whose value is entry `index` of a dictionary. */
ASSAY_RESULT arrow_put_entry(const struct arrow_column *column,
                             const struct arrow_dictionary *dictionary, uint64_t row,
                             uint64_t index);

/* arrow_nested.c: fields of fields. */
ASSAY_RESULT arrow_read_list(const struct arrow_column *column);
ASSAY_RESULT arrow_read_struct(const struct arrow_column *column);
ASSAY_RESULT arrow_read_union(const struct arrow_column *column);
ASSAY_RESULT arrow_read_runs(const struct arrow_column *column);
