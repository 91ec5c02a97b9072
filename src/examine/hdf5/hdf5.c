/* hdf5.c - HDF5: the superblock, numbers and texts, and the steps that a file is worth. */

#include "examine/hdf5/hdf5.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/inflate.h"

#define SIGNATURE "\x89HDF\r\n\x1a\n"

enum {
    SIGNATURE_SIZE = 8,
    USER_BLOCK_MIN = 512, /* what stands before a superblock is twice as much each time */
    USER_BLOCKS = 32,
};

enum assay_status hdf5_steps(struct hdf5 *file, uint64_t count)
{
    if (count > file->steps)
        return cursor_fail_at(file->cursor, ASSAY_ELIMIT, cursor_at(file->cursor),
                              "its parts refer to one another more often than the file is large");
    file->steps -= count;
    return ASSAY_OK;
}

enum assay_status hdf5_seek(struct hdf5 *file, uint64_t address)
{
    uint64_t offset;

    if (address == HDF5_NOWHERE)
        return cursor_fail(file->cursor, "an address that leads nowhere");
    if (ckd_add(&offset, address, file->base))
        return cursor_fail(file->cursor, "an address behind the file");
    TRY(hdf5_steps(file, 1));
    return cursor_seek(file->cursor, offset);
}

enum assay_status hdf5_number(struct cursor *cursor, unsigned width, uint64_t *out)
{
    uint64_t value = 0;
    struct bytes bytes;

    if (width > sizeof value)
        return cursor_fail(cursor, "a number of %u bytes", width);
    TRY(cursor_take(cursor, width, &bytes));
    for (unsigned i = width; i > 0; i--)
        value = value << 8 | bytes.data[i - 1];
    *out = value;
    return ASSAY_OK;
}

enum assay_status hdf5_address(const struct hdf5 *file, struct cursor *cursor, uint64_t *out)
{
    unsigned unused = 64U - 8U * file->address_width;

    TRY(hdf5_number(cursor, file->address_width, out));
    if (*out == UINT64_MAX >> unused)
        *out = HDF5_NOWHERE;
    return ASSAY_OK;
}

enum assay_status hdf5_length(const struct hdf5 *file, struct cursor *cursor, uint64_t *out)
{
    return hdf5_number(cursor, file->length_width, out);
}

void hdf5_part(const struct hdf5 *file, struct bytes bytes, uint64_t offset, struct cursor *part)
{
    cursor_of_part(part, bytes, offset, file->cursor->err);
}

enum assay_status hdf5_name(struct cursor *part, unsigned pad, struct bytes *name)
{
    size_t left = (size_t)cursor_left(part);
    struct bytes rest;
    const uint8_t *end;
    size_t size;

    TRY(cursor_peek(part, left, &rest));
    end = rest.size ? memchr(rest.data, 0, rest.size) : NULL;
    if (!end)
        return cursor_fail(part, "a name without an end");
    *name = bytes_of(rest.data, (size_t)(end - rest.data));
    size = name->size + 1;
    return cursor_skip(part, size + (pad - size % pad) % pad);
}

unsigned hdf5_width(uint64_t most)
{
    unsigned width = 1;

    while (most >>= 8)
        width++;
    return width;
}

/* The first of the places where a superblock may be that has one. */
static enum assay_status find_signature(struct cursor *cursor)
{
    uint64_t offset = 0;
    struct bytes found;

    for (unsigned i = 0; i < USER_BLOCKS; i++) {
        if (offset > 0)
            TRY(cursor_seek(cursor, offset));
        TRY(cursor_peek(cursor, SIGNATURE_SIZE, &found));
        if (bytes_equal(found, BYTES(SIGNATURE)))
            return ASSAY_OK;
        offset = offset ? offset * 2 : USER_BLOCK_MIN;
        if (offset >= cursor_at(cursor) + cursor_left(cursor))
            break;
    }
    return cursor_fail_at(cursor, ASSAY_EFORMAT, 0, "no HDF5 file");
}

static enum assay_status read_widths(struct hdf5 *file)
{
    struct cursor *cursor = file->cursor;

    TRY(cursor_u8(cursor, &file->address_width));
    TRY(cursor_u8(cursor, &file->length_width));
    if (file->address_width < 2 || file->address_width > 8 || file->length_width < 2 ||
        file->length_width > 8)
        return cursor_fail(cursor, "addresses of %u bytes, lengths of %u",
                           (unsigned)file->address_width, (unsigned)file->length_width);
    return ASSAY_OK;
}

/* Versions 0 and 1: the root group is an entry of a symbol table. */
static enum assay_status read_old(struct hdf5 *file)
{
    struct cursor *cursor = file->cursor;

    TRY(cursor_skip(cursor, 4)); /* versions of parts, each 0 */
    TRY(read_widths(file));
    TRY(cursor_skip(cursor, 1 + 4 + 4 + (file->version == 1 ? 4 : 0)));
    TRY(hdf5_address(file, cursor, &file->base));
    TRY(cursor_skip(cursor, UINT64_C(4) * file->address_width));
    return hdf5_address(file, cursor, &file->root);
}

static enum assay_status read_new(struct hdf5 *file)
{
    struct cursor *cursor = file->cursor;

    TRY(read_widths(file));
    TRY(cursor_skip(cursor, 1));
    TRY(hdf5_address(file, cursor, &file->base));
    TRY(cursor_skip(cursor, UINT64_C(2) * file->address_width));
    return hdf5_address(file, cursor, &file->root);
}

enum assay_status hdf5_open(struct hdf5 *file, struct cursor *cursor, struct arena *arena)
{
    uint64_t start;
    uint8_t version;

    *file = (struct hdf5){.cursor = cursor, .arena = arena, .values_of = HDF5_NOWHERE};
    buf_init(&file->values, (size_t)LIMIT_HDF5_VALUES * sizeof(struct hdf5_value));
    TRY(find_signature(cursor));
    start = cursor_at(cursor);
    file->steps = start + cursor_left(cursor);
    TRY(cursor_skip(cursor, SIGNATURE_SIZE));
    TRY(cursor_u8(cursor, &version));
    file->version = version;
    if (version > 3)
        return cursor_fail(cursor, "unknown version %u", (unsigned)version);
    TRY(version < 2 ? read_old(file) : read_new(file));
    /* Where a user block was put in front, readers take the place of the superblock for the base.
     */
    if (file->base != start)
        file->base = start;
    return ASSAY_OK;
}

void hdf5_close(struct hdf5 *file)
{
    buf_clear(&file->values);
    inflater_free(file->inflater);
    file->inflater = NULL;
}
