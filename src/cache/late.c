/* late.c - results of containers, picked together from the parts of all threads. */

#include "cache/late.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/room.h"

void late_clear(struct late *late)
{
    for (size_t i = 0; i < late->count; i++)
        findings_clear(&late->entries[i].findings);
    free(late->entries);
    free(late->places);
    table_clear(&late->by_path);
    *late = (struct late){0};
}

static uint64_t hash_pointer(const struct assay_path *path)
{
    return table_hash(0, bytes_of(&path, sizeof path));
}

static bool same_place(const void *state, uint32_t index, const void *key)
{
    return ((const struct late *)state)->places[index].path == key;
}

/* The entry that a path lies at or in; NULL where it is none of these. */
static struct late_entry *find(const struct late *late, const struct assay_path *path)
{
    uint32_t index;

    while (path && path->container)
        path = path->container;
    if (!path)
        return NULL;
    index = table_find(&late->by_path, hash_pointer(path), same_place, late, path);
    return index == TABLE_NONE ? NULL : &late->entries[late->places[index].entry];
}

static bool make_room(struct late *late, size_t places)
{
    if (!HAS_ROOM(late->entries, late->count, late->capacity))
        return false;
    if (late->place_capacity - late->place_count < places) {
        size_t capacity = late->place_capacity * 2 + places;
        struct late_place *all = reallocarray(late->places, capacity, sizeof *all);

        if (!all)
            return false;
        late->places = all;
        late->place_capacity = capacity;
    }
    return late->place_count + places < TABLE_NONE;
}

bool late_add(struct late *late, const struct entry *entry, const struct cache_draft *draft)
{
    uint32_t number = (uint32_t)late->count;

    if (!make_room(late, entry->place_count))
        return false;
    late->entries[late->count++] = (struct late_entry){.entry = *entry, .draft = *draft};
    for (size_t i = 0; i < entry->place_count; i++) {
        const struct assay_path *path = entry->places[i].path;
        uint32_t index = (uint32_t)late->place_count++;

        late->places[index] = (struct late_place){.path = path, .entry = number};
        if (!table_add(&late->by_path, hash_pointer(path), index))
            late->entries[number].findings.failed = true;
    }
    return true;
}

static void gather(struct late *late, const struct inventory_part *part)
{
    struct inventory_mark items = {0}, gaps = {0};
    const struct assay_item *item;
    const struct assay_gap *gap;
    struct late_entry *entry;

    while ((item = inventory_item_since(part, &items)))
        if ((entry = find(late, item->path)))
            findings_item(&entry->findings, item);
    while ((gap = inventory_gap_since(part, &gaps)))
        if ((entry = find(late, gap->path)))
            findings_gap(&entry->findings, gap);
}

void late_gather(struct late *late, struct inventory_part *const *parts, size_t count)
{
    for (size_t i = 0; i < count && late->count > 0; i++) {
        gather(late, parts[i]);
        for (size_t k = 0; k < late->count && !inventory_part_is_whole(parts[i]); k++)
            late->entries[k].findings.failed = true;
    }
}
