/*
 * inspect_dbf.c - tables of dBASE and FoxPro (.dbf), which maps have beside their shapes: fields
 * with names of ten letters, and rows of one size, those that were marked as deleted too.
 *
 * Source: dBASE, "Table File Structure"; Visual FoxPro, "Table File Structure"; Library of
 * Congress, fdd000325.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/ending.h"
#include "base/kit.h"
#include "base/load.h"
#include "examine/inspect.h"
#include "examine/tables/survey.h"

enum {
    HEAD = 32,
    FIELD = 32,
    FIELDS_END = 0x0d,
    FIELDS_MOST = 2048,
    FOX_BEHIND = 263, /* bytes behind the fields, of FoxPro's */
};

/* Where the head tells what. */
enum { MONTH_AT = 2, DAY_AT = 3, ROWS_AT = 4, HEAD_SIZE_AT = 8, ROW_SIZE_AT = 10 };

struct dbf {
    struct cursor *cursor;
    struct survey survey;
    char types[FIELDS_MOST];
    uint32_t rows;
    size_t row_size; /* with the mark of those that are deleted */
};

static void dbf_clear(struct dbf *dbf)
{
    survey_clear(&dbf->survey);
}

/* ---- fields ---- */

static ASSAY_RESULT read_field(struct dbf *dbf, size_t i, struct bytes field)
{
    enum { NAME = 11, TYPE_AT = 11, SIZE_AT = 16, SIZE_HIGH_AT = 17 };
    struct survey_column *column = &dbf->survey.columns[i];

    dbf->types[i] = (char)field.data[TYPE_AT];
    column->width = field.data[SIZE_AT];
    if (dbf->types[i] == 'C') /* long ones, as Clipper has them */
        column->width |= (uint64_t)field.data[SIZE_HIGH_AT] << 8;
    column->text = true;
    return survey_name(&dbf->survey, i, bytes_front(field, NAME), bytes_of("", 0));
}

/* Fields up to the mark that ends them, or to the end of the head. */
static size_t count_fields(struct bytes fields)
{
    size_t count = 0;

    while (fields.size >= FIELD && fields.data[0] != FIELDS_END) {
        fields = bytes_from(fields, FIELD);
        count++;
    }
    return count;
}

static ASSAY_RESULT read_fields(struct dbf *dbf)
{
    struct bytes head;
    size_t head_size, used = 1;

    TRY(cursor_peek(dbf->cursor, HEAD, &head));
    if (head.size < HEAD)
        return cursor_fail(dbf->cursor, "cut short in its head");
    dbf->rows = load_u32le(head.data + ROWS_AT);
    dbf->row_size = load_u16le(head.data + ROW_SIZE_AT);
    head_size = load_u16le(head.data + HEAD_SIZE_AT);
    TRY(cursor_take(dbf->cursor, head_size, &head));
    head = bytes_from(head, HEAD);
    if (count_fields(head) > FIELDS_MOST)
        return cursor_fail(dbf->cursor, "%zu fields", count_fields(head));
    TRY(survey_begin(&dbf->survey, dbf->cursor, count_fields(head)));
    for (size_t i = 0; i < dbf->survey.count; i++) {
        TRY(read_field(dbf, i, bytes_from(head, i * FIELD)));
        used += (size_t)dbf->survey.columns[i].width;
    }
    return used <= dbf->row_size ? ASSAY_OK
                                 : cursor_fail(dbf->cursor, "fields of %zu bytes in rows of %zu",
                                               used, dbf->row_size);
}

/* ---- rows ---- */

/* Digits of a day as a date is written. */
static struct bytes date_of(struct bytes digits, char room[10])
{
    enum { DIGITS = 8 };

    if (digits.size != DIGITS)
        return digits;
    for (size_t i = 0, at = 0; i < DIGITS; i++) {
        if (i == 4 || i == 6)
            room[at++] = '-';
        room[at++] = (char)digits.data[i];
    }
    return bytes_of(room, 10);
}

static ASSAY_RESULT read_binary(struct dbf *dbf, size_t column, uint64_t at, struct bytes value)
{
    const uint64_t bits =
        load_u32le(value.data) | (value.size == 8 ? (uint64_t)load_u32le(value.data + 4) << 32 : 0);
    double real;

    if (dbf->types[column] == 'I')
        return survey_number(&dbf->survey, column, at, (int32_t)bits);
    if (dbf->types[column] == 'Y') /* ten-thousandths */
        return survey_number(&dbf->survey, column, at, (double)(int64_t)bits / 10000);
    memcpy(&real, &bits, sizeof real);
    return survey_number(&dbf->survey, column, at, real);
}

static ASSAY_RESULT read_cell(struct dbf *dbf, size_t column, uint64_t at, struct bytes value)
{
    struct survey *survey = &dbf->survey;
    struct bytes text = bytes_trim(survey_trim(value), BYTES(" "));
    char room[10];

    switch (dbf->types[column]) {
    case 'C':
    case 'V':
        return survey_text(survey, column, at, value);
    case 'N':
    case 'F':
        return cells_put_text(&survey->cells, (uint32_t)column, survey->row, at, cell_type(text),
                              text);
    case 'D':
        text = date_of(text, room);
        return cells_put_text(&survey->cells, (uint32_t)column, survey->row, at, cell_type(text),
                              text);
    case 'L':
        if (text.size == 1 && strchr("TtYyFfNn", text.data[0]))
            survey_count(survey, column, CELL_BOOLEAN);
        return ASSAY_OK;
    case 'I':
    case 'Y':
    case 'B':
    case 'O':
        if (value.size == (dbf->types[column] == 'I' ? 4 : 8))
            return read_binary(dbf, column, at, value);
        return ASSAY_OK;
    default: /* a place in a file beside it, a moment, a picture */
        survey_count(survey, column, CELL_BINARY);
        return ASSAY_OK;
    }
}

static ASSAY_RESULT read_rows(struct dbf *dbf)
{
    struct survey *survey = &dbf->survey;

    for (uint32_t row = 0; row < dbf->rows && survey->count > 0; row++) {
        const uint64_t at = cursor_at(dbf->cursor);
        struct bytes bytes;

        TRY(cursor_take(dbf->cursor, dbf->row_size, &bytes));
        bytes = bytes_from(bytes, 1);
        TRY(survey_begin_row(survey, at));
        for (size_t i = 0; i < survey->count; i++) {
            const size_t width = (size_t)survey->columns[i].width;

            TRY(read_cell(dbf, i, at, bytes_front(bytes, width)));
            bytes = bytes_from(bytes, width);
        }
        survey_end_row(survey);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_all(struct dbf *dbf)
{
    TRY(read_fields(dbf));
    return read_rows(dbf);
}

/* Nothing but its version begins it; what the head says has to fit together, and its name. */
static unsigned dbf_bid(const struct subject *subject)
{
    static const uint8_t versions[] = {0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63,
                                       0x83, 0x8b, 0x8c, 0x8e, 0xcb, 0xe5, 0xf5, 0xfb};
    const struct bytes head = subject->head;
    size_t head_size;

    if (head.size < HEAD + FIELD || !memchr(versions, head.data[0], sizeof versions) ||
        head.data[MONTH_AT] > 12 || head.data[DAY_AT] > 31 || !ends_in(subject->name, ".dbf"))
        return 0;
    head_size = load_u16le(head.data + HEAD_SIZE_AT);
    if (head_size > HEAD + FOX_BEHIND && (head_size - HEAD - 1 - FOX_BEHIND) % FIELD == 0)
        head_size -= FOX_BEHIND;
    return head_size > HEAD + FIELD && (head_size - HEAD) % FIELD < 3 &&
                   load_u16le(head.data + ROW_SIZE_AT) > 1
               ? 8 * 2
               : 0;
}

static enum assay_status dbf_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    CLEANUP(dbf_clear) struct dbf dbf = {.cursor = cursor};

    (void)subject;
    TRY(survey_open(&dbf.survey, cursor, evidence));
    return survey_tell(&dbf.survey, read_all(&dbf));
}

const struct inspector inspect_dbf = {
    .format = "dbf", .kind = ASSAY_KIND_DATASET, .packed = true, .bid = dbf_bid, .read = dbf_read};
