/* text_tables.c - see text_tables.h. */

#include "examine/tables/text_tables.h"

#include "base/kit.h"
#include "base/limits.h"

void text_tables_init(struct text_tables *tables, struct evidence *evidence,
                      struct assay_error *err)
{
    *tables = (struct text_tables){.evidence = evidence, .err = err};
    evidence_tables_follow(evidence);
}

struct text_columns text_columns_begin(struct text_tables *tables)
{
    return (struct text_columns){.first = tables->used};
}

/* Makes a column known; false past what is watched. */
static bool reach(struct text_tables *tables, struct text_columns *columns, size_t column)
{
    if (column < columns->count)
        return true;
    if (columns->sealed || column >= TEXT_TABLE_COLUMNS || columns->first + column >= LIMIT_COLUMNS)
        return false;
    columns->count = (uint32_t)column + 1;
    if (tables->used < columns->first + columns->count)
        tables->used = columns->first + columns->count;
    return true;
}

static ASSAY_RESULT name_column(struct text_tables *tables, const struct text_columns *columns,
                                uint32_t column, struct bytes name)
{
    if (!tables->data) {
        evidence_column(tables->evidence, columns->first + column, name);
        return ASSAY_OK;
    }
    TRY(data_table_reach(tables->data, (size_t)column + 1, tables->err));
    return name.size > 0 ? data_table_name(tables->data, column, name, tables->err) : ASSAY_OK;
}

static uint64_t digest_of(const struct bytes *names, size_t count)
{
    struct text_hasher hasher;

    text_hasher_start(&hasher);
    for (size_t i = 0; i < count; i++) {
        text_hasher_add(&hasher, names[i]);
        text_hasher_add(&hasher, BYTES("\n"));
    }
    return text_hasher_end(&hasher);
}

/* The columns with these names, or the place of those that were met first. */
static struct known_columns *find_known(struct text_tables *tables, uint64_t digest)
{
    for (size_t i = 0; i < TEXT_TABLES_KNOWN; i++)
        if (tables->known[i].digest == digest)
            return &tables->known[i];
    return &tables->known[tables->next_known++ % TEXT_TABLES_KNOWN];
}

enum assay_status text_columns_named(struct text_tables *tables, const struct bytes *names,
                                     size_t count, struct text_columns *out)
{
    const uint64_t digest = digest_of(names, count);
    struct known_columns *known;
    bool fits;

    *out = (struct text_columns){.first = tables->used, .named = true};
    if (count == 0)
        return ASSAY_OK;
    if (count > TEXT_TABLE_COLUMNS)
        count = TEXT_TABLE_COLUMNS;
    known = find_known(tables, digest);
    if (!tables->data && known->columns.count > 0 && known->digest == digest) {
        *out = known->columns;
        return ASSAY_OK;
    }
    fits = reach(tables, out, count - 1);
    for (uint32_t i = 0; fits && i < count; i++)
        TRY(name_column(tables, out, i, names[i]));
    out->sealed = true;
    *known = (struct known_columns){digest, *out};
    return ASSAY_OK;
}

/* A cell of the text that was decoded, and of a column whose name says what it is. */
static void hand_on_decoded(struct text_tables *tables, uint32_t column,
                            const struct text_cell *cell)
{
    struct assay_place place = tables->decoded_at;

    place.offset += cell->start;
    if (tables->decoded_lines && cell->place.line > 1) {
        if (ckd_add(&place.line, place.line, cell->place.line - 1))
            place.line = UINT32_MAX;
        place.column = cell->place.column;
    } else if (ckd_add(&place.column, place.column, cell->place.column - 1)) {
        place.column = UINT32_MAX;
    }
    evidence_value_at(tables->evidence, column, &place, cell->text);
    for (uint64_t i = cell->start; i < cell->end && i < tables->decoded->size; i++)
        if (tables->decoded->data[i] != '\n')
            tables->decoded->data[i] = ' ';
}

/* A cell of the item's own bytes: what stands before it is in no column. */
static void hand_on(struct text_tables *tables, uint32_t column, const struct text_cell *cell)
{
    evidence_cell(tables->evidence, UINT32_MAX, cell->start > 0 ? cell->start - 1 : 0);
    if (cell->hidden)
        evidence_cell_escaped(tables->evidence, column, cell->start, cell->end, cell->text,
                              &cell->place);
    else
        evidence_cell_text(tables->evidence, column, cell->end, cell->text, &cell->place);
}

enum assay_status text_tables_cell(struct text_tables *tables, struct text_columns *columns,
                                   size_t column, const struct text_cell *cell)
{
    uint32_t place;

    if (!reach(tables, columns, column))
        return ASSAY_OK;
    if (tables->data) {
        TRY(data_table_reach(tables->data, column + 1, tables->err));
        data_table_cell(tables->data, column, cell->text, &tables->row);
        place = data_table_place(tables->data, column);
    } else {
        place = columns->first + (uint32_t)column;
    }
    if (cell->end == cell->start || place == EVIDENCE_NO_COLUMN)
        return ASSAY_OK;
    if (!tables->decoded)
        hand_on(tables, place, cell);
    else if (columns->named)
        hand_on_decoded(tables, place, cell);
    return ASSAY_OK;
}

void text_tables_part(struct text_tables *tables)
{
    if (tables->data && tables->data->count > 0)
        data_table_part(tables->data, tables->data->count);
}

void text_tables_row(struct text_tables *tables)
{
    tables->rows++;
    if (tables->data)
        data_table_row(tables->data, &tables->row);
    tables->row = (struct row_sum){0};
}
