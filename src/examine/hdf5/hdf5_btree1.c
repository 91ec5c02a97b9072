/*
 * hdf5_btree1.c - HDF5: trees of version 1, of the members of old groups and of chunks.
 *
 * Source: HDF5 File Format Specification 3.0, III.A.1 "Version 1 B-trees". A child's level is one
 * less than its parent's, so that no tree is deeper than its root says.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

struct tree {
    struct hdf5 *file;
    unsigned type, key_size;
    hdf5_on_leaf *on;
    void *to;
};

static enum assay_status read_node_head(struct tree *tree, uint64_t address, unsigned *level,
                                        uint16_t *count)
{
    struct cursor *cursor = tree->file->cursor;
    uint8_t type, depth;

    TRY(hdf5_seek(tree->file, address));
    TRY(cursor_expect(cursor, "TREE", 4));
    TRY(cursor_u8(cursor, &type));
    TRY(cursor_u8(cursor, &depth));
    TRY(cursor_u16le(cursor, count));
    *level = depth;
    if (type != tree->type)
        return cursor_fail(cursor, "a tree of type %u in place of %u", (unsigned)type, tree->type);
    return cursor_skip(cursor, UINT64_C(2) * tree->file->address_width); /* its neighbours */
}

/* NOLINTNEXTLINE(misc-no-recursion): `level` falls, from LIMIT_HDF5_TREE_DEPTH at most */
static enum assay_status walk(struct tree *tree, uint64_t address, unsigned level)
{
    struct cursor *cursor = tree->file->cursor;
    uint64_t stride = (uint64_t)tree->key_size + tree->file->address_width, at;
    unsigned told;
    uint16_t count;

    TRY(read_node_head(tree, address, &told, &count));
    if (told != level)
        return cursor_fail(cursor, "a node of level %u where %u is due", told, level);
    at = cursor_at(cursor);
    if (count * stride > cursor_left(cursor))
        return cursor_fail(cursor, "%u entries cannot fit in the file", (unsigned)count);
    for (unsigned i = 0; i < count; i++, at += stride) {
        struct hdf5_leaf leaf = {.key_at = at};

        TRY(hdf5_steps(tree->file, 1));
        TRY(cursor_seek(cursor, at + tree->key_size));
        TRY(hdf5_address(tree->file, cursor, &leaf.address));
        TRY(level > 0 ? walk(tree, leaf.address, level - 1) : tree->on(tree->to, &leaf));
    }
    return ASSAY_OK;
}

enum assay_status hdf5_btree1(struct hdf5 *file, uint64_t address, unsigned type, unsigned key_size,
                              hdf5_on_leaf *on, void *to)
{
    struct tree tree = {.file = file, .type = type, .key_size = key_size, .on = on, .to = to};
    unsigned level;
    uint16_t count;

    TRY(read_node_head(&tree, address, &level, &count));
    if (level > LIMIT_HDF5_TREE_DEPTH)
        return cursor_fail_at(file->cursor, ASSAY_ELIMIT, cursor_at(file->cursor),
                              "a tree of %u levels", level);
    return walk(&tree, address, level);
}
