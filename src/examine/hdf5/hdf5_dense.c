/*
 * hdf5_dense.c - HDF5: links or attributes that are too many for the header of their object: kept
 * in a fractal heap, and found by the records of a version 2 tree.
 *
 * Source: HDF5 File Format Specification 3.0, III.A.2 "Version 2 B-trees", IV.A.2.c "Link Info",
 * IV.A.2.v "Attribute Info".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

enum { IS_SHARED = 2 };

const struct hdf5_dense hdf5_links_dense = {.what = "link",
                                            .by_name = 5,
                                            .id_at = 4,
                                            .order_size = 8,
                                            .ceiling = (size_t)2 * LIMIT_HDF5_NAME};
const struct hdf5_dense hdf5_attributes_dense = {.what = "attribute",
                                                 .by_name = 8,
                                                 .order_size = 2,
                                                 .has_flags = true,
                                                 .ceiling = LIMIT_DOCUMENT};

struct walk {
    struct hdf5 *file;
    const struct hdf5_dense *kind;
    struct hdf5_fractal heap;
    hdf5_on_dense *on;
    void *to;
};

static enum assay_status read_record(void *to, unsigned type, struct bytes record, uint64_t offset)
{
    struct walk *walk = to;
    const struct hdf5_dense *kind = walk->kind;
    CLEANUP(buf_clear) struct buf copy = {.ceiling = kind->ceiling};
    struct cursor *cursor = walk->file->cursor, part;
    struct bytes id = bytes_from(record, kind->id_at);
    uint64_t size, at;
    uint8_t *room;

    if (type != kind->by_name || (kind->has_flags && id.size <= walk->heap.id_size))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, offset, "a tree of %ss of type %u", kind->what,
                              type);
    if (kind->has_flags && (id.data[walk->heap.id_size] & IS_SHARED))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, offset,
                              "an %s in the file's common heap is not read", kind->what);
    TRY(hdf5_fractal_object(walk->file, &walk->heap, id, offset + kind->id_at, &size));
    at = cursor_at(cursor);
    room = size <= copy.ceiling ? buf_room(&copy, (size_t)size) : NULL;
    if (!room)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, at, "%s of %" PRIu64 " bytes", kind->what,
                              size);
    TRY(cursor_copy(cursor, room, (size_t)size));
    hdf5_part(walk->file, bytes_of(room, (size_t)size), at, &part);
    return walk->on(walk->to, walk->file, &part);
}

enum assay_status hdf5_dense_walk(struct hdf5 *file, const struct hdf5_message *message,
                                  const struct hdf5_dense *kind, hdf5_on_dense *on, void *to)
{
    struct walk walk = {.file = file, .kind = kind, .on = on, .to = to};
    struct cursor part;
    uint64_t heap, tree;
    uint8_t version, flags;

    hdf5_part(file, message->data, message->offset, &part);
    TRY(cursor_u8(&part, &version));
    TRY(cursor_u8(&part, &flags));
    if (version != 0)
        return cursor_fail_at(&part, ASSAY_EFORMAT, message->offset, "%ss of version %u",
                              kind->what, (unsigned)version);
    TRY(cursor_skip(&part, flags & 1 ? kind->order_size : 0));
    TRY(hdf5_address(file, &part, &heap));
    TRY(hdf5_address(file, &part, &tree));
    if (heap == HDF5_NOWHERE)
        return ASSAY_OK; /* they are messages of the header */
    TRY(hdf5_fractal_open(file, heap, &walk.heap));
    return hdf5_btree2(file, tree, read_record, &walk);
}
