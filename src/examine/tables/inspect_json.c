/*
 * inspect_json.c - tables in whole JSON documents: a list of records, or an object that has such
 * lists for members, at any depth (GeoJSON's features, COCO's images and annotations); and the
 * other forms that json_ahead.h knows.
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
#include "examine/tables/json_ahead.h"
#include "examine/tables/json_table.h"
#include "inventory/gaps.h"

enum {
    BID_RECORDS = 7, /* below the names of files that are known to lead to code */
    BID_LIST = 1,
    NAME_SIZE = 64,
    NAMES_SIZE = 64 * 1024,  /* of all columns of a table whose rows are lists */
    LOOK_FREE = 1024 * 1024, /* bytes that looks ahead may read again, */
    LOOK_RATIO = 4,          /* and beyond, for each byte of the document */
    CELLS_LEAST = 10,        /* of columns that are a table by themselves */
};

struct document {
    struct cursor *cursor;
    struct evidence *evidence;
    struct json_scan scan;
    struct json_table table;
    struct buf way;   /* names to the member at hand, with dots between */
    struct buf names; /* of columns, as a list before told them, each ended by NUL */
    size_t name_count;
    size_t unnamed;  /* columns of the first list of rows that nothing before it named */
    uint64_t looked; /* bytes that were read ahead */
    uint64_t rows;
    bool is_table;
    bool kept;       /* `names` were looked for beforehand */
    struct columns { /* lists and maps that are a column each, since the last other table */
        uint64_t count, cells, unequal;
        bool others; /* beside them there is more than that */
    } columns;
};

static void document_clear(struct document *document)
{
    json_scan_clear(&document->scan);
    json_table_clear(&document->table);
    buf_clear(&document->way);
    buf_clear(&document->names);
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

static ASSAY_RESULT refuse_repeated(const struct document *document)
{
    if (!document->scan.repeated)
        return ASSAY_OK;
    return cursor_fail_at(document->cursor, ASSAY_EFORMAT, document->scan.at,
                          "a key stands twice in one object");
}

/* Behind the first token of a list. */
static ASSAY_RESULT read_records(struct document *document, enum json_form form,
                                 enum json_token token)
{
    struct json_scan *scan = &document->scan;

    while (token != JSON_ARRAY_END && token != JSON_OBJECT_END) {
        if (token == JSON_NAME) {
            TRY(refuse_repeated(document));
            TRY(json_next(scan, &token));
        }
        /* what stands between records is of no column */
        evidence_cell(document->evidence, UINT32_MAX, scan->at);
        TRY(form == JSON_LIST_OF_CELLS ? json_table_cells(&document->table, token)
                                       : json_table_record(&document->table, token));
        json_table_row(&document->table);
        TRY(json_next(scan, &token));
    }
    return ASSAY_OK;
}

/* Columns that lists or maps of the document's outermost object are, and nothing else. */
static bool are_columns(const struct columns *columns)
{
    return columns->count > 1 && columns->cells >= CELLS_LEAST && columns->unequal == 0 &&
           !columns->others;
}

/* Of the columns that stand by themselves; another table follows, or the end. */
static void drop_columns(struct document *document)
{
    if (document->columns.count > 0)
        json_table_drop_part(&document->table);
    document->columns = (struct columns){.others = true};
}

/* Names the columns of rows that are lists, by their first one or by the list before. */
static ASSAY_RESULT name_columns(struct document *document, const struct json_ahead *ahead,
                                 enum json_token *token)
{
    struct bytes names = buf_bytes(&document->names);

    if (ahead->header) {
        TRY(json_table_names(&document->table));
        return json_next(&document->scan, token);
    }
    if (ahead->width == 0 || ahead->width != document->name_count)
        return ASSAY_OK;
    for (uint32_t column = 0; column < document->name_count; column++) {
        struct bytes name = bytes_until(names, 0);

        TRY(json_table_name(&document->table, column, name));
        names = bytes_from(names, name.size + 1);
    }
    return ASSAY_OK;
}

/* A list or a map of records, behind the bracket that opens it; `way` tells its name. */
static ASSAY_RESULT read_table(struct document *document, const struct json_ahead *ahead,
                               bool records)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = SIZE_MAX};
    const bool are_rows = ahead->form == JSON_LIST_OF_ROWS || ahead->form == JSON_LIST_OF_CELLS;
    enum json_token token;
    bool named;

    drop_columns(document);
    buf_add(&name, document->way.data, document->way.size);
    document->table.in = document->way.size > 0 ? buf_string(&name) : NULL;
    TRY(buf_status(&name, document->cursor->err));
    TRY(json_next(&document->scan, &token));
    if (are_rows)
        TRY(name_columns(document, ahead, &token));
    named = document->table.table.count > 0;
    if (are_rows && !named && document->unnamed == 0)
        document->unnamed = ahead->width;
    TRY(read_records(document, ahead->form, token));
    document->is_table |= (records && (!are_rows || named)) ||
                          ((ahead->form != JSON_MAP_OF_RECORDS || document->way.size == 0) &&
                           data_table_is_filled(&document->table.table));
    if (document->way.size == 0)
        return ASSAY_OK;
    evidence_list(document->evidence, ASSAY_FACT_DATASET_TABLES, MEASURED, buf_bytes(&name));
    document->rows += document->table.table.rows;
    json_table_part(&document->table);
    return ASSAY_OK;
}

/* A list or a map whose values are those of one column, named by the way to it. */
static ASSAY_RESULT read_column(struct document *document, enum json_token token)
{
    struct columns *columns = &document->columns;
    uint64_t cells;

    document->table.in = NULL;
    document->table.row = (struct row_sum){0};
    evidence_cell(document->evidence, UINT32_MAX, document->scan.at);
    TRY(json_table_column(&document->table, token, buf_bytes(&document->way), &cells));
    if (columns->count++ == 0)
        columns->cells = cells;
    columns->unequal += cells != columns->cells;
    return ASSAY_OK;
}

/* The name just read follows those that lead to its object. */
static ASSAY_RESULT add_to_way(struct document *document)
{
    TRY(refuse_repeated(document));
    if (document->way.size > 0)
        buf_byte(&document->way, '.');
    buf_add(&document->way, document->scan.text.data,
            document->scan.text.size < NAME_SIZE ? document->scan.text.size : NAME_SIZE);
    return buf_status(&document->way, document->cursor->err);
}

/* A value in no list of records. */
static ASSAY_RESULT read_alone(struct document *document, enum json_token token)
{
    struct json_scan *scan = &document->scan;

    if (token == JSON_TEXT && scan->hides && !scan->cut)
        evidence_value_over(document->evidence, scan->at, cursor_at(document->cursor), scan->text);
    return json_skip(scan, token);
}

/* Looks ahead, as long as documents do not make that dear; `columns`: the value may tell names. */
static ASSAY_RESULT look_ahead(struct document *document, bool columns, struct json_ahead *ahead)
{
    struct bytes text;

    *ahead = (struct json_ahead){.form = JSON_FORM_OTHER};
    if (document->looked / LOOK_RATIO > cursor_at(document->cursor) + LOOK_FREE / LOOK_RATIO)
        return ASSAY_OK;
    TRY(cursor_peek(document->cursor, CURSOR_WINDOW_MAX, &text));
    *ahead = json_look_ahead(text);
    document->looked += ahead->looked;
    if (!columns)
        return ASSAY_OK;
    if (!document->kept)
        document->name_count = json_names_ahead(text, &document->names);
    document->looked += text.size;
    return buf_status(&document->names, document->cursor->err);
}

/* NOLINTBEGIN(misc-no-recursion): the scan ends past LIMIT_DOCUMENT_DEPTH */
static ASSAY_RESULT read_members(struct document *document);

/* Behind the brace of a map of columns, which its members are. */
static ASSAY_RESULT read_columns(struct document *document, size_t before)
{
    struct json_scan *scan = &document->scan;
    enum json_token token;

    for (;;) {
        document->way.size = before;
        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            return ASSAY_OK;
        TRY(add_to_way(document));
        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT || token == JSON_ARRAY)
            TRY(read_column(document, token));
        else
            document->columns.others = true;
    }
}

/* The value that `token` began; `records`: its name is one that lists of records have by custom. */
static ASSAY_RESULT read_value(struct document *document, const struct json_ahead *ahead,
                               enum json_token token, bool records)
{
    switch (ahead->form) {
    case JSON_LIST_OF_RECORDS:
    case JSON_LIST_OF_ROWS:
    case JSON_LIST_OF_CELLS:
    case JSON_MAP_OF_RECORDS:
        return read_table(document, ahead, records);
    case JSON_LIST_OF_VALUES:
        if (document->way.size > 0)
            return read_column(document, token);
        break;
    case JSON_MAP_OF_COLUMNS:
        document->columns.others |= document->way.size > 0;
        return read_columns(document, document->way.size);
    case JSON_FORM_OTHER:
        break;
    }
    document->columns.others |= document->way.size > 0;
    if (token == JSON_OBJECT)
        return read_members(document);
    if (token == JSON_ARRAY && records)
        return read_table(document, ahead, records);
    return read_alone(document, token);
}

/* Behind the brace that opens an object outside of records, no deeper than the scan goes; each list
 * of records is a table. */
static ASSAY_RESULT read_members(struct document *document)
{
    struct json_scan *scan = &document->scan;
    const size_t before = document->way.size;
    struct json_ahead ahead;
    enum json_token token;

    for (;;) {
        bool records, columns;

        document->way.size = before;
        TRY(json_next(scan, &token));
        if (token == JSON_OBJECT_END)
            return ASSAY_OK;
        records = before == 0 && holds_records(scan->text);
        columns = json_tells_columns(scan->text);
        document->columns.others |= before > 0;
        TRY(add_to_way(document));
        TRY(look_ahead(document, columns, &ahead));
        if (columns && before == 0 && document->unnamed > 0 &&
            document->name_count == document->unnamed)
            evidence_ask_further(document->evidence);
        TRY(json_next(scan, &token));
        TRY(read_value(document, &ahead, token, records));
    }
}
/* NOLINTEND(misc-no-recursion) */

static ASSAY_RESULT read_document(struct document *document)
{
    struct json_scan *scan = &document->scan;
    struct json_ahead ahead;
    enum json_token token;
    bool ended = false;

    TRY(look_ahead(document, false, &ahead));
    TRY(json_next(scan, &token));
    document->is_table = ahead.form == JSON_LIST_OF_RECORDS;
    TRY(read_value(document, &ahead, token, false));
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

/* Columns that stand by themselves at the end of the document are all there is of a table, or none.
 */
static void end_columns(struct document *document)
{
    struct data_table *table = &document->table.table;

    if (document->columns.count == 0)
        return;
    if (!are_columns(&document->columns)) {
        drop_columns(document);
        return;
    }
    document->is_table = true;
    table->rows = document->columns.cells;
    data_table_lose_rows(table);
}

/* The names of columns, wherever the outermost object tells them. */
static ASSAY_RESULT find_names(struct document *document)
{
    CLEANUP(json_scan_clear) struct json_scan scan;
    enum json_token token;

    json_scan_init(&scan, document->cursor, &(struct json_options){.text_max = NAME_SIZE});
    TRY(json_next(&scan, &token));
    while (token == JSON_OBJECT || token == JSON_NAME) {
        struct bytes text;
        bool tells;

        TRY(json_next(&scan, &token));
        if (token != JSON_NAME)
            return ASSAY_OK;
        tells = json_tells_columns(scan.text);
        TRY(cursor_peek(document->cursor, CURSOR_WINDOW_MAX, &text));
        if (tells)
            document->name_count = json_names_ahead(text, &document->names);
        if (document->name_count > 0)
            return buf_status(&document->names, document->cursor->err);
        TRY(json_next(&scan, &token));
        TRY(json_skip(&scan, token));
        token = JSON_NAME;
    }
    return ASSAY_OK;
}

/* `again`: names of columns were met behind their rows. */
static ASSAY_RESULT read_tables(struct cursor *cursor, const struct subject *subject, bool again,
                                struct evidence *evidence)
{
    CLEANUP(document_clear)
    struct document document = {.cursor = cursor, .evidence = evidence, .kept = again};
    bool marked = bytes_starts(subject->head, BYTES("\xef\xbb\xbf"));
    enum assay_status status;

    json_scan_init(&document.scan, cursor,
                   &(struct json_options){.text_max = JSON_TABLE_TEXT, .find_repeats = true});
    buf_init(&document.way, ((size_t)LIMIT_DOCUMENT_DEPTH + 1) * (NAME_SIZE + 1));
    buf_init(&document.names, NAMES_SIZE);
    TRY(json_table_init(&document.table, &document.scan, evidence));
    document.table.by_offset = again;
    if (marked)
        TRY(cursor_skip(cursor, 3));
    if (again) {
        TRY(find_names(&document));
        TRY(cursor_seek(cursor, marked ? 3 : 0));
    }
    status = read_document(&document);
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    end_columns(&document);
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

static enum assay_status json_document_read(struct cursor *cursor, const struct subject *subject,
                                            struct evidence *evidence)
{
    return read_tables(cursor, subject, false, evidence);
}

static enum assay_status json_named_read(struct cursor *cursor, const struct subject *subject,
                                         struct evidence *evidence)
{
    return read_tables(cursor, subject, true, evidence);
}

/* What the head shows: a list of records, at the top or under a name of records; or any form that
 * json_ahead.h knows. */
static unsigned shows_records(struct bytes head)
{
    struct assay_error ignored = {0};
    struct cursor cursor;
    struct json_scan scan;
    enum json_token token = JSON_NAME;
    bool named = true;
    unsigned shown = 0;

    cursor_of_bytes(&cursor, head, &ignored);
    json_scan_init(&scan, &cursor, &(struct json_options){.text_max = NAME_SIZE});
    do {
        if (token == JSON_NAME) {
            const struct json_ahead ahead =
                json_look_ahead(bytes_from(head, (size_t)cursor_at(&cursor)));

            if (ahead.form == JSON_LIST_OF_RECORDS && named)
                shown = BID_RECORDS;
            else if (ahead.form != JSON_FORM_OTHER &&
                     (ahead.form != JSON_LIST_OF_VALUES || scan.depth > 0))
                shown = BID_LIST;
        }
        if (shown == BID_RECORDS || json_next(&scan, &token) != ASSAY_OK)
            break;
        named = scan.depth == 1 && token == JSON_NAME && holds_records(scan.text);
    } while (token != JSON_END);
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

static unsigned no_bid(const struct subject *subject)
{
    (void)subject;
    return 0;
}

/* Rows whose names stand behind them are read once more. */
static const struct inspector json_named = {.format = "json",
                                            .kind = ASSAY_KIND_DATASET,
                                            .text = true,
                                            .packed = true,
                                            .bid = no_bid,
                                            .read = json_named_read};

const struct inspector inspect_json = {.format = "json",
                                       .kind = ASSAY_KIND_DATASET,
                                       .text = true,
                                       .further = &json_named,
                                       .bid = json_document_bid,
                                       .read = json_document_read};
