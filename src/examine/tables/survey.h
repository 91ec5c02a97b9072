/*
 * survey.h - tables as programs for statistics keep them: columns with a short name and a label
 * that says more, texts padded to a width, and numbers of eight bytes that may count days or
 * seconds since a day of the program's own.
 *
 * Readers (inspect_spss.c, inspect_stata.c, inspect_xport.c) tell columns first, then row by row.
 */

#pragma once

#include "base/buf.h"
#include "examine/tables/cells.h"

/* What the numbers of a column count since a day, or nothing. */
struct survey_clock {
    double per_day;      /* so many of them are a day; 0: plain numbers */
    int64_t days_before; /* 1970-01-01, their first day stands */
};

enum { SURVEY_LABEL_MOST = 256 };
#define SURVEY_DAYS_FROM_1960 3653
#define SURVEY_DAYS_FROM_1582 141428 /* the 14th of October */

struct survey_column {
    bool text;
    uint64_t width; /* bytes in a row */
    struct survey_clock clock;
};

struct survey {
    struct cells cells;
    struct survey_column *columns;
    size_t count;
    struct buf text;
    uint64_t row;  /* the present one of its table, from 0 */
    uint64_t rows; /* of the tables before */
};

/* Release with survey_clear(), also after a failure. */
ASSAY_RESULT survey_open(struct survey *survey, struct cursor *cursor, struct evidence *evidence);
void survey_clear(struct survey *survey);

/* Begins a table, or the next one; all columns are plain numbers at first. ASSAY_EFORMAT of more
 * than LIMIT_COLUMNS. */
ASSAY_RESULT survey_begin(struct survey *survey, struct cursor *cursor, uint64_t columns);

/* Names a column; its label speaks for it, too. Both without blanks and NUL behind them. */
ASSAY_RESULT survey_name(struct survey *survey, size_t column, struct bytes name,
                         struct bytes label);

/* A cell of the present row; one that is missing is not put. */
ASSAY_RESULT survey_number(struct survey *survey, size_t column, uint64_t offset, double value);
ASSAY_RESULT survey_text(struct survey *survey, size_t column, uint64_t offset, struct bytes text);

/* A text that stands for values of a column; past the last one: of none. */
ASSAY_RESULT survey_value_label(struct survey *survey, size_t column, uint64_t offset,
                                struct bytes text);

/* A cell whose value stands elsewhere, or is none that columns are compared by. */
void survey_count(struct survey *survey, size_t column, enum cell_type type);

ASSAY_RESULT survey_begin_row(struct survey *survey, uint64_t offset);
void survey_end_row(struct survey *survey);

/* Tells what was read; where the reading failed, as `status` says, rows are missing. Yields it. */
ASSAY_RESULT survey_tell(struct survey *survey, enum assay_status status);

/* A number in digits, with zeros before it, or blanks and NUL behind. */
bool survey_count_of(struct bytes digits, uint64_t *count);
/* Without the blanks and NUL that fill it up. */
struct bytes survey_trim(struct bytes text);
