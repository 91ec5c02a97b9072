/*
 * inspect_xlsx.c - the sheets of an Excel workbook (.xlsx, .xlsm), members of a zip.
 *
 * A sheet is an item of its own, and so is the list of shared texts that its cells point into
 * (shared_texts.h); where that list is not at hand a sheet knows of texts which are the same, not
 * what they say.
 *
 * Source: ECMA-376, part 1, 18.3 (worksheets).
 */

#include "base/find.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/xml_tokens.h"
#include "examine/inspect.h"
#include "examine/tables/shared_texts.h"
#include "examine/tables/sheet.h"

/* What is gathered of a cell until its end tag. */
struct cell {
    bool open, value, formula, formulas; /* between tags: of the cell, its value, its formula */
    bool points;                         /* its value is the number of a shared text */
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

static void open_tag(struct xml_tokens *xml, struct cell *cell, struct sheet *sheet)
{
    if (xml_tokens_is(xml, "row")) {
        cell->column = UINT64_MAX; /* the next is the first */
        sheet->line = xml_tokens_number(xml, "r", sheet->line + 1) - 1;
    } else if (xml_tokens_is(xml, "c")) {
        cell->column = column_of(xml_tokens_attribute(xml, "r"), cell->column + 1);
        cell->type = type_of(xml_tokens_attribute(xml, "t"));
        cell->points = bytes_equal(xml_tokens_attribute(xml, "t"), BYTES("s"));
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

/* The text that a cell points to; false where it is not at hand. */
static bool follow(struct shared_texts *shared, struct bytes number, struct bytes *text)
{
    uint64_t value = 0;

    if (!shared || number.size == 0 || number.size > 9)
        return false;
    for (size_t i = 0; i < number.size; i++) {
        if (number.data[i] < '0' || number.data[i] > '9')
            return false;
        value = value * 10 + (number.data[i] - (uint64_t)'0');
    }
    return shared_texts_use(shared, value, text);
}

static ASSAY_RESULT close_cell(struct cell *cell, struct sheet *sheet, struct shared_texts *shared,
                               struct cursor *cursor)
{
    struct sheet_cell told = {
        .column = cell->column, .type = cell->type, .text = buf_bytes(&cell->text), .at = cell->at};

    cell->open = false;
    TRY(buf_status(&cell->text, cursor->err));
    if (cell->formulas)
        sheet_formula(sheet, buf_bytes(&cell->expression), cell->at);
    if (told.text.size == 0)
        return ASSAY_OK;
    told.unknown = cell->points && !follow(shared, told.text, &told.text);
    if (told.type == CELL_BOOLEAN)
        told.text = told.text.data[0] == '1' ? BYTES("true") : BYTES("false");
    if (told.type == CELL_NUMBER && cell_type(told.text) == CELL_INTEGER)
        told.type = CELL_INTEGER;
    return told.text.size == 0 ? ASSAY_OK : sheet_cell(sheet, &told, cursor->err);
}

static void add_chars(struct xml_tokens *xml, struct cell *cell)
{
    struct buf *to = cell->value ? &cell->text : cell->formula ? &cell->expression : NULL;

    if (to && to->size + xml->text.size <= LIMIT_XML_CHARS)
        buf_add(to, xml->text.data, xml->text.size);
}

static ASSAY_RESULT read_sheet(struct xml_tokens *xml, struct cell *cell, struct sheet *sheet,
                               struct shared_texts *shared)
{
    enum xml_token token;

    for (;;) {
        TRY(xml_tokens_next(xml, &token));
        if (token == XML_OVER)
            return ASSAY_OK;
        if (token == XML_OPEN)
            open_tag(xml, cell, sheet);
        else if (token == XML_CHARS && cell->open)
            add_chars(xml, cell);
        if (token != XML_CLOSE)
            continue;
        cell->value = cell->formula = false;
        if (cell->open && xml_tokens_is(xml, "c"))
            TRY(close_cell(cell, sheet, shared, xml->cursor));
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

    xml_tokens_init(&xml, cursor);
    buf_init(&cell.text, LIMIT_XML_CHARS);
    buf_init(&cell.expression, LIMIT_XML_CHARS);
    TRY(sheet_init(&sheet, evidence, cursor->err));
    return sheet_tell(&sheet, read_sheet(&xml, &cell, &sheet, subject->shared));
}

static unsigned xlsx_bid(const struct subject *subject)
{
    struct bytes folder = BYTES("xl/worksheets/");

    return bytes_starts(subject->path, folder) && bytes_ends(subject->path, BYTES(".xml")) &&
                   bytes_contain(subject->head, "<worksheet")
               ? 80
               : 0;
}

const struct inspector inspect_xlsx = {.format = "xlsx-sheet",
                                       .kind = ASSAY_KIND_DATASET,
                                       .text = true,
                                       .packed = true,
                                       .bid = xlsx_bid,
                                       .read = xlsx_read};
