/*
 * inspect_xlsx_pivot.c - what a pivot table of a workbook keeps of its source: a copy of all its
 * rows, which stays there when the sheet that they came from is deleted.
 *
 * The definition names the columns, and lists the different values of most; the records hold a row
 * each, of values, or of numbers of those in the list.
 *
 * Source: ECMA-376, part 1, 18.10.1 (pivotCacheDefinition, pivotCacheRecords).
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/html_text.h"
#include "examine/encoding/xml_tokens.h"
#include "examine/inspect.h"
#include "examine/tables/sheet.h"

static unsigned bid_of(const struct subject *subject, const char *root)
{
    return bytes_starts(subject->path, BYTES("xl/pivotCache/")) &&
                   bytes_contain(subject->head, root)
               ? 80
               : 0;
}

/* The elements of a value: a text, a number, a date, a boolean, an error. */
static bool is_value(const struct xml_tokens *xml, enum cell_type *type)
{
    static const struct {
        const char *name;
        enum cell_type type;
    } values[] = {
        {"b", CELL_BOOLEAN}, {"d", CELL_DATE}, {"e", CELL_TEXT},
        {"n", CELL_NUMBER},  {"s", CELL_TEXT},
    };

    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        if (xml_tokens_is(xml, values[i].name)) {
            *type = values[i].type;
            return true;
        }
    return false;
}

static enum cell_type type_of(enum cell_type type, struct bytes text)
{
    return type == CELL_NUMBER && cell_type(text) == CELL_INTEGER ? CELL_INTEGER : type;
}

/* The value of an attribute as a reader has it, without references to characters. */
static struct bytes plain_attribute(const struct xml_tokens *xml, const char *name,
                                    struct buf *decoded)
{
    const struct bytes value = xml_tokens_attribute(xml, name);

    return html_text_decode(value, decoded) ? buf_bytes(decoded) : value;
}

/* ---- the columns, and their different values ---- */

struct fields {
    struct data_table table;
    struct evidence *evidence;
    struct buf decoded;
    size_t count;
    bool listing; /* between the tags of a column's values */
};

static ASSAY_RESULT open_field(const struct xml_tokens *xml, struct fields *fields,
                               struct assay_error *err)
{
    struct bytes text;
    enum cell_type type;
    size_t column;

    if (xml_tokens_is(xml, "cacheField")) {
        fields->count++;
        TRY(data_table_reach(&fields->table, fields->count, err));
        return data_table_name(&fields->table, fields->count - 1,
                               plain_attribute(xml, "name", &fields->decoded), err);
    }
    text = plain_attribute(xml, "v", &fields->decoded);
    fields->listing |= xml_tokens_is(xml, "sharedItems");
    if (!fields->listing || fields->count == 0 || text.size == 0 || !is_value(xml, &type))
        return ASSAY_OK;
    column = fields->count - 1;
    data_table_typed_cell(&fields->table, column, type_of(type, text), text, NULL);
    evidence_value(fields->evidence, data_table_place(&fields->table, column), 0, xml->at, text);
    return ASSAY_OK;
}

static void fields_clear(struct fields *fields)
{
    data_table_clear(&fields->table);
    buf_clear(&fields->decoded);
}

static ASSAY_RESULT read_fields(struct cursor *cursor, struct fields *fields)
{
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    enum xml_token token;

    xml_tokens_init(&xml, cursor);
    for (;;) {
        TRY(xml_tokens_next(&xml, &token));
        if (token == XML_OVER)
            return ASSAY_OK;
        if (token == XML_OPEN)
            TRY(open_field(&xml, fields, cursor->err));
        else if (token == XML_CLOSE && xml_tokens_is(&xml, "sharedItems"))
            fields->listing = false;
    }
}

static enum assay_status fields_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence)
{
    CLEANUP(fields_clear) struct fields fields = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    buf_init(&fields.decoded, LIMIT_XML_TAG);
    TRY(data_table_init(&fields.table, evidence, cursor->err));
    data_table_lose_rows(&fields.table);
    status = read_fields(cursor, &fields);
    data_table_tell(&fields.table, fields.count);
    return status;
}

static unsigned fields_bid(const struct subject *subject)
{
    return bid_of(subject, "<pivotCacheDefinition");
}

const struct inspector inspect_xlsx_pivot_fields = {.format = "xlsx-pivot",
                                                    .kind = ASSAY_KIND_DATASET,
                                                    .text = true,
                                                    .packed = true,
                                                    .bid = fields_bid,
                                                    .read = fields_read};

/* ---- the rows ---- */

struct records {
    struct sheet sheet;
    struct buf decoded;
    uint64_t column;
};

static void records_clear(struct records *records)
{
    sheet_clear(&records->sheet);
    buf_clear(&records->decoded);
}

static ASSAY_RESULT open_record(const struct xml_tokens *xml, struct records *records,
                                struct assay_error *err)
{
    struct sheet_cell cell = {.text = plain_attribute(xml, "v", &records->decoded), .at = xml->at};
    bool value = is_value(xml, &cell.type);

    cell.unknown = xml_tokens_is(xml, "x"); /* the number of a value in the definition */
    cell.column = records->column;
    if (xml_tokens_is(xml, "r"))
        records->column = 0;
    else
        records->column += value || cell.unknown || xml_tokens_is(xml, "m");
    if (cell.text.size == 0 || !(value || cell.unknown))
        return ASSAY_OK;
    cell.type = value ? type_of(cell.type, cell.text) : CELL_TEXT;
    return sheet_cell(&records->sheet, &cell, err);
}

static ASSAY_RESULT read_records(struct cursor *cursor, struct records *records)
{
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    enum xml_token token;

    xml_tokens_init(&xml, cursor);
    for (;;) {
        TRY(xml_tokens_next(&xml, &token));
        if (token == XML_OVER)
            return ASSAY_OK;
        if (token == XML_OPEN)
            TRY(open_record(&xml, records, cursor->err));
        else if (token == XML_CLOSE && xml_tokens_is(&xml, "r"))
            sheet_row(&records->sheet, 1);
    }
}

static enum assay_status records_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    CLEANUP(records_clear) struct records records = {.column = 0};

    (void)subject;
    buf_init(&records.decoded, LIMIT_XML_TAG);
    TRY(sheet_init(&records.sheet, evidence, cursor->err));
    records.sheet.begun = true; /* no row of names */
    return sheet_tell(&records.sheet, read_records(cursor, &records));
}

static unsigned records_bid(const struct subject *subject)
{
    return bid_of(subject, "<pivotCacheRecords");
}

const struct inspector inspect_xlsx_pivot_records = {.format = "xlsx-pivot",
                                                     .kind = ASSAY_KIND_DATASET,
                                                     .text = true,
                                                     .packed = true,
                                                     .bid = records_bid,
                                                     .read = records_read};
