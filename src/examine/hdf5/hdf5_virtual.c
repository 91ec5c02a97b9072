/*
 * hdf5_virtual.c - HDF5: the files that a virtual data set takes its elements from.
 *
 * Source: HDF5 File Format Specification 3.0, VIII.A "Virtual Dataset Layout", VIII.C
 * "Selections". Selections are walked over only to get to the next file.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

enum selection_type { NOTHING, POINTS, HYPERSLAB, ALL };

static enum assay_status skip_numbers(struct cursor *part, uint64_t count, uint64_t each)
{
    uint64_t size;

    if (ckd_mul(&size, count, each))
        return cursor_fail(part, "a selection larger than any file");
    return cursor_skip(part, size);
}

/* Versions 1: a length follows that covers the rest. */
static enum assay_status skip_by_length(struct cursor *part)
{
    uint32_t length;

    TRY(cursor_skip(part, 4));
    TRY(cursor_u32le(part, &length));
    return cursor_skip(part, length);
}

static enum assay_status skip_hyperslab(struct cursor *part, uint32_t version)
{
    uint8_t flags, width = 8;
    uint32_t rank;
    uint64_t blocks;

    TRY(cursor_u8(part, &flags));
    if (version == 2)
        TRY(cursor_skip(part, 4)); /* length */
    else
        TRY(cursor_u8(part, &width));
    TRY(cursor_u32le(part, &rank));
    if (flags & 1 || version == 2) /* start, stride, count, block of each dimension */
        return skip_numbers(part, UINT64_C(4) * rank, width);
    TRY(hdf5_number(part, width, &blocks));
    if (ckd_mul(&blocks, blocks, UINT64_C(2) * rank))
        return cursor_fail(part, "a selection larger than any file");
    return skip_numbers(part, blocks, width);
}

static enum assay_status skip_points(struct cursor *part)
{
    uint8_t width;
    uint32_t rank;
    uint64_t points;

    TRY(cursor_u8(part, &width));
    TRY(cursor_u32le(part, &rank));
    TRY(hdf5_number(part, width, &points));
    if (ckd_mul(&points, points, (uint64_t)rank))
        return cursor_fail(part, "a selection larger than any file");
    return skip_numbers(part, points, width);
}

static enum assay_status skip_selection(struct cursor *part)
{
    uint64_t at = cursor_at(part);
    uint32_t type, version;

    TRY(cursor_u32le(part, &type));
    TRY(cursor_u32le(part, &version));
    if (type > ALL || version < 1 || version > 3)
        return cursor_fail_at(part, ASSAY_EFORMAT, at, "a selection of unknown type or version");
    if (version == 1 || type == NOTHING || type == ALL)
        return skip_by_length(part);
    return type == HYPERSLAB ? skip_hyperslab(part, version) : skip_points(part);
}

enum assay_status hdf5_virtual_files(struct hdf5 *file, const struct hdf5_layout *layout,
                                     hdf5_on_file *on, void *to)
{
    CLEANUP(buf_clear) struct buf copy = {.ceiling = LIMIT_DOCUMENT};
    struct cursor part;
    uint64_t size, count, offset;
    struct bytes name, object;
    uint8_t *room, version;

    if (layout->address == HDF5_NOWHERE)
        return ASSAY_OK;
    TRY(hdf5_global_seek(file, layout->address, layout->heap_index, &size));
    offset = cursor_at(file->cursor);
    room = size <= copy.ceiling ? buf_room(&copy, (size_t)size) : NULL;
    if (!room)
        return cursor_fail_at(file->cursor, ASSAY_ELIMIT, offset, "a mapping of %" PRIu64 " bytes",
                              size);
    TRY(cursor_copy(file->cursor, room, (size_t)size));
    hdf5_part(file, bytes_of(room, (size_t)size), offset, &part);
    TRY(cursor_u8(&part, &version));
    if (version != 0)
        return cursor_fail(&part, "a mapping of version %u", (unsigned)version);
    TRY(hdf5_length(file, &part, &count));
    for (uint64_t i = 0; i < count; i++) {
        offset = cursor_at(&part);
        TRY(hdf5_steps(file, 1));
        TRY(hdf5_name(&part, 1, &name));
        TRY(hdf5_name(&part, 1, &object));
        TRY(skip_selection(&part));
        TRY(skip_selection(&part));
        TRY(on(to, name, offset));
    }
    return ASSAY_OK;
}
