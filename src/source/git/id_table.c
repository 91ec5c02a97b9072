/* id_table.c - looks up ids, which are random: where one stands is guessed from its first bytes. */

#include "source/git/id_table.h"

#include "base/load.h"

bool id_table_open(struct id_table *table, const uint8_t fanout[FANOUT_SIZE])
{
    uint32_t before = 0;

    for (size_t i = 0; i < FANOUT_SIZE; i += 4) {
        if (load_u32be(fanout + i) < before)
            return false;
        before = load_u32be(fanout + i);
    }
    table->fanout = fanout;
    table->count = before;
    return true;
}

/* Where among `count` ids of one first byte this one would stand, were they spread evenly. */
static uint32_t guess(const struct object_id *id, uint32_t count)
{
    return (uint32_t)(((uint64_t)load_u32be(id->bytes + 1) * count) >> 32);
}

bool id_table_find(const struct id_table *table, const struct object_id *id, uint32_t *position)
{
    uint8_t first = id->bytes[0];
    uint32_t low = first ? load_u32be(table->fanout + 4 * (size_t)(first - 1)) : 0;
    uint32_t high = load_u32be(table->fanout + 4 * (size_t)first), middle;

    if (low >= high || id->size != table->id_size)
        return false;
    middle = low + guess(id, high - low);
    for (uint32_t step = 1;; step *= 2) { /* outwards from the guess, then inwards */
        int order = memcmp(id->bytes, table->ids + middle * table->stride, table->id_size);

        if (order == 0) {
            *position = middle;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
        if (low >= high)
            return false;
        if (step > 64)
            middle = low + (high - low) / 2;
        else if (order < 0)
            middle = high - low > step ? high - step : low;
        else
            middle = high - low > step ? low + step - 1 : high - 1;
    }
}

void id_table_get(const struct id_table *table, uint32_t position, struct object_id *id)
{
    object_id_of(id, table->ids + position * table->stride, table->id_size);
}
