/* arrow_batch.c - record and dictionary batches of Arrow as cells: one field after the other, those
 * inside others with the rows that their values belong to. */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/arrow.h"

#define SKIPPED UINT64_MAX /* the row of a value that belongs to none */

/* The row of each value of a field; NULL: they are the rows of the batch, one by one. */
struct rows {
    const uint64_t *of;
    uint64_t count;
};

/* A field that is being read. */
struct column {
    struct arrow_batch *batch;
    const struct arrow_field *field;
    struct rows rows;
    uint64_t length, nulls;
    struct arrow_buffer validity;
};

static ASSAY_RESULT fail(const struct arrow_batch *batch, const char *what)
{
    return assay_fail(batch->arrow->err, ASSAY_EFORMAT, batch->at, "%s", what);
}

static ASSAY_RESULT no_memory(const struct arrow_batch *batch)
{
    return assay_fail(batch->arrow->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for rows");
}

static uint64_t number_at(struct bytes data, uint64_t index, size_t width)
{
    uint64_t number = 0;

    memcpy(&number, data.data + index * width, width); /* as little-endian as the host */
    return number;
}

static bool bit_at(struct bytes bits, uint64_t index)
{
    return bits.data[index / 8] >> (index % 8) & 1;
}

static uint64_t row_of(const struct column *column, uint64_t index)
{
    return column->rows.of ? column->rows.of[index] : column->batch->first_row + index;
}

static bool is_null(const struct column *column, uint64_t index)
{
    return column->nulls > 0 && !bit_at(buf_bytes(&column->validity.data), index);
}

/* One more value of the dictionary that is being read. */
static ASSAY_RESULT add_entry(struct arrow_batch *batch, enum cell_type type, struct bytes text)
{
    struct arrow_dictionary *dictionary = batch->dictionary;

    if (dictionary->count == dictionary->capacity) {
        size_t capacity = dictionary->capacity ? 2 * dictionary->capacity : 64;
        struct arrow_entry *grown =
            reallocarray(dictionary->entries, capacity, sizeof *dictionary->entries);

        if (!grown)
            return no_memory(batch);
        dictionary->entries = grown;
        dictionary->capacity = capacity;
    }
    buf_add(&dictionary->texts, text.data, text.size);
    if (dictionary->texts.status != ASSAY_OK)
        return assay_fail(batch->arrow->err, dictionary->texts.status, batch->at,
                          "a dictionary of more text than is kept");
    dictionary->entries[dictionary->count++] =
        (struct arrow_entry){.end = dictionary->texts.size, .type = (uint8_t)type};
    return cells_work(&batch->arrow->cells, batch->at, sizeof *dictionary->entries);
}

static ASSAY_RESULT put_null(const struct column *column)
{
    struct arrow_batch *batch = column->batch;

    if (batch->dictionary)
        return add_entry(batch, CELL_EMPTY, bytes_of(NULL, 0));
    return cells_null(&batch->arrow->cells, column->field->column, batch->at, 1);
}

static ASSAY_RESULT put_entry(const struct column *column,
                              const struct arrow_dictionary *dictionary, uint64_t row,
                              uint64_t index)
{
    struct arrow_batch *batch = column->batch;
    uint64_t begin;

    if (dictionary->lost)
        return ASSAY_OK;
    if (index >= dictionary->count)
        return fail(batch, "a value that its dictionary has not");
    if (dictionary->entries[index].type == CELL_EMPTY)
        return cells_null(&batch->arrow->cells, column->field->column, batch->at, 1);
    begin = index > 0 ? dictionary->entries[index - 1].end : 0;
    return cells_put_text(
        &batch->arrow->cells, column->field->column, row, batch->at,
        dictionary->entries[index].type,
        bytes_of(dictionary->texts.data + begin, (size_t)(dictionary->entries[index].end - begin)));
}

/* A value that is not null. */
static ASSAY_RESULT put(const struct column *column, uint64_t row, struct bytes value)
{
    struct arrow_batch *batch = column->batch;
    const struct arrow_field *field = column->field;

    if (field->dictionary && !batch->dictionary)
        return put_entry(column, field->dictionary, row, number_at(value, 0, value.size));
    if (batch->dictionary) {
        char room[CELL_TEXT_MAX];
        enum cell_type type;
        struct bytes text = cell_text(&field->meaning, value, room, &type);

        return add_entry(batch, type, text);
    }
    return cells_put(&batch->arrow->cells, field->column, row, batch->at, &field->meaning, value);
}

/* What read_values() asks for each value: its bytes; false where they are not there. */
typedef bool finder(const struct column *column, const struct arrow_buffer *buffers, uint64_t index,
                    struct bytes *value);

static ASSAY_RESULT read_values(const struct column *column, const struct arrow_buffer *buffers,
                                finder *find)
{
    for (uint64_t i = 0; i < column->rows.count; i++) {
        uint64_t row = row_of(column, i);
        struct bytes value;

        if (row == SKIPPED)
            continue;
        if (is_null(column, i)) {
            TRY(put_null(column));
            continue;
        }
        if (!find(column, buffers, i, &value))
            return fail(column->batch, "a value outside of its buffer");
        TRY(put(column, row, value));
    }
    return ASSAY_OK;
}

static bool find_fixed(const struct column *column, const struct arrow_buffer *buffers,
                       uint64_t index, struct bytes *value)
{
    *value = bytes_of(buffers[0].data.data + index * column->field->width, column->field->width);
    return true;
}

static bool find_bit(const struct column *column, const struct arrow_buffer *buffers,
                     uint64_t index, struct bytes *value)
{
    static const uint8_t truths[] = {0, 1};

    (void)column;
    *value = bytes_of(&truths[bit_at(buf_bytes(&buffers[0].data), index)], 1);
    return true;
}

static bool find_sized(const struct arrow_buffer *buffers, uint64_t index, size_t width,
                       struct bytes *value)
{
    struct bytes offsets = buf_bytes(&buffers[0].data), data = buf_bytes(&buffers[1].data);
    uint64_t begin = number_at(offsets, index, width), end = number_at(offsets, index + 1, width);

    if (begin > end || end > data.size)
        return false;
    *value = bytes_of(data.data + begin, (size_t)(end - begin));
    return true;
}

static bool find_small(const struct column *column, const struct arrow_buffer *buffers,
                       uint64_t index, struct bytes *value)
{
    (void)column;
    return find_sized(buffers, index, sizeof(uint32_t), value);
}

static bool find_large(const struct column *column, const struct arrow_buffer *buffers,
                       uint64_t index, struct bytes *value)
{
    (void)column;
    return find_sized(buffers, index, sizeof(uint64_t), value);
}

/* Bytes of `count` offsets and the one behind the last; none at all where there are no values. */
static uint64_t size_of_offsets(uint64_t count, size_t width)
{
    return count == 0 ? 0 : (count + 1) * width;
}

static void clear_pair(struct arrow_buffer (*pair)[2])
{
    arrow_buffer_clear(&(*pair)[0]);
    arrow_buffer_clear(&(*pair)[1]);
}

static ASSAY_RESULT check_length(const struct column *column, uint64_t width)
{
    return column->length > LIMIT_ARROW_BUFFER / (width ? width : 1)
               ? assay_fail(column->batch->arrow->err, ASSAY_ELIMIT, column->batch->at,
                            "a batch of %" PRIu64 " values", column->length)
               : ASSAY_OK;
}

static ASSAY_RESULT read_sized(const struct column *column, size_t width, finder *find)
{
    CLEANUP(clear_pair) struct arrow_buffer buffers[2] = {0};

    TRY(check_length(column, width));
    TRY(arrow_next_buffer(column->batch, size_of_offsets(column->length, width), &buffers[0]));
    TRY(arrow_next_buffer(column->batch, 0, &buffers[1]));
    return read_values(column, buffers, find);
}

static ASSAY_RESULT read_fixed(const struct column *column)
{
    CLEANUP(clear_pair) struct arrow_buffer buffers[2] = {0};

    TRY(check_length(column, column->field->width));
    TRY(arrow_next_buffer(column->batch, column->length * column->field->width, &buffers[0]));
    return read_values(column, buffers, find_fixed);
}

static ASSAY_RESULT read_bits(const struct column *column)
{
    CLEANUP(clear_pair) struct arrow_buffer buffers[2] = {0};

    TRY(arrow_next_buffer(column->batch, column->length / 8 + (column->length % 8 != 0),
                          &buffers[0]));
    return read_values(column, buffers, find_bit);
}

/* Views: short texts in themselves, long ones in the buffers that follow. */
struct views {
    struct arrow_buffer *buffers; /* the views, then their data */
    size_t count;
};

static void clear_views(struct views *views)
{
    for (size_t i = 0; views->buffers && i < views->count; i++)
        arrow_buffer_clear(&views->buffers[i]);
    free(views->buffers);
}

static bool find_view(const struct views *views, uint64_t index, struct bytes *value)
{
    enum { VIEW = 16, INLINE_MAX = 12 };
    const uint8_t *view = views->buffers[0].data.data + index * VIEW;
    uint64_t size = number_at(bytes_of(view, VIEW), 0, 4);
    uint64_t buffer = number_at(bytes_of(view, VIEW), 2, 4);
    uint64_t offset = number_at(bytes_of(view, VIEW), 3, 4);
    struct bytes data;

    if (size <= INLINE_MAX) {
        *value = bytes_of(view + 4, (size_t)size);
        return true;
    }
    if (buffer + 1 >= views->count)
        return false;
    data = buf_bytes(&views->buffers[buffer + 1].data);
    if (offset > data.size || size > data.size - offset)
        return false;
    *value = bytes_of(data.data + offset, (size_t)size);
    return true;
}

static ASSAY_RESULT read_views(const struct column *column)
{
    enum { VIEW = 16 };
    CLEANUP(clear_views) struct views views = {0};
    uint64_t variadic;

    TRY(check_length(column, VIEW));
    TRY(arrow_next_variadic(column->batch, &variadic));
    views.buffers = calloc((size_t)variadic + 1, sizeof *views.buffers);
    if (!views.buffers)
        return no_memory(column->batch);
    for (uint64_t i = 0; i <= variadic; i++) {
        TRY(arrow_next_buffer(column->batch, i == 0 ? column->length * VIEW : 0,
                              &views.buffers[i]));
        views.count++;
    }
    for (uint64_t i = 0; i < column->rows.count; i++) {
        uint64_t row = row_of(column, i);
        struct bytes value;

        if (row == SKIPPED)
            continue;
        if (is_null(column, i)) {
            TRY(put_null(column));
            continue;
        }
        if (!find_view(&views, i, &value))
            return fail(column->batch, "a value outside of its buffer");
        TRY(put(column, row, value));
    }
    return ASSAY_OK;
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the schema, which is bounded */
static ASSAY_RESULT read_column(struct arrow_batch *batch, const struct arrow_field *field,
                                struct rows rows);

/* Room for the rows of `count` values inside others, all of them of no row. */
static ASSAY_RESULT make_rows(const struct column *column, uint64_t count, uint64_t **out)
{
    struct arrow_batch *batch = column->batch;

    if (count > LIMIT_ARROW_ELEMENTS)
        return assay_fail(batch->arrow->err, ASSAY_ELIMIT, batch->at,
                          "a list of %" PRIu64 " values", count);
    TRY(cells_work(&batch->arrow->cells, batch->at, count));
    *out = malloc((size_t)(count ? count : 1) * sizeof **out);
    if (!*out)
        return no_memory(batch);
    for (uint64_t i = 0; i < count; i++)
        (*out)[i] = SKIPPED;
    return ASSAY_OK;
}

/* Where the values of one list begin and end; false where that cannot be. */
typedef bool bounds_of(const struct column *column, const struct arrow_buffer *buffers,
                       uint64_t index, uint64_t *begin, uint64_t *end);

static bool bounds_by_offsets(const struct column *column, const struct arrow_buffer *buffers,
                              uint64_t index, uint64_t *begin, uint64_t *end)
{
    size_t width = column->field->type == ARROW_LARGE_LIST ? 8 : 4;

    *begin = number_at(buf_bytes(&buffers[0].data), index, width);
    *end = number_at(buf_bytes(&buffers[0].data), index + 1, width);
    return *begin <= *end;
}

static bool bounds_by_views(const struct column *column, const struct arrow_buffer *buffers,
                            uint64_t index, uint64_t *begin, uint64_t *end)
{
    size_t width = column->field->type == ARROW_LARGE_LIST_VIEW ? 8 : 4;
    uint64_t size = number_at(buf_bytes(&buffers[1].data), index, width);

    *begin = number_at(buf_bytes(&buffers[0].data), index, width);
    return !ckd_add(end, *begin, size);
}

static bool bounds_by_size(const struct column *column, const struct arrow_buffer *buffers,
                           uint64_t index, uint64_t *begin, uint64_t *end)
{
    (void)buffers;
    return !ckd_mul(begin, index, (uint64_t)column->field->list_size) &&
           !ckd_add(end, *begin, (uint64_t)column->field->list_size);
}

/* The child of a list, each of its values in the row of its list. */
static ASSAY_RESULT read_lists(const struct column *column, const struct arrow_buffer *buffers,
                               bounds_of *bounds)
{
    CLEANUP(free_cleanup) uint64_t *rows = NULL;
    uint64_t count = 0, begin, end;

    if (column->field->child_count != 1)
        return fail(column->batch, "lists of anything but one field");
    for (uint64_t i = 0; i < column->rows.count; i++) {
        if (is_null(column, i))
            continue;
        if (!bounds(column, buffers, i, &begin, &end))
            return fail(column->batch, "a list that ends before it begins");
        if (end > count && end > begin)
            count = end;
    }
    TRY(make_rows(column, count, &rows));
    for (uint64_t i = 0; i < column->rows.count; i++) {
        if (is_null(column, i) || row_of(column, i) == SKIPPED ||
            !bounds(column, buffers, i, &begin, &end))
            continue;
        TRY(cells_work(&column->batch->arrow->cells, column->batch->at, end - begin));
        for (uint64_t j = begin; j < end; j++)
            rows[j] = row_of(column, i);
    }
    return read_column(column->batch, &column->field->children[0], (struct rows){rows, count});
}

static ASSAY_RESULT read_list(const struct column *column)
{
    CLEANUP(clear_pair) struct arrow_buffer buffers[2] = {0};
    struct arrow_batch *batch = column->batch;

    TRY(check_length(column, 8));
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
            batch, size_of_offsets(column->length, column->field->type == ARROW_LARGE_LIST ? 8 : 4),
            &buffers[0]));
        return read_lists(column, buffers, bounds_by_offsets);
    }
}

static ASSAY_RESULT read_struct(const struct column *column)
{
    CLEANUP(free_cleanup) uint64_t *rows = NULL;
    struct rows inside = column->rows;

    if (column->nulls > 0) {
        TRY(make_rows(column, inside.count, &rows));
        for (uint64_t i = 0; i < inside.count; i++)
            if (!is_null(column, i))
                rows[i] = row_of(column, i);
        inside.of = rows;
    }
    for (uint32_t i = 0; i < column->field->child_count; i++)
        TRY(read_column(column->batch, &column->field->children[i], inside));
    return ASSAY_OK;
}

/* The rows of the values of one child of a union. */
static ASSAY_RESULT rows_of_child(const struct column *column, const struct arrow_buffer *buffers,
                                  uint32_t child, uint64_t **rows, uint64_t *count)
{
    const struct arrow_field *field = column->field;
    struct bytes tags = buf_bytes(&buffers[0].data), offsets = buf_bytes(&buffers[1].data);

    *count = field->dense ? 0 : column->rows.count;
    for (uint64_t i = 0; i < column->rows.count; i++) {
        if (is_null(column, i))
            continue;
        if (tags.data[i] >= sizeof field->tags || field->tags[tags.data[i]] == 0)
            return fail(column->batch, "a value of a type that its union has not");
        if (field->dense && field->tags[tags.data[i]] == child + 1 &&
            number_at(offsets, i, 4) >= *count)
            *count = number_at(offsets, i, 4) + 1;
    }
    TRY(make_rows(column, *count, rows));
    for (uint64_t i = 0; i < column->rows.count; i++)
        if (!is_null(column, i) && field->tags[tags.data[i]] == child + 1)
            (*rows)[field->dense ? number_at(offsets, i, 4) : i] = row_of(column, i);
    return ASSAY_OK;
}

static ASSAY_RESULT read_union(const struct column *column)
{
    CLEANUP(clear_pair) struct arrow_buffer buffers[2] = {0};

    TRY(check_length(column, 4));
    TRY(arrow_next_buffer(column->batch, column->length, &buffers[0]));
    if (column->field->dense)
        TRY(arrow_next_buffer(column->batch, column->length * 4, &buffers[1]));
    for (uint32_t i = 0; i < column->field->child_count; i++) {
        CLEANUP(free_cleanup) uint64_t *rows = NULL;
        uint64_t count;

        TRY(rows_of_child(column, buffers, i, &rows, &count));
        TRY(read_column(column->batch, &column->field->children[i], (struct rows){rows, count}));
    }
    return ASSAY_OK;
}

static void forget_entries(struct arrow_dictionary *dictionary)
{
    buf_clear(&dictionary->texts);
    free(dictionary->entries);
}

/* Runs: a child that tells where each ends, and one of their values. */
static ASSAY_RESULT read_run_ends(const struct column *column)
{
    CLEANUP(forget_entries) struct arrow_dictionary values = {0};
    CLEANUP(clear_pair) struct arrow_buffer ends[2] = {0};
    struct arrow_batch *batch = column->batch;
    const struct arrow_field *field = column->field;
    struct column own = *column;
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
        return fail(batch, "more runs than there are values");
    TRY(arrow_next_buffer(batch, runs * width, &ends[0]));
    buf_init(&values.texts, LIMIT_ARROW_DICTIONARY);
    batch->dictionary = &values;
    status = read_column(batch, own.field, (struct rows){NULL, runs});
    batch->dictionary = NULL;
    TRY(status);
    for (uint64_t i = 0; i < column->rows.count; i++) {
        while (run < runs && number_at(buf_bytes(&ends[0].data), run, width) <= i)
            run++;
        if (row_of(column, i) != SKIPPED)
            TRY(put_entry(&own, &values, row_of(column, i), run));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_by_type(const struct column *column)
{
    switch (column->field->type) {
    case ARROW_NULL:
        for (uint64_t i = 0; i < column->rows.count; i++)
            if (row_of(column, i) != SKIPPED)
                TRY(put_null(column));
        return ASSAY_OK;
    case ARROW_BOOL:
        return read_bits(column);
    case ARROW_UTF8:
    case ARROW_BINARY:
        return read_sized(column, sizeof(uint32_t), find_small);
    case ARROW_LARGE_UTF8:
    case ARROW_LARGE_BINARY:
        return read_sized(column, sizeof(uint64_t), find_large);
    case ARROW_UTF8_VIEW:
    case ARROW_BINARY_VIEW:
        return read_views(column);
    case ARROW_LIST:
    case ARROW_LARGE_LIST:
    case ARROW_FIXED_LIST:
    case ARROW_MAP:
    case ARROW_LIST_VIEW:
    case ARROW_LARGE_LIST_VIEW:
        return read_list(column);
    case ARROW_STRUCT:
        return read_struct(column);
    case ARROW_UNION:
        return read_union(column);
    case ARROW_RUN_END:
        return read_run_ends(column);
    default:
        return read_fixed(column);
    }
}

/* Unions had it up to version 4 of the metadata, which is 3 in it. */
static bool has_validity(const struct arrow_batch *batch, enum arrow_type type)
{
    return type != ARROW_NULL && type != ARROW_RUN_END &&
           (type != ARROW_UNION || batch->version < 4);
}

static void clear_validity(struct column *column)
{
    arrow_buffer_clear(&column->validity);
}

static ASSAY_RESULT read_column(struct arrow_batch *batch, const struct arrow_field *field,
                                struct rows rows)
{
    CLEANUP(clear_validity)
    struct column column = {.batch = batch, .field = field, .rows = rows};

    TRY(arrow_next_node(batch, &column.length, &column.nulls));
    if (column.length < rows.count)
        return fail(batch, "a field of fewer values than its batch has rows");
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
        batch->buffer += 1 + (uint32_t)variadic;
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
    enum assay_status status = read_column(batch, field, (struct rows){NULL, batch->rows});

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
    TRY(read_column(batch, &dictionary->value, (struct rows){NULL, batch->rows}));
    dictionary->lost = false;
    dictionary->met = true;
    return ASSAY_OK;
}
