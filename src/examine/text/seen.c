/* seen.c - a set of names by their digests. */

#include "examine/text/seen.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 256 };

void seen_clear(struct seen *seen)
{
    free(seen->table);
    *seen = (struct seen){0};
}

/* FNV-1a, then spread over all bits, so that like names do not crowd. */
static uint64_t digest_of(struct bytes name)
{
    uint64_t digest = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < name.size; i++)
        digest = (digest ^ name.data[i]) * UINT64_C(0x100000001b3);
    digest = (digest ^ digest >> 32) * UINT64_C(0xd6e8feb86659fd93);
    digest ^= digest >> 32;
    return digest ? digest : 1;
}

static size_t place_of(const uint64_t *table, size_t capacity, uint64_t digest)
{
    size_t place = (size_t)digest & (capacity - 1);

    while (table[place] && table[place] != digest)
        place = (place + 1) & (capacity - 1);
    return place;
}

static bool grow(struct seen *seen)
{
    size_t capacity = seen->capacity ? seen->capacity * 2 : FIRST_CAPACITY;
    uint64_t *table = calloc(capacity, sizeof *table);

    if (!table)
        return false;
    for (size_t i = 0; i < seen->capacity; i++)
        if (seen->table[i])
            table[place_of(table, capacity, seen->table[i])] = seen->table[i];
    free(seen->table);
    seen->table = table;
    seen->capacity = capacity;
    return true;
}

enum assay_status seen_add(struct seen *seen, struct bytes name, size_t most, bool *again)
{
    uint64_t digest = digest_of(name);
    size_t place;

    if (seen->count * 2 >= seen->capacity && !grow(seen))
        return ASSAY_ENOMEM;
    place = place_of(seen->table, seen->capacity, digest);
    *again = seen->table[place] == digest;
    if (*again)
        return ASSAY_OK;
    if (seen->count >= most)
        return ASSAY_ELIMIT;
    seen->table[place] = digest;
    seen->count++;
    return ASSAY_OK;
}

bool seen_has(const struct seen *seen, struct bytes name)
{
    uint64_t digest = digest_of(name);

    return seen->capacity > 0 &&
           seen->table[place_of(seen->table, seen->capacity, digest)] == digest;
}
