/*
 * pickle_lists.c - lists of records or of rows that are not the outermost of a pickle, as under the
 * name of a split: {"train": [{"ssn": ...}, ...]}. Dictionaries give a column for each key, lists
 * and tuples one for each place.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/tables/pickle_frames_part.h"
#include "examine/text/text_hash.h"

enum {
    KEYS = 256,              /* columns of records: each row is searched for each of them, unlike
                                in pickle_records.c, where a hash finds them */
    COMPARED_MOST = 1 << 27, /* values of one pickle: a list may name the same large record often */
};

bool pickle_row_is_map(const struct pickle_tree *tree, struct pickle_term row)
{
    const struct pickle_node *node = pickle_tree_of(tree, row, NODE_DICT);
    bool leaf = false;

    for (uint32_t i = 0; node && i + 1 < node->count; i += 2) {
        if (node->items[i].kind != TERM_LEAF)
            return false;
        leaf |= pickle_term_is_leaf(node->items[i + 1]);
    }
    return node && leaf;
}

bool pickle_rows_are_lists(const struct pickle_tree *tree, const struct pickle_term *rows,
                           size_t count)
{
    const struct pickle_node *first = pickle_tree_node(tree, rows[0]);

    if (!first || (first->kind != NODE_LIST && first->kind != NODE_TUPLE) || first->count < 2 ||
        first->count > PICKLE_WIDTH_MOST)
        return false;
    for (uint32_t i = 0; i < first->count; i++)
        if (!pickle_term_is_leaf(first->items[i]))
            return false;
    for (size_t i = 1; i < count; i++) {
        const struct pickle_node *node = pickle_tree_node(tree, rows[i]);

        if (!node || node->kind != first->kind || node->count != first->count)
            return false;
    }
    return true;
}

enum assay_status pickle_row_is_words(struct pickle_tree *tree, struct pickle_term row, bool *is)
{
    const struct pickle_node *node = pickle_tree_node(tree, row);

    *is = node != NULL;
    for (uint32_t i = 0; *is && i < node->count; i++) {
        enum cell_type type;
        struct bytes text;

        TRY(pickle_tree_cell(tree, node->items[i], &type, &text));
        *is = type == CELL_TEXT && text.size > 0 && text.size <= PICKLE_WORD_MOST &&
              ((text.data[0] | 0x20) >= 'a' && (text.data[0] | 0x20) <= 'z');
        for (size_t j = 0; *is && j < text.size; j++)
            *is = text.data[j] != '@' && text.data[j] != '/' && text.data[j] >= ' ';
        node = pickle_tree_node(tree, row);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT add_column(struct pickle_table *table, struct pickle_term list,
                               struct pickle_term name, struct pickle_column **out)
{
    struct bytes text = bytes_of(NULL, 0);

    *out = pickle_table_add(table);
    if (!*out)
        return cursor_fail_at(table->tree->cursor, ASSAY_ENOMEM, 0, "out of memory");
    (*out)->list = list;
    (*out)->stride = 1;
    (*out)->rows = table->rows;
    if (name.kind != TERM_NOTHING)
        TRY(pickle_tree_text(table->tree, name, LIMIT_FACT_TEXT, &text));
    return pickle_table_name(table, *out, text);
}

/* ---- records ---- */

/* The values are leaves, or lists of them: no objects, which would not be read. */
static bool is_plain(const struct pickle_tree *tree, struct pickle_term value)
{
    const struct pickle_node *node = pickle_tree_node(tree, value);

    if (pickle_term_is_leaf(value))
        return true;
    if (!node || node->kind == NODE_OBJECT || node->kind == NODE_NAME)
        return false;
    for (uint32_t i = 0; i < node->count; i++)
        if (!pickle_term_is_leaf(node->items[i]))
            return false;
    return true;
}

static bool are_records(struct pickle_tree *tree, const struct pickle_node *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct pickle_node *row = pickle_tree_of(tree, list->items[i], NODE_DICT);

        tree->compared += row ? row->count : 0;
        tree->lost |= tree->compared > COMPARED_MOST;
        if (!row || tree->compared > COMPARED_MOST || !pickle_row_is_map(tree, list->items[i]))
            return false;
        for (uint32_t j = 1; j < row->count; j += 2)
            if (!is_plain(tree, row->items[j]))
                return false;
    }
    return list->count > 1;
}

static bool has_key(const struct pickle_table *table, struct pickle_term key, uint32_t usual)
{
    if (usual < table->count && pickle_term_is(table->columns[usual].key, key))
        return true;
    for (size_t i = 0; i < table->count; i++)
        if (pickle_term_is(table->columns[i].key, key))
            return true;
    return false;
}

/* Rows that were made apart have texts of their own for keys: each is put for the one that the
 * column knows, so that values are found by it. */
static ASSAY_RESULT unite_key(struct pickle_table *table, struct pickle_term row, uint32_t at,
                              uint64_t *hash, bool *known)
{
    const struct pickle_node *node = pickle_tree_node(table->tree, row);
    struct bytes text;

    TRY(pickle_tree_text(table->tree, node->items[at], LIMIT_FACT_TEXT, &text));
    *hash = text_hash(text);
    *known = false;
    for (size_t i = 0; text.size > 0 && !*known && i < table->count; i++) {
        *known = table->columns[i].key_hash == *hash;
        if (*known)
            pickle_tree_put_item(table->tree, row, at, table->columns[i].key);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT add_keys(struct pickle_table *table, struct pickle_term list,
                             struct pickle_term row)
{
    const struct pickle_node *node = pickle_tree_node(table->tree, row);

    for (uint32_t i = 0; node && i + 1 < node->count; i += 2) {
        const struct pickle_term key = node->items[i];
        struct pickle_column *column;
        uint64_t hash;
        bool known;

        if (has_key(table, key, i / 2))
            continue;
        TRY(unite_key(table, row, i, &hash, &known));
        if (known)
            continue;
        if (table->count == KEYS) {
            table->more = true;
            return ASSAY_OK;
        }
        TRY(add_column(table, list, key, &column));
        column->key = key;
        column->key_hash = hash;
        column->usual = i / 2;
        node = pickle_tree_node(table->tree, row);
    }
    return ASSAY_OK;
}

/* ---- rows ---- */

static ASSAY_RESULT add_places(struct pickle_table *table, struct pickle_term list,
                               struct pickle_term first, bool named)
{
    const uint32_t width = pickle_tree_node(table->tree, first)->count;

    for (uint32_t i = 0; i < width; i++) {
        struct pickle_column *column;

        TRY(add_column(table, list,
                       named ? pickle_tree_item(table->tree, first, i)
                             : pickle_term_of(TERM_NOTHING, 0),
                       &column));
        column->part = i + 1;
        column->base = named;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT are_named(struct pickle_tree *tree, const struct pickle_node *list, bool *named)
{
    const struct pickle_term first = list->items[0], second = list->items[1];
    bool words;

    TRY(pickle_row_is_words(tree, first, named));
    if (!*named)
        return ASSAY_OK;
    TRY(pickle_row_is_words(tree, second, &words));
    *named = !words;
    return ASSAY_OK;
}

/* Rows of numbers alone are points, boxes, weights. */
static ASSAY_RESULT has_text(struct pickle_tree *tree, struct pickle_term row, bool *has)
{
    const struct pickle_node *node = pickle_tree_node(tree, row);

    *has = false;
    for (uint32_t i = 0; !*has && node && i < node->count; i++) {
        enum cell_type type;
        struct bytes text;

        TRY(pickle_tree_cell(tree, node->items[i], &type, &text));
        *has = type == CELL_TEXT;
        node = pickle_tree_node(tree, row);
    }
    return ASSAY_OK;
}

enum assay_status pickle_list_table(struct pickle_table *table, struct pickle_term term, bool *is)
{
    const struct pickle_node *list = pickle_tree_node(table->tree, term);
    bool records, named = false;

    *is = list && (list->kind == NODE_LIST || list->kind == NODE_TUPLE) && list->count > 1;
    if (!*is)
        return ASSAY_OK;
    records = are_records(table->tree, list);
    *is = records || pickle_rows_are_lists(table->tree, list->items, list->count);
    if (!*is)
        return ASSAY_OK;
    if (!records) {
        TRY(has_text(table->tree, list->items[0], is));
        list = pickle_tree_node(table->tree, term);
        TRY(are_named(table->tree, list, &named));
    }
    list = pickle_tree_node(table->tree, term);
    table->rows = list->count - named;
    if (!*is)
        return ASSAY_OK;
    if (!records)
        return add_places(table, term, list->items[0], named);
    for (uint32_t i = 0; i < table->rows; i++)
        TRY(add_keys(table, term, pickle_tree_item(table->tree, term, i)));
    return ASSAY_OK;
}
