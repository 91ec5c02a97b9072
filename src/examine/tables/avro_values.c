/* avro_values.c - records of an Avro block as cells. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/varint.h"
#include "examine/tables/avro.h"

#define NO_COLUMN UINT32_MAX

enum { DEPTH = 64 };

struct reading {
    struct avro *avro;
    struct cursor cursor; /* over the block's plain bytes */
    uint64_t row;
};

/* Offsets in an unpacked block are nowhere in the file: its own is told. */
static ASSAY_RESULT fail(const struct reading *reading, const char *what)
{
    return assay_fail(reading->avro->err, ASSAY_EFORMAT, reading->avro->at, "%s", what);
}

enum assay_status avro_read_long(struct cursor *cursor, int64_t *out)
{
    uint64_t value;

    TRY(varint_read(cursor, &value));
    *out = (int64_t)varint_unzigzag(value);
    return ASSAY_OK;
}

/* A cursor_take() of any size, which memory gives. */
static ASSAY_RESULT take(struct reading *reading, uint64_t size, struct bytes *out)
{
    struct cursor *cursor = &reading->cursor;

    if (size > cursor_left(cursor))
        return fail(reading, "a value that is cut short");
    *out = bytes_of(cursor->window + cursor->at, (size_t)size);
    cursor->at += (size_t)size;
    return ASSAY_OK;
}

static ASSAY_RESULT read_sized(struct reading *reading, struct bytes *out)
{
    int64_t size;

    TRY(avro_read_long(&reading->cursor, &size));
    if (size < 0)
        return fail(reading, "a value of fewer than no bytes");
    return take(reading, (uint64_t)size, out);
}

/* Where the cells of a node go: its own column, or that of the record inside itself around it. */
static uint32_t column_of(const struct avro_node *node, uint32_t instead)
{
    return instead == NO_COLUMN ? node->column : instead;
}

static ASSAY_RESULT put(struct reading *reading, const struct avro_node *node, uint32_t instead,
                        struct bytes value)
{
    struct avro *avro = reading->avro;

    return cells_put(&avro->cells, column_of(node, instead), reading->row, avro->at, &node->meaning,
                     value);
}

static ASSAY_RESULT read_leaf(struct reading *reading, const struct avro_node *node,
                              uint32_t instead)
{
    uint8_t room[sizeof(int64_t)];
    struct bytes value;
    int64_t number;

    switch (node->type) {
    case AVRO_NULL:
        return cells_null(&reading->avro->cells, column_of(node, instead), reading->avro->at, 1);
    case AVRO_BOOLEAN:
        TRY(take(reading, 1, &value));
        break;
    case AVRO_INT:
    case AVRO_LONG:
        TRY(avro_read_long(&reading->cursor, &number));
        for (size_t i = 0; i < sizeof room; i++)
            room[i] = (uint8_t)((uint64_t)number >> (8 * i));
        value = bytes_of(room, sizeof room);
        break;
    case AVRO_FLOAT:
        TRY(take(reading, sizeof(float), &value));
        break;
    case AVRO_DOUBLE:
        TRY(take(reading, sizeof(double), &value));
        break;
    case AVRO_FIXED:
        TRY(take(reading, node->size, &value));
        break;
    case AVRO_ENUM:
        TRY(avro_read_long(&reading->cursor, &number));
        if (number < 0 || (uint64_t)number >= node->symbol_count)
            return fail(reading, "a value that its enum has not");
        value = node->symbols[number];
        break;
    default:
        TRY(read_sized(reading, &value));
    }
    return put(reading, node, instead, value);
}

static ASSAY_RESULT read_value(struct reading *reading, const struct avro_node *node,
                               uint32_t instead, unsigned depth);

/* NOLINTBEGIN(misc-no-recursion): to DEPTH */

/* Lists and maps come in blocks, each with its count, the last with none. */
static ASSAY_RESULT read_items(struct reading *reading, const struct avro_node *node,
                               uint32_t instead, unsigned depth)
{
    const struct meaning key_meaning = {MEANS_TEXT, 0};
    struct avro *avro = reading->avro;
    struct bytes key;
    int64_t count, size;

    for (;;) {
        TRY(avro_read_long(&reading->cursor, &count));
        if (count == 0)
            return ASSAY_OK;
        if (count == INT64_MIN)
            return fail(reading, "a list of more items than can be counted");
        if (count < 0) {
            count = -count;
            TRY(avro_read_long(&reading->cursor, &size));
        }
        for (int64_t i = 0; i < count; i++) {
            TRY(cells_work(&avro->cells, avro->at, 1));
            if (node->type == AVRO_MAP) {
                TRY(read_sized(reading, &key));
                TRY(cells_put(&avro->cells, column_of(node, instead), reading->row, avro->at,
                              &key_meaning, key));
            }
            TRY(read_value(reading, &node->children[0], instead, depth + 1));
        }
    }
}

static ASSAY_RESULT read_value(struct reading *reading, const struct avro_node *node,
                               uint32_t instead, unsigned depth)
{
    int64_t branch;

    if (depth >= DEPTH)
        return assay_fail(reading->avro->err, ASSAY_ELIMIT, reading->avro->at,
                          "values inside values deeper than %d levels", DEPTH);
    switch (node->type) {
    case AVRO_RECORD:
        for (uint32_t i = 0; i < node->child_count; i++)
            TRY(read_value(reading, &node->children[i], instead, depth + 1));
        return ASSAY_OK;
    case AVRO_ARRAY:
    case AVRO_MAP:
        return read_items(reading, node, instead, depth);
    case AVRO_UNION:
        TRY(avro_read_long(&reading->cursor, &branch));
        if (branch < 0 || branch >= node->child_count)
            return fail(reading, "a value of a type that its union has not");
        return read_value(reading, &node->children[branch], instead, depth + 1);
    case AVRO_AGAIN:
        return read_value(reading, node->again, column_of(node, instead), depth + 1);
    default:
        return read_leaf(reading, node, instead);
    }
}

/* NOLINTEND(misc-no-recursion) */

enum assay_status avro_read_records(struct avro *avro, struct bytes data, uint64_t count)
{
    struct reading reading = {.avro = avro, .row = avro->rows};
    enum assay_status status;

    cursor_of_bytes(&reading.cursor, data, avro->err);
    for (uint64_t i = 0; i < count; i++, reading.row++) {
        TRY(cells_work(&avro->cells, avro->at, 1));
        status = read_value(&reading, &avro->root, NO_COLUMN, 0);
        if (status != ASSAY_OK) {
            avro->err->offset = avro->at;
            return status;
        }
    }
    if (cursor_left(&reading.cursor) > 0)
        return fail(&reading, "bytes behind the last record of a block");
    return ASSAY_OK;
}
