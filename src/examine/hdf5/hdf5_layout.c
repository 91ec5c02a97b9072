/*
 * hdf5_layout.c - HDF5: where the elements of a data set lie, and how they were filtered.
 *
 * Source: HDF5 File Format Specification 3.0, IV.A.2.i "Data Layout", IV.A.2.l "Filter Pipeline",
 * IV.A.2.h "External Data Files".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

/* The last of the dimensions told is the size of an element. */
static enum assay_status read_chunk(struct cursor *part, unsigned rank, unsigned width,
                                    struct hdf5_layout *layout)
{
    if (rank < 2 || rank > HDF5_RANK_MAX + 1)
        return cursor_fail(part, "chunks of %u dimensions", rank);
    layout->rank = rank - 1;
    for (unsigned i = 0; i < layout->rank; i++) {
        TRY(hdf5_number(part, width, &layout->chunk[i]));
        if (layout->chunk[i] == 0)
            return cursor_fail(part, "chunks of no element");
    }
    return cursor_skip(part, width);
}

/* Versions 1 and 2. */
static enum assay_status read_first(struct hdf5 *file, struct cursor *part,
                                    struct hdf5_layout *layout)
{
    uint32_t size;
    uint8_t rank, class;

    TRY(cursor_u8(part, &rank));
    TRY(cursor_u8(part, &class));
    TRY(cursor_skip(part, 5));
    if (class > HDF5_CHUNKED)
        return cursor_fail(part, "a layout of class %u", (unsigned)class);
    layout->class = class;
    if (class != HDF5_COMPACT)
        TRY(hdf5_address(file, part, &layout->address));
    if (class == HDF5_CHUNKED)
        return read_chunk(part, rank, 4, layout);
    TRY(cursor_skip(part, UINT64_C(4) * rank));
    layout->size = UINT64_MAX; /* as large as its extent says */
    if (class == HDF5_COMPACT) {
        TRY(cursor_u32le(part, &size));
        layout->size = size;
        layout->offset = cursor_at(part);
        return cursor_skip(part, size);
    }
    return ASSAY_OK;
}

/* How chunks are found, in version 4. */
static enum assay_status read_index(struct hdf5 *file, struct cursor *part,
                                    struct hdf5_layout *layout)
{
    static const uint8_t told[] = {
        [HDF5_FIXED_ARRAY] = 1, [HDF5_EXTENSIBLE_ARRAY] = 5, [HDF5_BTREE2] = 4 + 1 + 1};
    uint8_t index;

    TRY(cursor_u8(part, &index));
    if (index < HDF5_SINGLE_CHUNK || index > HDF5_BTREE2)
        return cursor_fail(part, "an index of chunks of type %u", (unsigned)index);
    layout->index = index;
    if (index == HDF5_SINGLE_CHUNK && layout->sized) {
        TRY(hdf5_length(file, part, &layout->size));
        TRY(cursor_u32le(part, &layout->skipped));
    }
    TRY(cursor_skip(part, told[index]));
    return hdf5_address(file, part, &layout->address);
}

static enum assay_status read_chunked(struct hdf5 *file, struct cursor *part, unsigned version,
                                      struct hdf5_layout *layout)
{
    uint8_t flags, rank, width;

    if (version == 3) {
        TRY(cursor_u8(part, &rank));
        TRY(hdf5_address(file, part, &layout->address));
        return read_chunk(part, rank, 4, layout);
    }
    TRY(cursor_u8(part, &flags));
    TRY(cursor_u8(part, &rank));
    TRY(cursor_u8(part, &width));
    layout->edges_plain = flags & 1;
    layout->sized = flags & 2;
    TRY(read_chunk(part, rank, width, layout));
    return read_index(file, part, layout);
}

static enum assay_status read_later(struct hdf5 *file, struct cursor *part, unsigned version,
                                    struct hdf5_layout *layout)
{
    uint16_t size;
    uint8_t class;

    TRY(cursor_u8(part, &class));
    switch (class) {
    case HDF5_COMPACT:
        TRY(cursor_u16le(part, &size));
        layout->size = size;
        layout->offset = cursor_at(part);
        TRY(cursor_skip(part, size));
        break;
    case HDF5_CONTIGUOUS:
        TRY(hdf5_address(file, part, &layout->address));
        TRY(hdf5_length(file, part, &layout->size));
        break;
    case HDF5_CHUNKED:
        TRY(read_chunked(file, part, version, layout));
        break;
    case HDF5_VIRTUAL:
        TRY(hdf5_address(file, part, &layout->address));
        TRY(cursor_u32le(part, &layout->heap_index));
        break;
    default:
        return cursor_fail(part, "a layout of class %u", (unsigned)class);
    }
    layout->class = class;
    return ASSAY_OK;
}

enum assay_status hdf5_layout_read(struct hdf5 *file, const struct hdf5_message *message,
                                   struct hdf5_layout *layout)
{
    struct cursor part;
    uint8_t version;

    *layout = (struct hdf5_layout){.address = HDF5_NOWHERE};
    hdf5_part(file, message->data, message->offset, &part);
    TRY(cursor_u8(&part, &version));
    if (version < 1 || version > 5)
        return cursor_fail_at(&part, ASSAY_EFORMAT, message->offset, "a layout of version %u",
                              (unsigned)version);
    return version < 3 ? read_first(file, &part, layout) : read_later(file, &part, version, layout);
}

static enum assay_status read_filter(struct cursor *part, unsigned version, uint16_t *id)
{
    enum { NAMED = 256 };
    uint16_t name = 0, values;

    TRY(cursor_u16le(part, id));
    if (version == 1 || *id >= NAMED)
        TRY(cursor_u16le(part, &name));
    TRY(cursor_skip(part, 2)); /* flags */
    TRY(cursor_u16le(part, &values));
    TRY(cursor_skip(part, version == 1 ? name + (8U - name % 8U) % 8U : name));
    return cursor_skip(part, UINT64_C(4) * (values + (version == 1 ? values % 2U : 0U)));
}

enum assay_status hdf5_filters_read(struct hdf5 *file, const struct hdf5_message *message,
                                    struct hdf5_filters *filters)
{
    struct cursor part;
    uint8_t version, count;

    *filters = (struct hdf5_filters){0};
    hdf5_part(file, message->data, message->offset, &part);
    TRY(cursor_u8(&part, &version));
    TRY(cursor_u8(&part, &count));
    if (version < 1 || version > 2 || count > HDF5_FILTERS_MAX)
        return cursor_fail_at(&part, ASSAY_EFORMAT, message->offset, "%u filters of version %u",
                              (unsigned)count, (unsigned)version);
    TRY(cursor_skip(&part, version == 1 ? 6 : 0));
    for (unsigned i = 0; i < count; i++)
        TRY(read_filter(&part, version, &filters->ids[i]));
    filters->count = count;
    return ASSAY_OK;
}

enum assay_status hdf5_external_files(struct hdf5 *file, const struct hdf5_message *message,
                                      hdf5_on_file *on, void *to)
{
    struct cursor part;
    uint64_t heap, place;
    uint16_t used;
    struct bytes name;

    hdf5_part(file, message->data, message->offset, &part);
    TRY(cursor_skip(&part, 1 + 3 + 2)); /* version, reserved, room */
    TRY(cursor_u16le(&part, &used));
    TRY(hdf5_address(file, &part, &heap));
    for (unsigned i = 0; i < used; i++) {
        uint64_t at = cursor_at(&part);

        TRY(hdf5_length(file, &part, &place));
        TRY(cursor_skip(&part,
                        UINT64_C(2) * file->length_width)); /* where in that file, and how much */
        TRY(hdf5_local_text(file, heap, place, &name));
        TRY(on(to, name, at));
    }
    return ASSAY_OK;
}
