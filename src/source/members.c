/* members.c - what the readers of all kinds of container share. */

#include "source/members.h"

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/member_name.h"
#include "source/volumes.h"

void member_names_init(struct member_names *names)
{
    *names = (struct member_names){.seed = table_seed()};
}

void member_names_clear(struct member_names *names)
{
    table_clear(&names->table);
    free(names->hashes);
    names->hashes = NULL;
}

static bool same(const void *state, uint32_t index, const void *key)
{
    return ((const struct member_names *)state)->hashes[index] == *(const uint64_t *)key;
}

enum assay_status member_names_add(struct member_names *names, struct bytes name, bool *before,
                                   struct assay_error *err)
{
    uint64_t hash = table_hash(names->seed, name);
    uint32_t index = (uint32_t)names->count;

    *before = table_find(&names->table, hash, same, names, &hash) != TABLE_NONE;
    if (*before)
        return ASSAY_OK;
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? names->capacity * 2 : 256;
        uint64_t *grown =
            capacity < TABLE_NONE ? reallocarray(names->hashes, capacity, sizeof *grown) : NULL;

        if (!grown)
            return fail_no_memory(err);
        names->hashes = grown;
        names->capacity = capacity;
    }
    names->hashes[names->count++] = hash;
    return table_add(&names->table, hash, index) ? ASSAY_OK : fail_no_memory(err);
}

void member_judge(struct inventory_part *part, const struct assay_path *path,
                  const struct entry *entry, uint64_t at, bool before)
{
    struct bytes name = bytes_of(path->name, path->size), stem;
    uint64_t number;

    if (entry->type == ASSAY_ITEM_FILE && volume_name(name, &stem, &number))
        inventory_gap(part, GAP_BUNDLE_MULTI_VOLUME, path, at,
                      "one of several volumes of an archive; what is in it was not put together");
    if (name.size == 0)
        inventory_gap(part, GAP_BUNDLE_BAD_HEADER, path, at, "a member without a name");
    else if (member_name_is_unsafe(name))
        inventory_gap(part, GAP_BUNDLE_UNSAFE_PATH, path, at,
                      "unpacking it would write outside of the folder it is unpacked to");
    if (bytes_has(name, 0))
        inventory_gap(part, GAP_BUNDLE_BAD_HEADER, path, at,
                      "a zero byte stands in the name: most programs end the name there");
    if (before)
        inventory_gap(part, GAP_BUNDLE_DUPLICATE_NAME, path, at,
                      "two members have this name: tools differ in which of them they take");
    if (entry->type == ASSAY_ITEM_SPECIAL)
        inventory_gap(part, GAP_BUNDLE_SPECIAL_ENTRY, path, at,
                      "a device, socket or named pipe holds no content to examine");
    if (entry->link && entry->type == ASSAY_ITEM_SYMLINK &&
        member_link_escapes(name, bytes_text(entry->link)))
        inventory_gap(part, GAP_BUNDLE_LINK_ESCAPE, path, at,
                      "the symbolic link leads outside of the container");
    if (entry->link && entry->type == ASSAY_ITEM_HARDLINK &&
        member_name_is_unsafe(bytes_text(entry->link)))
        inventory_gap(part, GAP_BUNDLE_LINK_ESCAPE, path, at,
                      "the hard link leads outside of the container");
}
