/* named_rows.c - see named_rows.h. */

#include "examine/tables/named_rows.h"

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"

enum { PLACES = 2 * NAMED_ROWS_COLUMNS /* a power of two */ };

/* A column by the hash of its name. */
struct named_place {
    uint64_t digest;
    uint32_t column, part; /* of which table; 0: free */
};

enum assay_status named_rows_init(struct named_rows *rows, struct evidence *evidence,
                                  struct assay_error *err)
{
    *rows = (struct named_rows){.evidence = evidence,
                                .err = err,
                                .places = calloc(PLACES, sizeof *rows->places),
                                .part = 1};
    if (!rows->places)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
    evidence_tables_follow(evidence);
    return data_table_init(&rows->table, evidence, err);
}

void named_rows_clear(struct named_rows *rows)
{
    data_table_clear(&rows->table);
    free(rows->places);
    rows->places = NULL;
}

/* *column: the one with that name, or a new one; NAMED_ROWS_COLUMNS where there are too many. */
static ASSAY_RESULT find_column(struct named_rows *rows, struct bytes name, size_t *column)
{
    const uint64_t digest = text_hash(name);
    size_t at = (size_t)(digest ^ digest >> 32) % PLACES;
    bool known;

    while (rows->places[at].part == rows->part && rows->places[at].digest != digest)
        at = (at + 1) % PLACES;
    known = rows->places[at].part == rows->part;
    *column = known ? rows->places[at].column : rows->table.count;
    if (known || *column >= NAMED_ROWS_COLUMNS)
        return ASSAY_OK;
    TRY(data_table_reach(&rows->table, *column + 1, rows->err));
    if (*column >= rows->table.count)
        return ASSAY_OK;
    rows->places[at] = (struct named_place){digest, (uint32_t)*column, rows->part};
    return data_table_name(&rows->table, *column, name, rows->err);
}

enum assay_status named_rows_cell(struct named_rows *rows, struct bytes name,
                                  const struct text_cell *cell)
{
    size_t column;
    uint32_t place;

    TRY(find_column(rows, name, &column));
    if (column >= rows->table.count) {
        rows->too_many = true;
        data_table_lose_rows(&rows->table);
    }
    place = data_table_place(&rows->table, column);
    data_table_cell(&rows->table, column, cell->text, &rows->row);
    rows->cells++;
    evidence_cell(rows->evidence, UINT32_MAX, cell->start > 0 ? cell->start - 1 : 0);
    if (cell->hidden)
        evidence_cell_escaped(rows->evidence, place, cell->start, cell->end, cell->text,
                              &cell->place);
    else
        evidence_cell_text(rows->evidence, place, cell->end, cell->text, &cell->place);
    return ASSAY_OK;
}

void named_rows_end(struct named_rows *rows)
{
    if (rows->cells > 0) {
        rows->rows++;
        data_table_row(&rows->table, &rows->row);
    }
    rows->row = (struct row_sum){0};
    rows->cells = 0;
}

void named_rows_part(struct named_rows *rows)
{
    named_rows_end(rows);
    if (rows->table.count == 0)
        return;
    rows->filled |= data_table_is_filled(&rows->table);
    data_table_part(&rows->table, rows->table.count);
    rows->part++;
}

void named_rows_tell(struct named_rows *rows)
{
    named_rows_part(rows);
    evidence_int(rows->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, rows->rows);
    data_table_tell(&rows->table, 0);
    if (rows->too_many)
        evidence_gap(rows->evidence, GAP_DATA_TRUNCATED, ASSAY_NO_OFFSET,
                     "more than %d columns: the rest was not counted by column",
                     NAMED_ROWS_COLUMNS);
}
