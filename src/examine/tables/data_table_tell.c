/* data_table_tell.c - what a table's columns and rows came to, told at its end. */

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"
#include "examine/evidence.h"
#include "examine/tables/data_table.h"
#include "examine/tables/key_sketch.h"
#include "examine/tables/labels.h"
#include "examine/tables/person_column.h"

enum {
    LONG_NUMBER = 9,    /* digits */
    TIMES_TELL = 2,     /* rows of a time, at most, where times tell rows apart */
    OTHERS_TELL = 1000, /* different rows of values without a number or a time, that do */
};

/* One word for all cells of a column. */
static const char *type_name(unsigned types)
{
    switch (types & ~(1U << CELL_EMPTY)) {
    case 0:
        return "empty";
    case 1U << CELL_INTEGER:
        return "integer";
    case 1U << CELL_NUMBER:
    case 1U << CELL_NUMBER | 1U << CELL_INTEGER:
        return "number";
    case 1U << CELL_BOOLEAN:
        return "boolean";
    case 1U << CELL_DATE:
        return "date";
    case 1U << CELL_NESTED:
        return "nested";
    case 1U << CELL_BINARY:
        return "binary";
    default:
        return "text";
    }
}

static void tell_count(struct evidence *evidence, enum assay_fact_id id, uint64_t count)
{
    char text[24];
    int size = snprintf(text, sizeof text, "%" PRIu64, count);

    evidence_list(evidence, id, MEASURED, bytes_of(text, (size_t)size));
}

/* True for a whole number of so many digits that it may be somebody's: of a telephone, an account,
 * a social security. */
static bool is_long_number(const struct data_table_bound *bound)
{
    size_t sign = bound->size > 0 && bound->text[0] == '-';

    for (size_t i = sign; i < bound->size; i++)
        if (bound->text[i] < '0' || bound->text[i] > '9')
            return false;
    return bound->size - sign >= LONG_NUMBER;
}

/* True where extremes would show two of many such numbers: a row each. */
static bool shows_long_numbers(const struct data_table_column *column)
{
    return !(column->types >> CELL_DATE & 1) &&
           (is_long_number(&column->least) || is_long_number(&column->most)) &&
           2 * distinct_count(column->distinct) >= column->cells;
}

static void tell_bounds(struct data_table *table, size_t index)
{
    const struct data_table_column *column = &table->columns[index];
    struct column_bounds bounds = {.table = table->first};

    bounds.part = column->types >> CELL_NESTED & 1 ? ROW_PARTS : data_table_row_part(table, index);
    if (cell_types_have_order(column->types) && !column->unsure && !shows_long_numbers(column)) {
        bounds.least = bytes_of(column->least.text, column->least.size);
        bounds.most = bytes_of(column->most.text, column->most.size);
        bounds.time = column->types >> CELL_DATE & 1;
    }
    evidence_bounds(table->evidence, table->first + (uint32_t)index, &bounds);
}

/* All rows, in their order: 7, 8, 9 ... */
static bool numbers_rows(const struct data_table *table, const struct data_table_column *column)
{
    return column->types == 1U << CELL_INTEGER && !column->unnumbered && column->cells > 1 &&
           column->cells == table->rows &&
           column->largest == column->smallest + (double)(column->cells - 1);
}

/* Times recur in the parts of a split, as numbers of rows do; of a few times that is seen. */
static void note_part(struct data_table *table, size_t index, uint64_t distinct)
{
    const struct data_table_column *column = &table->columns[index];
    const unsigned part = data_table_row_part(table, index);

    if (numbers_rows(table, column))
        table->parts.numbered |= 1U << part;
    else if (column->types == 1U << CELL_DATE && distinct * TIMES_TELL >= table->rows)
        table->parts.timed |= 1U << part;
    else
        alike_parts_add(&table->parts, part, distinct);
    table->parts.enough = (double)(table->rows < OTHERS_TELL ? table->rows : OTHERS_TELL);
}

static void tell_persons(const struct data_table *table, const struct data_table_column *column,
                         uint64_t distinct)
{
    if (column->name && numbers_rows(table, column))
        evidence_list(table->evidence, ASSAY_FACT_DATASET_ROW_NUMBER_COLUMNS, MEASURED,
                      bytes_text(column->name));
    if (column->name && distinct >= PERSON_COLUMN_LEAST && !(column->types & CELL_TYPES_NO_KEYS) &&
        person_column_is_named(column->name + column->in))
        evidence_list(table->evidence, ASSAY_FACT_DATASET_PERSON_COLUMNS, MEASURED,
                      bytes_text(column->name));
}

/* A column that goes beyond what is told of all those without a name for keys is left out. */
static void tell_keys(struct data_table *table, const struct data_table_column *column)
{
    if (!column->keys)
        return;
    if (!column->has_keys) {
        if (table->keys + column->keys->count > KEY_SKETCH_OTHERS)
            return;
        table->keys += column->keys->count;
    }
    key_sketch_tell(column->keys, column->name, table->evidence);
}

static void tell_column(struct data_table *table, size_t index)
{
    struct data_table_column *column = &table->columns[index];
    struct evidence *evidence = table->evidence;
    uint64_t distinct = distinct_count(column->distinct);

    if (column->name)
        evidence_list(evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED,
                      bytes_text(column->name));
    evidence_list(evidence, ASSAY_FACT_DATASET_COLUMN_TYPES, MEASURED,
                  bytes_text(type_name(column->types)));
    tell_count(evidence, ASSAY_FACT_DATASET_COLUMN_NULLS,
               table->rows > column->cells ? table->rows - column->cells : 0);
    tell_count(evidence, ASSAY_FACT_DATASET_COLUMN_DISTINCT,
               distinct < column->cells ? distinct : column->cells);
    tell_bounds(table, index);
    note_part(table, index, distinct);
    tell_persons(table, column, distinct);
    tell_keys(table, column);
    if (column->labels)
        labels_tell(column->labels, table->first + (uint32_t)index,
                    column->name ? column->name : "", evidence);
}

static void tell_rows(struct data_table *table)
{
    uint64_t hashes[ROW_SKETCH_ROWS], duplicates;
    size_t count;

    if (table->sketch.lost || table->alike.lost || table->by_value.lost)
        evidence_no_memory(table->evidence);
    if (table->unsketched)
        return;
    count = row_sketch_end(&table->sketch, hashes, &duplicates);
    row_sketch_tell(hashes, count, table->evidence);
    alike_sketch_tell(&table->alike, table->tables == 1 ? &table->parts : &(struct alike_parts){0},
                      table->evidence);
    value_sketch_tell(&table->by_value, table->evidence);
    evidence_int(table->evidence, ASSAY_FACT_DATASET_DUPLICATE_ROWS, MEASURED, duplicates);
}

void data_table_part(struct data_table *table, uint64_t total)
{
    for (size_t i = 0; i < table->count && i < total; i++)
        tell_column(table, i);
    table->told += total;
    table->tables++;
    table->first += (uint32_t)table->count;
    table->rows = 0;
    data_table_forget(table);
}

void data_table_drop_part(struct data_table *table)
{
    table->first += (uint32_t)table->count;
    table->rows = 0;
    data_table_forget(table);
}

void data_table_tell(struct data_table *table, uint64_t total)
{
    data_table_part(table, total);
    evidence_int(table->evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, table->told);
    tell_rows(table);
}
