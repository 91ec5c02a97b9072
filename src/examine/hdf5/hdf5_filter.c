/*
 * hdf5_filter.c - HDF5: a chunk's bytes with its filters undone: deflate, shuffle, Fletcher's sum.
 *
 * Source: HDF5 File Format Specification 3.0, IV.A.2.l "Filter Pipeline".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"
#include "source/inflate.h"

bool hdf5_filter_known(uint16_t id)
{
    return id == HDF5_DEFLATE || id == HDF5_SHUFFLE || id == HDF5_FLETCHER32;
}

/* An engine has 170 KiB, which take longer to make than a small chunk to read. NULL when memory ran
 * out. */
static struct inflater *inflater_of(struct hdf5 *file)
{
    if (file->inflater)
        inflater_reset(file->inflater, INFLATE_ZLIB);
    else
        file->inflater = inflater_new(INFLATE_ZLIB);
    return file->inflater;
}

static enum assay_status inflate(struct hdf5 *file, uint64_t offset, size_t most, struct buf *data)
{
    struct inflater *inflater = inflater_of(file);
    CLEANUP(buf_clear) struct buf plain = {.ceiling = data->ceiling};
    struct inflate_io io = {.in = buf_bytes(data), .room = most};
    struct assay_error damage = {0};
    enum inflate_result result;
    struct buf swap;

    io.out = inflater && most > 0 ? buf_room(&plain, most) : NULL;
    if (!io.out)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, offset, "out of memory");
    result = inflate_step(inflater, &io, &damage);
    if (result != INFLATE_ENDED)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, offset,
                              result == INFLATE_DAMAGED ? "a damaged chunk"
                                                        : "a chunk of another size than it should");
    buf_used(&plain, most - io.room);
    swap = *data;
    *data = plain;
    plain = swap;
    return ASSAY_OK;
}

/* Bytes of the same place in all elements stand together. What is no whole element is as it was. */
static enum assay_status unshuffle(struct hdf5 *file, uint64_t offset, size_t each,
                                   struct buf *data)
{
    CLEANUP(buf_clear) struct buf plain = {.ceiling = data->ceiling};
    size_t count = data->size / each;
    struct buf swap;
    uint8_t *to;

    if (each < 2 || count < 2)
        return ASSAY_OK;
    to = buf_room(&plain, data->size);
    if (!to)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, offset, "out of memory");
    for (size_t place = 0; place < each; place++)
        for (size_t i = 0; i < count; i++)
            to[i * each + place] = data->data[place * count + i];
    memcpy(to + count * each, data->data + count * each, data->size - count * each);
    buf_used(&plain, data->size);
    swap = *data;
    *data = plain;
    plain = swap;
    return ASSAY_OK;
}

static enum assay_status undo(struct hdf5 *file, uint16_t id, const struct hdf5_dataset *dataset,
                              size_t most, uint64_t offset, struct buf *data)
{
    enum { SUM = 4 };

    switch (id) {
    case HDF5_DEFLATE:
        return inflate(file, offset, most, data);
    case HDF5_SHUFFLE:
        return unshuffle(file, offset, dataset->type.size, data);
    case HDF5_FLETCHER32:
        if (data->size < SUM)
            return cursor_fail_at(file->cursor, ASSAY_EFORMAT, offset, "a chunk without its sum");
        data->size -= SUM;
        return ASSAY_OK;
    default:
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, offset,
                              "a chunk behind filter %u, which is not undone here", (unsigned)id);
    }
}

enum assay_status hdf5_unfilter(struct hdf5 *file, const struct hdf5_dataset *dataset,
                                const struct hdf5_chunk *chunk, size_t most, struct buf *out)
{
    const struct hdf5_filters *filters = &dataset->filters;
    uint64_t offset = cursor_at(file->cursor);
    uint8_t *room;

    buf_reset(out);
    if (chunk->size == 0)
        return ASSAY_OK;
    if (chunk->size > LIMIT_HDF5_CHUNK || chunk->size > cursor_left(file->cursor))
        return cursor_fail(file->cursor, "a chunk of %" PRIu64 " bytes", chunk->size);
    room = buf_room(out, (size_t)chunk->size);
    if (!room)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, offset, "out of memory");
    TRY(cursor_copy(file->cursor, room, (size_t)chunk->size));
    buf_used(out, (size_t)chunk->size);
    for (unsigned i = filters->count; i > 0; i--)
        if (!(chunk->skipped >> (i - 1) & 1U))
            TRY(undo(file, filters->ids[i - 1], dataset, most + HDF5_SUMS, offset, out));
    return ASSAY_OK;
}
