/* delta_packed.c - Parquet's numbers as differences, packed in blocks. */

#include "examine/tables/delta_packed.h"

#include "base/varint.h"

enum { BLOCK_MAX = 1 << 20, MINI_MAX = 4096, WIDTH_MAX = 64 };

bool delta_packed_open(struct delta_packed *delta, struct bytes data)
{
    uint64_t block, minis, first;

    *delta = (struct delta_packed){.data = data, .first = true};
    if (!varint_take(&delta->data, &block) || !varint_take(&delta->data, &minis) ||
        !varint_take(&delta->data, &delta->count) || !varint_take(&delta->data, &first))
        return false;
    if (block == 0 || block > BLOCK_MAX || minis == 0 || minis > MINI_MAX || block % minis != 0 ||
        block / minis % 8 != 0)
        return false;
    delta->mini_values = (uint32_t)(block / minis);
    delta->mini_count = (uint32_t)minis;
    delta->mini = delta->mini_count; /* a block is due */
    delta->value = varint_unzigzag(first);
    return true;
}

static bool read_block(struct delta_packed *delta)
{
    uint64_t least;

    if (!varint_take(&delta->data, &least) || delta->mini_count > delta->data.size)
        return false;
    delta->least = varint_unzigzag(least);
    delta->widths = bytes_of(delta->data.data, delta->mini_count);
    delta->data = bytes_from(delta->data, delta->mini_count);
    delta->mini = 0;
    return true;
}

static bool read_miniblock(struct delta_packed *delta)
{
    size_t size;

    if (delta->mini == delta->mini_count && !read_block(delta))
        return false;
    delta->width = delta->widths.data[delta->mini++];
    if (delta->width > WIDTH_MAX)
        return false;
    size = (size_t)delta->mini_values / 8 * delta->width;
    if (size > delta->data.size) { /* the last one may lack what nobody asks for */
        uint64_t bits = (uint64_t)delta->data.size * 8;

        if (delta->count > delta->mini_values || bits < delta->count * delta->width)
            return false;
        size = delta->data.size;
    }
    delta->packed = bytes_of(delta->data.data, size);
    delta->data = bytes_from(delta->data, size);
    delta->left = delta->mini_values;
    delta->bit = 0;
    return true;
}

static uint64_t unpack(struct delta_packed *delta)
{
    size_t byte = (size_t)(delta->bit / 8);
    unsigned shift = (unsigned)(delta->bit % 8), width = delta->width;
    size_t left = delta->packed.size - byte;
    uint64_t bits = 0, value;

    if (width == 0)
        return 0;
    delta->bit += width;
    memcpy(&bits, delta->packed.data + byte, left < sizeof bits ? left : sizeof bits);
    value = bits >> shift;
    if (shift + width > 64) /* then a ninth byte is there */
        value |= (uint64_t)delta->packed.data[byte + 8] << (64 - shift);
    return width == 64 ? value : value & ((UINT64_C(1) << width) - 1);
}

bool delta_packed_next(struct delta_packed *delta, uint64_t *out)
{
    if (delta->count == 0)
        return false;
    if (!delta->first) {
        if (delta->left == 0 && !read_miniblock(delta))
            return false;
        delta->value += delta->least + unpack(delta); /* wraps round, as the standard has it */
        delta->left--;
    }
    delta->first = false;
    delta->count--;
    *out = delta->value;
    return true;
}

bool delta_packed_behind(const struct delta_packed *delta, struct bytes *behind)
{
    struct delta_packed copy = *delta;
    uint64_t left = copy.count;

    if (copy.first && left > 0)
        left--; /* the first stands in the head */
    while (left > copy.left) {
        left -= copy.left;
        copy.count = left;
        if (!read_miniblock(&copy))
            return false;
    }
    *behind = copy.data;
    return true;
}
