/* pack_names.c - names by the ids of what they stand for. */

#include "source/git/pack_names.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/fail.h"

void pack_names_init(struct pack_names *names, size_t most)
{
    *names = (struct pack_names){.seed = table_seed(), .most = most};
    buf_init(&names->texts, LIMIT_GIT_NAMES);
}

void pack_names_clear(struct pack_names *names)
{
    table_clear(&names->table);
    buf_clear(&names->texts);
    free(names->all);
    *names = (struct pack_names){0};
}

static bool same(const void *state, uint32_t index, const void *key)
{
    return object_id_equal(&((const struct pack_names *)state)->all[index].id, key);
}

static uint64_t hash_of(const struct pack_names *names, const struct object_id *id)
{
    return table_hash(names->seed, object_id_bytes(id));
}

static uint32_t find(const struct pack_names *names, const struct object_id *id)
{
    return table_find(&names->table, hash_of(names, id), same, names, id);
}

/* *index is TABLE_NONE where no more are kept. */
static ASSAY_RESULT find_or_add(struct pack_names *names, const struct object_id *id,
                                uint32_t *index, struct assay_error *err)
{
    *index = find(names, id);
    if (*index != TABLE_NONE || names->count >= names->most)
        return ASSAY_OK;
    if (!HAS_ROOM(names->all, names->count, names->capacity) ||
        !table_add(&names->table, hash_of(names, id), (uint32_t)names->count))
        return fail_no_memory(err);
    names->all[names->count] = (struct pack_name){.id = *id, .parent = TABLE_NONE};
    *index = (uint32_t)names->count++;
    return ASSAY_OK;
}

enum assay_status pack_names_top(struct pack_names *names, const struct object_id *tree,
                                 struct assay_error *err)
{
    uint32_t index;

    TRY(find_or_add(names, tree, &index, err));
    if (index != TABLE_NONE)
        names->all[index].top = true;
    return ASSAY_OK;
}

enum assay_status pack_names_add(struct pack_names *names, const struct object_id *tree,
                                 const struct tree_entry *entry, bool *fresh,
                                 struct assay_error *err)
{
    uint32_t parent, index;
    struct pack_name *name;

    *fresh = true;
    TRY(find_or_add(names, tree, &parent, err));
    TRY(find_or_add(names, &entry->id, &index, err));
    if (parent == TABLE_NONE || index == TABLE_NONE)
        return ASSAY_OK;
    name = &names->all[index];
    *fresh = name->parent == TABLE_NONE;
    if (!*fresh || entry->name.size > LIMIT_NAME ||
        names->texts.size + entry->name.size > names->texts.ceiling)
        return ASSAY_OK;
    name->at = (uint32_t)names->texts.size;
    name->size = (uint32_t)entry->name.size;
    name->type = entry->type;
    name->parent = parent;
    buf_add(&names->texts, entry->name.data, entry->name.size);
    return buf_status(&names->texts, err);
}

static const struct pack_name *above(const struct pack_names *names, const struct pack_name *name)
{
    const struct pack_name *parent = &names->all[name->parent];

    return parent->top || parent->parent == TABLE_NONE ? NULL : parent;
}

bool pack_names_path(const struct pack_names *names, const struct object_id *id, struct buf *out,
                     enum entry_type *type)
{
    const struct pack_name *chain[LIMIT_TREE_DEPTH];
    uint32_t index = find(names, id);
    size_t depth = 0, size = 0;

    if (index == TABLE_NONE || names->all[index].parent == TABLE_NONE)
        return false;
    *type = names->all[index].type;
    for (const struct pack_name *at = &names->all[index]; at && depth < LIMIT_TREE_DEPTH;
         at = above(names, at)) {
        chain[depth++] = at;
        size += at->size + 1;
    }
    if (size > LIMIT_NAME)
        return false;
    buf_reset(out);
    while (depth-- > 0) {
        buf_add(out, names->texts.data + chain[depth]->at, chain[depth]->size);
        if (depth > 0)
            buf_byte(out, '/');
    }
    return out->status == ASSAY_OK;
}
