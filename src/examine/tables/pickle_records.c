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
    KEYS = 4096, /* columns of records, found by a hash */
    KEYS_COMPARED = 64,
    KEY_MOST = 256, /* bytes of one */
};

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
    if (!table_add(&records->by_name, hash, (uint32_t)records->count))
        return cursor_fail_at(records->frames->tree.cursor, ASSAY_ENOMEM, 0, "out of memory");
    *at = records->count++;
    records->keys[*at] = (struct pickle_record_key){.term = term, .hash = hash};
    if (term.kind == TERM_LEAF) /* a key is data where records are by person */
        evidence_value_over(records->frames->evidence, term.value, term.value + 1, name);
    TRY(cells_reach(cells, records->count));
    return cells_name(cells, (uint32_t)*at, name, false);
}

static bool has_hash(const void *keys, uint32_t index, const void *hash)
{
    return ((const struct pickle_record_key *)keys)[index].hash == *(const uint64_t *)hash;
}

/* The column of a key, which most often is the same text in the same place as in the row before. */
static ASSAY_RESULT find_key(struct pickle_records *records, struct pickle_term key, size_t usual,
                             size_t *at)
{
    struct bytes name;
    uint64_t hash;
    uint32_t known;

    if (usual < records->count && pickle_term_is(records->keys[usual].term, key)) {
        *at = usual;
        return ASSAY_OK;
    }
    for (*at = 0; *at < records->count && *at < KEYS_COMPARED; ++*at)
        if (pickle_term_is(records->keys[*at].term, key))
            return ASSAY_OK;
    TRY(pickle_tree_text(&records->frames->tree, key, KEY_MOST, &name));
    records->frames->tree.stray |= name.size == 0; /* longer than a name, or none */
    hash = text_hash(name);
    known = table_find(&records->by_name, hash, has_hash, records->keys, &hash);
    if (known == TABLE_NONE)
        return add_key(records, key, name, hash, at);
    *at = known;
    records->keys[known].term = key;
    return ASSAY_OK;
}

/* ---- rows ---- */

static ASSAY_RESULT put_map(struct pickle_records *records, const struct pickle_node *node,
                            struct pickle_term row)
{
    struct pickle_frames *frames = records->frames;
    size_t usual = 0;

    for (uint32_t i = 0; i + 1 < node->count; i += 2) {
        const struct pickle_term value = node->items[i + 1];
        size_t at;

        TRY(find_key(records, node->items[i], usual, &at));
        usual = at + 1;
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

static ASSAY_RESULT name_places(struct pickle_records *records, struct pickle_term names)
{
    struct pickle_frames *frames = records->frames;

    for (uint32_t i = 0; i < records->wide; i++) {
        struct bytes name;

        TRY(pickle_tree_text(&frames->tree, pickle_tree_item(&frames->tree, names, i),
                             PICKLE_WORD_MOST, &name));
        TRY(cells_name(&frames->cells, i, name, false));
    }
    return ASSAY_OK;
}

/* A first row of words, which comes alone where each row has an opcode of its own: whether it names
 * the columns is told by the second. */
static ASSAY_RESULT hold(struct pickle_records *records, struct pickle_term words)
{
    struct pickle_tree *tree = &records->frames->tree;

    for (uint32_t i = 0; i < records->wide; i++) {
        struct bytes word;

        TRY(pickle_tree_text(tree, pickle_tree_item(tree, words, i), PICKLE_WORD_MOST, &word));
        buf_add(&records->held, word.data, word.size);
        buf_byte(&records->held, 0);
    }
    return buf_status(&records->held, tree->cursor->err);
}

static ASSAY_RESULT put_held(struct pickle_records *records, bool names)
{
    struct cells *cells = &records->frames->cells;
    struct bytes rest = buf_bytes(&records->held);

    if (!names)
        TRY(cells_begin_rows(cells, records->row, 1, true, 0));
    for (uint32_t i = 0; i < records->wide; i++) {
        const struct bytes word = bytes_until(rest, 0);

        TRY(names ? cells_name(cells, i, word, false)
                  : cells_put_text(cells, i, records->row, 0, CELL_TEXT, word));
        rest = bytes_from(rest, word.size + 1);
    }
    if (!names) {
        cells_end_rows(cells);
        records->row++;
    }
    buf_reset(&records->held);
    return ASSAY_OK;
}

static ASSAY_RESULT begin(struct pickle_records *records, const struct pickle_term *items,
                          size_t count, size_t *from, bool *are)
{
    struct pickle_frames *frames = records->frames;
    bool names = false, words = false;

    records->maps = pickle_row_is_map(&frames->tree, items[0]);
    *are = records->maps || pickle_rows_are_lists(&frames->tree, items, count);
    if (!*are)
        return ASSAY_OK;
    records->wide = records->maps ? 0 : pickle_tree_node(&frames->tree, items[0])->count;
    TRY(open_cells(records, records->wide));
    if (records->maps)
        return ASSAY_OK;
    TRY(pickle_row_is_words(&frames->tree, items[0], &names));
    *from = names && count == 1;
    if (names && count == 1)
        return hold(records, items[0]);
    if (names)
        TRY(pickle_row_is_words(&frames->tree, items[1], &words));
    if (!names || words)
        return ASSAY_OK;
    *from = 1;
    return name_places(records, items[0]);
}

/* What is known when the second row, or the end, is there. */
static ASSAY_RESULT end_hold(struct pickle_records *records, const struct pickle_term *second)
{
    bool words = true;

    if (records->held.size == 0)
        return ASSAY_OK;
    if (second)
        TRY(pickle_row_is_words(&records->frames->tree, *second, &words));
    return put_held(records, !words);
}

static enum assay_status take(struct pickle_rows *rows, struct pickle_tree *tree,
                              const struct pickle_term *items, size_t count, bool *taken)
{
    struct pickle_records *records = (struct pickle_records *)rows;
    struct cells *cells = &records->frames->cells;
    size_t from = 0;

    *taken = records->frames->open;
    TRY(end_hold(records, items));
    if (!*taken)
        TRY(begin(records, items, count, &from, taken));
    if (!*taken || from == count)
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
    buf_init(&records->held, (size_t)PICKLE_WIDTH_MOST * (PICKLE_WORD_MOST + 1));
}

void pickle_records_clear(struct pickle_records *records)
{
    free(records->keys);
    buf_clear(&records->held);
    table_clear(&records->by_name);
}

enum assay_status pickle_records_end(struct pickle_records *records)
{
    struct pickle_frames *frames = records->frames;

    TRY(end_hold(records, NULL));
    frames->tree.lost |= records->more;
    frames->rows = records->row;
    frames->columns = records->maps ? records->count : records->wide;
    return ASSAY_OK;
}
