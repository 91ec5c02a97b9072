/* office_table.c - see office_table.h. */

#include "examine/papers/office_table.h"

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/column_name.h"

void office_table_init(struct office_table *table, struct evidence *evidence,
                       struct assay_error *err)
{
    *table = (struct office_table){0};
    text_tables_init(&table->tables, evidence, err);
    buf_init(&table->text, LIMIT_DOCUMENT);
}

void office_table_clear(struct office_table *table)
{
    buf_clear(&table->text);
}

static void forget_row(struct office_table *table)
{
    buf_reset(&table->text);
    table->count = 0;
}

void office_table_open(struct office_table *table)
{
    if (table->depth++ > 0)
        return;
    office_table_flush(table); /* a row that no end tag closed */
    table->rows = 0;
}

void office_table_close(struct office_table *table)
{
    table->depth -= table->depth > 0;
}

void office_table_open_cell(struct office_table *table, uint64_t at)
{
    if (table->depth != 1 || table->count == OFFICE_COLUMNS)
        return;
    table->cells[table->count].start = table->text.size;
    table->cells[table->count].at = at;
    table->count++;
}

bool office_table_take(struct office_table *table, struct bytes paragraph)
{
    size_t start;

    if (table->depth == 0 || table->count == 0 || table->count == OFFICE_COLUMNS ||
        table->text.size + paragraph.size >= LIMIT_DOCUMENT)
        return false;
    start = table->cells[table->count - 1].start;
    if (table->text.size > start) /* not the cell's first */
        buf_byte(&table->text, ' ');
    buf_add(&table->text, paragraph.data, paragraph.size);
    return true;
}

static struct bytes text_of(const struct office_table *table, size_t cell)
{
    size_t start = table->cells[cell].start;
    size_t end = cell + 1 < table->count ? table->cells[cell + 1].start : table->text.size;

    return bytes_of(table->text.data + start, end - start);
}

/* The first row, where it may be one of names: where not, cells stand in no column. */
static ASSAY_RESULT name_columns(struct office_table *table)
{
    struct bytes names[OFFICE_COLUMNS];

    table->columns = (struct text_columns){0};
    for (size_t i = 0; i < table->count; i++) {
        names[i] = text_of(table, i);
        if (names[i].size > 0 &&
            !(column_name_is_possible(names[i]) && column_name_is_likely(names[i])))
            return ASSAY_OK;
    }
    return text_columns_named(&table->tables, names, table->count, &table->columns);
}

static void hand_on_row(const struct office_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        bool known = table->rows > 0 && i < table->columns.count;
        struct bytes text = text_of(table, i);

        if (text.size > 0)
            evidence_value(table->tables.evidence,
                           known ? table->columns.first + (uint32_t)i : EVIDENCE_NO_COLUMN,
                           table->rows, table->cells[i].at, text);
    }
}

enum assay_status office_table_end_row(struct office_table *table)
{
    if (table->depth != 1 || table->count == 0)
        return ASSAY_OK;
    TRY(buf_status(&table->text, table->tables.err));
    hand_on_row(table);
    if (table->rows++ == 0)
        TRY(name_columns(table));
    forget_row(table);
    return ASSAY_OK;
}

void office_table_flush(struct office_table *table)
{
    if (table->text.status == ASSAY_OK)
        hand_on_row(table);
    forget_row(table);
}
