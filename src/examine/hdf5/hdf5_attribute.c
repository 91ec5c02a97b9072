/*
 * hdf5_attribute.c - HDF5: attributes, in the header of their object or many of them in a heap.
 *
 * Source: HDF5 File Format Specification 3.0, IV.A.2.m "Attribute".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

/* A piece of the message of so many bytes, with what is filled up in version 1. */
static enum assay_status take_piece(struct cursor *part, unsigned version, uint16_t size,
                                    struct bytes *piece)
{
    TRY(cursor_take(part, size, piece));
    if (version > 1)
        return ASSAY_OK;
    return cursor_skip(part, (8U - size % 8U) % 8U);
}

/* The type or extent in a piece, or what it refers to. */
static enum assay_status open_piece(struct hdf5 *file, struct bytes piece, uint64_t offset,
                                    unsigned type, bool shared, struct cursor *part)
{
    struct hdf5_message message;

    hdf5_part(file, piece, offset, part);
    if (!shared)
        return ASSAY_OK;
    TRY(hdf5_shared(file, part, type, &message));
    hdf5_part(file, message.data, message.offset, part);
    return ASSAY_OK;
}

static enum assay_status read_attribute(struct hdf5 *file, struct cursor *part,
                                        hdf5_on_attribute *on, void *to)
{
    struct hdf5_attribute attribute = {0};
    struct bytes name, type, space;
    uint64_t at = cursor_at(part), type_at, space_at;
    uint16_t name_size, type_size, space_size;
    struct cursor piece;
    uint8_t version, flags;

    TRY(cursor_u8(part, &version));
    TRY(cursor_u8(part, &flags));
    if (version < 1 || version > 3)
        return cursor_fail_at(part, ASSAY_EFORMAT, at, "an attribute of version %u",
                              (unsigned)version);
    TRY(cursor_u16le(part, &name_size));
    TRY(cursor_u16le(part, &type_size));
    TRY(cursor_u16le(part, &space_size));
    TRY(cursor_skip(part, version == 3 ? 1 : 0)); /* character set of the name */
    flags = version == 1 ? 0 : flags;
    TRY(take_piece(part, version, name_size, &name));
    type_at = cursor_at(part);
    TRY(take_piece(part, version, type_size, &type));
    space_at = cursor_at(part);
    TRY(take_piece(part, version, space_size, &space));
    attribute.offset = cursor_at(part);
    TRY(cursor_some(part, &attribute.data)); /* all that is left */
    while (name.size > 0 && name.data[name.size - 1] == 0)
        name.size--;
    attribute.name = name;
    TRY(open_piece(file, type, type_at, HDF5_DATATYPE, flags & 1, &piece));
    TRY(hdf5_type_read(file, &piece, &attribute.type));
    TRY(open_piece(file, space, space_at, HDF5_DATASPACE, flags & 2, &piece));
    TRY(hdf5_space_read(file, &piece, &attribute.space));
    return on(to, &attribute);
}

enum assay_status hdf5_attribute_message(struct hdf5 *file, const struct hdf5_message *message,
                                         hdf5_on_attribute *on, void *to)
{
    struct cursor part;

    hdf5_part(file, message->data, message->offset, &part);
    return read_attribute(file, &part, on, to);
}

struct each {
    hdf5_on_attribute *on;
    void *to;
};

static enum assay_status read_dense(void *to, struct hdf5 *file, struct cursor *part)
{
    const struct each *each = to;

    return read_attribute(file, part, each->on, each->to);
}

enum assay_status hdf5_dense_attributes(struct hdf5 *file, const struct hdf5_message *message,
                                        hdf5_on_attribute *on, void *to)
{
    struct each each = {on, to};

    return hdf5_dense_walk(file, message, &hdf5_attributes_dense, read_dense, &each);
}
