/*
 * hdf5_fractal.c - HDF5: the heaps that hold the links and attributes of objects that have many.
 *
 * A heap is one space of offsets, cut into blocks: `table_width` blocks a row, those of a row twice
 * as large as those of the row before it, but that the first two rows are equal.
 *
 * Source: HDF5 File Format Specification 3.0, III.G "Fractal Heap".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

enum { MANAGED = 0, HUGE_OBJECT = 1, TINY = 2, ROWS_MAX = 64 };

static bool is_power(uint64_t value)
{
    return value > 0 && (value & (value - 1)) == 0;
}

static unsigned log2_of(uint64_t power)
{
    return 63U - (unsigned)__builtin_clzll(power);
}

static enum assay_status read_table(struct hdf5 *file, struct hdf5_fractal *heap)
{
    struct cursor *cursor = file->cursor;
    uint16_t width, bits, rows;

    TRY(cursor_u16le(cursor, &width));
    TRY(hdf5_length(file, cursor, &heap->start));
    TRY(hdf5_length(file, cursor, &heap->direct_max));
    TRY(cursor_u16le(cursor, &bits));
    TRY(cursor_skip(cursor, 2));
    TRY(hdf5_address(file, cursor, &heap->root));
    TRY(cursor_u16le(cursor, &rows));
    if (!is_power(width) || !is_power(heap->start) || !is_power(heap->direct_max) ||
        heap->direct_max < heap->start || bits == 0 || bits > 64 || rows > ROWS_MAX)
        return cursor_fail(cursor, "a heap of blocks that cannot be");
    heap->table_width = width;
    heap->offset_width = (bits + 7U) / 8U;
    heap->rows = rows;
    return ASSAY_OK;
}

enum assay_status hdf5_fractal_open(struct hdf5 *file, uint64_t address, struct hdf5_fractal *heap)
{
    struct cursor *cursor = file->cursor;
    uint16_t id_size, filters;
    uint32_t largest;
    uint8_t flags;
    unsigned direct_width;

    *heap = (struct hdf5_fractal){.address = address};
    TRY(hdf5_seek(file, address));
    TRY(cursor_expect(cursor, "FRHP\0", 5));
    TRY(cursor_u16le(cursor, &id_size));
    TRY(cursor_u16le(cursor, &filters));
    TRY(cursor_u8(cursor, &flags));
    TRY(cursor_u32le(cursor, &largest));
    TRY(cursor_skip(cursor, file->length_width));
    TRY(hdf5_address(file, cursor, &heap->huge_tree));
    /* Free space and its manager; then sizes and counts of what is in the heap. */
    TRY(cursor_skip(cursor, 9U * file->length_width + file->address_width));
    TRY(read_table(file, heap));
    heap->id_size = id_size;
    heap->filtered = filters > 0;
    direct_width = hdf5_width(heap->direct_max);
    heap->size_width = hdf5_width(largest);
    if (direct_width < heap->size_width)
        heap->size_width = direct_width;
    return ASSAY_OK;
}

/* Bytes of a block of a row. */
static uint64_t block_size(const struct hdf5_fractal *heap, unsigned row)
{
    return row < 2 ? heap->start : heap->start << (row - 1);
}

/* The address in the entry of an indirect block that an offset falls into; what is left of the
 * offset in *offset, and *row tells the size of the child. */
static enum assay_status find_child(struct hdf5 *file, const struct hdf5_fractal *heap,
                                    unsigned rows, uint64_t *offset, unsigned *row,
                                    uint64_t *address)
{
    struct cursor *cursor = file->cursor;
    uint64_t index;

    for (*row = 0; *row < rows; ++*row) {
        uint64_t size, all;

        if (log2_of(heap->start) + *row >= 63)
            break;
        size = block_size(heap, *row);
        if (ckd_mul(&all, size, heap->table_width))
            break;
        if (*offset < all) {
            index = *offset / size;
            *offset %= size;
            TRY(cursor_expect(cursor, "FHIB\0", 5));
            TRY(cursor_skip(cursor, (uint64_t)file->address_width + heap->offset_width +
                                        (*row * heap->table_width + index) * file->address_width));
            return hdf5_address(file, cursor, address);
        }
        *offset -= all;
    }
    return cursor_fail(cursor, "an object behind the end of its heap");
}

/* Moves to an offset of the heap's space. */
static enum assay_status seek_managed(struct hdf5 *file, const struct hdf5_fractal *heap,
                                      uint64_t offset)
{
    uint64_t address = heap->root;
    unsigned rows = heap->rows, row = 0;

    for (unsigned depth = 0; rows > 0; depth++) {
        if (depth > LIMIT_HDF5_TREE_DEPTH)
            return cursor_fail(file->cursor, "a heap of too many levels");
        TRY(hdf5_seek(file, address));
        TRY(find_child(file, heap, rows, &offset, &row, &address));
        if (block_size(heap, row) <= heap->direct_max)
            break;
        /* A child as large as this has as many rows as fill it. */
        rows = log2_of(block_size(heap, row)) - log2_of(heap->start * heap->table_width) + 1;
        if (rows > ROWS_MAX)
            return cursor_fail(file->cursor, "a heap of blocks that cannot be");
    }
    TRY(hdf5_seek(file, address));
    TRY(cursor_expect(file->cursor, "FHDB\0", 5)); /* which counts as part of the space */
    return offset < 5 ? cursor_fail(file->cursor, "an object over the head of its block")
                      : cursor_skip(file->cursor, offset - 5);
}

struct huge {
    struct hdf5 *file;
    uint64_t wanted, address, size;
};

static enum assay_status match_huge(void *to, unsigned type, struct bytes record, uint64_t offset)
{
    struct huge *huge = to;
    struct cursor part;
    uint64_t address, size, id;

    if (type != 1)
        return cursor_fail_at(huge->file->cursor, ASSAY_EFORMAT, offset,
                              "a large object that is compressed is not read");
    hdf5_part(huge->file, record, offset, &part);
    TRY(hdf5_address(huge->file, &part, &address));
    TRY(hdf5_length(huge->file, &part, &size));
    TRY(hdf5_length(huge->file, &part, &id));
    if (id == huge->wanted) {
        huge->address = address;
        huge->size = size;
    }
    return ASSAY_OK;
}

static enum assay_status seek_huge(struct hdf5 *file, const struct hdf5_fractal *heap,
                                   struct cursor *id, uint64_t *size)
{
    struct huge huge = {.file = file, .address = HDF5_NOWHERE};
    uint64_t width = cursor_left(id);

    if (width > file->length_width)
        width = file->length_width;
    TRY(hdf5_number(id, (unsigned)width, &huge.wanted));
    TRY(hdf5_btree2(file, heap->huge_tree, match_huge, &huge));
    TRY(hdf5_seek(file, huge.address));
    *size = huge.size;
    return ASSAY_OK;
}

enum assay_status hdf5_fractal_object(struct hdf5 *file, const struct hdf5_fractal *heap,
                                      struct bytes id, uint64_t id_offset, uint64_t *size)
{
    struct cursor part;
    uint64_t offset;
    uint8_t head;

    hdf5_part(file, id, id_offset, &part);
    TRY(cursor_u8(&part, &head));
    switch (head >> 4 & 3) {
    case MANAGED:
        if (heap->filtered)
            return cursor_fail(&part, "a heap that is compressed is not read");
        TRY(hdf5_number(&part, heap->offset_width, &offset));
        TRY(hdf5_number(&part, heap->size_width, size));
        TRY(seek_managed(file, heap, offset));
        break;
    case HUGE_OBJECT:
        TRY(seek_huge(file, heap, &part, size));
        break;
    case TINY:
        *size = (head & 15U) + 1U;
        TRY(cursor_seek(file->cursor, id_offset + 1));
        break;
    default:
        return cursor_fail(&part, "an object of unknown kind");
    }
    if (*size > cursor_left(file->cursor))
        return cursor_fail(file->cursor, "an object of %" PRIu64 " bytes", *size);
    return ASSAY_OK;
}
