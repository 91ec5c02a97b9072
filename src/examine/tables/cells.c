/* cells.c - the cells of a table that was decoded. */

#include "examine/tables/cells.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/text/text_hash.h"

enum { EACH = 16 /* what a cell costs beside its bytes */ };

static ASSAY_RESULT no_memory(const struct cells *cells)
{
    return assay_fail(cells->err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for cells");
}

enum assay_status cells_open(struct cells *cells, size_t columns, uint64_t item_size,
                             struct evidence *evidence, struct assay_error *err)
{
    *cells = (struct cells){.evidence = evidence, .err = err};
    if (ckd_mul(&cells->most, item_size, (uint64_t)LIMIT_CELLS_RATIO) ||
        ckd_add(&cells->most, cells->most, LIMIT_CELLS_FREE))
        cells->most = UINT64_MAX;
    TRY(data_table_init(&cells->table, evidence, err));
    return cells_reach(cells, columns);
}

enum assay_status cells_reach(struct cells *cells, size_t columns)
{
    size_t known = cells->table.count, capacity = known ? 2 * known : columns;
    struct cells_column *grown;

    TRY(data_table_reach(&cells->table, columns, cells->err));
    columns = cells->table.count;
    if (columns <= cells->column_capacity)
        return ASSAY_OK;
    if (capacity < columns)
        capacity = columns;
    grown = reallocarray(cells->columns, capacity, sizeof *grown);
    if (!grown)
        return no_memory(cells);
    memset(grown + known, 0, (capacity - known) * sizeof *grown);
    cells->columns = grown;
    cells->column_capacity = capacity;
    return ASSAY_OK;
}

void cells_nest(struct cells *cells, uint32_t column)
{
    if (column < cells->table.count)
        cells->columns[column].nested = true;
}

void cells_clear(struct cells *cells)
{
    data_table_clear(&cells->table);
    free(cells->columns);
    free(cells->sums);
}

enum assay_status cells_name(struct cells *cells, uint32_t column, struct bytes name, bool nested)
{
    if (column < cells->table.count)
        cells->columns[column] = (struct cells_column){.path = text_hash(name), .nested = nested};
    return data_table_name(&cells->table, column, name, cells->err);
}

enum assay_status cells_work(struct cells *cells, uint64_t offset, uint64_t amount)
{
    if (ckd_add(&cells->work, cells->work, amount) || cells_are_too_many(cells)) {
        cells->work = UINT64_MAX;
        return assay_fail(cells->err, ASSAY_ELIMIT, offset,
                          "holds more cells than are looked at in a file of its size");
    }
    return ASSAY_OK;
}

enum assay_status cells_begin_rows(struct cells *cells, uint64_t first, uint64_t count, bool known,
                                   uint64_t offset)
{
    cells->first = first;
    cells->rows = 0;
    TRY(cells_work(cells, offset, count));
    if (!known || count > LIMIT_CELLS_ROWS) {
        data_table_lose_rows(&cells->table);
        cells->table.rows += count;
        return ASSAY_OK;
    }
    if (count > cells->capacity) {
        struct row_sum *grown = reallocarray(cells->sums, (size_t)count, sizeof *grown);

        if (!grown)
            return no_memory(cells);
        cells->sums = grown;
        cells->capacity = count;
    }
    if (count > 0)
        memset(cells->sums, 0, (size_t)count * sizeof *cells->sums);
    cells->rows = count;
    return ASSAY_OK;
}

void cells_end_rows(struct cells *cells)
{
    for (uint64_t i = 0; i < cells->rows; i++)
        data_table_row(&cells->table, &cells->sums[i]);
    cells->rows = 0;
}

static void count_cell(struct cells *cells, uint32_t column, uint64_t row, enum cell_type type,
                       struct bytes text)
{
    struct cells_column *known = &cells->columns[column];
    struct row_sum lost = {0}, *sum = &lost;

    if (row >= cells->first && row - cells->first < cells->rows)
        sum = &cells->sums[row - cells->first];
    if (known->nested) {
        if (known->row != row + 1)
            data_table_nested(&cells->table, column);
        known->row = row + 1;
        data_table_leaf(known->path, text, sum);
    } else if (type == CELL_BINARY) {
        data_table_binary_cell(&cells->table, column, text_hash(text), sum);
    } else {
        data_table_typed_cell(&cells->table, column, type, text, sum);
    }
}

enum assay_status cells_put_text(struct cells *cells, uint32_t column, uint64_t row,
                                 uint64_t offset, enum cell_type type, struct bytes text)
{
    TRY(cells_work(cells, offset, EACH + (uint64_t)text.size));
    if (column >= cells->table.count)
        return ASSAY_OK;
    count_cell(cells, column, row, type, text);
    if (text.size > 0 && type != CELL_BINARY)
        evidence_value(cells->evidence, data_table_place(&cells->table, column), row, offset, text);
    return ASSAY_OK;
}

enum assay_status cells_put(struct cells *cells, uint32_t column, uint64_t row, uint64_t offset,
                            const struct meaning *meaning, struct bytes value)
{
    char room[CELL_TEXT_MAX];
    enum cell_type type;
    struct bytes text = cell_text(meaning, value, room, &type);

    return cells_put_text(cells, column, row, offset, type, type == CELL_BINARY ? value : text);
}

enum assay_status cells_beside(struct cells *cells, uint32_t column, uint64_t row, uint64_t offset,
                               struct bytes text)
{
    TRY(cells_work(cells, offset, EACH + (uint64_t)text.size));
    evidence_value(cells->evidence, data_table_place(&cells->table, column), row, offset, text);
    return ASSAY_OK;
}

enum assay_status cells_null(struct cells *cells, uint32_t column, uint64_t offset, uint64_t count)
{
    if (column < cells->table.count && !cells->columns[column].nested)
        data_table_note(&cells->table, column, CELL_EMPTY);
    return cells_work(cells, offset, count);
}

void cells_tell(struct cells *cells, uint64_t rows, uint64_t columns)
{
    evidence_int(cells->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, rows);
    data_table_tell(&cells->table, columns);
}
