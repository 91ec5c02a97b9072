/*
 * inspect_lmdb.c - LMDB environments (data.mdb): keys and values of every database in one, and what
 * lies in pages that no tree leads to. Caffe, Lightning and others keep training data in such
 * files.
 *
 * Source: LMDB 0.9, lmdb.h and mdb.c, "Page header", "Meta page", "Node"; numbers are those of a
 * little-endian machine of 64 bits.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/room.h"
#include "base/text.h"
#include "examine/inspect.h"
#include "examine/tables/data_table.h"
#include "inventory/gaps.h"

enum {
    PAGE_HEADER = 16,
    PAGE_MIN = 512,
    META_SIZE = 152, /* of a page's first bytes */
    DB_SIZE = 48,
    NODE_HEADER = 8,
    DEPTH = 32, /* of a tree, and of one inside it */
    IS_BRANCH = 1,
    IS_LEAF = 2,
    IS_LEAF2 = 0x20, /* keys alone, all of one size */
    NODE_BIG = 1,    /* the value stands in pages of its own */
    NODE_TREE = 2,   /* the value is a tree's root */
    NODE_MANY = 4,   /* one key has several values: a page, or a tree, of them */
};

#define NO_PAGE UINT64_MAX

struct tree {
    char *name; /* NULL: the main one */
    uint64_t root;
};

/* A page on the way from the root. */
struct level {
    uint8_t *bytes;
    uint64_t number;
    unsigned at, count;
    bool of_values; /* its keys are the values of `key` */
};

struct lmdb {
    struct cursor *cursor;
    struct evidence *evidence;
    struct data_table table;
    uint32_t page_size;
    uint64_t pages;
    uint8_t *seen; /* a bit for each page that a tree led to */
    struct level levels[DEPTH];
    struct tree *trees;
    size_t count, capacity;
    const struct tree *tree; /* that is walked */
    struct buf key, value;
    uint64_t rows;
};

static void lmdb_clear(struct lmdb *db)
{
    for (size_t i = 0; i < ARRAY_LEN(db->levels); i++)
        free(db->levels[i].bytes);
    for (size_t i = 0; i < db->count; i++)
        free(db->trees[i].name);
    free(db->trees);
    free(db->seen);
    buf_clear(&db->key);
    buf_clear(&db->value);
    data_table_clear(&db->table);
}

static ASSAY_RESULT no_memory(struct lmdb *db)
{
    return cursor_fail_at(db->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

/* Copies the first bytes of a meta page; the newer of two holds. */
static ASSAY_RESULT read_meta(struct lmdb *db, uint64_t offset, uint8_t meta[META_SIZE])
{
    TRY(cursor_seek(db->cursor, offset));
    TRY(cursor_copy(db->cursor, meta, META_SIZE));
    if (memcmp(meta + PAGE_HEADER, "\xde\xc0\xef\xbe\1\0\0\0", 8) != 0)
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, offset + PAGE_HEADER, "not a meta page");
    return ASSAY_OK;
}

static ASSAY_RESULT open_trees(struct lmdb *db, uint64_t *root)
{
    uint8_t first[META_SIZE], second[META_SIZE];

    TRY(read_meta(db, 0, first));
    db->page_size = (uint32_t)load_u64le(first + 40);
    if (db->page_size < PAGE_MIN || db->page_size > 65536 || (db->page_size & (db->page_size - 1)))
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, 40, "pages of %" PRIu32 " bytes",
                              db->page_size);
    TRY(read_meta(db, db->page_size, second));
    *root =
        load_u64le(load_u64le(second + 144) > load_u64le(first + 144) ? second + 128 : first + 128);
    db->pages = db->cursor->size / db->page_size;
    if (db->pages > LIMIT_SQLITE_PAGES)
        return cursor_fail_at(db->cursor, ASSAY_ELIMIT, 40, "%" PRIu64 " pages", db->pages);
    db->seen = calloc((size_t)db->pages / 8 + 1, 1);
    if (!db->seen)
        return no_memory(db);
    db->seen[0] = 3; /* the meta pages */
    return ASSAY_OK;
}

/* Marks pages as those that something leads to; `from`: the offset of what does. */
static ASSAY_RESULT use_pages(struct lmdb *db, uint64_t page, uint64_t count, uint64_t from)
{
    if (page >= db->pages || count > db->pages - page)
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, from,
                              "page %" PRIu64 " of a file of %" PRIu64, page, db->pages);
    for (uint64_t i = page; i < page + count; i++) {
        if (db->seen[i / 8] >> i % 8 & 1)
            return cursor_fail_at(db->cursor, ASSAY_EFORMAT, from,
                                  "page %" PRIu64 " belongs to two places", i);
        db->seen[i / 8] |= (uint8_t)(1U << i % 8);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT enter(struct lmdb *db, unsigned depth, uint64_t page, uint64_t from,
                          bool of_values)
{
    struct level *level = &db->levels[depth];
    uint32_t lower;

    TRY(use_pages(db, page, 1, from));
    if (!level->bytes)
        level->bytes = malloc(db->page_size);
    if (!level->bytes)
        return no_memory(db);
    TRY(cursor_seek(db->cursor, page * db->page_size));
    TRY(cursor_copy(db->cursor, level->bytes, db->page_size));
    lower = load_u16le(level->bytes + 12);
    if (!(load_u16le(level->bytes + 10) & (IS_BRANCH | IS_LEAF)) || lower < PAGE_HEADER ||
        lower > db->page_size)
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, page * db->page_size + 10,
                              "no page of a tree");
    level->number = page;
    level->at = 0;
    level->count = (lower - PAGE_HEADER) / 2;
    level->of_values = of_values;
    return ASSAY_OK;
}

/* One node of a page, or of a page inside one. */
struct node {
    uint64_t offset; /* in the file */
    uint32_t flags, size;
    struct bytes key, rest; /* what stands behind the key, to the page's end */
};

static ASSAY_RESULT find_node(struct lmdb *db, struct bytes page, uint64_t offset, unsigned at,
                              struct node *out)
{
    uint32_t place = load_u16le(page.data + PAGE_HEADER + (size_t)2 * at), key;
    const uint8_t *node = page.data + place;

    out->offset = offset + place;
    if (place < PAGE_HEADER || place + NODE_HEADER > page.size ||
        (key = load_u16le(node + 6)) > page.size - place - NODE_HEADER)
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, out->offset,
                              "node %u stands outside of its page", at);
    out->size = load_u32le(node);
    out->flags = load_u16le(node + 4);
    out->key = bytes_of(node + NODE_HEADER, key);
    out->rest = bytes_from(bytes_of(node, page.size - place), NODE_HEADER + (size_t)key);
    return ASSAY_OK;
}

static void add_row(struct lmdb *db, struct bytes key, struct bytes value, uint64_t offset)
{
    const struct bytes cells[] = {key, value};
    struct row_sum row = {0};

    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        if (utf8_valid(cells[i]))
            data_table_cell(&db->table, i, cells[i], &row);
        else
            data_table_typed_cell(&db->table, i, CELL_TEXT, cells[i], &row);
        evidence_value(db->evidence, data_table_place(&db->table, i), db->table.rows, offset,
                       cells[i]);
    }
    data_table_row(&db->table, &row);
}

/* A value in pages of its own. */
static ASSAY_RESULT read_big(struct lmdb *db, const struct node *node, struct bytes *value)
{
    uint64_t page, count = ((uint64_t)node->size + PAGE_HEADER - 1) / db->page_size + 1;
    uint8_t *room;

    if (node->rest.size < 8)
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, node->offset, "a node is cut short");
    page = load_u64le(node->rest.data);
    TRY(use_pages(db, page, count, node->offset));
    if (node->size > LIMIT_LMDB_VALUE)
        return cursor_fail_at(db->cursor, ASSAY_ELIMIT, node->offset,
                              "a value of %" PRIu32 " bytes", node->size);
    TRY(cursor_seek(db->cursor, page * db->page_size + PAGE_HEADER));
    buf_reset(&db->value);
    room = buf_room(&db->value, node->size + 1);
    if (!room)
        return buf_status(&db->value, db->cursor->err);
    TRY(cursor_copy(db->cursor, room, node->size));
    *value = bytes_of(room, node->size);
    return ASSAY_OK;
}

/* The values of one key, in a page inside the node. */
static ASSAY_RESULT read_inner_page(struct lmdb *db, const struct node *outer)
{
    struct bytes page = bytes_of(outer->rest.data, outer->size);
    uint32_t lower = page.size < PAGE_HEADER ? 0 : load_u16le(page.data + 12), fixed;
    uint64_t offset = outer->offset + NODE_HEADER + outer->key.size;
    unsigned count;

    if (lower < PAGE_HEADER || lower > page.size)
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, offset, "no page of values");
    count = (lower - PAGE_HEADER) / 2;
    fixed = load_u16le(page.data + 10) & IS_LEAF2 ? load_u16le(page.data + 8) : 0;
    for (unsigned i = 0; i < count; i++) {
        struct node node = {.key = {page.data + PAGE_HEADER, fixed}};

        if (!fixed)
            TRY(find_node(db, page, offset, i, &node));
        else if ((uint64_t)PAGE_HEADER + (uint64_t)fixed * (i + 1) > page.size)
            return cursor_fail_at(db->cursor, ASSAY_EFORMAT, offset, "values past their page");
        else
            node.key.data += (size_t)fixed * i;
        add_row(db, outer->key, node.key, outer->offset);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT add_tree(struct lmdb *db, const struct node *node)
{
    struct tree *tree;

    if (db->count == LIMIT_SQLITE_TABLES)
        return cursor_fail_at(db->cursor, ASSAY_ELIMIT, node->offset, "more than %d databases",
                              LIMIT_SQLITE_TABLES);
    if (!HAS_ROOM(db->trees, db->count, db->capacity))
        return no_memory(db);
    tree = &db->trees[db->count];
    *tree = (struct tree){strndup((const char *)node->key.data, node->key.size),
                          load_u64le(node->rest.data + DB_SIZE - 8)};
    if (!tree->name)
        return no_memory(db);
    db->count++;
    return ASSAY_OK;
}

/* A node of a leaf; *down: the root of the tree that it holds, if any. */
static ASSAY_RESULT read_leaf_node(struct lmdb *db, const struct node *node, bool of_values,
                                   uint64_t *down)
{
    struct bytes value = {0};

    if (of_values) {
        add_row(db, buf_bytes(&db->key), node->key, node->offset);
        return ASSAY_OK;
    }
    if (node->flags & NODE_BIG) {
        TRY(read_big(db, node, &value));
        add_row(db, node->key, value, node->offset);
        return ASSAY_OK;
    }
    if (node->size > node->rest.size || (node->flags & NODE_TREE && node->size < DB_SIZE))
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, node->offset,
                              "a value of %" PRIu32 " bytes goes on past its page", node->size);
    if (node->flags & NODE_TREE && node->flags & NODE_MANY) {
        buf_reset(&db->key);
        buf_add(&db->key, node->key.data, node->key.size);
        *down = load_u64le(node->rest.data + DB_SIZE - 8);
        return buf_status(&db->key, db->cursor->err);
    }
    if (node->flags & NODE_TREE)
        return db->tree->name ? ASSAY_OK : add_tree(db, node);
    if (node->flags & NODE_MANY)
        return read_inner_page(db, node);
    add_row(db, node->key, bytes_of(node->rest.data, node->size), node->offset);
    return ASSAY_OK;
}

/* Keys of one size, one behind the other: the values of a key that has many. */
static ASSAY_RESULT read_fixed(struct lmdb *db, struct level *level, unsigned at)
{
    uint32_t size = load_u16le(level->bytes + 8);
    uint64_t place = (uint64_t)PAGE_HEADER + (uint64_t)size * at;
    uint64_t offset = level->number * db->page_size;

    if (!level->of_values || place + size > db->page_size)
        return cursor_fail_at(db->cursor, ASSAY_EFORMAT, offset, "values past their page");
    add_row(db, buf_bytes(&db->key), bytes_of(level->bytes + place, size), offset + place);
    return ASSAY_OK;
}

/* Goes one step in the page on top; *down: the page to go down to, or NO_PAGE. */
static ASSAY_RESULT step(struct lmdb *db, struct level *level, uint64_t *down, bool *of_values)
{
    struct bytes page = bytes_of(level->bytes, db->page_size);
    uint64_t offset = level->number * db->page_size;
    uint32_t flags = load_u16le(level->bytes + 10);
    struct node node;

    *down = NO_PAGE;
    *of_values = level->of_values;
    if (flags & IS_LEAF2)
        return read_fixed(db, level, level->at++);
    TRY(find_node(db, page, offset, level->at++, &node));
    if (flags & IS_BRANCH) {
        *down = node.size | (uint64_t)node.flags << 32;
        return ASSAY_OK;
    }
    TRY(read_leaf_node(db, &node, level->of_values, down));
    *of_values |= *down != NO_PAGE;
    return ASSAY_OK;
}

static ASSAY_RESULT walk(struct lmdb *db, uint64_t root)
{
    unsigned depth = 0;

    if (root == NO_PAGE)
        return ASSAY_OK;
    TRY(enter(db, 0, root, PAGE_HEADER, false));
    for (;;) {
        struct level *level = &db->levels[depth];
        bool of_values;
        uint64_t down;

        if (level->at == level->count) {
            if (depth-- == 0)
                return ASSAY_OK;
            continue;
        }
        TRY(step(db, level, &down, &of_values));
        if (down == NO_PAGE)
            continue;
        if (++depth == DEPTH)
            return cursor_fail_at(db->cursor, ASSAY_EFORMAT, level->number * db->page_size,
                                  "a tree of more than %d levels", DEPTH);
        TRY(enter(db, depth, down, level->number * db->page_size, of_values));
    }
}

/* Walks a tree; what is wrong with it is told, and the next one is read. */
static ASSAY_RESULT read_tree(struct lmdb *db, const struct tree *tree)
{
    const struct assay_error *failure = db->cursor->err;
    enum assay_status status;

    db->tree = tree;
    TRY(data_table_reach(&db->table, 2, db->cursor->err));
    TRY(data_table_name_in(&db->table, 0, BYTES("key"), tree->name, db->cursor->err));
    TRY(data_table_name_in(&db->table, 1, BYTES("value"), tree->name, db->cursor->err));
    status = walk(db, tree->root);
    if (status == ASSAY_EFORMAT || status == ASSAY_ELIMIT) {
        data_table_lose_rows(&db->table);
        evidence_gap(db->evidence, GAP_DATA_BAD_RECORD, failure->offset, "%s: %s",
                     tree->name ? tree->name : "the main database", failure->text);
        status = ASSAY_OK;
    }
    db->rows += db->table.rows;
    if (tree->name)
        evidence_list(db->evidence, ASSAY_FACT_DATASET_TABLES, MEASURED, bytes_text(tree->name));
    if (db->table.rows > 0 || tree->name)
        data_table_part(&db->table, 2);
    else
        data_table_forget(&db->table); /* a main database that only names others */
    return status;
}

/* Pages that no tree leads to: free ones, with what was deleted in them. */
static ASSAY_RESULT read_rest(struct lmdb *db)
{
    uint8_t *bytes = db->levels[0].bytes;

    if (!bytes)
        bytes = db->levels[0].bytes = malloc(db->page_size);
    if (!bytes)
        return no_memory(db);
    for (uint64_t page = 2; page < db->pages; page++) {
        if (db->seen[page / 8] >> page % 8 & 1)
            continue;
        TRY(cursor_seek(db->cursor, page * db->page_size));
        TRY(cursor_copy(db->cursor, bytes, db->page_size));
        evidence_value(db->evidence, EVIDENCE_NO_COLUMN, 0, page * db->page_size,
                       bytes_of(bytes, db->page_size));
    }
    return ASSAY_OK;
}

static enum assay_status lmdb_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(lmdb_clear) struct lmdb db = {.cursor = cursor, .evidence = evidence};
    struct tree main = {0};

    (void)subject;
    buf_init(&db.key, LIMIT_LMDB_VALUE);
    buf_init(&db.value, LIMIT_LMDB_VALUE + 1);
    TRY(data_table_init(&db.table, evidence, cursor->err));
    TRY(open_trees(&db, &main.root));
    TRY(read_tree(&db, &main));
    for (size_t i = 0; i < db.count; i++)
        TRY(read_tree(&db, &db.trees[i]));
    TRY(read_rest(&db));
    evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, db.rows);
    data_table_tell(&db.table, 0);
    return ASSAY_OK;
}

/* The first page is a meta page; another version has another layout, and is told so. */
static unsigned lmdb_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    return head.size > 24 && memcmp(head.data + PAGE_HEADER, "\xde\xc0\xef\xbe\1\0\0\0", 8) == 0
               ? 64
               : 0;
}

const struct inspector inspect_lmdb = {.format = "lmdb",
                                       .kind = ASSAY_KIND_DATASET,
                                       .packed = true,
                                       .bid = lmdb_bid,
                                       .read = lmdb_read};
