/*
 * hdf5_group.c - HDF5: the links of a group, old (a tree of symbol tables) and new (messages, or
 * many of them in a heap).
 *
 * Source: HDF5 File Format Specification 3.0, III.B "Group Symbol Table Nodes", III.C "Symbol Table
 * Entry", IV.A.2.g "Link", IV.A.2.r "Symbol Table Message".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

enum { CACHED_SOFT_LINK = 2, SCRATCH = 16 };

struct symbols {
    struct hdf5 *file;
    uint64_t heap;
    hdf5_on_link *on;
    void *to;
};

static enum assay_status read_symbol(struct symbols *symbols, uint64_t at)
{
    struct hdf5 *file = symbols->file;
    struct cursor *cursor = file->cursor;
    struct hdf5_link link = {.type = HDF5_HARD, .offset = at};
    uint64_t name;
    uint32_t cached, target;

    TRY(hdf5_steps(file, 1));
    TRY(cursor_seek(cursor, at));
    TRY(hdf5_number(cursor, file->address_width, &name));
    TRY(hdf5_address(file, cursor, &link.address));
    TRY(cursor_u32le(cursor, &cached));
    TRY(cursor_skip(cursor, 4));
    TRY(cursor_u32le(cursor, &target));
    TRY(hdf5_local_text(file, symbols->heap, name, &link.name));
    if (cached == CACHED_SOFT_LINK) {
        link.type = HDF5_SOFT;
        TRY(hdf5_local_text(file, symbols->heap, target, &link.target));
    }
    return symbols->on(symbols->to, &link);
}

static enum assay_status read_node(void *to, const struct hdf5_leaf *leaf)
{
    struct symbols *symbols = to;
    struct hdf5 *file = symbols->file;
    uint64_t at, size = UINT64_C(2) * file->address_width + 8 + SCRATCH;
    uint16_t count;

    TRY(hdf5_seek(file, leaf->address));
    TRY(cursor_expect(file->cursor, "SNOD\1", 5));
    TRY(cursor_skip(file->cursor, 1));
    TRY(cursor_u16le(file->cursor, &count));
    at = cursor_at(file->cursor);
    if (count * size > cursor_left(file->cursor))
        return cursor_fail(file->cursor, "%u members cannot fit in the file", (unsigned)count);
    for (unsigned i = 0; i < count; i++)
        TRY(read_symbol(symbols, at + i * size));
    return ASSAY_OK;
}

enum assay_status hdf5_symbols(struct hdf5 *file, const struct hdf5_message *message,
                               hdf5_on_link *on, void *to)
{
    struct symbols symbols = {.file = file, .on = on, .to = to};
    struct cursor part;
    uint64_t tree;

    hdf5_part(file, message->data, message->offset, &part);
    TRY(hdf5_address(file, &part, &tree));
    TRY(hdf5_address(file, &part, &symbols.heap));
    return hdf5_btree1(file, tree, HDF5_TREE_GROUP, file->length_width, read_node, &symbols);
}

/* What an external link names: a file, and an object in it. */
static enum assay_status read_external(struct cursor *part, struct hdf5_link *link)
{
    TRY(cursor_skip(part, 1)); /* version and flags */
    TRY(hdf5_name(part, 1, &link->file));
    return hdf5_name(part, 1, &link->target);
}

static enum assay_status read_target(struct hdf5 *file, struct cursor *part, struct hdf5_link *link)
{
    uint16_t size;

    if (link->type == HDF5_HARD)
        return hdf5_address(file, part, &link->address);
    TRY(cursor_u16le(part, &size));
    if (link->type == HDF5_EXTERNAL)
        return read_external(part, link);
    return cursor_take(part, size, &link->target); /* or what a user's own link type holds */
}

static enum assay_status read_link(struct hdf5 *file, struct cursor *part, hdf5_on_link *on,
                                   void *to)
{
    enum { HAS_ORDER = 4, HAS_TYPE = 8, HAS_CHARSET = 16 };
    struct hdf5_link link = {.offset = cursor_at(part)};
    uint64_t size;
    uint8_t version, flags, type = HDF5_HARD;

    TRY(cursor_u8(part, &version));
    TRY(cursor_u8(part, &flags));
    if (version != 1)
        return cursor_fail_at(part, ASSAY_EFORMAT, link.offset, "a link of version %u",
                              (unsigned)version);
    if (flags & HAS_TYPE)
        TRY(cursor_u8(part, &type));
    link.type = type;
    TRY(cursor_skip(part, (flags & HAS_ORDER ? 8U : 0U) + (flags & HAS_CHARSET ? 1U : 0U)));
    TRY(hdf5_number(part, 1U << (flags & 3U), &size));
    if (size > cursor_left(part))
        return cursor_fail(part, "a name of %" PRIu64 " bytes", size);
    TRY(cursor_take(part, (size_t)size, &link.name));
    TRY(read_target(file, part, &link));
    return on(to, &link);
}

enum assay_status hdf5_link_message(struct hdf5 *file, const struct hdf5_message *message,
                                    hdf5_on_link *on, void *to)
{
    struct cursor part;

    hdf5_part(file, message->data, message->offset, &part);
    return read_link(file, &part, on, to);
}

struct each {
    hdf5_on_link *on;
    void *to;
};

static enum assay_status read_dense(void *to, struct hdf5 *file, struct cursor *part)
{
    const struct each *each = to;

    return read_link(file, part, each->on, each->to);
}

enum assay_status hdf5_dense_links(struct hdf5 *file, const struct hdf5_message *message,
                                   hdf5_on_link *on, void *to)
{
    struct each each = {on, to};

    return hdf5_dense_walk(file, message, &hdf5_links_dense, read_dense, &each);
}
