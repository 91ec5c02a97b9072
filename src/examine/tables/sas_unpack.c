/*
 * sas_unpack.c - rows of a data set of SAS as its option COMPRESS packs them: CHAR by runs of
 * bytes, BINARY by runs and what came before in the row.
 *
 * Sources: C. Cummins in "SAS7BDAT Database Binary Format"; E. Ross, "A Simple Data-Compression
 * Technique", C/C++ Users Journal, October 1992.
 */

#include "base/kit.h"
#include "examine/tables/sas_file.h"

/* What is left to read, and where the row grows; `broken` once either has no more. */
struct unpacking {
    struct bytes packed;
    struct buf *row;
    size_t size; /* of the row */
    bool broken;
};

static uint8_t next(struct unpacking *unpacking)
{
    uint8_t byte = 0;

    unpacking->broken = unpacking->broken || unpacking->packed.size == 0;
    if (!unpacking->broken) {
        byte = unpacking->packed.data[0];
        unpacking->packed = bytes_from(unpacking->packed, 1);
    }
    return byte;
}

/* Where so many bytes more of the row belong, which are then counted; NULL where it has no room. */
static uint8_t *room(struct unpacking *unpacking, size_t count)
{
    uint8_t *at;

    unpacking->broken = unpacking->broken || count > unpacking->size - unpacking->row->size;
    at = unpacking->broken ? NULL : buf_room(unpacking->row, count);
    if (at)
        buf_used(unpacking->row, count);
    unpacking->broken = !at;
    return at;
}

static void repeat(struct unpacking *unpacking, uint8_t byte, size_t count)
{
    uint8_t *at = room(unpacking, count);

    if (at)
        memset(at, byte, count);
}

static void copy(struct unpacking *unpacking, size_t count)
{
    const struct bytes from = bytes_front(unpacking->packed, count);
    uint8_t *at;

    unpacking->broken = unpacking->broken || from.size < count;
    at = room(unpacking, count);
    if (at)
        memcpy(at, from.data, count);
    unpacking->packed = bytes_from(unpacking->packed, count);
}

/* Bytes of the row so far behind its end, which may run into what is just written. */
static void copy_row(struct unpacking *unpacking, size_t back, size_t count)
{
    uint8_t *at;

    unpacking->broken = unpacking->broken || back > unpacking->row->size;
    at = room(unpacking, count);
    for (size_t i = 0; at && i < count; i++)
        at[i] = *(at + i - back);
}

/* Runs: the upper half of a byte is what to do, the lower one counts, at times with a byte more. */
static void unpack_runs(struct unpacking *unpacking)
{
    static const uint8_t filling[] = {'@', ' ', 0};

    while (!unpacking->broken && unpacking->packed.size > 0) {
        const uint8_t head = next(unpacking);
        const unsigned what = head >> 4;
        const size_t some = head & 0x0f;
        size_t many;

        switch (what) {
        case 0x0:
        case 0x1:
            copy(unpacking, (what << 12 | some << 8) + next(unpacking) + 64U);
            break;
        case 0x2:
            copy(unpacking, some + 96);
            break;
        case 0x4:
            many = (some << 8) + next(unpacking) + 18U;
            repeat(unpacking, next(unpacking), many);
            break;
        case 0x5:
        case 0x6:
        case 0x7:
            repeat(unpacking, filling[what - 0x5], (some << 8) + next(unpacking) + 17U);
            break;
        case 0x8:
        case 0x9:
        case 0xa:
        case 0xb:
            copy(unpacking, some + 1 + (size_t)16 * (what - 0x8));
            break;
        case 0xc:
            repeat(unpacking, next(unpacking), some + 3);
            break;
        case 0xd:
        case 0xe:
        case 0xf:
            repeat(unpacking, filling[what - 0xd], some + 2);
            break;
        default:
            unpacking->broken = true;
        }
    }
}

/* One thing that a bit was set for. */
static void unpack_reference(struct unpacking *unpacking)
{
    const uint8_t head = next(unpacking), more = next(unpacking);
    const unsigned what = head >> 4;
    const size_t far = (size_t)more << 4 | (head & 0x0f);

    switch (what) {
    case 0:
        repeat(unpacking, more, 3U + (head & 0x0f));
        break;
    case 1:
        repeat(unpacking, next(unpacking), far + 19);
        break;
    case 2:
        copy_row(unpacking, far + 3, next(unpacking) + 16U);
        break;
    default:
        copy_row(unpacking, far + 3, what);
    }
}

/* Bits of two bytes tell of sixteen things that follow which are bytes, and which more. */
static void unpack_references(struct unpacking *unpacking)
{
    while (!unpacking->broken && unpacking->packed.size > 1) {
        const unsigned high = next(unpacking), bits = high << 8 | next(unpacking);

        for (unsigned bit = 0x8000; bit > 0 && unpacking->packed.size > 0; bit >>= 1)
            if (bits & bit)
                unpack_reference(unpacking);
            else
                copy(unpacking, 1);
    }
}

bool sas_unpack(struct sas_file *file, struct bytes packed)
{
    struct unpacking unpacking = {
        .packed = packed, .row = &file->row, .size = (size_t)file->row_size};

    buf_reset(&file->row);
    if (sas_is_by_reference(file))
        unpack_references(&unpacking);
    else
        unpack_runs(&unpacking);
    return !unpacking.broken && file->row.size == unpacking.size;
}
