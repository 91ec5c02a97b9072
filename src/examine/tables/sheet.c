/* sheet.c - see sheet.h. */

#include "examine/tables/sheet.h"

#include "base/kit.h"
#include "base/limits.h"

enum { LETTERS = 8 };

enum assay_status sheet_init(struct sheet *sheet, struct evidence *evidence,
                             struct assay_error *err)
{
    *sheet = (struct sheet){.evidence = evidence};
    buf_init(&sheet->cells, LIMIT_COLUMNS * sizeof(uint32_t));
    return data_table_init(&sheet->table, evidence, err);
}

void sheet_clear(struct sheet *sheet)
{
    data_table_clear(&sheet->table);
    buf_clear(&sheet->cells);
}

/* A, B ... Z, AA: as people know a column. */
static struct bytes letters_of(uint64_t column, char room[LETTERS])
{
    size_t at = LETTERS;

    for (column++; column > 0 && at > 0; column = (column - 1) / 26)
        room[--at] = (char)('A' + (column - 1) % 26);
    return bytes_of(room + at, LETTERS - at);
}

static ASSAY_RESULT reach(struct sheet *sheet, uint64_t column, struct assay_error *err)
{
    size_t first = sheet->table.count;
    char room[LETTERS];

    TRY(data_table_reach(&sheet->table, (size_t)column + 1, err));
    for (size_t i = first; i < sheet->table.count; i++)
        TRY(data_table_name_in(&sheet->table, i, letters_of(i, room), sheet->in, err));
    return ASSAY_OK;
}

enum assay_status sheet_cell(struct sheet *sheet, const struct sheet_cell *cell,
                             struct assay_error *err)
{
    size_t column = cell->column < LIMIT_COLUMNS ? (size_t)cell->column : LIMIT_COLUMNS;
    uint32_t place = EVIDENCE_NO_COLUMN, number = (uint32_t)column;

    if (column >= sheet->table.count && column < LIMIT_COLUMNS)
        TRY(reach(sheet, column, err));
    if (!sheet->begun && sheet->present == 0)
        sheet->header = cell->type == CELL_TEXT;
    sheet->present++;
    if (cell->unknown)
        data_table_lose_rows(&sheet->table);
    if (!sheet->header) {
        place = data_table_place(&sheet->table, column);
        data_table_typed_cell(&sheet->table, column, cell->type, cell->text, &sheet->row);
        if (column < sheet->table.count)
            buf_add(&sheet->cells, &number, sizeof number);
    } else if (!cell->unknown && cell->text.size > 0) {
        TRY(data_table_name_in(&sheet->table, column, cell->text, sheet->in, err));
    }
    if (!cell->unknown && cell->text.size > 0)
        evidence_value(sheet->evidence, place, sheet->line, cell->at, cell->text);
    return ASSAY_OK;
}

static bool holds(struct bytes text, const char *what)
{
    return memmem(text.data, text.size, what, strlen(what)) != NULL;
}

struct bytes sheet_error_text(uint8_t code)
{
    switch (code) {
    case 0x00:
        return BYTES("#NULL!");
    case 0x07:
        return BYTES("#DIV/0!");
    case 0x0f:
        return BYTES("#VALUE!");
    case 0x17:
        return BYTES("#REF!");
    case 0x1d:
        return BYTES("#NAME?");
    case 0x24:
        return BYTES("#NUM!");
    default:
        return BYTES("#N/A");
    }
}

void sheet_formula(struct sheet *sheet, struct bytes text, uint64_t offset)
{
    const struct assay_place place = {.offset = offset};

    sheet->formulas++;
    if (text.size > 0 && (holds(text, "|") || holds(text, "WEBSERVICE(") || holds(text, "DDE(")))
        evidence_observe(sheet->evidence, "data.formula-cell", ASSAY_MEDIUM, &place,
                         bytes_of(NULL, 0));
}

/* The row stands for more than one: so does each cell of it. */
static void repeat(struct sheet *sheet, uint64_t times)
{
    for (uint64_t i = 0; i < times; i++)
        data_table_row(&sheet->table, &sheet->row);
    for (size_t at = 0; at < sheet->cells.size; at += sizeof(uint32_t)) {
        uint32_t column;

        memcpy(&column, sheet->cells.data + at, sizeof column);
        sheet->table.columns[column].cells += times - 1;
    }
}

void sheet_row(struct sheet *sheet, uint64_t times)
{
    if (sheet->present > 0) {
        if (!sheet->header && times > 0)
            repeat(sheet, times < LIMIT_SHEET_REPEATS ? times : LIMIT_SHEET_REPEATS);
        sheet->begun = true;
        sheet->header = false;
    }
    buf_reset(&sheet->cells);
    sheet->present = 0;
    sheet->row = (struct row_sum){0};
    if (ckd_add(&sheet->line, sheet->line, times))
        sheet->line = UINT64_MAX;
}

void sheet_end(struct sheet *sheet)
{
    sheet->all_rows += sheet->table.rows;
    data_table_part(&sheet->table, sheet->table.count);
    buf_reset(&sheet->cells);
    sheet->begun = sheet->header = false;
    sheet->present = sheet->line = 0;
    sheet->row = (struct row_sum){0};
}

enum assay_status sheet_tell(struct sheet *sheet, enum assay_status status)
{
    if (status != ASSAY_OK)
        data_table_lose_rows(&sheet->table);
    sheet_end(sheet);
    evidence_int(sheet->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, sheet->all_rows);
    evidence_int(sheet->evidence, ASSAY_FACT_DATASET_FORMULA_CELLS, MEASURED, sheet->formulas);
    data_table_tell(&sheet->table, 0);
    return status;
}
