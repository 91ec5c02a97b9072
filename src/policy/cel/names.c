/* names.c - things under names. */

#include "policy/cel/names.h"

#include <string.h>

#include "base/arena.h"

/* Where the name is, or would be. */
static size_t place_of(const struct names *names, const char *name)
{
    size_t low = 0, high = names->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(names->keys[middle], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void *names_find(const struct names *names, const char *name)
{
    size_t at = place_of(names, name);

    return at < names->count && strcmp(names->keys[at], name) == 0 ? names->things[at] : NULL;
}

static bool grow(struct names *names)
{
    size_t capacity = names->capacity ? names->capacity * 2 : 32;
    const char **keys = arena_array(names->arena, capacity, sizeof *keys);
    void **things = arena_array(names->arena, capacity, sizeof *things);

    if (!keys || !things)
        return false;
    if (names->count > 0) {
        memcpy(keys, names->keys, names->count * sizeof *keys);
        memcpy(things, names->things, names->count * sizeof *things);
    }
    names->keys = keys;
    names->things = things;
    names->capacity = capacity;
    return true;
}

bool names_add(struct names *names, const char *name, void *thing)
{
    size_t at = place_of(names, name);
    char *copy = arena_text(names->arena, name);

    if (!copy || (names->count == names->capacity && !grow(names)))
        return false;
    memmove(names->keys + at + 1, names->keys + at, (names->count - at) * sizeof *names->keys);
    memmove(names->things + at + 1, names->things + at,
            (names->count - at) * sizeof *names->things);
    names->keys[at] = copy;
    names->things[at] = thing;
    names->count++;
    return true;
}
