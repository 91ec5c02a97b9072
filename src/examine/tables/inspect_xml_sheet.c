/*
 * inspect_xml_sheet.c - workbooks of Excel 2002 and 2003 as XML, which is also what many programs
 * write that call it .xls: sheets, rows and cells by their places.
 * Source: Microsoft, "XML Spreadsheet Reference" (SpreadsheetML 2003).
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/html_text.h"
#include "examine/encoding/xml_tokens.h"
#include "examine/inspect.h"
#include "examine/tables/sheet.h"

struct workbook {
    struct xml_tokens xml;
    struct sheet sheet;
    struct buf text, name, formula;
    uint64_t column; /* of the cell at hand or the next, from 0 */
    uint64_t across; /* columns beside its own that a cell covers */
    uint64_t at;
    enum cell_type type;
    bool in_table, in_comment, in_data;
};

static void workbook_clear(struct workbook *workbook)
{
    xml_tokens_clear(&workbook->xml);
    sheet_clear(&workbook->sheet);
    buf_clear(&workbook->text);
    buf_clear(&workbook->name);
    buf_clear(&workbook->formula);
}

static enum cell_type type_of(struct bytes type)
{
    if (bytes_equal(type, BYTES("Number")))
        return CELL_NUMBER;
    if (bytes_equal(type, BYTES("Boolean")))
        return CELL_BOOLEAN;
    return bytes_equal(type, BYTES("DateTime")) ? CELL_DATE : CELL_TEXT;
}

static void set_attribute(struct buf *to, struct bytes value)
{
    if (html_text_decode(value, to))
        return;
    buf_reset(to);
    buf_add(to, value.data, value.size);
}

static void open_sheet(struct workbook *workbook)
{
    set_attribute(&workbook->name, xml_tokens_attribute(&workbook->xml, "ss:Name"));
    evidence_list(workbook->sheet.evidence, ASSAY_FACT_DATASET_TABLES, MEASURED,
                  buf_bytes(&workbook->name));
    workbook->sheet.in = buf_string(&workbook->name);
}

/* Cells and rows that follow what is left out tell their place, from 1. */
static uint64_t place_of(const struct workbook *workbook, uint64_t otherwise)
{
    const uint64_t index = xml_tokens_number(&workbook->xml, "ss:Index", 0);

    return index > 0 ? index - 1 : otherwise;
}

static void open_tag(struct workbook *workbook)
{
    struct xml_tokens *xml = &workbook->xml;

    if (xml_tokens_is(xml, "Worksheet")) {
        open_sheet(workbook);
    } else if (xml_tokens_is(xml, "Table")) {
        workbook->in_table = true;
    } else if (workbook->in_table && xml_tokens_is(xml, "Row")) {
        workbook->column = 0;
    } else if (workbook->in_table && xml_tokens_is(xml, "Cell")) {
        workbook->column = place_of(workbook, workbook->column);
        workbook->across = xml_tokens_number(xml, "ss:MergeAcross", 0);
        set_attribute(&workbook->formula, xml_tokens_attribute(xml, "ss:Formula"));
    } else if (xml_tokens_is(xml, "Comment")) {
        workbook->in_comment = true;
    } else if (workbook->in_table && !workbook->in_comment && xml_tokens_is(xml, "Data")) {
        workbook->in_data = true;
        workbook->at = xml->at;
        workbook->type = type_of(xml_tokens_attribute(xml, "ss:Type"));
        buf_reset(&workbook->text);
    }
}

/* A time is told to the thousandth of a second, and mostly is a day. */
static struct bytes day_of(struct bytes text)
{
    const struct bytes midnight = BYTES("T00:00:00.000");

    if (bytes_ends(text, midnight))
        text.size -= midnight.size;
    return text;
}

static ASSAY_RESULT close_data(struct workbook *workbook)
{
    struct bytes text = buf_bytes(&workbook->text);
    struct sheet_cell cell = {
        .column = workbook->column, .type = workbook->type, .at = workbook->at};

    workbook->in_data = false;
    TRY(buf_status(&workbook->text, workbook->xml.cursor->err));
    if (cell.type == CELL_DATE)
        text = day_of(text);
    if (cell.type == CELL_NUMBER && cell_type(text) == CELL_INTEGER)
        cell.type = CELL_INTEGER;
    cell.text = text;
    return text.size > 0 ? sheet_cell(&workbook->sheet, &cell, workbook->xml.cursor->err)
                         : ASSAY_OK;
}

static ASSAY_RESULT close_tag(struct workbook *workbook)
{
    struct xml_tokens *xml = &workbook->xml;

    if (workbook->in_data && xml_tokens_is(xml, "Data"))
        return close_data(workbook);
    if (xml_tokens_is(xml, "Comment"))
        workbook->in_comment = false;
    if (!workbook->in_table)
        return ASSAY_OK;
    if (xml_tokens_is(xml, "Cell")) {
        if (workbook->formula.size > 0)
            sheet_formula(&workbook->sheet, buf_bytes(&workbook->formula), xml->at);
        if (ckd_add(&workbook->column, workbook->column, workbook->across) ||
            ckd_add(&workbook->column, workbook->column, 1))
            workbook->column = LIMIT_COLUMNS;
    } else if (xml_tokens_is(xml, "Row")) {
        sheet_row(&workbook->sheet, 1);
    } else if (xml_tokens_is(xml, "Table")) {
        workbook->in_table = false;
        sheet_end(&workbook->sheet);
    }
    return ASSAY_OK;
}

/* Texts in no cell: who wrote the workbook, and notes, whose text is called data, too; and what is
 * too long for one. */
static void add_text(struct workbook *workbook)
{
    const struct bytes text = workbook->xml.text;

    if (workbook->in_data && workbook->text.size + text.size <= LIMIT_XML_CHARS)
        buf_add(&workbook->text, text.data, text.size);
    else
        evidence_value(workbook->sheet.evidence, EVIDENCE_NO_COLUMN, 0, workbook->xml.at, text);
}

static ASSAY_RESULT read_workbook(struct workbook *workbook)
{
    enum xml_token token;

    for (;;) {
        TRY(xml_tokens_next(&workbook->xml, &token));
        if (token == XML_OVER)
            return buf_status(&workbook->name, workbook->xml.cursor->err);
        if (token == XML_OPEN)
            open_tag(workbook);
        else if (token == XML_CLOSE)
            TRY(close_tag(workbook));
        else
            add_text(workbook);
    }
}

static enum assay_status xml_sheet_read(struct cursor *cursor, const struct subject *subject,
                                        struct evidence *evidence)
{
    CLEANUP(workbook_clear) struct workbook workbook = {.in_table = false};

    xml_tokens_init(&workbook.xml, cursor);
    buf_init(&workbook.text, 2 * (size_t)LIMIT_XML_CHARS);
    buf_init(&workbook.name, LIMIT_XML_TAG);
    buf_init(&workbook.formula, LIMIT_XML_TAG);
    TRY(sheet_init(&workbook.sheet, evidence, cursor->err));
    if (bytes_starts(subject->head, BYTES("\xef\xbb\xbf")))
        TRY(cursor_skip(cursor, 3));
    return sheet_tell(&workbook.sheet, read_workbook(&workbook));
}

static unsigned xml_sheet_bid(const struct subject *subject)
{
    return bytes_contain(bytes_front(subject->head, 1024), "<?xml") &&
                   bytes_contain(subject->head, "\"urn:schemas-microsoft-com:office:spreadsheet\"")
               ? 80
               : 0;
}

const struct inspector inspect_xml_sheet = {.format = "xml-sheet",
                                            .kind = ASSAY_KIND_DATASET,
                                            .text = true,
                                            .packed = true,
                                            .bid = xml_sheet_bid,
                                            .read = xml_sheet_read};
