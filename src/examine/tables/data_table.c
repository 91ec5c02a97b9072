/* data_table.c - takes the cells of a table, one after the other. */

#include "examine/tables/data_table.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/evidence.h"
#include "examine/tables/key_sketch.h"
#include "examine/tables/labels.h"
#include "examine/tables/row_text.h"

enum {
    FIRST_CAPACITY = 32,
    EXACT_COLUMNS = 256,   /* whose values are counted exactly at first, in 64 KiB each */
    KNOWING_COLUMNS = 128, /* that remember the cells they had, in 12 KiB each, */
    KNOWING_CELLS = 16,    /* from so many on: most tables are too small to repeat much */
    FILLED_ROWS = 10,      /* of a table that no person set, */
    FILLED_CELLS = 70,     /* and percent of its cells that have a value */
};

static ASSAY_RESULT no_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for columns");
}

enum assay_status data_table_init(struct data_table *table, struct evidence *evidence,
                                  struct assay_error *err)
{
    *table = (struct data_table){.evidence = evidence};
    TRY(row_sketch_init(&table->sketch, err));
    TRY(row_sketch_init(&table->alike, err));
    return row_sketch_init(&table->by_value, err);
}

void data_table_forget(struct data_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->columns[i].name);
        if (table->columns[i].distinct)
            distinct_clear(table->columns[i].distinct);
        free(table->columns[i].distinct);
        free(table->columns[i].known);
        free(table->columns[i].keys);
        labels_free(table->columns[i].labels);
    }
    table->count = 0;
}

void data_table_clear(struct data_table *table)
{
    data_table_forget(table);
    free(table->columns);
    row_sketch_clear(&table->sketch);
    row_sketch_clear(&table->alike);
    row_sketch_clear(&table->by_value);
    *table = (struct data_table){0};
}

/* A column without a name has its number. */
static struct bytes number_of(size_t column, char room[24])
{
    int size = snprintf(room, 24, "%zu", column + 1);

    return bytes_of(room, (size_t)size);
}

static ASSAY_RESULT grow(struct data_table *table, size_t count, struct assay_error *err)
{
    size_t capacity = table->capacity ? 2 * table->capacity : FIRST_CAPACITY;
    struct data_table_column *grown;

    if (capacity < count)
        capacity = count;
    grown = reallocarray(table->columns, capacity, sizeof *grown);
    if (!grown)
        return no_memory(err);
    table->columns = grown;
    table->capacity = capacity;
    return ASSAY_OK;
}

enum assay_status data_table_reach(struct data_table *table, size_t count, struct assay_error *err)
{
    if (count > LIMIT_COLUMNS - table->first) {
        table->unsketched = true;
        count = LIMIT_COLUMNS - table->first;
    }
    if (count > table->capacity)
        TRY(grow(table, count, err));
    while (table->count < count) {
        struct data_table_column *column = &table->columns[table->count];
        char number[24];

        *column =
            (struct data_table_column){.name_hash = text_hash(number_of(table->count, number)),
                                       .distinct = calloc(1, sizeof *column->distinct)};
        if (!column->distinct)
            return no_memory(err);
        column->distinct->grows = table->count < EXACT_COLUMNS;
        column->may_know = table->count < KNOWING_COLUMNS;
        table->count++;
    }
    return ASSAY_OK;
}

/* A column's name as it is shown, behind that of its table where there are several. */
static ASSAY_RESULT copy_name(struct data_table_column *column, struct bytes name, const char *in,
                              struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf shown;

    buf_init(&shown, SIZE_MAX);
    if (in) {
        buf_text(&shown, in);
        buf_byte(&shown, '.');
    }
    for (size_t i = 0; i < name.size; i++)
        buf_byte(&shown, name.data[i] ? name.data[i] : '?');
    free(column->name);
    column->name = buf_take_string(&shown);
    return column->name ? ASSAY_OK : no_memory(err);
}

static void note_told(struct data_table_column *column)
{
    column->told_most = column->labels || column->has_keys ? UINT64_MAX
                        : column->keys                     ? column->keys->largest
                                                           : 0;
}

enum assay_status data_table_name_in(struct data_table *table, size_t column, struct bytes name,
                                     const char *in, struct assay_error *err)
{
    struct data_table_column *known = column < table->count ? &table->columns[column] : NULL;

    if (!known)
        return ASSAY_OK;
    TRY(copy_name(known, name, in, err));
    evidence_column(table->evidence, data_table_place(table, column), bytes_text(known->name));
    if (name.size > 0)
        known->name_hash = text_hash(name);
    known->in = in ? strlen(in) + 1 : 0;
    known->has_keys = key_sketch_is_asked(table->evidence) && key_sketch_wants(known->name);
    if (key_sketch_is_asked(table->evidence) && !known->keys &&
        (known->has_keys ||
         (table->first + column < KEY_SKETCH_COLUMNS && !labels_are_in(known->name + known->in)))) {
        known->keys = key_sample_new();
        if (!known->keys)
            return no_memory(err);
    }
    if (labels_are_in(known->name + known->in) && !known->labels) {
        known->labels = labels_new();
        if (!known->labels)
            return no_memory(err);
        free(known->known); /* each label is counted */
        known->known = NULL;
        known->may_know = false;
    }
    note_told(known);
    return ASSAY_OK;
}

enum assay_status data_table_name(struct data_table *table, size_t column, struct bytes name,
                                  struct assay_error *err)
{
    return data_table_name_in(table, column, name, NULL, err);
}

static void keep_bound(struct data_table_bound *bound, struct bytes text)
{
    bound->size = (uint8_t)text.size;
    memcpy(bound->text, text.data, text.size);
}

static void note_number(struct data_table_column *column, double number, struct bytes text)
{
    if (column->least.size == 0 || number < column->smallest) {
        column->smallest = number;
        keep_bound(&column->least, text);
    }
    if (column->most.size == 0 || number > column->largest) {
        column->largest = number;
        keep_bound(&column->most, text);
    }
}

/* Times of one form are in order as texts. */
static void note_moment(struct data_table_column *column, struct bytes text)
{
    if (column->least.size == 0 ||
        bytes_compare(text, bytes_of(column->least.text, column->least.size)) < 0)
        keep_bound(&column->least, text);
    if (column->most.size == 0 ||
        bytes_compare(text, bytes_of(column->most.text, column->most.size)) > 0)
        keep_bound(&column->most, text);
}

static inline bool is_known_by_text(const struct cell_value *value)
{
    return value->type == CELL_TEXT || value->type == CELL_BOOLEAN;
}

/* The hash by which a row is known again. */
static uint64_t hash_of_value(const struct cell_value *value)
{
    return is_known_by_text(value) ? row_text_hash(value->text) : text_hash(value->text);
}

static inline void add_to_row(struct row_sum *row, unsigned part, uint64_t name, uint64_t text)
{
    row->parts[part] += text_hash_of_cell(name, text);
    row_sum_add_value(row, text);
}

/* Whole numbers that stand among cells without a value are 17.0 in many files. */
static bool may_be_key(const struct data_table_column *column, struct bytes text)
{
    return text.data && key_sketch_may_hold(text) && !(column->types & CELL_TYPES_NO_KEYS) &&
           !(column->types >> CELL_NUMBER & 1 && bytes_has(text, '.'));
}

static void count_key(struct data_table_column *column, struct bytes text, uint64_t row_hash)
{
    if (column->has_keys) {
        key_sketch_add(column->keys, text, row_hash);
    } else if (may_be_key(column, text)) {
        key_sketch_add_as_written(column->keys, text, row_hash);
    } else {
        free(column->keys);
        column->keys = NULL;
    }
    note_told(column);
}

/* Out of line: values of labels and keys. */
static void count_told_value(struct data_table_column *column, struct bytes text, uint64_t hash,
                             uint64_t row_hash)
{
    if (column->labels)
        labels_add(column->labels, text, hash);
    if (column->keys)
        count_key(column, text, row_hash);
}

/* What a cell with a value adds to all but types and bounds. */
static inline void count_value_as(struct data_table_column *column, struct bytes text,
                                  uint64_t hash, uint64_t row_hash, struct row_sum *row,
                                  unsigned part)
{
    bool fresh = distinct_add(column->distinct, hash);

    column->cells++;
    if (row_hash <= column->told_most && (fresh || column->labels))
        count_told_value(column, text, hash, row_hash);
    if (row)
        add_to_row(row, part, column->name_hash, row_hash);
}

static inline void count_text(struct data_table_column *column, struct bytes text,
                              struct row_sum *row, unsigned part)
{
    uint64_t exact, known;

    row_text_hashes(text, &exact, &known);
    count_value_as(column, text, exact, known, row, part);
}

static inline void count_value(struct data_table_column *column, struct bytes text, uint64_t hash,
                               struct row_sum *row, unsigned part)
{
    count_value_as(column, text, hash, hash, row, part);
}

/* Whether a cell of a type may be the least or the most of its column, by what it reads as: 2 of a
 * column of reals is one of them. */
static inline bool is_in_order(enum cell_type type, enum cell_type read)
{
    return type == read || (type == CELL_NUMBER && read == CELL_INTEGER);
}

/* Reads any cell; CELL_TYPES: its type is told by its text. Out of line: most are found out sooner.
 */
__attribute__((noinline)) static void read_cell(struct data_table_column *column,
                                                enum cell_type type, struct bytes text,
                                                struct row_sum *row, unsigned part)
{
    struct cell_value value;

    cell_read(text, &value);
    if (type == CELL_TYPES || (type == CELL_TEXT && value.type == CELL_DATE) ||
        value.type == CELL_EMPTY)
        type = value.type;
    column->types |= (uint8_t)(1U << type);
    if (value.text.size == 0)
        return;
    if (is_known_by_text(&value))
        count_text(column, value.text, row, part);
    else
        count_value(column, value.text, text_hash(value.text), row, part);
    if (!is_in_order(type, value.type) || !cell_types_have_order(column->types))
        return;
    if (type != CELL_DATE)
        note_number(column, value.number, value.text);
    else if (value.moment.size > 0)
        note_moment(column, value.moment);
    else
        column->unsure = true;
}

/* Out of line: a cell of a column that numbers the rows so far, one more in each: it says nothing
 * of its row. */
static void note_row_number(struct data_table_column *column, enum cell_type read, double number,
                            uint64_t hash, struct row_sum *row)
{
    column->unnumbered =
        read != CELL_INTEGER ||
        (column->cells > 1 && number != column->smallest + (double)(column->cells - 1));
    if (row && !column->unnumbered)
        row_sum_drop_value(row, hash);
}

/* Reads the usual short number as read_cell() would; false for all else. */
static inline bool read_short_cell(struct data_table_column *column, enum cell_type type,
                                   struct bytes text, struct row_sum *row, unsigned part)
{
    uint64_t word =
        text.size == 8 ? text_hash_u64(text.data) : text_hash_tail(text.data, text.size);
    uint64_t hash;
    enum cell_type read;
    double number;

    if (!cell_read_short(word, text.size, &read, &number))
        return false;
    if (type == CELL_TYPES)
        type = read;
    column->types |= (uint8_t)(1U << type);
    hash = text_hash_of_word(word, text.size);
    count_value(column, text, hash, row, part);
    if (!column->unnumbered)
        note_row_number(column, type == CELL_NUMBER ? type : read, number, hash, row);
    if (is_in_order(type, read) && cell_types_have_order(column->types))
        note_number(column, number, text);
    return true;
}

/* True where read_cell() would take the text as it is: too long for a word, and begun by a letter
 * that begins no number. */
static inline bool is_plain_text(struct bytes text)
{
    uint8_t first = text.data[0] | 0x20;

    return text.size > 5 && first >= 'a' && first <= 'z' && first != 'n' && first != 'i' &&
           text.data[text.size - 1] != ' ';
}

static inline void read_new_cell(struct data_table_column *column, enum cell_type type,
                                 struct bytes text, struct row_sum *row, unsigned part)
{
    if ((type == CELL_TYPES || type == CELL_TEXT) && is_plain_text(text)) {
        column->types |= 1U << CELL_TEXT;
        count_text(column, text, row, part);
    } else if (text.size > 8 || !read_short_cell(column, type, text, row, part)) {
        read_cell(column, type, text, row, part);
    }
}

/* A short number that may be the one of its row. */
static inline bool may_number_row(const struct data_table_column *column, struct bytes text)
{
    return !column->unnumbered && text.size <= 8 && text.data[0] >= '0' && text.data[0] <= '9';
}

/* What a cell adds to a row that was empty, for the next one like it. */
static inline void keep_added(struct known_cell *cell, const struct row_sum *row, unsigned part)
{
    cell->name_adds = row->parts[part];
    for (unsigned i = 0; i < ROW_PARTS; i++) {
        if (!row->values[i])
            continue;
        cell->value_part = (uint8_t)i;
        cell->value_adds = row->values[i];
    }
}

static inline void add_known(const struct known_cell *cell, struct row_sum *row, unsigned part)
{
    if (!row)
        return;
    row->parts[part] += cell->name_adds;
    row->values[cell->value_part] += cell->value_adds;
}

static void know_cells(struct data_table_column *column)
{
    column->may_know = false;
    column->known = calloc(1, sizeof *column->known); /* without it all is but slower */
}

/* The same text again changes nothing but the number of cells and the sums of its row: types only
 * ever grow, bounds widen, and different values are different ones. */
static inline void read_any_cell(struct data_table_column *column, enum cell_type type,
                                 struct bytes text, struct row_sum *row, unsigned part)
{
    struct known_cell cell, *place = NULL;
    struct row_sum alone, *adds = row;
    uint64_t before = column->cells;

    if (text.size == 0) {
        column->types |= 1U << CELL_EMPTY;
        return;
    }
    if (known_cells_want(column->known, text) && !may_number_row(column, text)) {
        cell = known_cell_of(text, type);
        place = known_cell_place(column->known, &cell);
        if (known_cell_is(column->known, place, &cell)) {
            column->cells += place->counts;
            add_known(place, row, part);
            return;
        }
        alone = (struct row_sum){0};
        adds = &alone;
    }
    read_new_cell(column, type, text, adds, part);
    if (!place) {
        if (column->may_know && column->cells >= KNOWING_CELLS)
            know_cells(column);
        return;
    }
    keep_added(&cell, &alone, part);
    cell.counts = column->cells > before;
    *place = cell;
    add_known(place, row, part);
}

void data_table_cell(struct data_table *table, size_t column, struct bytes text,
                     struct row_sum *row)
{
    if (column < table->count)
        read_any_cell(&table->columns[column], CELL_TYPES, text, row,
                      data_table_row_part(table, column));
}

void data_table_cells(struct data_table *table, size_t column, const struct plain_rows *rows,
                      struct row_sum *sums)
{
    struct data_table_column *known;
    unsigned part;

    if (column >= table->count)
        return;
    known = &table->columns[column];
    part = data_table_row_part(table, column);
    for (size_t row = 0; row < rows->count; row++)
        read_any_cell(known, CELL_TYPES, plain_cell(rows, row * rows->width + column), &sums[row],
                      part);
}

void data_table_typed_cell(struct data_table *table, size_t column, enum cell_type type,
                           struct bytes text, struct row_sum *row)
{
    if (column < table->count)
        read_any_cell(&table->columns[column], type, text, row, data_table_row_part(table, column));
}

void data_table_long_cell(struct data_table *table, size_t column, uint64_t hash,
                          struct row_sum *row)
{
    if (column >= table->count)
        return;
    data_table_note(table, column, CELL_TEXT);
    count_value(&table->columns[column], bytes_of(NULL, SIZE_MAX), hash, row,
                data_table_row_part(table, column));
}

void data_table_binary_cell(struct data_table *table, size_t column, uint64_t hash,
                            struct row_sum *row)
{
    if (column >= table->count)
        return;
    data_table_note(table, column, CELL_BINARY);
    count_value(&table->columns[column], bytes_of(NULL, SIZE_MAX), hash, row,
                data_table_row_part(table, column));
}

void data_table_count(struct data_table *table, size_t column, enum cell_type type)
{
    if (column >= table->count)
        return;
    data_table_note(table, column, type);
    table->columns[column].cells++;
}

void data_table_nested(struct data_table *table, size_t column)
{
    data_table_count(table, column, CELL_NESTED);
}

void data_table_path(const struct data_table *table, size_t column, struct text_hasher *path)
{
    const struct data_table_column *known = &table->columns[column];
    const char *name = column < table->count && known->name ? known->name + known->in : "";
    char number[24];

    text_hasher_start(path);
    text_hasher_add(path, *name ? bytes_text(name) : number_of(column, number));
}

/* The hash of a short number, which is most leaves; false for all else. */
static inline bool hash_short(struct bytes text, uint64_t *hash)
{
    enum cell_type type;
    double number;
    uint64_t word;

    if (text.size == 0 || text.size > 8)
        return false;
    word = text.size == 8 ? text_hash_u64(text.data) : text_hash_tail(text.data, text.size);
    *hash = text_hash_of_word(word, text.size);
    return cell_read_short(word, text.size, &type, &number);
}

void data_table_leaf(uint64_t path_hash, struct bytes text, struct row_sum *row)
{
    struct cell_value value;
    uint64_t hash;

    if (hash_short(text, &hash)) {
        data_table_long_leaf(path_hash, hash, row);
        return;
    }
    cell_read(text, &value);
    if (value.text.size > 0)
        data_table_long_leaf(path_hash, hash_of_value(&value), row);
}

void data_table_long_leaf(uint64_t path_hash, uint64_t hash, struct row_sum *row)
{
    add_to_row(row, row_part_of_name(path_hash), path_hash, hash);
}

bool data_table_is_filled(const struct data_table *table)
{
    uint64_t cells = 0;

    for (size_t i = 0; i < table->count; i++)
        cells += table->columns[i].cells;
    return table->rows >= FILLED_ROWS &&
           (double)cells * 100 >= (double)table->rows * (double)table->count * FILLED_CELLS;
}

void data_table_lose_rows(struct data_table *table)
{
    table->unsketched = true;
}
