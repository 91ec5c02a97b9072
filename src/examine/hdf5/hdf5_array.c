/*
 * hdf5_array.c - HDF5: the addresses of chunks as an array, of fixed size or growing.
 *
 * Source: HDF5 File Format Specification 3.0, VII.C "The Fixed Array Index", VII.D "The Extensible
 * Array Index".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

enum { CHECKSUM = 4, HEAD = 6, BITS_MAX = 32 };

struct array {
    struct hdf5 *file;
    uint8_t client; /* 1: entries tell sizes and filters that were left out */
    uint8_t width;  /* bytes of an entry */
    uint8_t page_bits;
    uint64_t number; /* of the next entry */
    uint64_t most;   /* entries that there may be */
    hdf5_on_entry *on;
    void *to;
};

/* Reads `count` entries at the cursor; it ends up behind them. */
static enum assay_status read_entries(struct array *array, uint64_t count)
{
    struct hdf5 *file = array->file;
    struct cursor *cursor = file->cursor;
    uint64_t at = cursor_at(cursor);

    if (array->client && array->width < file->address_width + 4)
        return cursor_fail(cursor, "entries of %u bytes", (unsigned)array->width);
    for (uint64_t i = 0; i < count && array->number < array->most; i++) {
        struct hdf5_entry entry = {.number = array->number++};

        TRY(hdf5_steps(file, 1));
        TRY(cursor_seek(cursor, at + i * array->width));
        TRY(hdf5_address(file, cursor, &entry.address));
        if (array->client) {
            TRY(hdf5_number(cursor, array->width - file->address_width - 4U, &entry.size));
            TRY(cursor_u32le(cursor, &entry.skipped));
        }
        if (entry.address != HDF5_NOWHERE)
            TRY(array->on(array->to, &entry));
    }
    if (array->number >= array->most)
        return ASSAY_OK;
    return cursor_seek(cursor, at + count * array->width);
}

/* Entries that stand in pages, each with a checksum behind it, where they are more than one holds.
 */
static enum assay_status read_pages(struct array *array, uint64_t count)
{
    uint64_t page = UINT64_C(1) << array->page_bits;

    if (count <= page)
        return read_entries(array, count);
    for (uint64_t done = 0; done < count && array->number < array->most; done += page) {
        TRY(read_entries(array, count - done < page ? count - done : page));
        if (array->number < array->most)
            TRY(cursor_skip(array->file->cursor, CHECKSUM));
    }
    return ASSAY_OK;
}

static enum assay_status check_bits(struct array *array, unsigned bits)
{
    return bits > BITS_MAX ? cursor_fail(array->file->cursor, "pages of 2^%u entries", bits)
                           : ASSAY_OK;
}

enum assay_status hdf5_fixed_array(struct hdf5 *file, uint64_t address, hdf5_on_entry *on, void *to)
{
    struct array array = {.file = file, .on = on, .to = to};
    struct cursor *cursor = file->cursor;
    uint64_t block, page;

    TRY(hdf5_seek(file, address));
    TRY(cursor_expect(cursor, "FAHD\0", 5));
    TRY(cursor_u8(cursor, &array.client));
    TRY(cursor_u8(cursor, &array.width));
    TRY(cursor_u8(cursor, &array.page_bits));
    TRY(hdf5_length(file, cursor, &array.most));
    TRY(hdf5_address(file, cursor, &block));
    TRY(check_bits(&array, array.page_bits));
    if (block == HDF5_NOWHERE)
        return ASSAY_OK;
    TRY(hdf5_seek(file, block));
    TRY(cursor_expect(cursor, "FADB\0", 5));
    TRY(cursor_skip(cursor, 1U + file->address_width));
    page = UINT64_C(1) << array.page_bits;
    if (array.most > cursor_left(cursor))
        return cursor_fail(cursor, "%" PRIu64 " entries cannot fit in the file", array.most);
    if (array.most > page) /* which pages were written, and a checksum */
        TRY(cursor_skip(cursor, ((array.most + page - 1) / page + 7) / 8 + CHECKSUM));
    return read_pages(&array, array.most);
}

/* The head of an extensible array. */
struct extensible {
    struct array array;
    uint8_t bits;         /* of the number of entries that there may be */
    uint8_t in_index;     /* entries in the index block itself */
    uint8_t block_min;    /* entries of the smallest block */
    uint8_t pointers_min; /* blocks of the smallest super block */
};

static enum assay_status read_extensible_head(struct extensible *ext, uint64_t address,
                                              uint64_t *index)
{
    struct hdf5 *file = ext->array.file;
    struct cursor *cursor = file->cursor;

    TRY(hdf5_seek(file, address));
    TRY(cursor_expect(cursor, "EAHD\0", 5));
    TRY(cursor_u8(cursor, &ext->array.client));
    TRY(cursor_u8(cursor, &ext->array.width));
    TRY(cursor_u8(cursor, &ext->bits));
    TRY(cursor_u8(cursor, &ext->in_index));
    TRY(cursor_u8(cursor, &ext->block_min));
    TRY(cursor_u8(cursor, &ext->pointers_min));
    TRY(cursor_u8(cursor, &ext->array.page_bits));
    TRY(cursor_skip(cursor, UINT64_C(4) * file->length_width));
    TRY(hdf5_length(file, cursor, &ext->array.most)); /* the highest entry that was set */
    TRY(cursor_skip(cursor, file->length_width));
    TRY(hdf5_address(file, cursor, index));
    TRY(check_bits(&ext->array, ext->array.page_bits));
    if (ext->block_min == 0 || ext->pointers_min == 0 || ext->bits > 64 ||
        (ext->block_min & (ext->block_min - 1)) || (ext->pointers_min & (ext->pointers_min - 1)))
        return cursor_fail(cursor, "an array of blocks that cannot be");
    return ASSAY_OK;
}

static enum assay_status read_block(struct extensible *ext, uint64_t address, uint64_t count)
{
    struct hdf5 *file = ext->array.file;
    bool paged = count > UINT64_C(1) << ext->array.page_bits;

    if (address == HDF5_NOWHERE) { /* none of its chunks was written */
        ext->array.number += count;
        return ASSAY_OK;
    }
    TRY(hdf5_seek(file, address));
    TRY(cursor_expect(file->cursor, "EADB\0", 5));
    TRY(cursor_skip(file->cursor,
                    1U + file->address_width + (ext->bits + 7U) / 8U + (paged ? CHECKSUM : 0U)));
    return read_pages(&ext->array, count);
}

/* `count` addresses of blocks at `at`, of `entries` entries each. */
static enum assay_status read_blocks(struct extensible *ext, uint64_t at, uint64_t count,
                                     uint64_t entries)
{
    struct hdf5 *file = ext->array.file;
    uint64_t address;

    for (uint64_t i = 0; i < count && ext->array.number < ext->array.most; i++) {
        TRY(hdf5_steps(file, 1));
        TRY(cursor_seek(file->cursor, at + i * file->address_width));
        TRY(hdf5_address(file, file->cursor, &address));
        TRY(read_block(ext, address, entries));
    }
    return ASSAY_OK;
}

static enum assay_status read_super_block(struct extensible *ext, uint64_t address, uint64_t count,
                                          uint64_t entries)
{
    struct hdf5 *file = ext->array.file;
    uint64_t page = UINT64_C(1) << ext->array.page_bits;

    if (address == HDF5_NOWHERE) {
        ext->array.number += count * entries;
        return ASSAY_OK;
    }
    TRY(hdf5_seek(file, address));
    TRY(cursor_expect(file->cursor, "EASB\0", 5));
    TRY(cursor_skip(file->cursor, 1U + file->address_width + (ext->bits + 7U) / 8U));
    if (entries > page) /* which pages of each block were written */
        TRY(cursor_skip(file->cursor, count * ((entries / page + 7) / 8)));
    return read_blocks(ext, cursor_at(file->cursor), count, entries);
}

enum assay_status hdf5_extensible_array(struct hdf5 *file, uint64_t address, hdf5_on_entry *on,
                                        void *to)
{
    struct extensible ext = {.array = {.file = file, .on = on, .to = to}};
    struct array *array = &ext.array;
    uint64_t at, direct;

    TRY(read_extensible_head(&ext, address, &at));
    if (at == HDF5_NOWHERE)
        return ASSAY_OK;
    TRY(hdf5_seek(file, at));
    TRY(cursor_expect(file->cursor, "EAIB\0", 5));
    TRY(cursor_skip(file->cursor, 1U + file->address_width));
    at = cursor_at(file->cursor) + (uint64_t)ext.in_index * array->width;
    TRY(read_entries(array, ext.in_index));
    direct = UINT64_C(2) * (ext.pointers_min - 1U); /* blocks that need no super block */
    for (unsigned level = 0; level < 2U * BITS_MAX && array->number < array->most; level++) {
        uint64_t count = UINT64_C(1) << (level / 2);
        uint64_t entries = (UINT64_C(1) << ((level + 1) / 2)) * ext.block_min, super;

        if (direct >= count) {
            TRY(read_blocks(&ext, at, count, entries));
            at += count * file->address_width;
            direct -= count;
            continue;
        }
        TRY(hdf5_steps(file, 1));
        TRY(cursor_seek(file->cursor, at));
        TRY(hdf5_address(file, file->cursor, &super));
        TRY(read_super_block(&ext, super, count, entries));
        at += file->address_width;
    }
    return ASSAY_OK;
}
