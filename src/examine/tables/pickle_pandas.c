/*
 * pickle_pandas.c - frames and series of pandas, from 0.25 to 3: a manager of blocks, each the
 * cells of some columns of one type, and indexes that name columns and rows.
 *
 * Sources: pandas, core/internals/managers.py, BlockManager.__getstate__ and __reduce__;
 * _libs/internals.pyx, _unpickle_block; core/indexes/base.py, Index.__reduce__; _libs/arrays.pyx,
 * NDArrayBacked.__reduce__; core/arrays/masked.py.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/tables/pickle_frames_part.h"

enum {
    LEVELS = 16, /* of an index */
    STATE_ITEMS = 8,
    STATE_DEPTH = 3,
    BLOCKS = 65536,
};

/* What stands for the values of one column, or of all columns of a block. */
struct held {
    struct pickle_values values, mask;
    bool is, masked;
    struct pickle_term labels; /* an index, or TERM_NOTHING */
};

static struct pickle_term nothing(void)
{
    return pickle_term_of(TERM_NOTHING, 0);
}

static bool is_there(struct pickle_term term)
{
    return term.kind != TERM_NOTHING && term.kind != TERM_NULL;
}

/* ---- values: an array, or an object of pandas around one ---- */

static ASSAY_RESULT take_array(struct pickle_tree *tree, struct pickle_term term, struct held *held)
{
    struct pickle_values values;
    bool is;

    TRY(pickle_values_of(tree, term, &values, &is));
    if (is && !held->is) {
        held->values = values;
        held->is = true;
    }
    return ASSAY_OK;
}

/* A type of pandas that names its categories. */
static ASSAY_RESULT take_labels(struct pickle_tree *tree, struct pickle_term term,
                                struct held *held)
{
    const struct pickle_node *node = pickle_tree_of(tree, term, NODE_OBJECT);
    struct pickle_term labels;

    if (!node)
        return ASSAY_OK;
    TRY(pickle_tree_get(tree, node->state, "categories", &labels));
    if (is_there(labels))
        held->labels = labels;
    return ASSAY_OK;
}

static ASSAY_RESULT take_attributes(struct pickle_tree *tree, struct pickle_term dictionary,
                                    struct held *held)
{
    static const char *const arrays[] = {"_ndarray", "_codes", "_data"};
    struct pickle_term value;

    for (size_t i = 0; i < ARRAY_LEN(arrays); i++) {
        TRY(pickle_tree_get(tree, dictionary, arrays[i], &value));
        TRY(take_array(tree, value, held));
    }
    TRY(pickle_tree_get(tree, dictionary, "_dtype", &value));
    TRY(take_labels(tree, value, held));
    TRY(pickle_tree_get(tree, dictionary, "_mask", &value));
    return pickle_values_of(tree, value, &held->mask, &held->masked);
}

/* (type, array, attributes) in some order, or attributes alone. */
static ASSAY_RESULT take_state(struct pickle_tree *tree, struct pickle_term state,
                               struct held *held)
{
    TRY(take_attributes(tree, state, held));
    for (size_t i = 0; i < STATE_ITEMS && pickle_tree_of(tree, state, NODE_TUPLE); i++) {
        const struct pickle_term item = pickle_tree_item(tree, state, i);

        TRY(take_array(tree, item, held));
        TRY(take_labels(tree, item, held));
        if (pickle_tree_of(tree, item, NODE_DICT))
            TRY(take_attributes(tree, item, held));
    }
    return ASSAY_OK;
}

static ASSAY_RESULT hold(struct pickle_tree *tree, struct pickle_term term, struct held *held)
{
    const struct pickle_node *node = pickle_tree_of(tree, term, NODE_OBJECT);

    *held = (struct held){.labels = nothing()};
    TRY(take_array(tree, term, held));
    if (held->is || !node || node->name != NAME_OTHER)
        return ASSAY_OK;
    return take_state(tree, node->state, held);
}

/* ---- indexes ---- */

/* How many labels an index has; 0 for none that is followed. */
static ASSAY_RESULT index_parts(struct pickle_tree *tree, struct pickle_term index,
                                enum pickle_tree_name *is, struct pickle_term *parts)
{
    const struct pickle_node *class =
        pickle_tree_of(tree, pickle_tree_item(tree, index, 0), NODE_NAME);

    *is = NAME_OTHER;
    *parts = nothing();
    if (!pickle_tree_made(tree, index, NAME_INDEX) || !class)
        return ASSAY_OK;
    *is = (enum pickle_tree_name) class->name;
    *parts = pickle_tree_item(tree, index, 1);
    return ASSAY_OK;
}

/* Cells of one dimension into a column. */
static ASSAY_RESULT place_held(struct pickle_table *table, struct pickle_column *column,
                               const struct held *held)
{
    const struct pickle_values *values = &held->values;

    column->unread = !held->is || values->rank != 1;
    if (column->unread)
        return ASSAY_OK;
    TRY(pickle_table_place(table, column, values, 0, 0, 1, values->count));
    if (!held->masked || column->unread)
        return ASSAY_OK;
    column->mask = calloc(1, sizeof *column->mask);
    if (!column->mask)
        return cursor_fail_at(table->tree->cursor, ASSAY_ENOMEM, 0, "out of memory");
    return pickle_table_place(table, column->mask, &held->mask, 0, 0, 1, held->mask.count);
}

static ASSAY_RESULT place_range(struct pickle_table *table, struct pickle_column *column,
                                struct pickle_term parts)
{
    static const char *const names[] = {"start", "stop", "step"};
    int64_t numbers[3] = {0, 0, 1}, span;
    bool known = true;

    for (size_t i = 0; i < ARRAY_LEN(names) && known; i++) {
        struct pickle_term value;

        TRY(pickle_tree_get(table->tree, parts, names[i], &value));
        TRY(pickle_tree_number(table->tree, value, &known, &numbers[i]));
    }
    column->unread = !known || numbers[2] == 0 || ckd_sub(&span, numbers[1], numbers[0]) ||
                     span == INT64_MIN || numbers[2] == INT64_MIN;
    if (column->unread)
        return ASSAY_OK;
    column->range = true;
    column->first = numbers[0];
    column->step = numbers[2];
    if ((span > 0) == (numbers[2] > 0) && span != 0) {
        const uint64_t whole = (uint64_t)(span > 0 ? span : -span);
        const uint64_t by = (uint64_t)(numbers[2] > 0 ? numbers[2] : -numbers[2]);

        column->rows = whole / by + (whole % by != 0);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT place_plain_index(struct pickle_table *table, struct pickle_column *column,
                                      struct pickle_term index);

/* Labels are an index, or values as any. */
static ASSAY_RESULT place_labels(struct pickle_table *table, struct pickle_column *column,
                                 struct pickle_term labels)
{
    struct held held;

    column->labels = calloc(1, sizeof *column->labels);
    if (!column->labels)
        return cursor_fail_at(table->tree->cursor, ASSAY_ENOMEM, 0, "out of memory");
    if (pickle_tree_made(table->tree, labels, NAME_INDEX)) {
        enum pickle_tree_name is;
        struct pickle_term parts;

        TRY(index_parts(table->tree, labels, &is, &parts));
        if (is == NAME_RANGE_INDEX)
            return place_range(table, column->labels, parts);
        TRY(pickle_tree_get(table->tree, parts, "data", &labels));
    }
    TRY(hold(table->tree, labels, &held));
    held.masked = false; /* there is no category without a value */
    return place_held(table, column->labels, &held);
}

static ASSAY_RESULT place_any(struct pickle_table *table, struct pickle_column *column,
                              const struct held *held)
{
    TRY(place_held(table, column, held));
    if (!is_there(held->labels) || column->unread)
        return ASSAY_OK;
    TRY(place_labels(table, column, held->labels));
    column->unread = column->labels->unread || column->list.kind != TERM_NOTHING ||
                     (column->field.meaning.kind != MEANS_SIGNED &&
                      column->field.meaning.kind != MEANS_UNSIGNED);
    return ASSAY_OK;
}

static ASSAY_RESULT place_plain_index(struct pickle_table *table, struct pickle_column *column,
                                      struct pickle_term index)
{
    enum pickle_tree_name is;
    struct pickle_term parts, data;
    struct held held;

    TRY(index_parts(table->tree, index, &is, &parts));
    if (is == NAME_RANGE_INDEX)
        return place_range(table, column, parts);
    TRY(pickle_tree_get(table->tree, parts, "data", &data));
    TRY(hold(table->tree, data, &held));
    return place_any(table, column, &held);
}

/* One column for each level of an index. */
static ASSAY_RESULT place_levels(struct pickle_table *table, struct pickle_term parts)
{
    struct pickle_term levels, codes;
    const struct pickle_node *node;
    uint32_t count;

    TRY(pickle_tree_get(table->tree, parts, "levels", &levels));
    TRY(pickle_tree_get(table->tree, parts, "codes", &codes));
    if (!is_there(codes))
        TRY(pickle_tree_get(table->tree, parts, "labels", &codes)); /* before 0.24 */
    node = pickle_tree_node(table->tree, levels);
    count = node ? node->count : 0;
    for (uint32_t i = 0; i < count && i < LEVELS; i++) {
        struct pickle_column *column = pickle_table_add(table);
        struct held held;

        if (!column)
            return cursor_fail_at(table->tree->cursor, ASSAY_ENOMEM, 0, "out of memory");
        TRY(hold(table->tree, pickle_tree_item(table->tree, codes, i), &held));
        held.labels = pickle_tree_item(table->tree, levels, i);
        TRY(place_any(table, column, &held));
    }
    return ASSAY_OK;
}

/* The columns that an index is: one, or one for each of its levels. */
static ASSAY_RESULT place_index(struct pickle_table *table, struct pickle_term index)
{
    struct pickle_column *column;
    enum pickle_tree_name is;
    struct pickle_term parts;

    TRY(index_parts(table->tree, index, &is, &parts));
    if (is == NAME_MULTI_INDEX)
        return place_levels(table, parts);
    column = pickle_table_add(table);
    if (!column)
        return cursor_fail_at(table->tree->cursor, ASSAY_ENOMEM, 0, "out of memory");
    return place_plain_index(table, column, index);
}

/* The name of an index, or of one of its levels: as DataFrame.reset_index() would name it. */
static ASSAY_RESULT name_index(struct pickle_table *table, struct pickle_term index)
{
    struct pickle_term parts, names, name;
    enum pickle_tree_name is;
    char room[24];

    TRY(index_parts(table->tree, index, &is, &parts));
    TRY(pickle_tree_get(table->tree, parts, "name", &name));
    TRY(pickle_tree_get(table->tree, parts, "names", &names));
    for (size_t i = 0; i < table->count; i++) {
        enum cell_type type = CELL_EMPTY;
        struct bytes text = bytes_of(NULL, 0);

        if (is == NAME_MULTI_INDEX)
            name = pickle_tree_item(table->tree, names, i);
        if (is_there(name))
            TRY(pickle_tree_cell(table->tree, name, &type, &text));
        if (text.size == 0 || text.size > LIMIT_FACT_TEXT) {
            snprintf(room, sizeof room, is == NAME_MULTI_INDEX ? "level_%zu" : "index", i);
            text = bytes_text(room);
        }
        TRY(pickle_table_name(table, &table->columns[i], text));
    }
    return ASSAY_OK;
}

/* Numbers of rows that nobody named say nothing. */
static ASSAY_RESULT says_nothing(struct pickle_tree *tree, struct pickle_term index, bool *is)
{
    enum pickle_tree_name name;
    struct pickle_term parts, value;

    TRY(index_parts(tree, index, &name, &parts));
    TRY(pickle_tree_get(tree, parts, "name", &value));
    *is = name == NAME_RANGE_INDEX && !is_there(value);
    return ASSAY_OK;
}

/* ---- blocks ---- */

struct frame {
    struct pickle_table *table;
    struct pickle_table names; /* the columns' index */
    size_t before;             /* columns of the rows' index */
    uint64_t count, rows;
};

/* The label of a column: of several levels, with points between. */
static ASSAY_RESULT name_column(struct frame *frame, uint64_t number, struct pickle_column *column)
{
    CLEANUP(buf_clear) struct buf name = {.ceiling = LIMIT_FACT_TEXT};

    for (size_t i = 0; i < frame->names.count; i++) {
        enum cell_type type;
        struct bytes text;

        if (number >= frame->names.columns[i].rows)
            continue;
        TRY(pickle_table_cell(&frame->names, &frame->names.columns[i], number, &type, &text));
        if (i > 0 && text.size > 0 && name.size > 0)
            buf_byte(&name, '.');
        buf_add(&name, text.data, text.size);
    }
    return pickle_table_name(frame->table, column, buf_bytes(&name));
}

static ASSAY_RESULT add_column(struct frame *frame, uint64_t number, const struct held *held,
                               uint64_t line)
{
    struct pickle_column *column = pickle_table_add(frame->table);
    const struct pickle_values *values = &held->values;
    uint64_t base;

    if (!column)
        return cursor_fail_at(frame->table->tree->cursor, ASSAY_ENOMEM, 0, "out of memory");
    column->place = (uint32_t)(frame->before + number);
    column->rows = frame->rows;
    TRY(name_column(frame, number, column));
    if (!held->is || values->rank != 2)
        return place_any(frame->table, column, held);
    if (ckd_mul(&base, line,
                values->fortran && values->list.kind == TERM_NOTHING ? 1 : frame->rows)) {
        column->unread = true;
        return ASSAY_OK;
    }
    return pickle_table_place(
        frame->table, column, values, 0, base,
        values->fortran && values->list.kind == TERM_NOTHING ? values->shape[0] : 1, frame->rows);
}

/* Where the columns of a block stand: slice(start, stop, step), or an array of their numbers. */
static ASSAY_RESULT place_of(struct frame *frame, struct pickle_term places,
                             struct pickle_table *order)
{
    struct pickle_tree *tree = frame->table->tree;
    struct pickle_column *column = pickle_table_add(order);
    int64_t numbers[3] = {0, 0, 1};
    struct held held;
    bool known;

    if (!column)
        return cursor_fail_at(tree->cursor, ASSAY_ENOMEM, 0, "out of memory");
    if (!pickle_tree_made(tree, places, NAME_SLICE)) {
        TRY(hold(tree, places, &held));
        return place_held(order, column, &held);
    }
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        TRY(pickle_tree_number(tree, pickle_tree_item(tree, places, i), &known, &numbers[i]));
    column->range = true;
    column->first = numbers[0];
    column->step = numbers[2];
    column->rows = frame->count;
    if (numbers[2] > 0 && numbers[0] >= 0 && numbers[1] > numbers[0])
        column->rows = ((uint64_t)numbers[1] - (uint64_t)numbers[0] - 1) / (uint64_t)numbers[2] + 1;
    return ASSAY_OK;
}

static bool number_of(struct bytes text, uint64_t *number)
{
    return text.size > 0 && text_u64(text, number);
}

static ASSAY_RESULT add_block(struct frame *frame, struct pickle_term values,
                              struct pickle_term places)
{
    CLEANUP(pickle_table_clear) struct pickle_table order;
    struct held held;
    uint64_t lines;

    pickle_table_init(&order, frame->table->tree);
    TRY(place_of(frame, places, &order));
    TRY(hold(frame->table->tree, values, &held));
    lines = held.is && held.values.rank == 2 ? held.values.shape[0] : 1;
    if (lines > frame->count) /* without rows there may be any number */
        lines = frame->count;
    if (held.is && held.values.rank == 2 && held.values.shape[1] != frame->rows)
        held.is = false;
    for (uint64_t line = 0; line < lines; line++) {
        enum cell_type type;
        struct bytes text;
        uint64_t number;

        if (line >= order.columns[0].rows || frame->table->count - frame->before >= frame->count) {
            frame->table->unread += lines - line; /* a block too many, or one too large */
            return ASSAY_OK;
        }
        TRY(pickle_table_cell(&order, &order.columns[0], line, &type, &text));
        if (number_of(text, &number) && number < frame->count)
            TRY(add_column(frame, number, &held, line));
        else
            frame->table->unread++;
    }
    return ASSAY_OK;
}

/* Each block an object of its own: (values, places, dimensions). */
static ASSAY_RESULT add_blocks(struct frame *frame, struct pickle_term blocks)
{
    struct pickle_tree *tree = frame->table->tree;
    const struct pickle_node *node = pickle_tree_of(tree, blocks, NODE_TUPLE);
    const uint32_t count = node ? node->count : 0;

    if (pickle_tree_made(tree, blocks, NAME_BLOCK))
        return add_block(frame, pickle_tree_item(tree, blocks, 0),
                         pickle_tree_item(tree, blocks, 1));
    for (uint32_t i = 0; i < count && i < BLOCKS; i++) {
        const struct pickle_term block = pickle_tree_item(tree, blocks, i);

        if (pickle_tree_made(tree, block, NAME_BLOCK))
            TRY(add_block(frame, pickle_tree_item(tree, block, 0),
                          pickle_tree_item(tree, block, 1)));
    }
    return ASSAY_OK;
}

/* Until 1.2 the manager's state has a dictionary {"axes": ..., "blocks": [{"values":,
 * "mgr_locs":}]} under the name "0.14.1". */
static ASSAY_RESULT add_old_blocks(struct frame *frame, struct pickle_term blocks)
{
    struct pickle_tree *tree = frame->table->tree;
    const struct pickle_node *node = pickle_tree_node(tree, blocks);
    const uint32_t count = node ? node->count : 0;

    for (uint32_t i = 0; i < count && i < BLOCKS; i++) {
        const struct pickle_term block = pickle_tree_item(tree, blocks, i);
        struct pickle_term values, places;

        TRY(pickle_tree_get(tree, block, "values", &values));
        TRY(pickle_tree_get(tree, block, "mgr_locs", &places));
        TRY(add_block(frame, values, places));
    }
    return ASSAY_OK;
}

/* ---- frames and series ---- */

struct manager {
    struct pickle_term blocks, axes;
    bool old;
};

static ASSAY_RESULT read_manager(struct pickle_tree *tree, struct pickle_term term,
                                 struct manager *manager, bool *is)
{
    const struct pickle_node *node = pickle_tree_made(tree, term, NAME_MANAGER);
    struct pickle_term extra;

    *manager = (struct manager){.blocks = nothing(), .axes = nothing()};
    *is = node != NULL;
    if (!node)
        return ASSAY_OK;
    if (node->count >= 2) {
        manager->blocks = node->items[0];
        manager->axes = node->items[1];
        return ASSAY_OK;
    }
    TRY(pickle_tree_get(tree, pickle_tree_item(tree, node->state, 3), "0.14.1", &extra));
    TRY(pickle_tree_get(tree, extra, "blocks", &manager->blocks));
    TRY(pickle_tree_get(tree, extra, "axes", &manager->axes));
    manager->old = true;
    *is = is_there(manager->blocks);
    return ASSAY_OK;
}

static ASSAY_RESULT count_rows(struct frame *frame, struct pickle_term index)
{
    CLEANUP(pickle_table_clear) struct pickle_table rows;

    pickle_table_init(&rows, frame->table->tree);
    TRY(place_index(&rows, index));
    frame->rows = rows.count > 0 ? rows.columns[0].rows : 0;
    return ASSAY_OK;
}

/* What no block has is a column all the same. */
static ASSAY_RESULT add_missing(struct frame *frame)
{
    CLEANUP(free_cleanup) bool *there = NULL;
    const struct held none = {.labels = nothing()};
    const uint64_t count = frame->count;

    if (frame->table->count - frame->before >= count)
        return ASSAY_OK;
    there = calloc((size_t)count + 1, sizeof *there);
    if (!there)
        return cursor_fail_at(frame->table->tree->cursor, ASSAY_ENOMEM, 0, "out of memory");
    for (size_t i = frame->before; i < frame->table->count; i++)
        if (frame->table->columns[i].place - frame->before < count)
            there[frame->table->columns[i].place - frame->before] = true;
    for (uint64_t i = 0; i < count; i++)
        if (!there[i])
            TRY(add_column(frame, i, &none, 0));
    return ASSAY_OK;
}

static ASSAY_RESULT read_frame(struct frame *frame, const struct manager *manager, bool series)
{
    struct pickle_tree *tree = frame->table->tree;
    struct pickle_term index = pickle_tree_item(tree, manager->axes, series ? 0 : 1);
    bool nothing_said;

    if (series && pickle_tree_made(tree, manager->axes, NAME_INDEX))
        index = manager->axes;
    TRY(count_rows(frame, index));
    frame->table->rows = frame->rows;
    TRY(says_nothing(tree, index, &nothing_said));
    if (!nothing_said) {
        TRY(place_index(frame->table, index));
        TRY(name_index(frame->table, index));
    }
    frame->before = frame->table->count;
    if (!series) {
        TRY(place_index(&frame->names, pickle_tree_item(tree, manager->axes, 0)));
        frame->count = frame->names.count > 0 ? frame->names.columns[0].rows : 0;
        tree->lost |= frame->count > LIMIT_COLUMNS;
        if (frame->count > LIMIT_COLUMNS)
            frame->count = LIMIT_COLUMNS;
    }
    TRY(manager->old ? add_old_blocks(frame, manager->blocks) : add_blocks(frame, manager->blocks));
    return add_missing(frame);
}

static ASSAY_RESULT name_series(struct frame *frame, struct pickle_term state)
{
    static const char *const names[] = {"_name", "name"};
    struct pickle_column *column = &frame->table->columns[frame->before];
    struct pickle_term name;

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        enum cell_type type;
        struct bytes text;

        TRY(pickle_tree_get(frame->table->tree, state, names[i], &name));
        if (!is_there(name))
            continue;
        TRY(pickle_tree_cell(frame->table->tree, name, &type, &text));
        return text.size <= LIMIT_FACT_TEXT ? pickle_table_name(frame->table, column, text)
                                            : ASSAY_OK;
    }
    return ASSAY_OK;
}

enum assay_status pickle_pandas_table(struct pickle_table *table, struct pickle_term term, bool *is)
{
    const struct pickle_node *node = pickle_tree_of(table->tree, term, NODE_OBJECT);
    struct frame frame = {.table = table, .count = 1};
    struct manager manager;
    struct pickle_term state, blocks;
    enum assay_status status;
    bool series;

    *is = node && (node->name == NAME_FRAME || node->name == NAME_SERIES);
    if (!*is)
        return ASSAY_OK;
    series = node->name == NAME_SERIES;
    state = node->state;
    TRY(pickle_tree_get(table->tree, state, "_mgr", &blocks));
    if (!is_there(blocks))
        TRY(pickle_tree_get(table->tree, state, "_data", &blocks)); /* before 1.1 */
    if (!is_there(blocks))
        blocks = state;
    TRY(read_manager(table->tree, blocks, &manager, is));
    if (!*is)
        return ASSAY_OK;
    pickle_table_init(&frame.names, table->tree);
    status = read_frame(&frame, &manager, series);
    if (status == ASSAY_OK && series && table->count > frame.before)
        status = name_series(&frame, state);
    pickle_table_clear(&frame.names);
    return status;
}
