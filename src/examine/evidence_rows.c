/* evidence_rows.c - cells of plain rows: what was seen in each counts for its column, and whole
 * cells are looked at column by column. */

#include "base/kit.h"
#include "examine/detect/column_guess.h"
#include "examine/tables/plain_rows.h"

/* Of each cell, the identifiers that were seen in it: a bit each. */
typedef uint64_t seen_in_cells[PLAIN_CELLS];

/* Counts the hits that wait, each as one of the cell that it begins in. */
static void count_hits(struct evidence *evidence, const struct plain_rows *rows, uint64_t first,
                       seen_in_cells seen)
{
    const struct waiting *waiting = evidence->waiting;
    const size_t cells = rows->count * rows->width;
    size_t cell = 0;

    while (waiting->at < waiting->count) {
        uint64_t start = waiting->hits[waiting->at].start;

        while (cell < cells && start >= rows->base + rows->ends[cell])
            cell++;
        if (cell == cells)
            return;
        evidence->cell = first + cell;
        evidence->counted = 0;
        evidence_count_waiting(evidence, rows->base + rows->ends[cell],
                               (uint32_t)(cell % rows->width), NULL);
        seen[cell] = evidence->counted;
    }
}

static void guess_cells(struct evidence *evidence, const struct plain_rows *rows, uint32_t column,
                        const seen_in_cells seen)
{
    struct column *known = &evidence->columns[column];
    struct assay_place place = {.offset = 0};
    size_t cell = column, empty = 0;

    for (size_t row = 0; row < rows->count; row++, cell += rows->width) {
        struct bytes text = plain_cell(rows, cell);
        size_t offset;

        if (text.size == 0)
            empty += plain_cell_start(rows, cell) == rows->ends[cell];
        if (!column_guess_wants(known, text))
            continue;
        offset = rows->ends[cell] - text.size;
        place.offset = rows->base + offset;
        place.line = rows->line + row < UINT32_MAX ? (uint32_t)(rows->line + row) : UINT32_MAX;
        place.column = (uint32_t)(offset - plain_row_start(rows, row)) + 1;
        evidence->counted = seen[cell];
        column_guess_cell(evidence, column, text, &place);
    }
    known->cells += rows->count - empty;
}

bool evidence_plain_rows(struct evidence *evidence, const struct plain_rows *rows)
{
    const size_t cells = rows->count * rows->width;
    const uint64_t first = evidence->cell + 1;
    seen_in_cells seen;

    if (!evidence_use_column(evidence, (uint32_t)rows->width - 1))
        return false;
    memset(seen, 0, cells * sizeof *seen);
    count_hits(evidence, rows, first, seen);
    for (uint32_t column = 0; column < rows->width; column++)
        guess_cells(evidence, rows, column, seen);
    evidence->cell = first + cells - 1;
    evidence->cell_end = rows->base + rows->ends[cells - 1];
    return true;
}
