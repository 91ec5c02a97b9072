/*
 * hdf5_text.c - HDF5: texts in attributes and data sets, fixed in size or in a heap.
 *
 * Source: HDF5 File Format Specification 3.0, IV.A.2.d "Datatype", class 3 and 9; III.E "Global
 * Heap", the ids of its objects.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

bool hdf5_is_text(const struct hdf5_type *type)
{
    return type->class == HDF5_STRING || (type->class == HDF5_SEQUENCE && type->text);
}

enum assay_status hdf5_sequence_seek(struct hdf5 *file, struct bytes element, uint64_t offset,
                                     uint32_t *count, uint64_t *size)
{
    struct cursor part;
    uint64_t heap;
    uint32_t index;

    hdf5_part(file, element, offset, &part);
    TRY(cursor_u32le(&part, count));
    TRY(hdf5_address(file, &part, &heap));
    TRY(cursor_u32le(&part, &index));
    *size = 0;
    if (*count == 0 || (heap == 0 && index == 0) || heap == HDF5_NOWHERE) {
        *count = 0;
        return ASSAY_OK;
    }
    return hdf5_global_seek(file, heap, index, size);
}

static enum assay_status read_far(struct hdf5 *file, struct bytes element, uint64_t *offset,
                                  struct buf *out)
{
    uint64_t size;
    uint32_t count;
    size_t kept;
    uint8_t *room;

    TRY(hdf5_sequence_seek(file, element, *offset, &count, &size));
    if (size > count)
        size = count;
    kept = size < out->ceiling ? (size_t)size : out->ceiling;
    if (kept == 0)
        return ASSAY_OK;
    *offset = cursor_at(file->cursor);
    room = buf_room(out, kept);
    if (!room)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, *offset, "out of memory");
    TRY(hdf5_steps(file, kept / 64));
    TRY(cursor_copy(file->cursor, room, kept));
    buf_used(out, kept);
    return ASSAY_OK;
}

enum assay_status hdf5_text(struct hdf5 *file, const struct hdf5_type *type, struct bytes bytes,
                            uint64_t *offset, struct buf *out)
{
    enum { BLANKS = 2 };
    size_t size;

    buf_reset(out);
    if (type->class == HDF5_SEQUENCE) {
        TRY(read_far(file, bytes, offset, out));
    } else {
        size = bytes.size < type->size ? bytes.size : type->size;
        buf_add(out, bytes.data, size < out->ceiling ? size : out->ceiling);
    }
    /* Readers take what fills a fixed size up from the end: NUL may stand inside. */
    while (out->size > 0 && (out->data[out->size - 1] == 0 ||
                             (type->padding == BLANKS && out->data[out->size - 1] == ' ')))
        out->size--;
    return out->status == ASSAY_OK
               ? ASSAY_OK
               : cursor_fail_at(file->cursor, ASSAY_ENOMEM, *offset, "out of memory");
}
