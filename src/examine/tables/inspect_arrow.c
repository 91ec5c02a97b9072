/*
 * inspect_arrow.c - Arrow IPC files and streams, and Feather: every cell of every batch.
 *
 * A stream is a schema, dictionaries and record batches, one message after the other; a file is the
 * same between two magics, with a list of the batches at its end, which is what its readers follow.
 * Source: apache/arrow, docs/source/format/Columnar.rst, "Serialization and Interprocess
 * Communication (IPC)".
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/tables/arrow.h"
#include "inventory/gaps.h"

enum { MESSAGE_VERSION, MESSAGE_TYPE, MESSAGE_HEADER, MESSAGE_BODY };
enum { SCHEMA_FIELDS = 1 };
enum { HEADER_NONE, HEADER_SCHEMA, HEADER_DICTIONARY, HEADER_RECORD };
enum { DICTIONARY_ID, DICTIONARY_DATA, DICTIONARY_DELTA };
enum { FOOTER_VERSION, FOOTER_SCHEMA, FOOTER_DICTIONARIES, FOOTER_RECORDS };
enum { FEATHER_DESCRIPTION, FEATHER_ROWS, FEATHER_COLUMNS };
enum {
    PREFIX = 8, /* of a message: 0xffffffff, and its size */
    FILE_HEAD = 8,
    FILE_TAIL = 10, /* the footer's size, and the magic */
    FEATHER_TAIL = 8,
    BLOCK = 24,
    VERSION_MAX = 4,
};

/* One message; its header is there until the next one is read. */
struct message {
    struct flat_table header;
    uint64_t type;
    int64_t version;
    uint64_t at, body, body_size, next;
    bool end;
};

static bool begins_file(struct bytes head)
{
    return bytes_starts(head, BYTES("ARROW1\0\0"));
}

static bool begins_feather(struct bytes head)
{
    return bytes_starts(head, BYTES("FEA1"));
}

/* True where the metadata that begins at `at` is a message with a schema, as far as the head has
 * it. */
static bool is_schema(struct bytes head, size_t at)
{
    struct assay_error err;
    struct cursor cursor;
    struct flat flat;
    struct flat_table message, schema;
    struct flat_vector fields;
    uint64_t version, type;

    cursor_of_bytes(&cursor, head, &err);
    return flat_open(&flat, &cursor, at, head.size - at, &message) == ASSAY_OK &&
           flat_unsigned(&message, MESSAGE_VERSION, 2, 0, &version) == ASSAY_OK &&
           version <= VERSION_MAX &&
           flat_unsigned(&message, MESSAGE_TYPE, 1, 0, &type) == ASSAY_OK &&
           type == HEADER_SCHEMA && flat_table(&message, MESSAGE_HEADER, &schema) == ASSAY_OK &&
           schema.flat && flat_vector(&schema, SCHEMA_FIELDS, FLAT_OFFSET, &fields) == ASSAY_OK;
}

/* A stream has no magic but that of each message: its first one must be a schema. Before 0.15 there
 * was none of messages either: then much more has to fit. */
static unsigned likeness_of_stream(struct bytes head)
{
    if (head.size < (size_t)2 * PREFIX)
        return 0;
    if (bytes_starts(head, BYTES("\xff\xff\xff\xff")))
        return head.data[4] % 8 == 0 && is_schema(head, PREFIX) ? 56 : 0;
    return head.data[0] % 4 == 0 && head.data[3] == 0 && head.data[8] == 0 && is_schema(head, 4)
               ? 40
               : 0;
}

static unsigned bid(const struct subject *subject)
{
    return begins_file(subject->head)      ? 64
           : begins_feather(subject->head) ? 32
                                           : likeness_of_stream(subject->head);
}

static void arrow_clear(struct arrow *arrow)
{
    for (struct arrow_dictionary *d = arrow->dictionaries; d; d = d->next) {
        buf_clear(&d->texts);
        free(d->entries);
    }
    cells_clear(&arrow->cells);
    unpacker_free(arrow->unpacker);
    buf_clear(&arrow->message);
    buf_clear(&arrow->packed);
    buf_clear(&arrow->text);
    arena_free(arrow->arena);
}

static ASSAY_RESULT open_all(struct arrow *arrow)
{
    arrow->arena = arena_new();
    arrow->unpacker = unpacker_new();
    buf_init(&arrow->message, LIMIT_ARROW_MESSAGE);
    buf_init(&arrow->packed, LIMIT_ARROW_BUFFER);
    buf_init(&arrow->text, LIMIT_ARROW_MESSAGE);
    if (!arrow->arena || !arrow->unpacker)
        return out_of_memory(arrow->err);
    return ASSAY_OK;
}

void arrow_tell(struct arrow *arrow, enum assay_status status, const char *column)
{
    evidence_gap(arrow->evidence,
                 status == ASSAY_ELIMIT ? GAP_DATA_FORMAT_UNREAD : GAP_DATA_BAD_RECORD,
                 arrow->err->offset, "%s%s%s%s", column ? "column " : "", column ? column : "",
                 column ? ": " : "", arrow->err->text);
    data_table_lose_rows(&arrow->cells.table);
}

/* Takes bytes of metadata into memory and opens the table that they begin with. */
static ASSAY_RESULT read_metadata(struct arrow *arrow, uint64_t at, uint64_t size,
                                  struct flat_table *root)
{
    uint8_t *room;

    if (size > LIMIT_ARROW_MESSAGE)
        return cursor_fail_at(arrow->cursor, ASSAY_ELIMIT, at, "metadata of %" PRIu64 " bytes",
                              size);
    TRY(cursor_seek(arrow->cursor, at));
    if (size > cursor_left(arrow->cursor))
        return cursor_fail(arrow->cursor, "cut short: %" PRIu64 " bytes of metadata wanted", size);
    buf_reset(&arrow->message);
    room = buf_room(&arrow->message, size ? (size_t)size : 1);
    if (!room)
        return buf_status(&arrow->message, arrow->err);
    TRY(cursor_copy(arrow->cursor, room, (size_t)size));
    buf_used(&arrow->message, (size_t)size);
    cursor_of_part(&arrow->message_cursor, buf_bytes(&arrow->message), at, arrow->err);
    return flat_open(&arrow->flat, &arrow->message_cursor, at, size, root);
}

static ASSAY_RESULT read_message(struct arrow *arrow, uint64_t at, struct message *message)
{
    struct flat_table table;
    int64_t body_size;
    uint32_t size;

    *message = (struct message){.at = at};
    TRY(cursor_seek(arrow->cursor, at));
    TRY(cursor_u32le(arrow->cursor, &size));
    if (size == UINT32_MAX) /* since 0.15; before, the size alone stood here */
        TRY(cursor_u32le(arrow->cursor, &size));
    message->body = cursor_at(arrow->cursor) + size;
    message->end = size == 0;
    message->next = message->body;
    if (message->end)
        return ASSAY_OK;
    TRY(read_metadata(arrow, cursor_at(arrow->cursor), size, &table));
    TRY(flat_signed(&table, MESSAGE_VERSION, 2, 0, &message->version));
    TRY(flat_unsigned(&table, MESSAGE_TYPE, 1, 0, &message->type));
    TRY(flat_table(&table, MESSAGE_HEADER, &message->header));
    TRY(flat_signed(&table, MESSAGE_BODY, 8, 0, &body_size));
    message->body_size = (uint64_t)body_size;
    if (body_size < 0 || message->body_size > arrow->cursor->size - message->body)
        return cursor_fail_at(arrow->cursor, ASSAY_EFORMAT, at,
                              "a message of %" PRId64 " bytes, which are not there", body_size);
    message->next = message->body + message->body_size;
    return ASSAY_OK;
}

/* What turns each value would have to know its parts; no writer of today makes them. */
static ASSAY_RESULT refuse_big(struct arrow *arrow)
{
    enum assay_status status = cursor_fail_at(arrow->cursor, ASSAY_ELIMIT, cursor_at(arrow->cursor),
                                              "values of big-endian machines: its rows were not "
                                              "read");

    assay_error_id(arrow->cursor->err, GAP_DATA_FORMAT_UNREAD);
    return status;
}

static ASSAY_RESULT take_schema(struct arrow *arrow, const struct flat_table *schema,
                                int64_t version)
{
    static const char *const versions[] = {"1", "2", "3", "4", "5"};
    bool big;

    if (arrow->schema_met)
        return cursor_fail(arrow->cursor, "a second schema");
    if (version >= 0 && (size_t)version < ARRAY_LEN(versions))
        evidence_text(arrow->evidence, ASSAY_FACT_DATASET_FORMAT_VERSION, MEASURED,
                      bytes_text(versions[version]));
    TRY(arrow_read_schema(arrow, schema, &big));
    return big ? refuse_big(arrow) : ASSAY_OK;
}

static ASSAY_RESULT take_records(struct arrow *arrow, const struct message *message)
{
    struct arrow_batch batch = {.arrow = arrow,
                                .body = message->body,
                                .body_size = message->body_size,
                                .version = message->version,
                                .at = message->at,
                                .first_row = arrow->rows};
    enum assay_status status;

    TRY(arrow_open_batch(&batch, &message->header));
    if (batch.rows > INT64_MAX - arrow->rows)
        return cursor_fail(arrow->cursor, "more rows than can be counted");
    status = arrow_read_batch(&batch);
    cells_end_rows(&arrow->cells);
    arrow->rows += batch.rows;
    arrow->batches++;
    return status;
}

static ASSAY_RESULT take_dictionary(struct arrow *arrow, const struct message *message)
{
    struct arrow_batch batch = {
        .arrow = arrow, .body = message->body, .body_size = message->body_size, .at = message->at};
    struct flat_table data;
    uint64_t delta;
    int64_t id;

    TRY(flat_signed(&message->header, DICTIONARY_ID, 8, 0, &id));
    TRY(flat_table(&message->header, DICTIONARY_DATA, &data));
    TRY(flat_unsigned(&message->header, DICTIONARY_DELTA, 1, 0, &delta));
    TRY(arrow_open_batch(&batch, &data));
    batch.dictionary = arrow->dictionaries;
    while (batch.dictionary && batch.dictionary->id != id)
        batch.dictionary = batch.dictionary->next;
    if (!batch.dictionary) /* that no field has */
        return ASSAY_OK;
    return arrow_read_dictionary(&batch, delta != 0);
}

/* A batch that is broken is told, and the next message is read. */
static ASSAY_RESULT take_batch(struct arrow *arrow, const struct message *message)
{
    enum assay_status status;

    if (!arrow->schema_met)
        return cursor_fail_at(arrow->cursor, ASSAY_EFORMAT, message->at,
                              "a batch before its schema");
    if (message->type == HEADER_RECORD)
        status = take_records(arrow, message);
    else if (message->type == HEADER_DICTIONARY)
        status = take_dictionary(arrow, message);
    else
        return cursor_fail_at(arrow->cursor, ASSAY_EFORMAT, message->at,
                              "a message of unknown type %" PRIu64, message->type);
    if ((status == ASSAY_EFORMAT || status == ASSAY_ELIMIT) && !cells_are_too_many(&arrow->cells)) {
        arrow_tell(arrow, status, NULL);
        return ASSAY_OK;
    }
    return status;
}

static ASSAY_RESULT read_stream(struct arrow *arrow)
{
    struct message message = {0};

    while (message.next < arrow->cursor->size && !message.end) {
        TRY(read_message(arrow, message.next, &message));
        if (message.end)
            break;
        if (message.type == HEADER_SCHEMA)
            TRY(take_schema(arrow, &message.header, message.version));
        else
            TRY(take_batch(arrow, &message));
    }
    if (message.next < arrow->cursor->size)
        evidence_gap(arrow->evidence, GAP_DATA_BAD_RECORD, message.next,
                     "%" PRIu64 " bytes behind the end of its messages",
                     arrow->cursor->size - message.next);
    return ASSAY_OK;
}

/* Batches that the footer lists; the message at each place says again what it is. */
static ASSAY_RESULT read_blocks(struct arrow *arrow, const uint64_t *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct message message;
        enum assay_status status = read_message(arrow, places[i], &message);

        if (status == ASSAY_EFORMAT || status == ASSAY_ELIMIT) {
            arrow_tell(arrow, status, NULL);
            continue;
        }
        TRY(status);
        if (message.end)
            return cursor_fail_at(arrow->cursor, ASSAY_EFORMAT, places[i], "a batch of nothing");
        TRY(take_batch(arrow, &message));
    }
    return ASSAY_OK;
}

/* The places of a vector of Block: the footer's own bytes go when the first message comes. */
static ASSAY_RESULT list_blocks(const struct arrow *arrow, const struct flat_table *footer,
                                unsigned field, uint64_t **places, size_t *count)
{
    struct flat_vector blocks;

    TRY(flat_vector(footer, field, BLOCK, &blocks));
    *count = (size_t)blocks.count;
    *places = arena_array(arrow->arena, *count + 1, sizeof **places);
    if (!*places)
        return out_of_memory(arrow->err);
    for (size_t i = 0; i < *count; i++)
        TRY(flat_number_at(&blocks, BLOCK * (uint64_t)i, 8, &(*places)[i]));
    return ASSAY_OK;
}

static ASSAY_RESULT read_file(struct arrow *arrow)
{
    struct cursor *cursor = arrow->cursor;
    uint64_t *dictionaries, *records, end;
    size_t dictionary_count, record_count;
    struct flat_table footer, schema;
    int64_t version;
    uint32_t size;

    if (cursor->size < FILE_HEAD + FILE_TAIL)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor->size, "cut short: no footer");
    end = cursor->size - FILE_TAIL;
    TRY(cursor_seek(cursor, end));
    TRY(cursor_u32le(cursor, &size));
    TRY(cursor_expect(cursor, "ARROW1", 6));
    if (size > end - FILE_HEAD)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, end,
                              "a footer of %" PRIu32 " bytes cannot fit", size);
    TRY(read_metadata(arrow, end - size, size, &footer));
    TRY(flat_signed(&footer, FOOTER_VERSION, 2, 0, &version));
    TRY(flat_table(&footer, FOOTER_SCHEMA, &schema));
    TRY(take_schema(arrow, &schema, version));
    TRY(list_blocks(arrow, &footer, FOOTER_DICTIONARIES, &dictionaries, &dictionary_count));
    TRY(list_blocks(arrow, &footer, FOOTER_RECORDS, &records, &record_count));
    TRY(read_blocks(arrow, dictionaries, dictionary_count));
    return read_blocks(arrow, records, record_count);
}

/* Version 1 of Feather, which nothing has written for years: its size alone is told. */
static ASSAY_RESULT read_feather(struct arrow *arrow)
{
    struct cursor *cursor = arrow->cursor;
    struct flat_vector columns;
    struct flat_table table;
    uint32_t size;
    uint64_t end;
    int64_t rows;

    if (cursor->size < (uint64_t)2 * FEATHER_TAIL)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor->size, "cut short: no footer");
    end = cursor->size - FEATHER_TAIL;
    TRY(cursor_seek(cursor, end));
    TRY(cursor_u32le(cursor, &size));
    TRY(cursor_expect(cursor, "FEA1", 4));
    if (size > end)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, end,
                              "a footer of %" PRIu32 " bytes cannot fit", size);
    TRY(read_metadata(arrow, end - size, size, &table));
    TRY(flat_signed(&table, FEATHER_ROWS, 8, 0, &rows));
    TRY(flat_vector(&table, FEATHER_COLUMNS, FLAT_OFFSET, &columns));
    evidence_text(arrow->evidence, ASSAY_FACT_DATASET_FORMAT_VERSION, MEASURED, BYTES("feather 1"));
    if (rows >= 0)
        evidence_int(arrow->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, (uint64_t)rows);
    evidence_int(arrow->evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, columns.count);
    evidence_gap(arrow->evidence, GAP_DATA_FORMAT_UNREAD, 0,
                 "Feather of version 1: its rows were not read");
    return ASSAY_OK;
}

static enum assay_status arrow_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(arrow_clear)
    struct arrow arrow = {.cursor = cursor, .evidence = evidence, .err = cursor->err};
    enum assay_status status;

    TRY(open_all(&arrow));
    if (begins_feather(subject->head))
        return read_feather(&arrow);
    status = begins_file(subject->head) ? read_file(&arrow) : read_stream(&arrow);
    if (arrow.schema_met) {
        evidence_int(evidence, ASSAY_FACT_DATASET_ROW_GROUPS, MEASURED, arrow.batches);
        cells_tell(&arrow.cells, arrow.rows, arrow.columns);
    }
    return status;
}

const struct inspector inspect_arrow = {
    .format = "arrow", .kind = ASSAY_KIND_DATASET, .packed = true, .bid = bid, .read = arrow_read};
