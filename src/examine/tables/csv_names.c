/* csv_names.c - see csv_names.h. */

#include "examine/tables/csv_names.h"

#include "base/kit.h"
#include "examine/tables/cell_value.h"
#include "examine/tables/column_name.h"

enum {
    CELLS_MAX = 512,   /* cells a row in which types and names are looked at */
    ABOVE_MOST = 32,   /* lines above a table */
    COLUMNS_LEAST = 3, /* of one that has lines above it: pairs may be anything */
};

/* Could these be the names of columns? Short, different from each other, none a figure or date. */
static bool are_names(const struct bytes *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cells[i].size == 0 && i == 0 && count > 1)
            continue; /* an index column has no name */
        if (!column_name_is_possible(cells[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (bytes_equal(cells[i], cells[j]))
                return false;
    }
    return count > 0;
}

static bool look_like_names(const struct bytes *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!column_name_is_likely(cells[i]))
            return false;
    return true;
}

bool csv_names_first(struct csv_rows rows, bool whole)
{
    struct bytes names[CELLS_MAX], cells[CELLS_MAX];
    size_t count, others, below = 0;
    bool comes_back = false, figures = false;

    if (!csv_rows_next(&rows, whole, names, CELLS_MAX, &count))
        return false;
    if (count > CELLS_MAX)
        count = CELLS_MAX;
    if (!are_names(names, count))
        return false;
    while (below < CSV_ROWS_LOOKED && csv_rows_next(&rows, whole, cells, CELLS_MAX, &others)) {
        below++;
        for (size_t i = 0; i < count && i < others; i++) {
            enum cell_type type = cell_type(cells[i]);

            figures |= type != CELL_TEXT && type != CELL_EMPTY && type != CELL_BOOLEAN;
            comes_back |= cells[i].size > 0 && bytes_equal(cells[i], names[i]);
        }
    }
    return figures || (!comes_back && look_like_names(names, count));
}

/* A line above a table has less than it: a title, "sep=;", headings over some columns; or it is a
 * remark. */
static bool is_above(const struct bytes *cells, size_t count, size_t columns)
{
    size_t filled = 0;

    for (size_t i = 0; i < count && i < CELLS_MAX; i++)
        filled += cells[i].size > 0;
    return (count <= columns && filled * 2 <= columns) || bytes_starts(cells[0], BYTES("#"));
}

/* Below lines of another kind only what cannot be anything else holds names. */
static bool are_sure_names(const struct bytes *cells, size_t count)
{
    bool known = false;

    for (size_t i = 0; i < count; i++)
        known |= column_name_is_identifier(cells[i]);
    return known && are_names(cells, count) && look_like_names(cells, count);
}

size_t csv_names_behind(struct csv_rows rows, bool whole, size_t columns)
{
    struct bytes cells[CELLS_MAX];

    if (columns < COLUMNS_LEAST || columns > CELLS_MAX)
        return 0;
    for (size_t above = 0; above <= ABOVE_MOST; above++) {
        const size_t at = rows.at;
        size_t count;

        if (!csv_rows_next(&rows, whole, cells, CELLS_MAX, &count))
            return 0;
        if (above > 0 && count == columns && are_sure_names(cells, count))
            return at;
        if (!is_above(cells, count, columns))
            return 0;
    }
    return 0;
}
