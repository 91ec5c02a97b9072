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
    buf_init(&names->greatest, SIZE_MAX);
}

void member_names_clear(struct member_names *names)
{
    table_clear(&names->table);
    buf_clear(&names->greatest);
    free(names->hashes);
    names->hashes = NULL;
}

static bool same(const void *state, uint32_t index, const void *key)
{
    return ((const struct member_names *)state)->hashes[index] == *(const uint64_t *)key;
}

/* True where it is greater than all before it. */
static bool comes_last(struct member_names *names, struct bytes name)
{
    if (names->mixed || (names->count > 0 && bytes_compare(name, buf_bytes(&names->greatest)) <= 0))
        return false;
    buf_reset(&names->greatest);
    buf_add(&names->greatest, name.data, name.size);
    return names->greatest.status == ASSAY_OK;
}

/* From now on each is looked up. */
static bool mix(struct member_names *names)
{
    for (size_t i = 0; i < names->count && !names->mixed; i++)
        if (!table_add(&names->table, names->hashes[i], (uint32_t)i))
            return false;
    names->mixed = true;
    return true;
}

static bool note(struct member_names *names, uint64_t hash)
{
    if (names->count == names->capacity) {
        size_t capacity = names->capacity ? names->capacity * 2 : 256;
        uint64_t *grown =
            capacity < TABLE_NONE ? reallocarray(names->hashes, capacity, sizeof *grown) : NULL;

        if (!grown)
            return false;
        names->hashes = grown;
        names->capacity = capacity;
    }
    names->hashes[names->count++] = hash;
    return !names->mixed || table_add(&names->table, hash, (uint32_t)(names->count - 1));
}

enum assay_status member_names_add(struct member_names *names, struct bytes name, bool *before,
                                   struct assay_error *err)
{
    uint64_t hash = table_hash(names->seed, name);

    *before = false;
    if (!comes_last(names, name)) {
        if (!mix(names))
            return fail_no_memory(err);
        *before = table_find(&names->table, hash, same, names, &hash) != TABLE_NONE;
    }
    return *before || note(names, hash) ? ASSAY_OK : fail_no_memory(err);
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
