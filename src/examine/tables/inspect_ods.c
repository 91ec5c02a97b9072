/*
 * inspect_ods.c - the sheets of an OpenDocument spreadsheet, and the paragraphs of a text or of
 * slides: content.xml, a member of its zip.
 * Source: OpenDocument 1.3, part 3, 9.1 (tables).
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/xml_tokens.h"
#include "examine/inspect.h"
#include "examine/tables/sheet.h"

struct ods {
    struct xml_tokens xml;
    struct sheet sheet;
    struct buf text, name, value, formula;
    uint64_t at, column, repeats, rows; /* of the present cell, of the present row */
    enum cell_type type;
    bool in_table, in_cell, in_text, any;
};

static void ods_clear(struct ods *ods)
{
    xml_tokens_clear(&ods->xml);
    sheet_clear(&ods->sheet);
    buf_clear(&ods->text);
    buf_clear(&ods->name);
    buf_clear(&ods->value);
    buf_clear(&ods->formula);
}

static enum cell_type type_of(struct bytes type)
{
    if (bytes_equal(type, BYTES("float")) || bytes_equal(type, BYTES("percentage")) ||
        bytes_equal(type, BYTES("currency")))
        return CELL_NUMBER;
    if (bytes_equal(type, BYTES("boolean")))
        return CELL_BOOLEAN;
    return bytes_equal(type, BYTES("date")) ? CELL_DATE : CELL_TEXT;
}

static void set(struct buf *to, struct bytes from)
{
    buf_reset(to);
    buf_add(to, from.data, from.size);
}

static void open_cell(struct ods *ods)
{
    struct xml_tokens *xml = &ods->xml;
    struct bytes value = xml_tokens_attribute(xml, "office:value");

    ods->in_cell = true;
    ods->at = xml->at;
    ods->type = type_of(xml_tokens_attribute(xml, "office:value-type"));
    ods->repeats = xml_tokens_number(xml, "table:number-columns-repeated", 1);
    if (value.size == 0)
        value = xml_tokens_attribute(xml, "office:date-value");
    if (value.size == 0)
        value = xml_tokens_attribute(xml, "office:boolean-value");
    set(&ods->value, value);
    set(&ods->formula, xml_tokens_attribute(xml, "table:formula"));
    buf_reset(&ods->text);
}

/* A paragraph in no cell: of a text, of slides, of a note beside a sheet. */
static void end_paragraph(struct ods *ods)
{
    if (ods->text.size > 0)
        evidence_value(ods->sheet.evidence, EVIDENCE_NO_COLUMN, 0, ods->at, buf_bytes(&ods->text));
    buf_reset(&ods->text);
}

static void open_tag(struct ods *ods)
{
    struct xml_tokens *xml = &ods->xml;

    if (xml_tokens_is(xml, "table") && bytes_starts(xml->name, BYTES("table:"))) {
        ods->in_table = ods->any = true;
        set(&ods->name, xml_tokens_attribute(xml, "table:name"));
        evidence_list(ods->sheet.evidence, ASSAY_FACT_DATASET_TABLES, MEASURED,
                      buf_bytes(&ods->name));
        ods->sheet.in = buf_string(&ods->name);
    } else if (ods->in_table && xml_tokens_is(xml, "table-row")) {
        ods->column = 0;
        ods->rows = xml_tokens_number(xml, "table:number-rows-repeated", 1);
    } else if (ods->in_table &&
               (xml_tokens_is(xml, "table-cell") || xml_tokens_is(xml, "covered-table-cell"))) {
        open_cell(ods);
    } else if (xml_tokens_is(xml, "p") || xml_tokens_is(xml, "h")) {
        if (!ods->in_cell)
            end_paragraph(ods);
        ods->in_text = true;
    } else if (ods->in_text && (xml_tokens_is(xml, "s") || xml_tokens_is(xml, "tab"))) {
        buf_byte(&ods->text, ' ');
    }
}

static ASSAY_RESULT close_cell(struct ods *ods)
{
    struct cursor *cursor = ods->xml.cursor;
    struct bytes text = buf_bytes(ods->value.size ? &ods->value : &ods->text);

    ods->in_cell = ods->in_text = false;
    TRY(buf_status(&ods->text, cursor->err));
    TRY(buf_status(&ods->value, cursor->err));
    if (ods->formula.size > 0)
        sheet_formula(&ods->sheet, buf_bytes(&ods->formula), ods->xml.at);
    if (ods->type == CELL_NUMBER && cell_type(text) == CELL_INTEGER)
        ods->type = CELL_INTEGER;
    for (uint64_t i = 0; text.size > 0 && i < ods->repeats && i < LIMIT_COLUMNS; i++) {
        const struct sheet_cell cell = {
            .column = ods->column + i, .type = ods->type, .text = text, .at = ods->at};

        TRY(sheet_cell(&ods->sheet, &cell, cursor->err));
    }
    if (ckd_add(&ods->column, ods->column, ods->repeats))
        ods->column = UINT64_MAX - LIMIT_COLUMNS;
    return ASSAY_OK;
}

static ASSAY_RESULT close_tag(struct ods *ods)
{
    struct xml_tokens *xml = &ods->xml;

    if (ods->in_cell &&
        (xml_tokens_is(xml, "table-cell") || xml_tokens_is(xml, "covered-table-cell")))
        return close_cell(ods);
    if (ods->in_table && xml_tokens_is(xml, "table-row"))
        sheet_row(&ods->sheet, ods->rows);
    if (xml_tokens_is(xml, "p") || xml_tokens_is(xml, "h")) {
        ods->in_text = false;
        if (!ods->in_cell)
            end_paragraph(ods);
    }
    if (xml_tokens_is(xml, "table") && bytes_starts(xml->name, BYTES("table:"))) {
        ods->in_table = false;
        sheet_end(&ods->sheet);
    }
    return ASSAY_OK;
}

static void add_text(struct ods *ods)
{
    struct bytes text = ods->xml.text;

    if (ods->text.size + text.size > LIMIT_XML_CHARS) {
        if (ods->in_cell)
            return;
        end_paragraph(ods);
    }
    if (!ods->in_cell && ods->text.size == 0)
        ods->at = ods->xml.at;
    buf_add(&ods->text, text.data, text.size);
}

static ASSAY_RESULT read_content(struct ods *ods)
{
    enum xml_token token;

    for (;;) {
        TRY(xml_tokens_next(&ods->xml, &token));
        if (token == XML_OVER)
            return buf_status(&ods->name, ods->xml.cursor->err);
        if (token == XML_OPEN)
            open_tag(ods);
        else if (token == XML_CLOSE)
            TRY(close_tag(ods));
        else if (ods->in_text)
            add_text(ods);
    }
}

static enum assay_status ods_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(ods_clear) struct ods ods = {.rows = 1};
    enum assay_status status;

    (void)subject;
    xml_tokens_init(&ods.xml, cursor);
    buf_init(&ods.text, 2 * (size_t)LIMIT_XML_CHARS);
    buf_init(&ods.name, LIMIT_XML_TAG);
    buf_init(&ods.value, LIMIT_XML_TAG);
    buf_init(&ods.formula, LIMIT_XML_TAG);
    TRY(sheet_init(&ods.sheet, evidence, cursor->err));
    status = read_content(&ods);
    if (!ods.any) { /* a text, or a presentation */
        evidence_kind(evidence, ASSAY_KIND_DOCUMENT);
        evidence_format(evidence, "opendocument");
        return status;
    }
    return sheet_tell(&ods.sheet, status);
}

static unsigned ods_bid(const struct subject *subject)
{
    return bytes_equal(subject->path, BYTES("content.xml")) &&
                   bytes_contain(subject->head, "<office:document-content")
               ? 80
               : 0;
}

const struct inspector inspect_ods = {.format = "ods",
                                      .kind = ASSAY_KIND_DATASET,
                                      .text = true,
                                      .packed = true,
                                      .bid = ods_bid,
                                      .read = ods_read};
