/*
 * inspect_json.c - tables in whole JSON documents: a list of records, or an object that has such
 * lists for members (GeoJSON's features, COCO's images and annotations, a "data" of records).
 *
 * Only what shows records in its first bytes is read here; other JSON is configuration, and goes by
 * its name.
 */

#include <inttypes.h>
#include <strings.h>

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/json_table.h"
#include "inventory/gaps.h"

enum {
    BID_RECORDS = 20,
    NAME_SIZE = 64,
};

struct document {
    struct cursor *cursor;
    struct evidence *evidence;
    struct json_scan scan;
    struct json_table table;
    uint64_t rows;
};

static void document_clear(struct document *document)
{
    json_scan_clear(&document->scan);
    json_table_clear(&document->table);
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

/* Behind the bracket that opens a list. */
static ASSAY_RESULT read_records(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    for (;;) {
        TRY(json_next(scan, &token));
        if (token == JSON_ARRAY_END)
            return ASSAY_OK;
        /* what stands between records is of no column */
        evidence_cell(document->evidence, UINT32_MAX, scan->at);
        TRY(json_table_record(&document->table, token));
        json_table_row(&document->table);
    }
}

/* Behind the brace that opens the document; each list of records is a table. */
static ASSAY_RESULT read_members(struct document *document)
{
    struct json_scan *scan = &document->scan;
    char name[NAME_SIZE + 1];
    enum json_token token;

    for (;;) {
        bool records;

        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            return ASSAY_OK;
        if (scan->repeated)
            return cursor_fail_at(document->cursor, ASSAY_EFORMAT, scan->at,
                                  "a key stands twice in one object");
        records = scan->text.size <= NAME_SIZE && holds_records(scan->text);
        if (records) {
            memcpy(name, scan->text.data, scan->text.size);
            name[scan->text.size] = 0;
        }
        TRY(json_next(scan, &token));
        if (!records || token != JSON_ARRAY) {
            TRY(json_skip(scan, token));
            continue;
        }
        document->table.in = name;
        TRY(read_records(document));
        document->rows += document->table.table.rows;
        evidence_list(document->evidence, ASSAY_FACT_DATASET_TABLES, MEASURED, bytes_text(name));
        json_table_part(&document->table);
    }
}

static ASSAY_RESULT read_document(struct document *document)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;
    bool ended = false;

    TRY(json_next(scan, &token));
    if (token == JSON_OBJECT)
        TRY(read_members(document));
    else if (token == JSON_ARRAY)
        TRY(read_records(document));
    else
        TRY(json_skip(scan, token));
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
    TRY(json_table_init(&document.table, &document.scan, evidence));
    if (marked)
        TRY(cursor_skip(cursor, 3));
    status = read_document(&document);
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

/* True where the head opens a list whose first item is an object, or a member of that name does. */
static bool shows_records(struct bytes head)
{
    struct assay_error ignored = {0};
    struct cursor cursor;
    struct json_scan scan;
    enum json_token token, next;
    bool found = false;

    cursor_of_bytes(&cursor, head, &ignored);
    json_scan_init(&scan, &cursor, &(struct json_options){.text_max = NAME_SIZE});
    if (json_next(&scan, &token) == ASSAY_OK && token == JSON_ARRAY)
        found = opens_record(&scan);
    while (!found && token == JSON_OBJECT && json_next(&scan, &next) == ASSAY_OK &&
           next == JSON_NAME) {
        bool named = holds_records(scan.text);

        if (json_next(&scan, &next) != ASSAY_OK)
            break;
        if (named && next == JSON_ARRAY)
            found = opens_record(&scan);
        if (found || json_skip(&scan, next) != ASSAY_OK)
            break;
    }
    json_scan_clear(&scan);
    return found;
}

static bool is_named_json(struct bytes name)
{
    static const char *const suffixes[] = {".json", ".geojson", ".topojson"};

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        size_t size = strlen(suffixes[i]);

        if (name.size > size &&
            strncasecmp((const char *)name.data + name.size - size, suffixes[i], size) == 0)
            return true;
    }
    return !name.size || !memchr(name.data, '.', name.size);
}

static unsigned json_document_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (bytes_starts(head, BYTES("\xef\xbb\xbf")))
        head = bytes_from(head, 3);
    while (head.size > 0 && bytes_has(BYTES(" \t\r\n"), head.data[0]))
        head = bytes_from(head, 1);
    if (head.size == 0 || (head.data[0] != '[' && head.data[0] != '{') ||
        !is_named_json(subject->name))
        return 0;
    return shows_records(head) ? BID_RECORDS : 0;
}

const struct inspector inspect_json = {.format = "json",
                                       .kind = ASSAY_KIND_DATASET,
                                       .text = true,
                                       .bid = json_document_bid,
                                       .read = json_document_read};
