/* arrow_nested.c - fields of Arrow batches that hold fields: lists, structs, unions, runs. Each
 * makes the rows of the values inside it. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "examine/tables/arrow_column.h"

static void clear_pair(struct arrow_buffer (*pair)[2])
{
    arrow_buffer_clear(&(*pair)[0]);
    arrow_buffer_clear(&(*pair)[1]);
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the schema, which is bounded */

/* Room for the rows of `count` values inside others, all of them of no row. */
static ASSAY_RESULT make_rows(const struct arrow_column *column, uint64_t count, uint64_t **out)
{
    struct arrow_batch *batch = column->batch;

    if (count > LIMIT_ARROW_ELEMENTS)
        return assay_fail(batch->arrow->err, ASSAY_ELIMIT, batch->at,
                          "a list of %" PRIu64 " values", count);
    TRY(cells_work(&batch->arrow->cells, batch->at, count));
    *out = malloc((size_t)(count ? count : 1) * sizeof **out);
    if (!*out)
        return arrow_batch_no_memory(batch);
    for (uint64_t i = 0; i < count; i++)
        (*out)[i] = ARROW_NO_ROW;
    return ASSAY_OK;
}

/* Where the values of one list begin and end; false where that cannot be. */
typedef bool bounds_of(const struct arrow_column *column, const struct arrow_buffer *buffers,
                       uint64_t index, uint64_t *begin, uint64_t *end);

static bool bounds_by_offsets(const struct arrow_column *column, const struct arrow_buffer *buffers,
                              uint64_t index, uint64_t *begin, uint64_t *end)
{
    size_t width = column->field->type == ARROW_LARGE_LIST ? 8 : 4;

    *begin = arrow_number_at(buf_bytes(&buffers[0].data), index, width);
    *end = arrow_number_at(buf_bytes(&buffers[0].data), index + 1, width);
    return *begin <= *end;
}

static bool bounds_by_views(const struct arrow_column *column, const struct arrow_buffer *buffers,
                            uint64_t index, uint64_t *begin, uint64_t *end)
{
    size_t width = column->field->type == ARROW_LARGE_LIST_VIEW ? 8 : 4;
    uint64_t size = arrow_number_at(buf_bytes(&buffers[1].data), index, width);

    *begin = arrow_number_at(buf_bytes(&buffers[0].data), index, width);
    return !ckd_add(end, *begin, size);
}

static bool bounds_by_size(const struct arrow_column *column, const struct arrow_buffer *buffers,
                           uint64_t index, uint64_t *begin, uint64_t *end)
{
    (void)buffers;
    return !ckd_mul(begin, index, (uint64_t)column->field->list_size) &&
           !ckd_add(end, *begin, (uint64_t)column->field->list_size);
}

/* The child of a list, each of its values in the row of its list. */
static ASSAY_RESULT read_lists(const struct arrow_column *column,
                               const struct arrow_buffer *buffers, bounds_of *bounds)
{
    CLEANUP(free_cleanup) uint64_t *rows = NULL;
    uint64_t count = 0, begin, end;

    if (column->field->child_count != 1)
        return arrow_batch_fail(column->batch, "lists of anything but one field");
    for (uint64_t i = 0; i < column->rows.count; i++) {
        if (arrow_is_null(column, i))
            continue;
        if (!bounds(column, buffers, i, &begin, &end))
            return arrow_batch_fail(column->batch, "a list that ends before it begins");
        if (end > count && end > begin)
            count = end;
    }
    TRY(make_rows(column, count, &rows));
    for (uint64_t i = 0; i < column->rows.count; i++) {
        if (arrow_is_null(column, i) || arrow_row_of(column, i) == ARROW_NO_ROW ||
            !bounds(column, buffers, i, &begin, &end))
            continue;
        TRY(cells_work(&column->batch->arrow->cells, column->batch->at, end - begin));
        for (uint64_t j = begin; j < end; j++)
            rows[j] = arrow_row_of(column, i);
    }
    return arrow_read_column(column->batch, &column->field->children[0],
                             (struct arrow_rows){rows, count});
}

enum assay_status arrow_read_list(const struct arrow_column *column)
{
    CLEANUP(clear_pair) struct arrow_buffer buffers[2] = {0};
    struct arrow_batch *batch = column->batch;

    TRY(arrow_check_length(column, 8));
    switch (column->field->type) {
    case ARROW_FIXED_LIST:
        return read_lists(column, buffers, bounds_by_size);
    case ARROW_LIST_VIEW:
    case ARROW_LARGE_LIST_VIEW: {
        uint64_t size = column->length * (column->field->type == ARROW_LIST_VIEW ? 4 : 8);

        TRY(arrow_next_buffer(batch, size, &buffers[0]));
        TRY(arrow_next_buffer(batch, size, &buffers[1]));
        return read_lists(column, buffers, bounds_by_views);
    }
    default:
        TRY(arrow_next_buffer(
            batch,
            arrow_size_of_offsets(column->length, column->field->type == ARROW_LARGE_LIST ? 8 : 4),
            &buffers[0]));
        return read_lists(column, buffers, bounds_by_offsets);
    }
}

enum assay_status arrow_read_struct(const struct arrow_column *column)
{
    CLEANUP(free_cleanup) uint64_t *rows = NULL;
    struct arrow_rows inside = column->rows;

    if (column->nulls > 0) {
        TRY(make_rows(column, inside.count, &rows));
        for (uint64_t i = 0; i < inside.count; i++)
            if (!arrow_is_null(column, i))
                rows[i] = arrow_row_of(column, i);
        inside.of = rows;
    }
    for (uint32_t i = 0; i < column->field->child_count; i++)
        TRY(arrow_read_column(column->batch, &column->field->children[i], inside));
    return ASSAY_OK;
}

/* The rows of the values of one child of a union. */
static ASSAY_RESULT rows_of_child(const struct arrow_column *column,
                                  const struct arrow_buffer *buffers, uint32_t child,
                                  uint64_t **rows, uint64_t *count)
{
    const struct arrow_field *field = column->field;
    struct bytes tags = buf_bytes(&buffers[0].data), offsets = buf_bytes(&buffers[1].data);

    *count = field->dense ? 0 : column->rows.count;
    for (uint64_t i = 0; i < column->rows.count; i++) {
        if (arrow_is_null(column, i))
            continue;
        if (tags.data[i] >= sizeof field->tags || field->tags[tags.data[i]] == 0)
            return arrow_batch_fail(column->batch, "a value of a type that its union has not");
        if (field->dense && field->tags[tags.data[i]] == child + 1 &&
            arrow_number_at(offsets, i, 4) >= *count)
            *count = arrow_number_at(offsets, i, 4) + 1;
    }
    TRY(make_rows(column, *count, rows));
    for (uint64_t i = 0; i < column->rows.count; i++)
        if (!arrow_is_null(column, i) && field->tags[tags.data[i]] == child + 1)
            (*rows)[field->dense ? arrow_number_at(offsets, i, 4) : i] = arrow_row_of(column, i);
    return ASSAY_OK;
}

enum assay_status arrow_read_union(const struct arrow_column *column)
{
    CLEANUP(clear_pair) struct arrow_buffer buffers[2] = {0};

    TRY(arrow_check_length(column, 4));
    TRY(arrow_next_buffer(column->batch, column->length, &buffers[0]));
    if (column->field->dense)
        TRY(arrow_next_buffer(column->batch, column->length * 4, &buffers[1]));
    for (uint32_t i = 0; i < column->field->child_count; i++) {
        CLEANUP(free_cleanup) uint64_t *rows = NULL;
        uint64_t count;

        TRY(rows_of_child(column, buffers, i, &rows, &count));
        TRY(arrow_read_column(column->batch, &column->field->children[i],
                              (struct arrow_rows){rows, count}));
    }
    return ASSAY_OK;
}

static void forget_entries(struct arrow_dictionary *dictionary)
{
    buf_clear(&dictionary->texts);
    free(dictionary->entries);
}

/* Runs: a child that tells where each ends, and one of their values. */
enum assay_status arrow_read_runs(const struct arrow_column *column)
{
    CLEANUP(forget_entries) struct arrow_dictionary values = {0};
    CLEANUP(clear_pair) struct arrow_buffer ends[2] = {0};
    struct arrow_batch *batch = column->batch;
    const struct arrow_field *field = column->field;
    struct arrow_column own = *column;
    uint64_t runs, nulls, run = 0;
    enum assay_status status;
    size_t width;

    if (field->child_count != 2 || field->children[0].type != ARROW_INT ||
        field->children[1].child_count > 0 || batch->dictionary || field->children[1].dictionary)
        return assay_fail(batch->arrow->err, ASSAY_ELIMIT, batch->at,
                          "runs of values that are not read");
    width = field->children[0].width;
    own.field = &field->children[1];
    TRY(arrow_next_node(batch, &runs, &nulls));
    TRY(arrow_skip_buffer(batch));
    if (runs > LIMIT_ARROW_BUFFER / 8)
        return arrow_batch_fail(batch, "more runs than there are values");
    TRY(arrow_next_buffer(batch, runs * width, &ends[0]));
    buf_init(&values.texts, LIMIT_ARROW_DICTIONARY);
    batch->dictionary = &values;
    status = arrow_read_column(batch, own.field, (struct arrow_rows){NULL, runs});
    batch->dictionary = NULL;
    TRY(status);
    for (uint64_t i = 0; i < column->rows.count; i++) {
        while (run < runs && arrow_number_at(buf_bytes(&ends[0].data), run, width) <= i)
            run++;
        if (arrow_row_of(column, i) != ARROW_NO_ROW)
            TRY(arrow_put_entry(&own, &values, arrow_row_of(column, i), run));
    }
    return ASSAY_OK;
}

/* NOLINTEND(misc-no-recursion) */
