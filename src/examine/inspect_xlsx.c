/*
 * inspect_xlsx.c - the sheets of an Excel workbook (.xlsx, .xlsm), members of a zip.
 *
 * A sheet is an item of its own, and so is the list of shared texts that its cells point into: of
 * texts the sheet knows which are the same, not what they say (inspect_xlsx_parts.c). The XML
 * itself is searched as it is.
 *
 * Source: ECMA-376, part 1, 18.3 (worksheets).
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/sheet.h"
#include "examine/xml_tokens.h"

/* What is gathered of a cell until its end tag. */
struct cell {
    bool open, value, formula, formulas; /* between tags: of the cell, its value, its formula */
    uint64_t column, at;
    enum cell_type type;
    struct buf text, expression;
};

static void cell_clear(struct cell *cell)
{
    buf_clear(&cell->text);
    buf_clear(&cell->expression);
}

/* "BC12": letters as a number from 0; `otherwise` where there are none. */
static uint64_t column_of(struct bytes reference, uint64_t otherwise)
{
    uint64_t column = 0;

    for (size_t i = 0; i < reference.size && reference.data[i] >= 'A' && reference.data[i] <= 'Z';
         i++)
        if (column < LIMIT_COLUMNS * 26ULL)
            column = column * 26 + (reference.data[i] - 'A' + 1U);
    return column ? column - 1 : otherwise;
}

static enum cell_type type_of(struct bytes type)
{
    if (type.size == 0 || bytes_equal(type, BYTES("n")))
        return CELL_NUMBER;
    if (bytes_equal(type, BYTES("b")))
        return CELL_BOOLEAN;
    return bytes_equal(type, BYTES("d")) ? CELL_DATE : CELL_TEXT;
}

static void open_tag(struct xml_tokens *xml, struct cell *cell)
{
    if (xml_tokens_is(xml, "row")) {
        cell->column = UINT64_MAX; /* the next is the first */
    } else if (xml_tokens_is(xml, "c")) {
        cell->column = column_of(xml_tokens_attribute(xml, "r"), cell->column + 1);
        cell->type = type_of(xml_tokens_attribute(xml, "t"));
        cell->at = xml->at;
        cell->open = true;
        cell->formulas = false;
        buf_reset(&cell->text);
        buf_reset(&cell->expression);
    } else if (cell->open) {
        cell->value = xml_tokens_is(xml, "v") || xml_tokens_is(xml, "t");
        cell->formula = xml_tokens_is(xml, "f");
        cell->formulas |= cell->formula;
    }
}

static ASSAY_RESULT close_cell(struct cell *cell, struct sheet *sheet, struct cursor *cursor)
{
    struct bytes text = buf_bytes(&cell->text);

    cell->open = false;
    TRY(buf_status(&cell->text, cursor->err));
    if (cell->formulas)
        sheet_formula(sheet, buf_bytes(&cell->expression), cell->at);
    if (text.size == 0)
        return ASSAY_OK;
    if (cell->type == CELL_BOOLEAN)
        text = text.data[0] == '1' ? BYTES("true") : BYTES("false");
    if (cell->type == CELL_NUMBER && cell_type(text) == CELL_INTEGER)
        cell->type = CELL_INTEGER;
    return sheet_cell(sheet, cell->column, cell->type, text, cursor_at(cursor), cursor->err);
}

static void add_chars(struct xml_tokens *xml, struct cell *cell)
{
    struct buf *to = cell->value ? &cell->text : cell->formula ? &cell->expression : NULL;

    if (to && to->size + xml->text.size <= LIMIT_XML_CHARS)
        buf_add(to, xml->text.data, xml->text.size);
}

static ASSAY_RESULT read_sheet(struct xml_tokens *xml, struct cell *cell, struct sheet *sheet)
{
    enum xml_token token;

    for (;;) {
        TRY(xml_tokens_next(xml, &token));
        if (token == XML_OVER)
            return ASSAY_OK;
        if (token == XML_OPEN)
            open_tag(xml, cell);
        else if (token == XML_CHARS && cell->open)
            add_chars(xml, cell);
        if (token != XML_CLOSE)
            continue;
        cell->value = cell->formula = false;
        if (cell->open && xml_tokens_is(xml, "c"))
            TRY(close_cell(cell, sheet, xml->cursor));
        else if (xml_tokens_is(xml, "row"))
            sheet_row(sheet, 1);
    }
}

static enum assay_status xlsx_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(xml_tokens_clear) struct xml_tokens xml;
    CLEANUP(sheet_clear) struct sheet sheet = {0};
    CLEANUP(cell_clear) struct cell cell = {.column = UINT64_MAX};
    enum assay_status status;

    (void)subject;
    xml_tokens_init(&xml, cursor);
    buf_init(&cell.text, LIMIT_XML_CHARS);
    buf_init(&cell.expression, LIMIT_XML_CHARS);
    TRY(sheet_init(&sheet, evidence, cursor->err));
    data_table_lose_rows(&sheet.table); /* their texts are elsewhere */
    status = read_sheet(&xml, &cell, &sheet);
    sheet_tell(&sheet);
    return status;
}

static unsigned xlsx_bid(const struct subject *subject)
{
    struct bytes folder = BYTES("xl/worksheets/");

    return bytes_starts(subject->path, folder) && bytes_ends(subject->path, BYTES(".xml")) &&
                   memmem(subject->head.data ? (const void *)subject->head.data : "",
                          subject->head.size, "<worksheet", 10)
               ? 80
               : 0;
}

const struct inspector inspect_xlsx = {.format = "xlsx-sheet",
                                       .kind = ASSAY_KIND_DATASET,
                                       .text = true,
                                       .bid = xlsx_bid,
                                       .read = xlsx_read};
