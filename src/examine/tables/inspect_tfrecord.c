/*
 * inspect_tfrecord.c - TFRecord: records behind their size, both under a checksum, and the features
 * of those that are a tf.train.Example or SequenceExample.
 *
 * Source: TensorFlow, core/lib/io/record_writer.h; core/example/{example,feature}.proto. Features
 * are the columns, in the order in which they are first met.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/crc32c.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/varint.h"
#include "examine/encoding/protobuf_bytes.h"
#include "examine/inspect.h"
#include "examine/tables/cells.h"
#include "examine/text/text_hash.h"
#include "inventory/gaps.h"

enum { HEAD = 12 /* the size, and its checksum */, TAIL = 4, FIRST_COLUMNS = 64 };

enum { EXAMPLE_FEATURES = 1, SEQUENCE_LISTS = 2 };
enum { PAIR_KEY = 1, PAIR_VALUE };
enum { FEATURE_BYTES = 1, FEATURE_FLOATS, FEATURE_INTEGERS };

struct records {
    struct cursor *cursor;
    struct evidence *evidence;
    struct cells cells;
    struct buf record;
    uint64_t *names; /* hashes of those of the columns */
    uint32_t columns, capacity, next;
    uint64_t at, rows, broken, opaque, opaque_at;
};

static uint32_t masked(uint32_t crc)
{
    return (crc >> 15 | crc << 17) + UINT32_C(0xa282ead8);
}

static bool head_holds(const uint8_t head[HEAD])
{
    return load_u32le(head + 8) == masked(crc32c(0, bytes_of(head, 8)));
}

static unsigned bid(const struct subject *subject)
{
    return subject->head.size >= HEAD && head_holds(subject->head.data) ? 32 : 0;
}

/* True where the bytes are a message whose fields are all of one number and have a length. */
static bool is_only(struct bytes data, uint32_t most)
{
    struct proto_value field;

    while (data.size > 0)
        if (!proto_take_field(&data, &field) || field.wire != PROTO_BYTES || field.number > most)
            return false;
    return true;
}

static ASSAY_RESULT use_column(struct records *records, struct bytes name, uint32_t *column)
{
    uint64_t hash = text_hash(name);

    for (uint32_t i = 0; i < records->columns; i++) {
        *column = (records->next + i) % records->columns; /* records have their features in order */
        if (records->names[*column] == hash) {
            records->next = *column + 1;
            return ASSAY_OK;
        }
    }
    *column = records->columns;
    if (*column >= LIMIT_FEATURES) {
        *column = UINT32_MAX;
        return ASSAY_OK;
    }
    if (*column == records->capacity) {
        uint32_t capacity = records->capacity ? 2 * records->capacity : FIRST_COLUMNS;
        uint64_t *grown = reallocarray(records->names, capacity, sizeof *grown);

        if (!grown)
            return cursor_fail_at(records->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
        records->names = grown;
        records->capacity = capacity;
    }
    records->names[records->columns++] = hash;
    TRY(cells_reach(&records->cells, records->columns));
    return cells_name(&records->cells, *column, name, false);
}

static ASSAY_RESULT put(struct records *records, uint32_t column, enum meaning_kind kind,
                        struct bytes value)
{
    const struct meaning meaning = {kind, 0};

    return cells_put(&records->cells, column, records->rows, records->at, &meaning, value);
}

/* The values of a BytesList, FloatList or Int64List, packed or one by one. */
static ASSAY_RESULT read_list(struct records *records, uint32_t column, uint32_t kind,
                              struct bytes list, uint64_t *count)
{
    struct proto_value field;

    while (proto_take_field(&list, &field)) {
        struct bytes data = field.bytes, value;
        uint64_t number = field.integer;

        if (field.number != 1)
            continue;
        if (kind == FEATURE_BYTES) {
            ++*count;
            TRY(put(records, column, MEANS_BYTES, data));
        } else if (kind == FEATURE_FLOATS) {
            for (; proto_take_bytes(&data, sizeof(float), &value); ++*count)
                TRY(put(records, column, MEANS_FLOAT, value));
        } else {
            for (bool more = field.wire == PROTO_VARINT || varint_take(&data, &number); more;
                 more = field.wire != PROTO_VARINT && varint_take(&data, &number), ++*count) {
                uint8_t room[sizeof number];

                for (size_t i = 0; i < sizeof room; i++)
                    room[i] = (uint8_t)(number >> (8 * i));
                TRY(put(records, column, MEANS_SIGNED, bytes_of(room, sizeof room)));
            }
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_feature(struct records *records, uint32_t column, struct bytes feature)
{
    struct proto_value list;
    uint64_t count = 0;

    while (proto_take_field(&feature, &list))
        if (list.wire == PROTO_BYTES && list.number >= FEATURE_BYTES &&
            list.number <= FEATURE_INTEGERS)
            TRY(read_list(records, column, list.number, list.bytes, &count));
    if (count == 0)
        return cells_null(&records->cells, column, records->at, 1);
    if (count > 1)
        cells_nest(&records->cells, column);
    return ASSAY_OK;
}

/* A map from names to features, or to lists of them. */
static ASSAY_RESULT read_features(struct records *records, struct bytes map, bool lists)
{
    struct proto_value pair, part, feature;

    while (proto_take_field(&map, &pair)) {
        struct bytes key = {0}, value = {0};
        uint32_t column;

        if (pair.number != 1 || pair.wire != PROTO_BYTES)
            continue;
        while (proto_take_field(&pair.bytes, &part)) {
            if (part.wire == PROTO_BYTES && part.number == PAIR_KEY)
                key = part.bytes;
            if (part.wire == PROTO_BYTES && part.number == PAIR_VALUE)
                value = part.bytes;
        }
        TRY(use_column(records, key, &column));
        if (!lists) {
            TRY(read_feature(records, column, value));
            continue;
        }
        cells_nest(&records->cells, column);
        while (proto_take_field(&value, &feature))
            if (feature.number == 1 && feature.wire == PROTO_BYTES)
                TRY(read_feature(records, column, feature.bytes));
    }
    return ASSAY_OK;
}

/* Each feature has to look like one: other messages may begin alike. */
static bool is_example(struct bytes data)
{
    struct proto_value features, pair;

    if (data.size == 0 || !is_only(data, SEQUENCE_LISTS))
        return false;
    while (proto_take_field(&data, &features)) {
        struct bytes map = features.bytes;

        if (!is_only(map, 1))
            return false;
        while (proto_take_field(&map, &pair))
            if (!is_only(pair.bytes, PAIR_VALUE))
                return false;
    }
    return true;
}

static ASSAY_RESULT read_example(struct records *records, struct bytes data)
{
    struct proto_value field;

    while (proto_take_field(&data, &field))
        TRY(read_features(records, field.bytes, field.number == SEQUENCE_LISTS));
    return ASSAY_OK;
}

/* What is no Example is one value: a text, or bytes that nobody but its program can read. */
static ASSAY_RESULT read_opaque(struct records *records, struct bytes data)
{
    const struct meaning meaning = {MEANS_BYTES, 0};
    char room[CELL_TEXT_MAX];
    enum cell_type type;
    uint32_t column;

    TRY(use_column(records, BYTES("record"), &column));
    (void)cell_text(&meaning, data, room, &type);
    if (type == CELL_BINARY && records->opaque++ == 0)
        records->opaque_at = records->at;
    return put(records, column, MEANS_BYTES, data);
}

static ASSAY_RESULT read_record(struct records *records, uint64_t size)
{
    struct cursor *cursor = records->cursor;
    struct bytes data;
    uint32_t sum;
    uint8_t *room;

    buf_reset(&records->record);
    room = buf_room(&records->record, size ? (size_t)size : 1);
    if (!room)
        return buf_status(&records->record, cursor->err);
    TRY(cursor_copy(cursor, room, (size_t)size));
    buf_used(&records->record, (size_t)size);
    TRY(cursor_u32le(cursor, &sum));
    data = buf_bytes(&records->record);
    if (masked(crc32c(0, data)) != sum) {
        evidence_gap(records->evidence, GAP_DATA_BAD_CHECKSUM, records->at,
                     "record %" PRIu64 ": its checksum does not hold", records->rows);
        data_table_lose_rows(&records->cells.table);
        return ASSAY_OK;
    }
    TRY(cells_begin_rows(&records->cells, records->rows, 1, true, records->at));
    TRY(is_example(data) ? read_example(records, data) : read_opaque(records, data));
    cells_end_rows(&records->cells);
    return ASSAY_OK;
}

static ASSAY_RESULT read_records(struct records *records)
{
    struct cursor *cursor = records->cursor;

    while (cursor_left(cursor) > 0) {
        uint8_t head[HEAD];
        uint64_t size;

        records->at = cursor_at(cursor);
        TRY(cursor_copy(cursor, head, HEAD));
        if (!head_holds(head))
            return cursor_fail_at(cursor, ASSAY_EFORMAT, records->at,
                                  "a record whose size does not have its checksum");
        size = load_u64le(head);
        if (cursor_left(cursor) < TAIL || size > cursor_left(cursor) - TAIL)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, records->at,
                                  "a record of %" PRIu64 " bytes cannot fit in the file", size);
        if (size > LIMIT_RECORD) {
            evidence_gap(records->evidence, GAP_DATA_FORMAT_UNREAD, records->at,
                         "record %" PRIu64 ": %" PRIu64 " bytes", records->rows, size);
            data_table_lose_rows(&records->cells.table);
            TRY(cursor_skip(cursor, size + TAIL));
        } else {
            TRY(read_record(records, size));
        }
        records->rows++;
    }
    return ASSAY_OK;
}

static void records_clear(struct records *records)
{
    cells_clear(&records->cells);
    buf_clear(&records->record);
    free(records->names);
}

static enum assay_status tfrecord_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    CLEANUP(records_clear) struct records records = {.cursor = cursor, .evidence = evidence};
    enum assay_status status;

    (void)subject;
    buf_init(&records.record, LIMIT_RECORD);
    TRY(cells_open(&records.cells, 0, cursor->size, evidence, cursor->err));
    status = read_records(&records);
    cells_tell(&records.cells, records.rows, records.columns);
    if (records.opaque > 0)
        evidence_gap(evidence, GAP_DATA_FORMAT_UNREAD, records.opaque_at,
                     "%" PRIu64 " records are no tf.train.Example: what they hold was not read",
                     records.opaque);
    return status;
}

const struct inspector inspect_tfrecord = {.format = "tfrecord",
                                           .kind = ASSAY_KIND_DATASET,
                                           .packed = true,
                                           .bid = bid,
                                           .read = tfrecord_read};
