/* survey.c - see survey.h. */

#include "examine/tables/survey.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/text/single_byte.h"

enum { TEXT_MOST = 64 * 1024, SECONDS_OF_DAY = 86400 };

enum assay_status survey_open(struct survey *survey, struct cursor *cursor,
                              struct evidence *evidence)
{
    buf_init(&survey->text, 4 * (size_t)TEXT_MOST);
    return cells_open(&survey->cells, 0, cursor->size, evidence, cursor->err);
}

enum assay_status survey_begin(struct survey *survey, struct cursor *cursor, uint64_t columns)
{
    if (columns > LIMIT_COLUMNS)
        return cursor_fail(cursor, "%" PRIu64 " columns, more than the %d that are read", columns,
                           LIMIT_COLUMNS);
    if (survey->count > 0)
        data_table_part(&survey->cells.table, survey->count);
    survey->rows += survey->row;
    survey->row = 0;
    free(survey->columns);
    survey->count = (size_t)columns;
    survey->columns = calloc(survey->count + 1, sizeof *survey->columns);
    if (!survey->columns)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
    return cells_reach(&survey->cells, survey->count);
}

void survey_clear(struct survey *survey)
{
    cells_clear(&survey->cells);
    buf_clear(&survey->text);
    free(survey->columns);
    survey->columns = NULL;
}

struct bytes survey_trim(struct bytes text)
{
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == 0))
        text.size--;
    return text;
}

bool survey_count_of(struct bytes digits, uint64_t *count)
{
    digits = survey_trim(digits);
    while (digits.size > 1 && digits.data[0] == '0')
        digits = bytes_from(digits, 1);
    return text_u64(digits, count);
}

/* In UTF-8; what is not was written on a machine of Western Europe. */
static struct bytes readable(struct survey *survey, struct bytes text)
{
    text = bytes_front(survey_trim(text), TEXT_MOST);
    if (utf8_valid(text))
        return text;
    buf_reset(&survey->text);
    single_byte_decode(&survey->text, text);
    return buf_bytes(&survey->text);
}

enum assay_status survey_name(struct survey *survey, size_t column, struct bytes name,
                              struct bytes label)
{
    CLEANUP(buf_clear) struct buf both = {.ceiling = LIMIT_FACT_TEXT};
    const struct data_table *table = &survey->cells.table;

    name = readable(survey, bytes_until(name, 0));
    TRY(cells_name(&survey->cells, (uint32_t)column, name, false));
    buf_add(&both, name.data, name.size);
    label = readable(survey, bytes_front(bytes_until(label, 0), SURVEY_LABEL_MOST));
    if (label.size == 0 || column >= table->count)
        return buf_status(&survey->text, survey->cells.err);
    buf_byte(&both, ' ');
    buf_add(&both, label.data, label.size);
    evidence_column(survey->cells.evidence, data_table_place(table, column), buf_bytes(&both));
    TRY(buf_status(&survey->text, survey->cells.err));
    return buf_status(&both, survey->cells.err);
}

/* Whole days are a date, and what is not counts milliseconds. */
static ASSAY_RESULT put_moment(struct survey *survey, size_t column, uint64_t offset, double value)
{
    enum { MILLISECONDS = 3 };
    const struct survey_clock *clock = &survey->columns[column].clock;
    const double day = value / clock->per_day - (double)clock->days_before;
    const bool whole = day == floor(day);
    const double count = whole ? day : round(day * SECONDS_OF_DAY * 1000);
    const struct meaning meaning = {whole ? MEANS_DATE : MEANS_TIMESTAMP, whole ? 0 : MILLISECONDS};
    uint8_t bytes[8];
    int64_t number;

    if (!(fabs(count) < 1e15))
        return ASSAY_OK;
    number = (int64_t)count;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> 8 * i);
    return cells_put(&survey->cells, (uint32_t)column, survey->row, offset, &meaning,
                     bytes_of(bytes, sizeof bytes));
}

enum assay_status survey_number(struct survey *survey, size_t column, uint64_t offset, double value)
{
    static const struct meaning number = {MEANS_FLOAT, 0}, integer = {MEANS_SIGNED, 0};
    uint8_t bytes[8];
    uint64_t bits;
    bool whole;

    if (survey->columns[column].clock.per_day > 0)
        return put_moment(survey, column, offset, value);
    whole = value == floor(value) && fabs(value) < 1e15; /* all numbers are real ones here */
    if (whole)
        bits = (uint64_t)(int64_t)value;
    else
        memcpy(&bits, &value, sizeof bits);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(bits >> 8 * i);
    return cells_put(&survey->cells, (uint32_t)column, survey->row, offset,
                     whole ? &integer : &number, bytes_of(bytes, sizeof bytes));
}

enum assay_status survey_text(struct survey *survey, size_t column, uint64_t offset,
                              struct bytes text)
{
    text = readable(survey, text);
    TRY(buf_status(&survey->text, survey->cells.err));
    return cells_put_text(&survey->cells, (uint32_t)column, survey->row, offset,
                          text.size > 0 ? CELL_TEXT : CELL_EMPTY, text);
}

enum assay_status survey_value_label(struct survey *survey, size_t column, uint64_t offset,
                                     struct bytes text)
{
    text = readable(survey, text);
    TRY(buf_status(&survey->text, survey->cells.err));
    return cells_beside(&survey->cells, (uint32_t)column, survey->row, offset, text);
}

void survey_count(struct survey *survey, size_t column, enum cell_type type)
{
    data_table_count(&survey->cells.table, column, type);
}

enum assay_status survey_begin_row(struct survey *survey, uint64_t offset)
{
    return cells_begin_rows(&survey->cells, survey->row, 1, true, offset);
}

void survey_end_row(struct survey *survey)
{
    cells_end_rows(&survey->cells);
    survey->row++;
}

enum assay_status survey_tell(struct survey *survey, enum assay_status status)
{
    if (status != ASSAY_OK)
        data_table_lose_rows(&survey->cells.table);
    cells_tell(&survey->cells, survey->rows + survey->row, survey->count);
    return status;
}
