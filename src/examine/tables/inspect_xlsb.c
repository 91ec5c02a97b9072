/*
 * inspect_xlsb.c - the parts of a workbook of Excel in binary form (.xlsb), members of a zip: the
 * names of its sheets, the texts that cells share, and each sheet with its cells.
 *
 * Texts of records that hold no cell (links, headers, checks of what is typed in, formulas) are
 * searched as they stand there.
 *
 * Source: [MS-XLSB], 2.1.7 (parts), 2.4 (records), 2.5.10 (Cell).
 */

#include <math.h>
#include <string.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "examine/inspect.h"
#include "examine/tables/biff.h"
#include "examine/tables/real_text.h"
#include "examine/tables/shared_texts.h"
#include "examine/tables/sheet.h"
#include "examine/tables/xlsb_records.h"
#include "examine/text/wide_runs.h"

/* Records of a sheet and of a workbook. */
enum {
    ROW = 0,
    BLANK = 1,
    RK = 2,
    ERROR_VALUE = 3,
    BOOLEAN = 4,
    REAL = 5,
    TEXT = 6,
    SHARED_TEXT = 7,
    FORMULA_TEXT = 8,
    FORMULA_REAL = 9,
    FORMULA_BOOLEAN = 10,
    FORMULA_ERROR = 11,
    SHORT_BLANK = 12, /* from here on those from BLANK on, of the column behind the one before */
    SHORT_LAST = 18,
    RICH_TEXT = 62,
    BUNDLE_SHEET = 156,
};

struct xlsb_sheet {
    struct xlsb_records records;
    struct sheet sheet;
    struct shared_texts *shared;
    struct evidence *evidence;
    uint64_t column; /* of the cell before */
    bool in_row;
};

/* 0 of what is not there. */
static uint32_t u32(struct bytes data, size_t at)
{
    return data.size >= at + sizeof(uint32_t) ? load_u32le(data.data + at) : 0;
}

/* ---- cells ---- */

/* Its number; one that is none is no value. */
static void put_number(struct sheet_cell *cell, double value, char room[REAL_TEXT_MAX])
{
    if (isfinite(value))
        cell->text = real_text(room, value, false);
    cell->type = cell_type(cell->text) == CELL_INTEGER ? CELL_INTEGER : CELL_NUMBER;
}

static double real_at(struct bytes *value)
{
    const uint64_t bits = load_u64le(value->data);
    double real;

    memcpy(&real, &bits, sizeof real);
    *value = bytes_from(*value, sizeof real);
    return real;
}

/* What a cell of that type holds, taken off the front; false where the record is too short. */
static bool take_value(struct xlsb_sheet *reading, uint32_t type, struct bytes *value,
                       struct sheet_cell *cell, char room[REAL_TEXT_MAX])
{
    cell->text = bytes_of("", 0);
    cell->type = CELL_TEXT;
    switch (type) {
    case RK:
        put_number(cell, biff_rk(u32(*value, 0)), room);
        return value->size >= sizeof(uint32_t);
    case BOOLEAN:
    case FORMULA_BOOLEAN:
        cell->type = CELL_BOOLEAN;
        cell->text = value->size > 0 && value->data[0] ? BYTES("true") : BYTES("false");
        *value = bytes_from(*value, 1);
        return true;
    case REAL:
    case FORMULA_REAL:
        if (value->size < sizeof(double))
            return false;
        put_number(cell, real_at(value), room);
        return true;
    case RICH_TEXT:
        *value = bytes_from(*value, 1);
        return xlsb_take_text(&reading->records, value, &cell->text);
    case TEXT:
    case FORMULA_TEXT:
        return xlsb_take_text(&reading->records, value, &cell->text);
    case SHARED_TEXT:
        cell->unknown =
            !reading->shared || !shared_texts_use(reading->shared, u32(*value, 0), &cell->text);
        if (cell->unknown)
            cell->text = bytes_front(*value, sizeof(uint32_t));
        return value->size >= sizeof(uint32_t);
    case ERROR_VALUE:
    case FORMULA_ERROR:
        cell->text = sheet_error_text(value->size > 0 ? value->data[0] : 0);
        *value = bytes_from(*value, 1);
        return true;
    default:
        return true;
    }
}

/* Texts that stand in it one way or another. */
static ASSAY_RESULT search(struct xlsb_sheet *reading, struct bytes data, uint64_t at)
{
    struct cursor cursor;

    if (data.size < 2 * (size_t)WIDE_RUN_LEAST)
        return ASSAY_OK;
    cursor_of_part(&cursor, data, at, reading->records.cursor->err);
    return wide_runs_read(&cursor, reading->evidence, NULL);
}

static ASSAY_RESULT read_cell(struct xlsb_sheet *reading, const struct xlsb_record *record)
{
    enum { HEAD = 8, SHORT_HEAD = 4 };
    const bool is_short = record->type >= SHORT_BLANK && record->type <= SHORT_LAST;
    const uint32_t type = is_short ? record->type - SHORT_BLANK + BLANK : record->type;
    const size_t head = is_short ? SHORT_HEAD : HEAD;
    struct sheet_cell cell = {.at = record->at};
    struct bytes value = bytes_from(record->data, head);
    char room[REAL_TEXT_MAX];

    cell.column = is_short ? reading->column + 1 : u32(record->data, 0);
    reading->column = cell.column;
    if (record->data.size < head || !take_value(reading, type, &value, &cell, room))
        return cursor_fail_at(reading->records.cursor, ASSAY_EFORMAT, record->at,
                              "a cell that is cut short");
    if (cell.text.size > 0)
        TRY(sheet_cell(&reading->sheet, &cell, reading->records.cursor->err));
    if (type < FORMULA_TEXT || type > FORMULA_ERROR)
        return ASSAY_OK;
    sheet_formula(&reading->sheet, bytes_of("", 0), record->at);
    return search(reading, value, record->at + (size_t)(value.data - record->data.data));
}

/* Rows are told by their numbers; those between two are empty. */
static void begin_row(struct xlsb_sheet *reading, struct bytes data)
{
    if (reading->in_row)
        sheet_row(&reading->sheet, 1);
    reading->in_row = true;
    reading->column = UINT64_MAX;
    reading->sheet.line = u32(data, 0);
}

static ASSAY_RESULT read_sheet(struct xlsb_sheet *reading)
{
    struct xlsb_record record;
    bool found;

    for (;;) {
        TRY(xlsb_next(&reading->records, &record, &found));
        if (!found)
            break;
        if (record.type == ROW)
            begin_row(reading, record.data);
        else if (record.type <= SHORT_LAST || record.type == RICH_TEXT)
            TRY(read_cell(reading, &record));
        else
            TRY(search(reading, record.data, record.at));
    }
    if (reading->in_row)
        sheet_row(&reading->sheet, 1);
    return ASSAY_OK;
}

static void sheet_reading_clear(struct xlsb_sheet *reading)
{
    xlsb_clear(&reading->records);
    sheet_clear(&reading->sheet);
}

static ASSAY_RESULT read_worksheet(struct cursor *cursor, struct shared_texts *shared,
                                   struct evidence *evidence)
{
    CLEANUP(sheet_reading_clear)
    struct xlsb_sheet reading = {.shared = shared, .evidence = evidence};

    xlsb_open(&reading.records, cursor);
    TRY(sheet_init(&reading.sheet, evidence, cursor->err));
    return sheet_tell(&reading.sheet, read_sheet(&reading));
}

/* ---- the other parts ---- */

static ASSAY_RESULT read_workbook(struct cursor *cursor, struct evidence *evidence)
{
    enum { NUMBERS = 8 };
    CLEANUP(sheet_reading_clear) struct xlsb_sheet reading = {.evidence = evidence};
    struct xlsb_record record;
    struct bytes part, name;
    bool found;

    xlsb_open(&reading.records, cursor);
    for (;;) {
        TRY(xlsb_next(&reading.records, &record, &found));
        if (!found)
            return ASSAY_OK;
        TRY(search(&reading, record.data, record.at));
        if (record.type != BUNDLE_SHEET)
            continue;
        record.data = bytes_from(record.data, NUMBERS);
        if (xlsb_take_text(&reading.records, &record.data, &part) &&
            xlsb_take_text(&reading.records, &record.data, &name))
            evidence_list(evidence, ASSAY_FACT_DATASET_TABLES, MEASURED, name);
    }
}

struct unused {
    const struct shared_texts *shared; /* or NULL: the sheets know none */
    struct evidence *evidence;
    uint64_t number;
};

/* What a cell shows was told of its column, with its sheet. */
static enum assay_status take_string(void *to, uint64_t at, struct bytes text, unsigned runs)
{
    struct unused *unused = to;
    const uint64_t number = unused->number++;

    (void)runs;
    if (text.size > 0 && !(unused->shared && shared_texts_is_used(unused->shared, number)))
        evidence_value(unused->evidence, EVIDENCE_NO_COLUMN, 0, at, text);
    return ASSAY_OK;
}

static enum assay_status xlsb_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct unused unused = {.shared = subject->shared, .evidence = evidence};

    if (bytes_starts(subject->path, BYTES("xl/worksheets/")))
        return read_worksheet(cursor, subject->shared, evidence);
    return bytes_starts(subject->path, BYTES("xl/sharedStrings"))
               ? xlsb_strings_read(cursor, take_string, &unused)
               : read_workbook(cursor, evidence);
}

static unsigned xlsb_bid(const struct subject *subject)
{
    static const char *const parts[] = {"xl/sharedStrings", "xl/workbook", "xl/worksheets/"};

    if (bytes_starts(subject->path, BYTES("xl/worksheets/binaryIndex"))) /* where rows are */
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (bytes_starts(subject->path, bytes_text(parts[i])) &&
            bytes_ends(subject->path, BYTES(".bin")))
            return 8;
    return 0;
}

const struct inspector inspect_xlsb = {.format = "xlsb",
                                       .kind = ASSAY_KIND_DATASET,
                                       .packed = true,
                                       .bid = xlsb_bid,
                                       .read = xlsb_read};
