/* pickle_frames.c - where tables are in a pickle, and what is told of them. */

#include "examine/tables/pickle_frames.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/pickle_frames_part.h"
#include "examine/tables/pickle_tree_part.h"
#include "examine/text/text_hash.h"
#include "inventory/gaps.h"

enum {
    DEPTH = 12,             /* of what is looked into for frames */
    ITEMS_LOOKED_AT = 4096, /* of one list or dictionary in which they may be */
    ACROSS_MAX = 64,        /* columns of an array of two dimensions */
    RECORDS_TELL = 10, /* rows by which a list, or columns by name, is a table and no setting */
    OP_MOST = 9,       /* bytes of an opcode and what counts its argument */
};

void pickle_found_clear(struct pickle_found *found)
{
    free(found->spans.spans);
    *found = (struct pickle_found){0};
}

/* ---- spans ---- */

enum assay_status pickle_frames_span(struct pickle_frames *frames, uint64_t first, uint64_t end)
{
    struct pickle_spans *spans = &frames->found->spans;

    if (frames->tree.stray || /* what lies between may be no cell */
        (spans->count > 0 && spans->spans[spans->count - 1].first == first))
        return ASSAY_OK;
    if (spans->count == spans->capacity) {
        size_t capacity = spans->capacity ? 2 * spans->capacity : 16;
        struct pickle_span *grown = reallocarray(spans->spans, capacity, sizeof *grown);

        if (!grown)
            return cursor_fail_at(frames->tree.cursor, ASSAY_ENOMEM, 0, "out of memory");
        spans->spans = grown;
        spans->capacity = capacity;
    }
    spans->spans[spans->count++] = (struct pickle_span){.first = first, .end = end};
    return ASSAY_OK;
}

static int compare_spans(const void *a, const void *b)
{
    const struct pickle_span *one = a, *other = b;

    return (one->first > other->first) - (one->first < other->first);
}

// NOLINTNEXTLINE(misc-no-recursion): labels have none
static ASSAY_RESULT note_span(struct pickle_frames *frames, const struct pickle_column *column)
{
    const struct pickle_node *list = pickle_tree_node(&frames->tree, column->list);

    if (column->labels)
        TRY(note_span(frames, column->labels));
    if (list)
        return pickle_frames_span(frames, list->first, list->end);
    if (column->at > OP_MOST && column->rows > 0)
        return pickle_frames_span(frames, column->at - OP_MOST,
                                  column->at + column->rows * column->stride);
    return ASSAY_OK;
}

/*
 * Of what was read alone: the texts of a column that was not are searched by themselves, and those
 * of all columns where a block holds more than they do.
 */
static ASSAY_RESULT note_columns(struct pickle_frames *frames, const struct pickle_table *table)
{
    frames->unread += table->unread;
    frames->tree.lost |= table->more;
    for (size_t i = 0; i < table->count; i++) {
        const struct pickle_column *column = &table->columns[i];

        if (!pickle_table_reads(table, column))
            frames->unread++;
        else if (table->unread == 0 && !table->more)
            TRY(note_span(frames, column));
    }
    return ASSAY_OK;
}

/* ---- telling ---- */

static ASSAY_RESULT name_columns(struct pickle_frames *frames, const struct pickle_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct pickle_column *column = &table->columns[i];

        if (column->place < frames->cells.table.count)
            frames->cells.columns[column->place] = (struct cells_column){
                .path = text_hash(bytes_text(column->name ? column->name : ""))};
        TRY(data_table_name_in(&frames->cells.table, column->place,
                               bytes_text(column->name ? column->name : ""), table->in,
                               frames->cells.err));
    }
    return ASSAY_OK;
}

static uint64_t places_of(const struct pickle_table *table)
{
    uint64_t places = 0;

    for (size_t i = 0; i < table->count; i++)
        if (table->columns[i].place >= places)
            places = (uint64_t)table->columns[i].place + 1;
    return places;
}

enum assay_status pickle_frames_tell(struct pickle_frames *frames, struct pickle_table *table)
{
    const uint64_t places = places_of(table);

    if (frames->found->tables == LIMIT_PICKLE_TABLES) {
        frames->tree.lost = true;
        return ASSAY_OK;
    }
    if (frames->found->tables > 0)
        data_table_part(&frames->cells.table, frames->columns);
    frames->columns = places;
    if (!frames->open)
        TRY(cells_open(&frames->cells, places, frames->size, frames->evidence,
                       frames->tree.cursor->err));
    else
        TRY(cells_reach(&frames->cells, places));
    frames->open = true;
    frames->found->tables++;
    TRY(name_columns(frames, table));
    TRY(pickle_table_cells(table, &frames->cells));
    TRY(note_columns(frames, table));
    frames->unknown += table->unknown;
    frames->rows += table->rows;
    if (table->in)
        evidence_list(frames->evidence, ASSAY_FACT_DATASET_TABLES, MEASURED, bytes_text(table->in));
    return ASSAY_OK;
}

static void tell_end(struct pickle_frames *frames)
{
    if (frames->open)
        cells_tell(&frames->cells, frames->rows, frames->columns);
    if (frames->unread > 0)
        evidence_gap(frames->evidence, GAP_DATA_FORMAT_UNREAD, 0,
                     "%" PRIu64 " columns of its tables are of a class that is not read",
                     frames->unread);
    if (frames->unknown > 0)
        evidence_gap(frames->evidence, GAP_DATA_FORMAT_UNREAD, 0,
                     "%" PRIu64 " cells of its tables hold objects that are not read",
                     frames->unknown);
    if (frames->tree.lost)
        evidence_gap(frames->evidence, GAP_DATA_FORMAT_UNREAD, 0,
                     "it holds more values than are followed: cells of its tables were not read");
}

/* ---- arrays ---- */

static void tell_shape(struct pickle_frames *frames, const struct pickle_values *values)
{
    CLEANUP(buf_clear) struct buf shape = {.ceiling = LIMIT_FACT_TEXT};

    for (size_t i = 0; i < values->rank; i++)
        buf_printf(&shape, "%s%" PRIu64, i ? "x" : "", values->shape[i]);
    if (values->rank == 0)
        buf_text(&shape, "scalar");
    evidence_text(frames->evidence, ASSAY_FACT_DATASET_SHAPE, MEASURED,
                  bytes_text(buf_string(&shape)));
}

/* As inspect_npy.c: numbers of many columns, and reals without a name, are weights and pictures. */
static bool is_table(const struct pickle_values *values)
{
    const struct npy_field *field = &values->type.fields[0];

    if (values->rank < 1 || values->rank > 2 ||
        (values->rank == 2 && values->shape[1] > ACROSS_MAX))
        return false;
    if (values->type.structure || values->list.kind != TERM_NOTHING)
        return true;
    return values->type.field_count == 1 && field->meaning.kind != MEANS_NOTHING &&
           field->meaning.kind != MEANS_FLOAT && field->meaning.kind != MEANS_PERIOD &&
           (field->meaning.kind == MEANS_BYTES || field->size > 1);
}

static ASSAY_RESULT name_array_column(struct pickle_frames *frames, struct pickle_table *table,
                                      struct pickle_column *column, size_t number, size_t count,
                                      struct bytes name)
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = LIMIT_FACT_TEXT};

    (void)frames;
    buf_add(&shown, name.data, name.size);
    if (count > 1)
        buf_printf(&shown, "[%zu]", number);
    return pickle_table_name(table, column, buf_bytes(&shown));
}

static ASSAY_RESULT fill_array(struct pickle_frames *frames, struct pickle_table *table,
                               const struct pickle_values *values, struct bytes name)
{
    const bool fortran = values->fortran && values->list.kind == TERM_NOTHING;
    const uint64_t across = values->rank == 2 ? values->shape[1] : 1;
    const size_t fields = values->type.structure ? values->type.field_count : 1;

    table->rows = values->shape[0];
    if (values->rank == 2 && fields > 1)
        return ASSAY_OK;
    for (size_t i = 0; i < across * fields; i++) {
        struct pickle_column *column = pickle_table_add(table);
        const size_t field = fields > 1 ? i : 0;

        if (!column)
            return cursor_fail_at(frames->tree.cursor, ASSAY_ENOMEM, 0, "out of memory");
        if (values->type.structure && values->type.fields[field].name[0])
            TRY(pickle_table_name(table, column, bytes_text(values->type.fields[field].name)));
        else
            TRY(name_array_column(frames, table, column, i, (size_t)across, name));
        TRY(pickle_table_place(table, column, values, field,
                               fields > 1 ? 0
                               : fortran  ? i * table->rows
                                          : i,
                               fortran ? 1 : across, table->rows));
        if (values->type.structure && values->list.kind != TERM_NOTHING)
            column->part = (uint32_t)field + 1;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT tell_array(struct pickle_frames *frames, const struct pickle_values *values,
                               struct bytes name)
{
    CLEANUP(pickle_table_clear) struct pickle_table table;

    pickle_table_init(&table, &frames->tree);
    TRY(fill_array(frames, &table, values, name));
    return table.count > 0 ? pickle_frames_tell(frames, &table) : ASSAY_OK;
}

/* ---- columns by name: {"ssn": [...], "name": array(...)} ---- */

static bool holds_leaves(const struct pickle_node *node)
{
    for (uint32_t i = 0; i < node->count; i++)
        if (node->items[i].kind == TERM_NODE || node->items[i].kind == TERM_UNKNOWN)
            return false;
    return node->kind == NODE_LIST || node->kind == NODE_TUPLE;
}

/* One value of the dictionary; false in *is where it is no column. */
static ASSAY_RESULT add_named(struct pickle_frames *frames, struct pickle_table *table,
                              struct pickle_term key, struct pickle_term value, bool *is)
{
    const struct pickle_node *list = pickle_tree_node(&frames->tree, value);
    struct pickle_values values = {0};
    struct pickle_column *column;
    struct bytes name;

    TRY(pickle_values_of(&frames->tree, value, &values, is));
    if (!*is && list && holds_leaves(list)) {
        *is = true;
        values = (struct pickle_values){.list = value, .rank = 1, .count = list->count};
    }
    *is = *is && values.rank == 1 && !values.type.structure &&
          (table->count == 0 || values.count == table->rows);
    if (!*is)
        return ASSAY_OK;
    column = pickle_table_add(table);
    if (!column)
        return cursor_fail_at(frames->tree.cursor, ASSAY_ENOMEM, 0, "out of memory");
    table->rows = values.count;
    TRY(pickle_tree_text(&frames->tree, key, LIMIT_FACT_TEXT, &name));
    TRY(pickle_table_name(table, column, name));
    TRY(pickle_table_place(table, column, &values, 0, 0, 1, values.count));
    frames->only_numbers &=
        values.list.kind == TERM_NOTHING && column->field.meaning.kind == MEANS_FLOAT;
    *is = !column->unread;
    return ASSAY_OK;
}

static ASSAY_RESULT columns_of(struct pickle_frames *frames, struct pickle_table *table,
                               struct pickle_term dictionary, bool *are)
{
    const struct pickle_node *node = pickle_tree_of(&frames->tree, dictionary, NODE_DICT);

    *are = node && node->count >= 4 && node->count / 2 <= LIMIT_COLUMNS;
    frames->only_numbers = true;
    for (uint32_t i = 0; *are && i + 1 < node->count; i += 2)
        TRY(add_named(frames, table, node->items[i], node->items[i + 1], are));
    *are = *are && table->rows > 1;
    return ASSAY_OK;
}

/* ---- finding ---- */

static ASSAY_RESULT find(struct pickle_frames *frames, struct pickle_term term, const char *in,
                         bool in_object, unsigned depth);

static ASSAY_RESULT find_pandas(struct pickle_frames *frames, struct pickle_term term,
                                const char *in, bool *is)
{
    CLEANUP(pickle_table_clear) struct pickle_table table;

    pickle_table_init(&table, &frames->tree);
    TRY(pickle_pandas_table(&table, term, is));
    if (!*is)
        return ASSAY_OK;
    table.in = in;
    return pickle_frames_tell(frames, &table);
}

static ASSAY_RESULT find_columns(struct pickle_frames *frames, struct pickle_term term,
                                 const char *in, bool *are)
{
    CLEANUP(pickle_table_clear) struct pickle_table table;

    pickle_table_init(&table, &frames->tree);
    TRY(columns_of(frames, &table, term, are));
    if (!*are)
        return ASSAY_OK;
    table.in = in;
    frames->found->alone &= !frames->only_numbers && table.rows >= RECORDS_TELL;
    return pickle_frames_tell(frames, &table);
}

static ASSAY_RESULT find_list(struct pickle_frames *frames, struct pickle_term term, const char *in,
                              bool *is)
{
    CLEANUP(pickle_table_clear) struct pickle_table table;

    pickle_table_init(&table, &frames->tree);
    TRY(pickle_list_table(&table, term, is));
    if (!*is)
        return ASSAY_OK;
    for (size_t i = 0; i < table.count; i++) /* a key is data where records are by person */
        if (table.columns[i].key.kind == TERM_LEAF)
            evidence_value_over(frames->evidence, table.columns[i].key.value,
                                table.columns[i].key.value + 1, bytes_text(table.columns[i].name));
    table.in = in;
    frames->found->alone &= table.rows >= RECORDS_TELL;
    return pickle_frames_tell(frames, &table);
}

/* The way to what is in a list or a dictionary. */
static ASSAY_RESULT way_to(struct pickle_frames *frames, const struct pickle_node *node, uint32_t i,
                           const char *in, struct buf *way)
{
    struct bytes key = bytes_of(NULL, 0);

    buf_reset(way);
    if (in)
        buf_printf(way, "%s.", in);
    if (node->kind == NODE_DICT && i > 0)
        TRY(pickle_tree_text(&frames->tree, node->items[i - 1], 64, &key));
    if (key.size > 0)
        buf_add(way, key.data, key.size);
    else
        buf_printf(way, "%" PRIu32, i);
    return ASSAY_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): DEPTH levels
static ASSAY_RESULT find_inside(struct pickle_frames *frames, struct pickle_term term,
                                const char *in, bool in_object, unsigned depth)
{
    const struct pickle_node *node = pickle_tree_node(&frames->tree, term);
    CLEANUP(buf_clear) struct buf way = {.ceiling = LIMIT_FACT_TEXT};
    const struct pickle_term state = node->state;
    const bool by_key = node->kind == NODE_DICT;

    in_object |= node->kind == NODE_OBJECT;
    for (uint32_t i = by_key; i < node->count && i < ITEMS_LOOKED_AT; i += by_key ? 2 : 1) {
        if (node->items[i].kind != TERM_NODE)
            continue;
        TRY(way_to(frames, node, i, in, &way));
        TRY(find(frames, node->items[i], node->kind == NODE_OBJECT ? in : buf_string(&way),
                 in_object, depth + 1));
    }
    return find(frames, state, in, in_object, depth + 1);
}

/* An array; alone in its file it is a table where its numbers may be somebody's. */
static ASSAY_RESULT find_array(struct pickle_frames *frames, const struct pickle_values *values,
                               const char *in, bool in_object)
{
    if (in_object)
        return ASSAY_OK;
    frames->found->alone &= !in;
    if (!in) {
        tell_shape(frames, values);
        if (values->rank > 0)
            evidence_int(frames->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, values->shape[0]);
        if (values->rank == 2)
            evidence_int(frames->evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, values->shape[1]);
    }
    return is_table(values) ? tell_array(frames, values, in ? bytes_text(in) : frames->name)
                            : ASSAY_OK;
}

// NOLINTNEXTLINE(misc-no-recursion): DEPTH levels
static ASSAY_RESULT find(struct pickle_frames *frames, struct pickle_term term, const char *in,
                         bool in_object, unsigned depth)
{
    struct pickle_node *node = pickle_tree_change(&frames->tree, term);
    struct pickle_values values;
    bool is = false;

    if (!node || node->seen)
        return ASSAY_OK;
    node->seen = true;
    TRY(find_pandas(frames, term, in, &is));
    if (is)
        return ASSAY_OK;
    TRY(pickle_values_of(&frames->tree, term, &values, &is));
    if (is)
        return find_array(frames, &values, in, in_object);
    if (!in_object)
        TRY(find_columns(frames, term, in, &is));
    if (!is && !in_object && in)
        TRY(find_list(frames, term, in, &is));
    if (is)
        return ASSAY_OK;
    frames->found->alone &= node->kind != NODE_OBJECT;
    if (depth == DEPTH)
        return ASSAY_OK;
    return find_inside(frames, term, in, in_object, depth);
}

static ASSAY_RESULT read_all(struct pickle_frames *frames, struct pickle_records *records)
{
    const struct pickle_node *list;
    struct pickle_term root;
    enum assay_status status;

    status = pickle_tree_read(&frames->tree, &root);
    frames->found->tables = frames->open;
    if (status != ASSAY_OK)
        return status;
    frames->found->alone = true;
    if (!frames->open)
        return find(frames, root, NULL, false, 0);
    TRY(pickle_records_end(records));
    list = pickle_tree_node(&frames->tree, frames->tree.rows_in);
    frames->found->alone =
        list && list == pickle_tree_node(&frames->tree, root) && records->row >= RECORDS_TELL;
    if (list)
        TRY(pickle_frames_span(frames, list->first, list->end));
    return ASSAY_OK;
}

enum assay_status pickle_frames_read(struct cursor *cursor, const struct subject *subject,
                                     struct evidence *evidence, struct pickle_found *found)
{
    struct pickle_frames frames = {.evidence = evidence,
                                   .found = found,
                                   .name = bytes_until(subject->name, '.'),
                                   .size = cursor->size /
                                           (LIMIT_CELLS_RATIO / LIMIT_PICKLE_CELLS_RATIO)};
    struct pickle_records records;
    enum assay_status status;

    *found = (struct pickle_found){0};
    pickle_records_init(&records, &frames);
    pickle_tree_init(&frames.tree, cursor, &records.rows);
    status = read_all(&frames, &records);
    if (status == ASSAY_OK)
        tell_end(&frames);
    else
        found->spans.count = 0; /* not all in them was handed on */
    if (found->spans.count > 0)
        qsort(found->spans.spans, found->spans.count, sizeof *found->spans.spans, compare_spans);
    if (frames.open)
        cells_clear(&frames.cells);
    pickle_records_clear(&records);
    pickle_tree_clear(&frames.tree);
    return status;
}
