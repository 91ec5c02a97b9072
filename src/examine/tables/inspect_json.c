/*
 * inspect_json.c - tables in whole JSON documents: a list of records, or an object that has such
 * lists for members, at any depth (GeoJSON's features, COCO's images and annotations).
 *
 * Lists under names that are those of records by custom always make a table. Others may as well be
 * a configuration: what is seen in them counts by column, and they are a table where one of them
 * has so many records, alike enough, that nobody wrote it by hand. Else the document is what its
 * name says.
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/ending.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/tables/json_table.h"
#include "inventory/gaps.h"

enum {
    BID_RECORDS = 7, /* below the names of files that are known to lead to code */
    BID_LIST = 1,
    NAME_SIZE = 64,
    ROWS_LEAST = 10, /* of a list that is a table whatever its name is, */
    FILLED = 70,     /* and percent of its cells that have a value */
};

struct document {
    struct cursor *cursor;
    struct evidence *evidence;
    struct json_scan scan;
    struct json_table table;
    struct buf way; /* names to the member at hand, with dots between */
    uint64_t rows;
    bool is_table;
};

static void document_clear(struct document *document)
{
    json_scan_clear(&document->scan);
    json_table_clear(&document->table);
    buf_clear(&document->way);
}

/* Members of an object that are lists of records by custom. */
static bool holds_records(struct bytes name)
{
    static const char *const names[] = {"annotations", "data",      "examples", "features",
                                        "images",      "instances", "records",  "rows",
                                        "samples",     "test",      "train",    "validation"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (bytes_equal(name, bytes_text(names[i])))
            return true;
    return false;
}

/* Behind the first token of a list. */
static ASSAY_RESULT read_records(struct document *document, enum json_token token)
{
    struct json_scan *scan = &document->scan;

    while (token != JSON_ARRAY_END) {
        /* what stands between records is of no column */
        evidence_cell(document->evidence, UINT32_MAX, scan->at);
        TRY(json_table_record(&document->table, token));
        json_table_row(&document->table);
        TRY(json_next(scan, &token));
    }
    return ASSAY_OK;
}

/* So many records, with the same names in nearly all, are none that a person set. */
static bool is_filled(const struct data_table *table)
{
    uint64_t cells = 0;

    for (size_t i = 0; i < table->count; i++)
        cells += table->columns[i].cells;
    return table->rows >= ROWS_LEAST &&
           (double)cells * 100 >= (double)table->rows * (double)table->count * FILLED;
}

/* Behind the bracket that opens a list; `way` tells its name. */
static ASSAY_RESULT read_list(struct document *document, bool records)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};
    enum json_token token;

    TRY(json_next(&document->scan, &token));
    if (!records && token != JSON_OBJECT) {
        while (token != JSON_ARRAY_END) {
            TRY(json_skip(&document->scan, token));
            TRY(json_next(&document->scan, &token));
        }
        return ASSAY_OK;
    }
    buf_add(&name, document->way.data, document->way.size);
    document->table.in = buf_string(&name);
    TRY(buf_status(&name, document->cursor->err));
    evidence_list(document->evidence, ASSAY_FACT_DATASET_TABLES, MEASURED, buf_bytes(&name));
    TRY(read_records(document, token));
    document->is_table |= is_filled(&document->table.table);
    document->rows += document->table.table.rows;
    json_table_part(&document->table);
    return ASSAY_OK;
}

/* A value in no list of records. */
static ASSAY_RESULT read_alone(struct document *document, enum json_token token)
{
    struct json_scan *scan = &document->scan;

    if (token == JSON_TEXT && scan->hides && !scan->cut)
        evidence_value_over(document->evidence, scan->at, cursor_at(document->cursor), scan->text);
    return json_skip(scan, token);
}

/* NOLINTBEGIN(misc-no-recursion): the scan ends past LIMIT_DOCUMENT_DEPTH */
/* Behind the brace that opens an object outside of records, no deeper than the scan goes; each list
 * of records is a table. */
static ASSAY_RESULT read_members(struct document *document)
{
    struct json_scan *scan = &document->scan;
    const size_t before = document->way.size;
    enum json_token token;

    for (;;) {
        bool records;

        document->way.size = before;
        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            return ASSAY_OK;
        if (scan->repeated)
            return cursor_fail_at(document->cursor, ASSAY_EFORMAT, scan->at,
                                  "a key stands twice in one object");
        records = before == 0 && holds_records(scan->text);
        if (before > 0)
            buf_byte(&document->way, '.');
        buf_add(&document->way, scan->text.data,
                scan->text.size < NAME_SIZE ? scan->text.size : NAME_SIZE);
        TRY(buf_status(&document->way, document->cursor->err));
        TRY(json_next(scan, &token));
        document->is_table |= records && token == JSON_ARRAY;
        if (token == JSON_ARRAY)
            TRY(read_list(document, records));
        else if (token == JSON_OBJECT)
            TRY(read_members(document));
        else
            TRY(read_alone(document, token));
    }
}
/* NOLINTEND(misc-no-recursion) */

static ASSAY_RESULT read_document(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;
    bool ended = false;

    TRY(json_next(scan, &token));
    if (token == JSON_OBJECT) {
        TRY(read_members(document));
    } else if (token == JSON_ARRAY) {
        document->is_table = true;
        TRY(json_next(scan, &token));
        TRY(read_records(document, token));
    } else {
        TRY(json_skip(scan, token));
    }
    TRY(json_next(scan, &token)); /* JSON_END */
    while (!ended) {
        struct bytes next;

        TRY(cursor_peek(document->cursor, 1, &next));
        ended = next.size == 0;
        if (!ended && !bytes_has(BYTES(" \t\r\n"), next.data[0]))
            return cursor_fail(document->cursor, "more text behind the document");
        cursor_consume(document->cursor, next.size);
    }
    return ASSAY_OK;
}

static enum assay_status json_document_read(struct cursor *cursor, const struct subject *subject,
                                            struct evidence *evidence)
{
    CLEANUP(document_clear)
    struct document document = {.cursor = cursor, .evidence = evidence};
    bool marked = bytes_starts(subject->head, BYTES("\xef\xbb\xbf"));
    enum assay_status status;

    json_scan_init(&document.scan, cursor,
                   &(struct json_options){.text_max = JSON_TABLE_TEXT, .find_repeats = true});
    buf_init(&document.way, ((size_t)LIMIT_DOCUMENT_DEPTH + 1) * (NAME_SIZE + 1));
    TRY(json_table_init(&document.table, &document.scan, evidence));
    if (marked)
        TRY(cursor_skip(cursor, 3));
    status = read_document(&document);
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    document.is_table |= is_filled(&document.table.table);
    if (!document.is_table) {
        evidence_decline(evidence);
        return ASSAY_OK;
    }
    if (status != ASSAY_OK)
        data_table_lose_rows(&document.table.table);
    document.rows += document.table.table.rows;
    json_table_tell(&document.table);
    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, document.rows);
    evidence_text(evidence, ASSAY_FACT_DATASET_ENCODING, MEASURED,
                  marked ? BYTES("utf-8-bom") : BYTES("utf-8"));
    return status;
}

/* An object, and what may stand in one. */
static bool opens_record(struct json_scan *scan)
{
    enum json_token token;

    return json_next(scan, &token) == ASSAY_OK && token == JSON_OBJECT &&
           json_next(scan, &token) == ASSAY_OK && (token == JSON_NAME || token == JSON_OBJECT_END);
}

/* What the head shows: a list whose first item is an object, at the top or under a name of
 * records, or a list of objects anywhere. */
static unsigned shows_records(struct bytes head)
{
    struct assay_error ignored = {0};
    struct cursor cursor;
    struct json_scan scan;
    enum json_token token = JSON_END, next;
    bool named = true;
    unsigned shown = 0;

    cursor_of_bytes(&cursor, head, &ignored);
    json_scan_init(&scan, &cursor, &(struct json_options){.text_max = NAME_SIZE});
    while (shown < BID_RECORDS && json_next(&scan, &next) == ASSAY_OK && next != JSON_END) {
        if (next == JSON_NAME)
            named = scan.depth == 1 && holds_records(scan.text);
        if (next == JSON_ARRAY && (token == JSON_NAME || token == JSON_END)) {
            if (opens_record(&scan))
                shown = named ? BID_RECORDS : BID_LIST;
            next = JSON_TOKENS; /* what opens_record() read last */
        }
        token = next;
    }
    json_scan_clear(&scan);
    return shown;
}

static bool is_named_json(struct bytes name)
{
    static const char *const suffixes[] = {".json", ".geojson", ".topojson"};

    return ends_in_one(bytes_from(name, 1), suffixes, ARRAY_LEN(suffixes)) || !name.size ||
           !memchr(name.data, '.', name.size);
}

static unsigned json_document_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if ((json_first(head) != '[' && json_first(head) != '{') || !is_named_json(subject->name))
        return 0;
    if (bytes_starts(head, BYTES("\xef\xbb\xbf")))
        head = bytes_from(head, 3);
    return shows_records(head);
}

const struct inspector inspect_json = {.format = "json",
                                       .kind = ASSAY_KIND_DATASET,
                                       .text = true,
                                       .bid = json_document_bid,
                                       .read = json_document_read};
