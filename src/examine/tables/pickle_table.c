/* pickle_table.c - the cells of a table in a pickle, handed on. */

#include "examine/tables/pickle_table.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"

enum {
    WINDOW = 1 << 20, /* bytes at most */
    WINDOW_LEAST = 1 << 12,
    ROWS_AT_ONCE = 1 << 14,
    NESTED_MOST = 1 << 16, /* leaves of one cell */
    NESTED_DEPTH = 4,
    FIRST_COLUMNS = 16,
    LABELS_WATCHED = 1 << 26,
};

enum { OF_CELLS, OF_MASKS, OF_LABELS };

void pickle_table_init(struct pickle_table *table, struct pickle_tree *tree)
{
    *table = (struct pickle_table){.tree = tree};
    buf_init(&table->text, (size_t)2 * LIMIT_PICKLE_LATIN);
}

static void free_column(struct pickle_column *column)
{
    if (!column)
        return;
    free(column->name);
    if (column->labels)
        free(column->labels->used);
    free(column->labels);
    free(column->mask);
}

void pickle_table_clear(struct pickle_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free_column(&table->columns[i]);
    for (size_t i = 0; i < table->decoded_count; i++)
        free(table->decoded[i]);
    free(table->decoded);
    free(table->columns);
    for (size_t i = 0; i < ARRAY_LEN(table->windows); i++)
        free(table->windows[i].bytes);
    buf_clear(&table->text);
    *table = (struct pickle_table){0};
}

static ASSAY_RESULT no_memory(const struct pickle_table *table)
{
    return cursor_fail_at(table->tree->cursor, ASSAY_ENOMEM, cursor_at(table->tree->cursor),
                          "out of memory");
}

struct pickle_column *pickle_table_add(struct pickle_table *table)
{
    struct pickle_column *column;

    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? 2 * table->capacity : FIRST_COLUMNS;
        struct pickle_column *grown = reallocarray(table->columns, capacity, sizeof *grown);

        if (!grown)
            return NULL;
        table->columns = grown;
        table->capacity = capacity;
    }
    column = &table->columns[table->count];
    *column = (struct pickle_column){.place = (uint32_t)table->count};
    table->count++;
    return column;
}

enum assay_status pickle_table_name(struct pickle_table *table, struct pickle_column *column,
                                    struct bytes name)
{
    free(column->name);
    column->name = strndup(name.size ? (const char *)name.data : "", name.size);
    return column->name ? ASSAY_OK : no_memory(table);
}

/* ---- where cells lie ---- */

/* Bytes that stand as a text in the pickle, which protocols below 3 do, are kept decoded. */
static ASSAY_RESULT decode(struct pickle_table *table, const struct pickle_values *values,
                           const uint8_t **bytes)
{
    uint8_t **grown, *copy;
    struct bytes text;
    uint64_t size;

    *bytes = NULL;
    TRY(pickle_tree_text(table->tree, values->text, LIMIT_PICKLE_LATIN - table->decoded_size,
                         &text));
    if (ckd_mul(&size, values->count, values->type.width) || text.size == 0 || size > text.size)
        return ASSAY_OK;
    copy = malloc(text.size);
    grown = reallocarray(table->decoded, table->decoded_count + 1, sizeof *grown);
    if (grown)
        table->decoded = grown;
    if (!copy || !grown) {
        free(copy);
        return no_memory(table);
    }
    memcpy(copy, text.data, text.size);
    table->decoded[table->decoded_count++] = copy;
    table->decoded_size += text.size;
    *bytes = copy;
    return ASSAY_OK;
}

enum assay_status pickle_table_place(struct pickle_table *table, struct pickle_column *column,
                                     const struct pickle_values *values, size_t field,
                                     uint64_t base, uint64_t stride, uint64_t rows)
{
    uint64_t last = 0;

    column->base = base;
    column->stride = stride;
    column->rows = rows;
    column->list = values->list;
    column->unread = rows > 0 && (ckd_mul(&last, rows - 1, stride) || ckd_add(&last, last, base) ||
                                  last >= values->count);
    if (column->unread || values->list.kind != TERM_NOTHING)
        return ASSAY_OK;
    column->width = values->type.width;
    column->at = values->at;
    column->unread = field >= values->type.field_count ||
                     values->type.fields[field].meaning.kind == MEANS_NOTHING;
    if (column->unread)
        return ASSAY_OK;
    column->field = values->type.fields[field];
    if (values->at == 0 && rows > 0) {
        TRY(decode(table, values, &column->bytes));
        column->unread = column->bytes == NULL;
    }
    return ASSAY_OK;
}

/* ---- one cell ---- */

static ASSAY_RESULT make_room(struct pickle_table *table, struct pickle_window *window, size_t size)
{
    if (window->bytes && size <= window->room)
        return ASSAY_OK;
    free(window->bytes);
    window->room = size < WINDOW_LEAST ? WINDOW_LEAST : size;
    window->bytes = malloc(window->room);
    return window->bytes ? ASSAY_OK : no_memory(table);
}

/* Reads on to what the other rows at hand will need, where that is near. */
static ASSAY_RESULT load(struct pickle_table *table, struct pickle_window *window, uint64_t at,
                         uint64_t wanted)
{
    struct cursor *cursor = table->tree->cursor;
    uint64_t left;

    window->size = 0;
    TRY(cursor_seek(cursor, at));
    left = cursor_left(cursor);
    if (wanted > left)
        wanted = left;
    TRY(make_room(table, window, (size_t)wanted));
    TRY(cursor_copy(cursor, window->bytes, (size_t)wanted));
    window->at = at;
    window->size = (size_t)wanted;
    return ASSAY_OK;
}

/* The bytes of an element's field. */
static ASSAY_RESULT element(struct pickle_table *table, const struct pickle_column *column,
                            unsigned of, uint64_t row, struct bytes *out)
{
    struct pickle_window *window = &table->windows[of];
    const uint64_t into = (column->base + row * column->stride) * column->width + column->field.at;
    const uint64_t at = column->at + into, size = column->field.size;
    uint64_t wanted, rows = ROWS_AT_ONCE - row % ROWS_AT_ONCE;

    if (column->bytes) {
        *out = bytes_of(column->bytes + into, (size_t)size);
        return ASSAY_OK;
    }
    if (at < window->at || at + size > window->at + window->size) {
        if (size > WINDOW)
            return cursor_fail_at(table->tree->cursor, ASSAY_ELIMIT, at,
                                  "an element of an array of more than %d bytes", (int)WINDOW);
        if (rows > column->rows - row)
            rows = column->rows - row;
        if (ckd_mul(&wanted, rows, column->stride) || ckd_mul(&wanted, wanted, column->width) ||
            wanted > WINDOW)
            wanted = WINDOW;
        TRY(load(table, window, at, wanted < size ? size : wanted));
        if (window->size < size)
            return cursor_fail_at(table->tree->cursor, ASSAY_EFORMAT, at, "cut short in an array");
    }
    *out = bytes_of(window->bytes + (at - window->at), (size_t)size);
    return ASSAY_OK;
}

bool pickle_term_is(struct pickle_term one, struct pickle_term other)
{
    return one.kind == other.kind && one.value == other.value;
}

/* The value of a column's key; TERM_NULL where the dictionary has none. */
static struct pickle_term value_of(const struct pickle_tree *tree,
                                   const struct pickle_column *column, struct pickle_term item)
{
    const struct pickle_node *node = pickle_tree_of(tree, item, NODE_DICT);
    const uint32_t usual = 2 * column->usual;

    if (node && usual + 1 < node->count && pickle_term_is(node->items[usual], column->key))
        return node->items[usual + 1];
    for (uint32_t i = 0; node && i + 1 < node->count; i += 2)
        if (pickle_term_is(node->items[i], column->key))
            return node->items[i + 1];
    return pickle_term_of(TERM_NULL, 0);
}

static struct pickle_term item_of(const struct pickle_table *table,
                                  const struct pickle_column *column,
                                  const struct pickle_node *list, uint64_t row)
{
    const struct pickle_term item = list->items[column->base + row * column->stride];

    if (column->key.kind != TERM_NOTHING)
        return value_of(table->tree, column, item);
    return column->part ? pickle_tree_item(table->tree, item, column->part - 1) : item;
}

static ASSAY_RESULT own_cell(struct pickle_table *table, const struct pickle_column *column,
                             unsigned of, uint64_t row, enum cell_type *type, struct bytes *text)
{
    const struct pickle_node *list = pickle_tree_node(table->tree, column->list);
    struct bytes value;

    *type = CELL_EMPTY;
    *text = bytes_of(NULL, 0);
    if (column->unread)
        return ASSAY_OK;
    if (column->range) {
        const uint64_t number = (uint64_t)column->first + row * (uint64_t)column->step;

        buf_reset(&table->text);
        buf_printf(&table->text, "%" PRId64, (int64_t)number);
        *type = CELL_INTEGER;
        *text = buf_bytes(&table->text);
        return buf_status(&table->text, table->tree->cursor->err);
    }
    if (list)
        return pickle_tree_cell(table->tree, item_of(table, column, list, row), type, text);
    TRY(element(table, column, of, row, &value));
    *text = npy_value_text(&column->field, value, &table->text, type);
    return buf_status(&table->text, table->tree->cursor->err);
}

/* A number that stands for a label; one below 0 for none. */
static ASSAY_RESULT label_cell(struct pickle_table *table, const struct pickle_column *column,
                               uint64_t row, enum cell_type *type, struct bytes *text)
{
    struct bytes value;
    uint64_t code = 0;

    *type = CELL_EMPTY;
    *text = bytes_of(NULL, 0);
    TRY(element(table, column, OF_CELLS, row, &value));
    for (size_t i = 0; i < value.size && i < sizeof code; i++)
        code |= (uint64_t)value.data[column->field.big ? value.size - 1 - i : i] << 8 * i;
    if (value.size > 0 && value.size <= sizeof code && code >> (8 * value.size - 1) & 1)
        return ASSAY_OK;
    if (code >= column->labels->rows)
        return ASSAY_OK;
    if (column->labels->used)
        column->labels->used[code / 8] |= (uint8_t)(1U << code % 8);
    return own_cell(table, column->labels, OF_LABELS, code, type, text);
}

enum assay_status pickle_table_cell(struct pickle_table *table, const struct pickle_column *column,
                                    uint64_t row, enum cell_type *type, struct bytes *text)
{
    struct bytes masked = bytes_of(NULL, 0);

    if (column->mask && row < column->mask->rows && !column->mask->unread)
        TRY(element(table, column->mask, OF_MASKS, row, &masked));
    if (masked.size > 0 && masked.data[0]) {
        *type = CELL_EMPTY;
        *text = bytes_of(NULL, 0);
        return ASSAY_OK;
    }
    return column->labels && !column->unread ? label_cell(table, column, row, type, text)
                                             : own_cell(table, column, OF_CELLS, row, type, text);
}

/* ---- all cells ---- */

/* The leaves of a list, a tuple or a dictionary in one cell. */
// NOLINTNEXTLINE(misc-no-recursion): NESTED_DEPTH levels
static ASSAY_RESULT put_nested(struct cells *cells, struct pickle_tree *tree,
                               struct pickle_term term, uint32_t column, uint64_t row,
                               unsigned depth, uint64_t *left, uint64_t *unknown)
{
    const struct pickle_node *node = pickle_tree_node(tree, term);
    const uint32_t count = node ? node->count : 0;

    if (!node || node->kind == NODE_OBJECT || node->kind == NODE_NAME || depth > NESTED_DEPTH) {
        ++*unknown;
        return ASSAY_OK;
    }
    for (uint32_t i = 0; i<count && * left> 0; i++) {
        const struct pickle_term item = node->items[i];
        enum cell_type type;
        struct bytes text;

        --*left;
        TRY(cells_work(cells, node->first, 1)); /* any number of cells may hold the same */
        TRY(pickle_tree_cell(tree, item, &type, &text));
        if (type == CELL_NESTED)
            TRY(put_nested(cells, tree, item, column, row, depth + 1, left, unknown));
        else if (type != CELL_EMPTY)
            TRY(cells_put_text(cells, column, row, node->first, type, text));
        node = pickle_tree_node(tree, term);
    }
    *unknown += *left == 0;
    return ASSAY_OK;
}

static ASSAY_RESULT put_cell(struct cells *cells, uint32_t column, uint64_t row, uint64_t offset,
                             enum cell_type type, struct bytes text)
{
    if (type == CELL_EMPTY)
        return cells_null(cells, column, offset, 1);
    return cells_put_text(cells, column, row, offset, type, text);
}

enum assay_status pickle_cell_put(struct cells *cells, struct pickle_tree *tree,
                                  struct pickle_term term, uint32_t column, uint64_t row,
                                  uint64_t *unknown)
{
    const struct pickle_node *node;
    uint64_t left = NESTED_MOST, offset = 0;
    enum cell_type type;
    struct bytes text;

    TRY(pickle_tree_cell(tree, term, &type, &text));
    node = pickle_tree_node(tree, term);
    if (term.kind == TERM_LEAF || term.kind == TERM_LATIN)
        offset = term.value;
    if (type != CELL_NESTED)
        return put_cell(cells, column, row, offset, type, text);
    if (node && node->kind != NODE_OBJECT)
        cells_nest(cells, column);
    return put_nested(cells, tree, term, column, row, 0, &left, unknown);
}

static ASSAY_RESULT put_rows(struct pickle_table *table, const struct pickle_column *column,
                             struct cells *cells, uint64_t from, uint64_t to)
{
    const struct pickle_node *list = pickle_tree_node(table->tree, column->list);

    for (uint64_t row = from; row < to; row++) {
        enum cell_type type;
        struct bytes text;

        if (list && !column->labels && !column->mask) {
            TRY(pickle_cell_put(cells, table->tree, item_of(table, column, list, row),
                                column->place, row, &table->unknown));
            continue;
        }
        TRY(pickle_table_cell(table, column, row, &type, &text));
        table->unknown += type == CELL_NESTED;
        TRY(put_cell(cells, column->place, row, column->at, type, text));
    }
    return ASSAY_OK;
}

/* So many rows that what all columns have of them fits into the window, where they lie side by
 * side. */
static uint64_t rows_at_once(const struct pickle_table *table)
{
    uint64_t rows = ROWS_AT_ONCE;

    for (size_t i = 0; i < table->count; i++) {
        const struct pickle_column *column = &table->columns[i];
        uint64_t apart;

        if (column->unread || column->range || column->bytes || column->stride <= 1 ||
            column->list.kind != TERM_NOTHING)
            continue;
        if (ckd_mul(&apart, column->stride, column->width) || apart >= WINDOW)
            return 1;
        if (rows > WINDOW / (apart ? apart : 1))
            rows = WINDOW / apart;
    }
    return rows;
}

/* ---- labels that no row has: pandas keeps those of rows that were taken out ---- */

static ASSAY_RESULT watch_labels(struct pickle_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        struct pickle_column *labels = table->columns[i].labels;

        if (!labels || labels->unread || labels->range)
            continue;
        if (labels->rows > LABELS_WATCHED) {
            table->unread++;
            continue;
        }
        labels->used = calloc((size_t)labels->rows / 8 + 1, 1);
        if (!labels->used)
            return no_memory(table);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT put_unused(struct pickle_table *table, const struct pickle_column *column,
                               struct cells *cells)
{
    const struct pickle_column *labels = column->labels;

    for (uint64_t i = 0; labels && labels->used && i < labels->rows; i++) {
        enum cell_type type;
        struct bytes text;

        if (labels->used[i / 8] >> i % 8 & 1)
            continue;
        TRY(own_cell(table, labels, OF_LABELS, i, &type, &text));
        if (text.size > 0 && type != CELL_BINARY)
            TRY(cells_beside(cells, column->place, table->rows, column->at, text));
    }
    return ASSAY_OK;
}

enum assay_status pickle_table_cells(struct pickle_table *table, struct cells *cells)
{
    const uint64_t most = rows_at_once(table);

    TRY(watch_labels(table));
    for (uint64_t from = 0; from < table->rows; from += most) {
        const uint64_t to = table->rows - from < most ? table->rows : from + most;

        TRY(cells_begin_rows(cells, from, to - from, true, cursor_at(table->tree->cursor)));
        for (size_t i = 0; i < table->count; i++)
            if (pickle_table_reads(table, &table->columns[i]))
                TRY(put_rows(table, &table->columns[i], cells, from, to));
        cells_end_rows(cells);
    }
    for (size_t i = 0; i < table->count; i++)
        if (pickle_table_reads(table, &table->columns[i]))
            TRY(put_unused(table, &table->columns[i], cells));
    return ASSAY_OK;
}
