/* arrow_values.c - fields of Arrow batches that hold values: fixed ones, bits, texts by offsets and
 * by views, and those that stand in a dictionary. */

#include <stdlib.h>

#include "base/limits.h"
#include "examine/tables/arrow_column.h"

enum { VIEW = 16, VIEW_INLINE_MAX = 12 };

/* The buffers of a field. */
struct held {
    struct arrow_buffer *buffers;
    size_t count;
};

/* One more value of the dictionary that is being read. */
static ASSAY_RESULT add_entry(struct arrow_batch *batch, enum cell_type type, struct bytes text)
{
    struct arrow_dictionary *dictionary = batch->dictionary;

    if (dictionary->count == dictionary->capacity) {
        size_t capacity = dictionary->capacity ? 2 * dictionary->capacity : 64;
        struct arrow_entry *grown =
            reallocarray(dictionary->entries, capacity, sizeof *dictionary->entries);

        if (!grown)
            return arrow_batch_no_memory(batch);
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

static ASSAY_RESULT put_null(const struct arrow_column *column)
{
    struct arrow_batch *batch = column->batch;

    if (batch->dictionary)
        return add_entry(batch, CELL_EMPTY, bytes_of(NULL, 0));
    return cells_null(&batch->arrow->cells, column->field->column, batch->at, 1);
}

enum assay_status arrow_put_entry(const struct arrow_column *column,
                                  const struct arrow_dictionary *dictionary, uint64_t row,
                                  uint64_t index)
{
    struct arrow_batch *batch = column->batch;
    uint64_t begin;

    if (dictionary->lost)
        return ASSAY_OK;
    if (index >= dictionary->count)
        return arrow_batch_fail(batch, "a value that its dictionary has not");
    if (dictionary->entries[index].type == CELL_EMPTY)
        return cells_null(&batch->arrow->cells, column->field->column, batch->at, 1);
    begin = index > 0 ? dictionary->entries[index - 1].end : 0;
    return cells_put_text(
        &batch->arrow->cells, column->field->column, row, batch->at,
        dictionary->entries[index].type,
        bytes_of(dictionary->texts.data + begin, (size_t)(dictionary->entries[index].end - begin)));
}

/* A value that is not null. */
static ASSAY_RESULT put(const struct arrow_column *column, uint64_t row, struct bytes value)
{
    struct arrow_batch *batch = column->batch;
    const struct arrow_field *field = column->field;

    if (field->dictionary && !batch->dictionary)
        return arrow_put_entry(column, field->dictionary, row,
                               arrow_number_at(value, 0, value.size));
    if (batch->dictionary) {
        char room[CELL_TEXT_MAX];
        enum cell_type type;
        struct bytes text = cell_text(&field->meaning, value, room, &type);

        return add_entry(batch, type, text);
    }
    return cells_put(&batch->arrow->cells, field->column, row, batch->at, &field->meaning, value);
}

/* What read_values() asks for each value: its bytes; false where they are not there. */
typedef bool finder(const struct arrow_column *column, const struct held *held, uint64_t index,
                    struct bytes *value);

static ASSAY_RESULT read_values(const struct arrow_column *column, const struct held *held,
                                finder *find)
{
    for (uint64_t i = 0; i < column->rows.count; i++) {
        uint64_t row = arrow_row_of(column, i);
        struct bytes value;

        if (row == ARROW_NO_ROW)
            continue;
        if (arrow_is_null(column, i)) {
            TRY(put_null(column));
            continue;
        }
        if (!find(column, held, i, &value))
            return arrow_batch_fail(column->batch, "a value outside of its buffer");
        TRY(put(column, row, value));
    }
    return ASSAY_OK;
}

static bool find_fixed(const struct arrow_column *column, const struct held *held, uint64_t index,
                       struct bytes *value)
{
    *value =
        bytes_of(held->buffers[0].data.data + index * column->field->width, column->field->width);
    return true;
}

static bool find_bit(const struct arrow_column *column, const struct held *held, uint64_t index,
                     struct bytes *value)
{
    static const uint8_t truths[] = {0, 1};

    (void)column;
    *value = bytes_of(&truths[arrow_bit_at(buf_bytes(&held->buffers[0].data), index)], 1);
    return true;
}

static bool find_sized(const struct held *held, uint64_t index, size_t width, struct bytes *value)
{
    struct bytes offsets = buf_bytes(&held->buffers[0].data),
                 data = buf_bytes(&held->buffers[1].data);
    uint64_t begin = arrow_number_at(offsets, index, width),
             end = arrow_number_at(offsets, index + 1, width);

    if (begin > end || end > data.size)
        return false;
    *value = bytes_of(data.data + begin, (size_t)(end - begin));
    return true;
}

static bool find_small(const struct arrow_column *column, const struct held *held, uint64_t index,
                       struct bytes *value)
{
    (void)column;
    return find_sized(held, index, sizeof(uint32_t), value);
}

static bool find_large(const struct arrow_column *column, const struct held *held, uint64_t index,
                       struct bytes *value)
{
    (void)column;
    return find_sized(held, index, sizeof(uint64_t), value);
}

/* Short texts are in the view itself, long ones in one of the buffers behind the views. */
static bool find_view(const struct arrow_column *column, const struct held *held, uint64_t index,
                      struct bytes *value)
{
    const uint8_t *view = held->buffers[0].data.data + index * VIEW;
    uint64_t size = arrow_number_at(bytes_of(view, VIEW), 0, 4);
    uint64_t buffer = arrow_number_at(bytes_of(view, VIEW), 2, 4);
    uint64_t offset = arrow_number_at(bytes_of(view, VIEW), 3, 4);
    struct bytes data;

    (void)column;
    if (size <= VIEW_INLINE_MAX) {
        *value = bytes_of(view + 4, (size_t)size);
        return true;
    }
    if (buffer + 1 >= held->count)
        return false;
    data = buf_bytes(&held->buffers[buffer + 1].data);
    if (offset > data.size || size > data.size - offset)
        return false;
    *value = bytes_of(data.data + offset, (size_t)size);
    return true;
}

static void clear_held(struct held *held)
{
    for (size_t i = 0; held->buffers && i < held->count; i++)
        arrow_buffer_clear(&held->buffers[i]);
    free(held->buffers);
}

/* Takes the next `count` buffers, the first of `least` bytes. */
static ASSAY_RESULT hold_next(const struct arrow_column *column, uint64_t count, uint64_t least,
                              struct held *held)
{
    held->buffers = calloc((size_t)count, sizeof *held->buffers);
    if (!held->buffers)
        return arrow_batch_no_memory(column->batch);
    for (uint64_t i = 0; i < count; i++) {
        held->count++; /* it may fail when it is counted already */
        TRY(arrow_next_buffer(column->batch, i == 0 ? least : 0, &held->buffers[i]));
    }
    return ASSAY_OK;
}

/* Reads the values that `find` finds in `count` buffers, the first of `least` bytes. */
static ASSAY_RESULT read_held(const struct arrow_column *column, uint64_t count, uint64_t least,
                              finder *find)
{
    CLEANUP(clear_held) struct held held = {0};

    TRY(hold_next(column, count, least, &held));
    return read_values(column, &held, find);
}

enum assay_status arrow_read_nulls(const struct arrow_column *column)
{
    for (uint64_t i = 0; i < column->rows.count; i++)
        if (arrow_row_of(column, i) != ARROW_NO_ROW)
            TRY(put_null(column));
    return ASSAY_OK;
}

enum assay_status arrow_read_bits(const struct arrow_column *column)
{
    return read_held(column, 1, column->length / 8 + (column->length % 8 != 0), find_bit);
}

enum assay_status arrow_read_fixed(const struct arrow_column *column)
{
    TRY(arrow_check_length(column, column->field->width));
    return read_held(column, 1, column->length * column->field->width, find_fixed);
}

enum assay_status arrow_read_texts(const struct arrow_column *column, size_t offset_width)
{
    TRY(arrow_check_length(column, offset_width));
    return read_held(column, 2, arrow_size_of_offsets(column->length, offset_width),
                     offset_width == sizeof(uint32_t) ? find_small : find_large);
}

enum assay_status arrow_read_views(const struct arrow_column *column)
{
    uint64_t data;

    TRY(arrow_check_length(column, VIEW));
    TRY(arrow_next_variadic(column->batch, &data));
    return read_held(column, data + 1, column->length * VIEW, find_view);
}
