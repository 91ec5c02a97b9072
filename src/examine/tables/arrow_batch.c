/* arrow_batch.c - record and dictionary batches of Arrow as cells, one field after the other. */

#include <inttypes.h>

#include "base/limits.h"
#include "examine/tables/arrow_column.h"

enum assay_status arrow_check_length(const struct arrow_column *column, uint64_t width)
{
    return column->length > LIMIT_ARROW_BUFFER / (width ? width : 1)
               ? assay_fail(column->batch->arrow->err, ASSAY_ELIMIT, column->batch->at,
                            "a batch of %" PRIu64 " values", column->length)
               : ASSAY_OK;
}

/* Unions had it up to version 4 of the metadata, which is 3 in it. */
static bool has_validity(const struct arrow_batch *batch, enum arrow_type type)
{
    return type != ARROW_NULL && type != ARROW_RUN_END &&
           (type != ARROW_UNION || batch->version < 4);
}

static void clear_validity(struct arrow_column *column)
{
    arrow_buffer_clear(&column->validity);
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the schema, which is bounded */

static ASSAY_RESULT read_by_type(const struct arrow_column *column)
{
    switch (column->field->type) {
    case ARROW_NULL:
        return arrow_read_nulls(column);
    case ARROW_BOOL:
        return arrow_read_bits(column);
    case ARROW_UTF8:
    case ARROW_BINARY:
        return arrow_read_texts(column, sizeof(uint32_t));
    case ARROW_LARGE_UTF8:
    case ARROW_LARGE_BINARY:
        return arrow_read_texts(column, sizeof(uint64_t));
    case ARROW_UTF8_VIEW:
    case ARROW_BINARY_VIEW:
        return arrow_read_views(column);
    case ARROW_LIST:
    case ARROW_LARGE_LIST:
    case ARROW_FIXED_LIST:
    case ARROW_MAP:
    case ARROW_LIST_VIEW:
    case ARROW_LARGE_LIST_VIEW:
        return arrow_read_list(column);
    case ARROW_STRUCT:
        return arrow_read_struct(column);
    case ARROW_UNION:
        return arrow_read_union(column);
    case ARROW_RUN_END:
        return arrow_read_runs(column);
    default:
        return arrow_read_fixed(column);
    }
}

enum assay_status arrow_read_column(struct arrow_batch *batch, const struct arrow_field *field,
                                    struct arrow_rows rows)
{
    CLEANUP(clear_validity)
    struct arrow_column column = {.batch = batch, .field = field, .rows = rows};

    TRY(arrow_next_node(batch, &column.length, &column.nulls));
    if (column.length < rows.count)
        return arrow_batch_fail(batch, "a field of fewer values than its batch has rows");
    if (!has_validity(batch, field->type)) {
        column.nulls = 0;
        return read_by_type(&column);
    }
    if (column.nulls == 0)
        TRY(arrow_skip_buffer(batch));
    else
        TRY(arrow_next_buffer(batch, column.length / 8 + (column.length % 8 != 0),
                              &column.validity));
    return read_by_type(&column);
}

/* NOLINTEND(misc-no-recursion) */

/* Nodes and buffers of a field and of those inside it, as if they had been read.
 * NOLINTNEXTLINE(misc-no-recursion): as deep as the schema, which is bounded */
static ASSAY_RESULT pass_over(struct arrow_batch *batch, const struct arrow_field *field)
{
    uint64_t length, nulls, variadic;

    TRY(arrow_next_node(batch, &length, &nulls));
    batch->buffer += has_validity(batch, field->type);
    switch (field->type) {
    case ARROW_NULL:
    case ARROW_STRUCT:
    case ARROW_FIXED_LIST:
    case ARROW_RUN_END:
        break;
    case ARROW_UTF8_VIEW:
    case ARROW_BINARY_VIEW:
        TRY(arrow_next_variadic(batch, &variadic));
        batch->buffer += 1 + variadic;
        break;
    case ARROW_UTF8:
    case ARROW_BINARY:
    case ARROW_LARGE_UTF8:
    case ARROW_LARGE_BINARY:
    case ARROW_LIST_VIEW:
    case ARROW_LARGE_LIST_VIEW:
        batch->buffer += 2;
        break;
    case ARROW_UNION:
        batch->buffer += field->dense ? 2 : 1;
        break;
    default:
        batch->buffer += 1;
    }
    for (uint32_t i = 0; i < field->child_count; i++)
        TRY(pass_over(batch, &field->children[i]));
    return ASSAY_OK;
}

/* A field that is broken is told, and the next one is read. */
static ASSAY_RESULT read_or_tell(struct arrow_batch *batch, const struct arrow_field *field)
{
    struct arrow *arrow = batch->arrow;
    struct arrow_batch before = *batch;
    enum assay_status status =
        arrow_read_column(batch, field, (struct arrow_rows){NULL, batch->rows});

    if (status == ASSAY_OK)
        return ASSAY_OK;
    if ((status != ASSAY_EFORMAT && status != ASSAY_ELIMIT) || cells_are_too_many(&arrow->cells))
        return status;
    arrow_tell(arrow, status, field->name);
    *batch = before;
    return pass_over(batch, field);
}

enum assay_status arrow_read_batch(struct arrow_batch *batch)
{
    struct arrow *arrow = batch->arrow;

    TRY(cells_begin_rows(&arrow->cells, batch->first_row, batch->rows, true, batch->at));
    for (uint32_t i = 0; i < arrow->root.child_count; i++)
        TRY(read_or_tell(batch, &arrow->root.children[i]));
    return ASSAY_OK;
}

enum assay_status arrow_read_dictionary(struct arrow_batch *batch, bool delta)
{
    struct arrow_dictionary *dictionary = batch->dictionary;

    if (!delta) {
        buf_reset(&dictionary->texts);
        dictionary->count = 0;
    }
    dictionary->lost = true;
    if (dictionary->value.child_count > 0)
        return assay_fail(batch->arrow->err, ASSAY_ELIMIT, batch->at,
                          "a dictionary of lists or structs is not read");
    TRY(arrow_read_column(batch, &dictionary->value, (struct arrow_rows){NULL, batch->rows}));
    dictionary->lost = false;
    dictionary->met = true;
    return ASSAY_OK;
}
