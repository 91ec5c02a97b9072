/* names_table.c - a sorted array: few names are added, many are looked up. */

#include "examine/text/names_table.h"

#include <stdlib.h>

#include "base/kit.h"

void names_table_clear(struct names_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->entries[i].name);
    free(table->entries);
    *table = (struct names_table){0};
}

/* Where the name is, or would stand. */
static size_t place_of(const struct names_table *table, struct bytes name)
{
    size_t low = 0, high = table->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (bytes_compare(named_bytes(&table->entries[middle]), name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct names_table *table, size_t place, struct bytes name)
{
    return place < table->count && bytes_equal(named_bytes(&table->entries[place]), name);
}

struct named *names_table_find(const struct names_table *table, struct bytes name)
{
    size_t place = place_of(table, name);

    return is_at(table, place, name) ? &table->entries[place] : NULL;
}

static ASSAY_RESULT grow(struct names_table *table)
{
    size_t capacity = table->capacity ? table->capacity * 2 : 64;
    struct named *entries;

    if (table->count < table->capacity)
        return ASSAY_OK;
    entries = realloc(table->entries, capacity * sizeof *entries);
    if (!entries)
        return ASSAY_ENOMEM;
    table->entries = entries;
    table->capacity = capacity;
    return ASSAY_OK;
}

enum assay_status names_table_add(struct names_table *table, struct bytes name, uint64_t at,
                                  size_t most, struct named **entry)
{
    size_t place = place_of(table, name);
    char *copy;

    if (!is_at(table, place, name)) {
        if (table->count >= most)
            return ASSAY_ELIMIT;
        TRY(grow(table));
        copy = malloc(name.size + 1);
        if (!copy)
            return ASSAY_ENOMEM;
        if (name.size)
            memcpy(copy, name.data, name.size);
        copy[name.size] = 0;
        memmove(&table->entries[place + 1], &table->entries[place],
                (table->count - place) * sizeof *table->entries);
        table->entries[place] = (struct named){.name = copy, .size = name.size, .at = at};
        table->count++;
    }
    *entry = &table->entries[place];
    return ASSAY_OK;
}
