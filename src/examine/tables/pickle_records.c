/*
 * pickle_records.c - a list of records or of rows: dictionaries by their keys, lists and tuples by
 * their places. They are handed on as they are read, and not kept.
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/evidence.h"
#include "examine/tables/pickle_frames_part.h"
#include "examine/text/text_hash.h"

enum {
    KEYS = 4096,       /* columns of records */
    KEY_MOST = 256,    /* bytes of one */
    WIDTH_MOST = 1024, /* cells of a row that is a list */
    WORD_MOST = 64,    /* bytes of a name in a first row */
};

static bool is_leaf(struct pickle_term term)
{
    return term.kind > TERM_UNKNOWN && term.kind < TERM_NODE;
}

/* ---- columns ---- */

static ASSAY_RESULT open_cells(struct pickle_records *records, size_t columns)
{
    struct pickle_frames *frames = records->frames;

    TRY(cells_open(&frames->cells, columns, frames->size, frames->evidence,
                   frames->tree.cursor->err));
    frames->open = true;
    return ASSAY_OK;
}

static ASSAY_RESULT add_key(struct pickle_records *records, struct pickle_term term,
                            struct bytes name, uint64_t hash, size_t *at)
{
    struct cells *cells = &records->frames->cells;

    *at = KEYS;
    if (records->count == KEYS) {
        records->more = true;
        return ASSAY_OK;
    }
    if (records->count == records->capacity) {
        size_t capacity = records->capacity ? 2 * records->capacity : 32;
        struct pickle_record_key *grown = reallocarray(records->keys, capacity, sizeof *grown);

        if (!grown)
            return cursor_fail_at(records->frames->tree.cursor, ASSAY_ENOMEM, 0, "out of memory");
        records->keys = grown;
        records->capacity = capacity;
    }
    *at = records->count++;
    records->keys[*at] = (struct pickle_record_key){.term = term, .hash = hash};
    if (term.kind == TERM_LEAF) /* a key is data where records are by person */
        evidence_value_over(records->frames->evidence, term.value, term.value + 1, name);
    TRY(cells_reach(cells, records->count));
    return cells_name(cells, (uint32_t)*at, name, false);
}

static bool is_same(struct pickle_term one, struct pickle_term other)
{
    return one.kind == other.kind && one.value == other.value;
}

/* The column of a key, which most often is the same text in the same place as in the row before. */
static ASSAY_RESULT find_key(struct pickle_records *records, struct pickle_term key, size_t usual,
                             size_t *at)
{
    struct bytes name;
    uint64_t hash;

    if (usual < records->count && is_same(records->keys[usual].term, key)) {
        *at = usual;
        return ASSAY_OK;
    }
    for (*at = 0; *at < records->count; ++*at)
        if (is_same(records->keys[*at].term, key))
            return ASSAY_OK;
    TRY(pickle_tree_text(&records->frames->tree, key, KEY_MOST, &name));
    records->frames->tree.stray |= name.size == 0; /* longer than a name, or none */
    hash = text_hash(name);
    for (*at = 0; *at < records->count; ++*at)
        if (records->keys[*at].hash == hash) {
            records->keys[*at].term = key;
            return ASSAY_OK;
        }
    return add_key(records, key, name, hash, at);
}

/* ---- rows ---- */

static ASSAY_RESULT put_map(struct pickle_records *records, const struct pickle_node *node,
                            struct pickle_term row)
{
    struct pickle_frames *frames = records->frames;

    for (uint32_t i = 0; i + 1 < node->count; i += 2) {
        const struct pickle_term value = node->items[i + 1];
        size_t at;

        TRY(find_key(records, node->items[i], i / 2, &at));
        if (at < KEYS)
            TRY(pickle_cell_put(&frames->cells, &frames->tree, value, (uint32_t)at, records->row,
                                &frames->unknown));
        node = pickle_tree_node(&frames->tree, row);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT put_list(struct pickle_records *records, const struct pickle_node *node)
{
    struct pickle_frames *frames = records->frames;

    for (uint32_t i = 0; i < node->count && i < records->wide; i++)
        TRY(pickle_cell_put(&frames->cells, &frames->tree, node->items[i], i, records->row,
                            &frames->unknown));
    frames->unknown += node->count > records->wide;
    return ASSAY_OK;
}

static ASSAY_RESULT put_row(struct pickle_records *records, struct pickle_term row)
{
    const struct pickle_node *node = pickle_tree_node(&records->frames->tree, row);

    if (node && records->maps == (node->kind == NODE_DICT) && node->kind != NODE_OBJECT)
        TRY(records->maps ? put_map(records, node, row) : put_list(records, node));
    else
        records->frames->unknown++;
    records->row++;
    return ASSAY_OK;
}

/* ---- what kind of rows they are ---- */

/* A first row that names the columns: words, where the second has something else. */
static ASSAY_RESULT are_words(struct pickle_tree *tree, struct pickle_term row, bool *are)
{
    const struct pickle_node *node = pickle_tree_node(tree, row);

    *are = node != NULL;
    for (uint32_t i = 0; *are && i < node->count; i++) {
        enum cell_type type;
        struct bytes text;

        TRY(pickle_tree_cell(tree, node->items[i], &type, &text));
        *are = type == CELL_TEXT && text.size > 0 && text.size <= WORD_MOST &&
               ((text.data[0] | 0x20) >= 'a' && (text.data[0] | 0x20) <= 'z');
        for (size_t j = 0; *are && j < text.size; j++)
            *are = text.data[j] != '@' && text.data[j] != '/' && text.data[j] >= ' ';
    }
    return ASSAY_OK;
}

static ASSAY_RESULT name_places(struct pickle_records *records, struct pickle_term names)
{
    struct pickle_frames *frames = records->frames;

    for (uint32_t i = 0; i < records->wide; i++) {
        struct bytes name;

        TRY(pickle_tree_text(&frames->tree, pickle_tree_item(&frames->tree, names, i), WORD_MOST,
                             &name));
        TRY(cells_name(&frames->cells, i, name, false));
    }
    return ASSAY_OK;
}

/* Of lists: all leaves, as many as in the next row. */
static bool are_lists(const struct pickle_tree *tree, const struct pickle_term *items, size_t count)
{
    const struct pickle_node *first = pickle_tree_node(tree, items[0]);

    if (!first || (first->kind != NODE_LIST && first->kind != NODE_TUPLE) || first->count < 2 ||
        first->count > WIDTH_MOST)
        return false;
    for (uint32_t i = 0; i < first->count; i++)
        if (!is_leaf(first->items[i]))
            return false;
    for (size_t i = 1; i < count; i++) {
        const struct pickle_node *node = pickle_tree_node(tree, items[i]);

        if (!node || node->kind != first->kind || node->count != first->count)
            return false;
    }
    return true;
}

/* Of dictionaries: keys that are texts, and a value that is a leaf. */
static bool are_maps(const struct pickle_tree *tree, struct pickle_term item)
{
    const struct pickle_node *node = pickle_tree_of(tree, item, NODE_DICT);
    bool leaf = false;

    for (uint32_t i = 0; node && i + 1 < node->count; i += 2) {
        if (node->items[i].kind != TERM_LEAF)
            return false;
        leaf |= is_leaf(node->items[i + 1]);
    }
    return node && leaf;
}

static ASSAY_RESULT begin(struct pickle_records *records, const struct pickle_term *items,
                          size_t count, size_t *from, bool *are)
{
    struct pickle_frames *frames = records->frames;
    bool names = false, words = false;

    records->maps = are_maps(&frames->tree, items[0]);
    *are = records->maps || are_lists(&frames->tree, items, count);
    if (!*are)
        return ASSAY_OK;
    records->wide = records->maps ? 0 : pickle_tree_node(&frames->tree, items[0])->count;
    TRY(open_cells(records, records->wide));
    if (records->maps || count < 2)
        return ASSAY_OK;
    TRY(are_words(&frames->tree, items[0], &names));
    if (names)
        TRY(are_words(&frames->tree, items[1], &words));
    if (!names || words)
        return ASSAY_OK;
    *from = 1;
    return name_places(records, items[0]);
}

static enum assay_status take(struct pickle_rows *rows, struct pickle_tree *tree,
                              const struct pickle_term *items, size_t count, bool *taken)
{
    struct pickle_records *records = (struct pickle_records *)rows;
    struct cells *cells = &records->frames->cells;
    size_t from = 0;

    *taken = records->frames->open;
    if (!*taken)
        TRY(begin(records, items, count, &from, taken));
    if (!*taken)
        return ASSAY_OK;
    TRY(cells_begin_rows(cells, records->row, count - from, true, cursor_at(tree->cursor)));
    for (size_t i = from; i < count; i++)
        TRY(put_row(records, items[i]));
    cells_end_rows(cells);
    return ASSAY_OK;
}

void pickle_records_init(struct pickle_records *records, struct pickle_frames *frames)
{
    *records = (struct pickle_records){.rows.take = take, .frames = frames};
}

void pickle_records_clear(struct pickle_records *records)
{
    free(records->keys);
}

void pickle_records_end(struct pickle_records *records)
{
    struct pickle_frames *frames = records->frames;

    frames->tree.lost |= records->more;
    frames->rows = records->row;
    frames->columns = records->maps ? records->count : records->wide;
}
