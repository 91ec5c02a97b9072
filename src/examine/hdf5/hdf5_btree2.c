/*
 * hdf5_btree2.c - HDF5: trees of version 2, of links, attributes, chunks and large objects.
 *
 * Source: HDF5 File Format Specification 3.0, III.A.2 "Version 2 B-trees". How wide a node's
 * counts are follows from how many records a node of each level can hold.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

enum {
    NODE_OVERHEAD = 10, /* signature, version, type, checksum */
    RECORD_MAX = 512,
};

struct tree {
    struct hdf5 *file;
    unsigned type, depth;
    uint32_t node_size;
    uint16_t record_size;
    unsigned count_width;                            /* of records in a child */
    unsigned total_width[LIMIT_HDF5_TREE_DEPTH + 1]; /* of records below one, by its level */
    hdf5_on_record *on;
    void *to;
};

struct node {
    uint64_t address, records;
    unsigned level;
};

/* How many records nodes hold, level by level. */
static enum assay_status measure(struct tree *tree)
{
    uint64_t most = (tree->node_size - NODE_OVERHEAD) / tree->record_size, below = most, product;

    tree->count_width = hdf5_width(most);
    tree->total_width[0] = 0;
    for (unsigned level = 1; level <= tree->depth; level++) {
        uint64_t pointer =
            tree->file->address_width + tree->count_width + tree->total_width[level - 1];

        if (tree->node_size < NODE_OVERHEAD + pointer)
            return cursor_fail(tree->file->cursor, "a tree of nodes that hold no record");
        most = (tree->node_size - NODE_OVERHEAD - pointer) / (tree->record_size + pointer);
        if (ckd_mul(&product, most + 1, below) || ckd_add(&below, product, most))
            return cursor_fail(tree->file->cursor, "a tree of more records than any file");
        tree->total_width[level] = hdf5_width(below);
    }
    return ASSAY_OK;
}

static enum assay_status read_head(struct tree *tree, uint64_t address, struct node *root)
{
    struct cursor *cursor = tree->file->cursor;
    uint16_t depth, records;
    uint8_t type;

    TRY(hdf5_seek(tree->file, address));
    TRY(cursor_expect(cursor, "BTHD\0", 5));
    TRY(cursor_u8(cursor, &type));
    TRY(cursor_u32le(cursor, &tree->node_size));
    TRY(cursor_u16le(cursor, &tree->record_size));
    TRY(cursor_u16le(cursor, &depth));
    TRY(cursor_skip(cursor, 2)); /* when nodes are split and merged */
    TRY(hdf5_address(tree->file, cursor, &root->address));
    TRY(cursor_u16le(cursor, &records));
    if (depth > LIMIT_HDF5_TREE_DEPTH)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, cursor_at(cursor), "a tree of %u levels",
                              (unsigned)depth);
    if (tree->record_size == 0 || tree->record_size > RECORD_MAX ||
        tree->node_size < NODE_OVERHEAD + (uint32_t)tree->record_size)
        return cursor_fail(cursor, "records of %u bytes in nodes of %" PRIu32,
                           (unsigned)tree->record_size, tree->node_size);
    tree->type = type;
    tree->depth = root->level = depth;
    root->records = records;
    return measure(tree);
}

static enum assay_status read_records(struct tree *tree, const struct node *node, uint64_t at)
{
    uint8_t record[RECORD_MAX];

    for (uint64_t i = 0; i < node->records; i++, at += tree->record_size) {
        TRY(hdf5_steps(tree->file, 1));
        TRY(cursor_seek(tree->file->cursor, at));
        TRY(cursor_copy(tree->file->cursor, record, tree->record_size));
        TRY(tree->on(tree->to, tree->type, bytes_of(record, tree->record_size), at));
    }
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): `level` falls, from LIMIT_HDF5_TREE_DEPTH at most */
static enum assay_status walk(struct tree *tree, const struct node *node)
{
    struct cursor *cursor = tree->file->cursor;
    uint64_t at, size;
    unsigned total = node->level > 1 ? tree->total_width[node->level - 1] : 0;

    TRY(hdf5_seek(tree->file, node->address));
    TRY(cursor_expect(cursor, node->level > 0 ? "BTIN" : "BTLF", 4));
    TRY(cursor_skip(cursor, 2)); /* version, type */
    at = cursor_at(cursor);
    if (ckd_mul(&size, node->records, (uint64_t)tree->record_size) || size > cursor_left(cursor))
        return cursor_fail(cursor, "%" PRIu64 " records cannot fit in the file", node->records);
    TRY(read_records(tree, node, at));
    if (node->level == 0)
        return ASSAY_OK;
    at += size;
    for (uint64_t i = 0; i <= node->records; i++) {
        struct node child = {.level = node->level - 1};

        TRY(hdf5_steps(tree->file, 1));
        TRY(cursor_seek(cursor, at));
        TRY(hdf5_address(tree->file, cursor, &child.address));
        TRY(hdf5_number(cursor, tree->count_width, &child.records));
        at = cursor_at(cursor) + total;
        TRY(walk(tree, &child));
    }
    return ASSAY_OK;
}

enum assay_status hdf5_btree2(struct hdf5 *file, uint64_t address, hdf5_on_record *on, void *to)
{
    struct tree tree = {.file = file, .on = on, .to = to};
    struct node root = {0};

    TRY(read_head(&tree, address, &root));
    return root.address == HDF5_NOWHERE ? ASSAY_OK : walk(&tree, &root);
}
