/* table.c - open addressing with linear probing, at most half full. A table that grows needs
 * nothing but its tags, so things are not looked at again. */

#include "source/table.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/kit.h"

enum { FIRST_SLOTS = 1024, FIRST_CAPACITY = 256 };

void table_clear(struct table *table)
{
    free(table->slots);
    *table = (struct table){0};
}

uint32_t table_find(const struct table *table, uint64_t hash,
                    bool (*same)(const void *state, uint32_t index, const void *key),
                    const void *state, const void *key)
{
    uint32_t tag = (uint32_t)(hash >> 32);

    if (!table->slots)
        return TABLE_NONE;
    for (size_t at = tag & table->mask; table->slots[at].index; at = (at + 1) & table->mask) {
        if (table->slots[at].tag == tag && same(state, table->slots[at].index - 1, key))
            return table->slots[at].index - 1;
    }
    return TABLE_NONE;
}

static void put(struct table *table, struct slot slot)
{
    size_t at = slot.tag & table->mask;

    while (table->slots[at].index)
        at = (at + 1) & table->mask;
    table->slots[at] = slot;
}

static bool grow(struct table *table)
{
    size_t size = table->slots ? (table->mask + 1) * 2 : FIRST_SLOTS;
    struct table grown = {
        .slots = calloc(size, sizeof *grown.slots), .mask = size - 1, .count = table->count};

    if (!grown.slots)
        return false;
    for (size_t i = 0; table->slots && i <= table->mask; i++) {
        if (table->slots[i].index)
            put(&grown, table->slots[i]);
    }
    free(table->slots);
    *table = grown;
    return true;
}

bool table_add(struct table *table, uint64_t hash, uint32_t index)
{
    if ((!table->slots || table->count * 2 > table->mask) && !grow(table))
        return false;
    put(table, (struct slot){.tag = (uint32_t)(hash >> 32), .index = index + 1});
    table->count++;
    return true;
}

uint64_t table_seed(void)
{
    uint64_t seed = 0;

    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        seed = (uint64_t)(uintptr_t)&seed; /* the place of the stack will have to do */
    return seed;
}

__extension__ typedef unsigned __int128 wide;

static uint64_t mix(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t table_hash(uint64_t seed, struct bytes bytes)
{
    uint64_t hash = seed ^ bytes.size * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t word;

    for (; bytes.size >= sizeof word; bytes = bytes_from(bytes, sizeof word)) {
        memcpy(&word, bytes.data, sizeof word);
        hash = mix(hash ^ word, UINT64_C(0xd6e8feb86659fd93) ^ seed);
    }
    if (bytes.size > 0) {
        word = 0;
        memcpy(&word, bytes.data, bytes.size);
        hash = mix(hash ^ word, UINT64_C(0xd6e8feb86659fd93) ^ seed);
    }
    return mix(hash ^ seed, UINT64_C(0xa0761d6478bd642f));
}

bool table_room(void **array, size_t count, size_t *capacity, size_t each)
{
    size_t wanted = *capacity ? *capacity * 2 : FIRST_CAPACITY;
    void *grown;

    if (count < *capacity)
        return true;
    grown = wanted < TABLE_NONE ? reallocarray(*array, wanted, each) : NULL;
    if (!grown)
        return false;
    *array = grown;
    *capacity = wanted;
    return true;
}
