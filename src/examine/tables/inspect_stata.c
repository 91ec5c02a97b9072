/*
 * inspect_stata.c - data sets of Stata, versions 8 to 18 (formats 113 to 119): variables, every
 * value, long texts (strL), and the texts that stand for values.
 */

#include <stdlib.h>

#include "base/ending.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/tables/stata_file.h"

static void file_clear(struct stata_file *file)
{
    survey_clear(&file->survey);
    free(file->types);
    free(file->names);
    free(file->label_sets);
    table_clear(&file->by_set);
}

static uint64_t integer_of(const struct stata_file *file, struct bytes bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes.size; i++)
        value |= (uint64_t)bytes.data[file->big ? bytes.size - 1 - i : i] << 8 * i;
    return value;
}

/* False where it is one of the missing values, which are the largest of their type. */
static bool read_number(const struct stata_file *file, uint32_t type, struct bytes value,
                        double *out)
{
    const uint64_t bits = integer_of(file, value);
    uint32_t half;
    float narrow;

    switch (type) {
    case STATA_BYTE:
        *out = (int8_t)bits;
        return *out <= 100;
    case STATA_INT:
        *out = (int16_t)bits;
        return *out <= 32740;
    case STATA_LONG:
        *out = (int32_t)bits;
        return *out <= 2147483620;
    case STATA_FLOAT:
        half = (uint32_t)bits;
        memcpy(&narrow, &half, sizeof narrow);
        *out = (double)narrow;
        return *out < 0x1p127;
    default:
        memcpy(out, &bits, sizeof bits);
        return *out < 0x1p1023;
    }
}

/* A long text stands behind the rows, with the first cell that has it; others point there, too. */
static void count_long_text(struct stata_file *file, size_t column, struct bytes pointer)
{
    const size_t wide = file->release == 117 ? 4 : file->release == 118 ? 2 : 3;
    const uint64_t variable = integer_of(file, bytes_front(pointer, wide)),
                   row = integer_of(file, bytes_from(pointer, wide));

    if (variable > 0 && (variable != column + 1 || row != file->survey.row + 1))
        survey_count(&file->survey, column, CELL_TEXT);
}

static ASSAY_RESULT read_cell(struct stata_file *file, size_t column)
{
    const uint64_t at = cursor_at(file->cursor);
    struct bytes value;
    double number;

    TRY(cursor_take(file->cursor, (size_t)file->survey.columns[column].width, &value));
    if (file->types[column] == STATA_LONG_TEXT) {
        count_long_text(file, column, value);
        return ASSAY_OK;
    }
    if (file->survey.columns[column].text)
        return survey_text(&file->survey, column, at, bytes_until(value, 0));
    return read_number(file, file->types[column], value, &number)
               ? survey_number(&file->survey, column, at, number)
               : ASSAY_OK;
}

static ASSAY_RESULT read_rows(struct stata_file *file)
{
    struct survey *survey = &file->survey;

    TRY(stata_expect_tag(file, "<data>"));
    for (uint64_t row = 0; row < file->rows && survey->count > 0; row++) {
        TRY(survey_begin_row(survey, cursor_at(file->cursor)));
        for (size_t i = 0; i < survey->count; i++)
            TRY(read_cell(file, i));
        survey_end_row(survey);
    }
    return stata_expect_tag(file, "</data>");
}

static ASSAY_RESULT read_all(struct stata_file *file)
{
    TRY(stata_dictionary(file));
    TRY(read_rows(file));
    if (stata_is_tagged(file))
        TRY(stata_long_texts(file));
    return stata_value_labels(file);
}

/* Formats before 117 begin with their number, the order of bytes, and 1. */
static unsigned stata_bid(const struct subject *subject)
{
    const struct bytes head = subject->head, tag = BYTES("<stata_dta><header><release>");
    const bool old = head.size > 109 && head.data[0] >= 113 && head.data[0] <= 115 &&
                     (head.data[1] == 1 || head.data[1] == 2) && head.data[2] == 1;

    if (bytes_starts(head, tag))
        return 8 * (unsigned)tag.size;
    return old && ends_in(subject->name, ".dta") ? 8 * 3 : 0;
}

static enum assay_status stata_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    CLEANUP(file_clear) struct stata_file file = {.cursor = cursor};

    (void)subject;
    TRY(survey_open(&file.survey, cursor, evidence));
    return survey_tell(&file.survey, read_all(&file));
}

const struct inspector inspect_stata = {.format = "stata",
                                        .kind = ASSAY_KIND_DATASET,
                                        .packed = true,
                                        .bid = stata_bid,
                                        .read = stata_read};
