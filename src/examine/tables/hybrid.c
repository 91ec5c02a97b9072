/* hybrid.c - Parquet's runs of equal numbers and bit-packed groups. */

#include "examine/tables/hybrid.h"

#include "base/varint.h"

enum { WIDTH_MAX = 32, GROUP = 8 };

bool hybrid_open(struct hybrid *hybrid, struct bytes data, unsigned width)
{
    *hybrid = (struct hybrid){.data = data, .width = width};
    return width <= WIDTH_MAX;
}

bool hybrid_open_levels(struct hybrid *hybrid, struct bytes data, unsigned width, uint64_t count,
                        size_t *size)
{
    uint64_t bytes;

    *hybrid = (struct hybrid){.width = width, .packed = true, .most_first = true, .run = count};
    if (width > WIDTH_MAX || count > UINT32_MAX)
        return false;
    bytes = (count * width + 7) / 8;
    if (bytes > data.size)
        return false;
    hybrid->group = bytes_of(data.data, (size_t)bytes);
    *size = (size_t)bytes;
    return true;
}

static bool read_run(struct hybrid *hybrid)
{
    size_t size = (hybrid->width + 7) / 8;

    if (size > hybrid->data.size)
        return false;
    hybrid->value = 0;
    for (size_t i = 0; i < size; i++)
        hybrid->value |= (uint32_t)hybrid->data.data[i] << (8 * i);
    hybrid->data = bytes_from(hybrid->data, size);
    hybrid->packed = false;
    return hybrid->width == WIDTH_MAX || hybrid->value >> hybrid->width == 0;
}

/* The last group may lack the bytes of numbers that nobody asks for. */
static void read_groups(struct hybrid *hybrid)
{
    uint64_t size = hybrid->run / GROUP * hybrid->width;

    if (size > hybrid->data.size) {
        size = hybrid->data.size;
        hybrid->run = size * 8 / hybrid->width;
    }
    hybrid->group = bytes_of(hybrid->data.data, (size_t)size);
    hybrid->data = bytes_from(hybrid->data, (size_t)size);
    hybrid->bit = 0;
    hybrid->packed = true;
}

bool hybrid_more(struct hybrid *hybrid)
{
    uint64_t head;

    if (hybrid->most_first)
        return false;
    while (hybrid->run == 0) { /* runs of nothing may stand between others */
        if (!varint_take(&hybrid->data, &head) || head > UINT32_MAX)
            return false;
        if (head & 1) {
            hybrid->run = (head >> 1) * GROUP;
            if (hybrid->width == 0) /* numbers of no bits are all 0 */
                hybrid->packed = false;
            else
                read_groups(hybrid);
            hybrid->value = 0;
        } else {
            hybrid->run = head >> 1;
            if (!read_run(hybrid))
                return false;
        }
    }
    return true;
}

uint32_t hybrid_unpack(struct hybrid *hybrid)
{
    uint64_t bit = hybrid->bit, bits = 0;
    size_t byte = (size_t)(bit / 8);
    unsigned shift = (unsigned)(bit % 8), width = hybrid->width;
    size_t left = hybrid->group.size - byte;
    const uint8_t *from = hybrid->group.data + byte;

    hybrid->bit += width;
    if (width == 0)
        return 0;
    if (left > sizeof bits)
        left = sizeof bits;
    if (hybrid->most_first) {
        for (size_t i = 0; i < sizeof bits; i++)
            bits = bits << 8 | (i < left ? from[i] : 0);
        return (uint32_t)(bits << shift >> (64 - width));
    }
    memcpy(&bits, from, left); /* little-endian hosts only, as all of the readers of this file */
    return (uint32_t)(bits >> shift & ((UINT64_C(1) << width) - 1));
}
