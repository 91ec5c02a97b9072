/*
 * hdf5_heap.c - HDF5: heaps of names (one a group) and of values of any length (one for many).
 *
 * Source: HDF5 File Format Specification 3.0, III.D "Local Heaps", III.E "Global Heap".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

/* Moves to the segment of a local heap that holds its texts. */
static enum assay_status seek_segment(struct hdf5 *file, uint64_t heap, uint64_t *size)
{
    struct cursor *cursor = file->cursor;
    uint64_t segment;

    TRY(hdf5_seek(file, heap));
    TRY(cursor_expect(cursor, "HEAP", 4));
    TRY(cursor_skip(cursor, 4)); /* version 0 and reserved */
    TRY(hdf5_length(file, cursor, size));
    TRY(cursor_skip(cursor, file->length_width));
    TRY(hdf5_address(file, cursor, &segment));
    return hdf5_seek(file, segment);
}

enum assay_status hdf5_local_text(struct hdf5 *file, uint64_t heap, uint64_t place,
                                  struct bytes *out)
{
    struct cursor *cursor = file->cursor;
    uint64_t size;
    struct bytes found;
    const uint8_t *end;
    const char *copy;

    TRY(seek_segment(file, heap, &size));
    if (size > cursor_left(cursor) || place >= size)
        return cursor_fail(cursor, "a text at %" PRIu64 " in a heap of %" PRIu64 " bytes", place,
                           size);
    TRY(cursor_skip(cursor, place));
    size -= place;
    TRY(cursor_peek(cursor, size < LIMIT_HDF5_NAME ? (size_t)size : LIMIT_HDF5_NAME, &found));
    end = memchr(found.data, 0, found.size);
    if (!end)
        return cursor_fail(cursor, "a name without an end");
    *out = bytes_of(found.data, (size_t)(end - found.data));
    copy = arena_copy(file->arena, *out);
    if (!copy)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, cursor_at(cursor), "out of memory");
    out->data = (const uint8_t *)copy;
    return ASSAY_OK;
}

/* Notes where the values of a collection are, up to its end or to what is free. */
static enum assay_status read_objects(struct hdf5 *file, uint64_t end)
{
    struct cursor *cursor = file->cursor;
    uint64_t head = 2U + 2U + 4U + file->length_width; /* bytes before a value */
    uint64_t padded;

    while (cursor_at(cursor) < end && end - cursor_at(cursor) >= head) {
        struct hdf5_value value;

        TRY(hdf5_steps(file, 1));
        TRY(cursor_u16le(cursor, &value.index));
        TRY(cursor_skip(cursor, 2 + 4));
        TRY(hdf5_length(file, cursor, &value.size));
        value.offset = cursor_at(cursor);
        if (value.index == 0) /* what is free is the last */
            break;
        if (value.size > end - value.offset)
            return cursor_fail(cursor, "a value of %" PRIu64 " bytes behind the end of its heap",
                               value.size);
        buf_add(&file->values, &value, sizeof value);
        padded = value.size + (8 - value.size % 8) % 8;
        TRY(cursor_seek(cursor, padded < end - value.offset ? value.offset + padded : end));
    }
    return buf_status(&file->values, cursor->err);
}

/* One collection is kept: values that follow one another are in the same. */
static enum assay_status read_collection(struct hdf5 *file, uint64_t heap)
{
    struct cursor *cursor = file->cursor;
    uint64_t start, size;

    file->values_of = HDF5_NOWHERE;
    buf_reset(&file->values);
    TRY(hdf5_seek(file, heap));
    start = cursor_at(cursor);
    TRY(cursor_expect(cursor, "GCOL\1", 5));
    TRY(cursor_skip(cursor, 3));
    TRY(hdf5_length(file, cursor, &size));
    if (size > cursor->size - start)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, start, "a heap of %" PRIu64 " bytes", size);
    TRY(read_objects(file, start + size));
    file->values_of = heap;
    return ASSAY_OK;
}

/* Values are numbered from 1, most often in their order. */
static enum assay_status find_value(struct hdf5 *file, uint32_t index,
                                    const struct hdf5_value **out)
{
    const struct hdf5_value *values = (const void *)file->values.data;
    size_t count = file->values.size / sizeof *values;

    *out = NULL;
    if (index > 0 && index <= count && values[index - 1].index == index) {
        *out = &values[index - 1];
        return ASSAY_OK;
    }
    TRY(hdf5_steps(file, count / 64));
    for (size_t i = 0; i < count && !*out; i++)
        if (values[i].index == index && index > 0)
            *out = &values[i];
    return ASSAY_OK;
}

enum assay_status hdf5_global_seek(struct hdf5 *file, uint64_t heap, uint32_t index, uint64_t *size)
{
    const struct hdf5_value *value;

    TRY(hdf5_steps(file, 1));
    if (heap != file->values_of || heap == HDF5_NOWHERE)
        TRY(read_collection(file, heap));
    TRY(find_value(file, index, &value));
    if (!value)
        return cursor_fail(file->cursor, "a heap that has no value %" PRIu32, index);
    *size = value->size;
    return cursor_seek(file->cursor, value->offset);
}
