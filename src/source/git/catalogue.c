/* catalogue.c - names, objects and places in arrays, found by hash. */

#include "source/git/catalogue.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "source/fail.h"

enum { FIRST_CAPACITY = 1024 };

enum assay_status catalogue_init(struct catalogue *catalogue, struct assay_error *err)
{
    *catalogue = (struct catalogue){.names = arena_new(), .seed = table_seed()};
    catalogue->nodes = calloc(FIRST_CAPACITY, sizeof *catalogue->nodes);
    if (!catalogue->names || !catalogue->nodes)
        return fail_no_memory(err);
    catalogue->node_capacity = FIRST_CAPACITY;
    catalogue->nodes[CATALOGUE_ROOT] = (struct node){
        .name = "", .parent = TABLE_NONE, .first_tree = TABLE_NONE, .last_tree = TABLE_NONE};
    catalogue->node_count = 1;
    return ASSAY_OK;
}

void catalogue_clear(struct catalogue *catalogue)
{
    arena_free(catalogue->names);
    free(catalogue->nodes);
    free(catalogue->places);
    free(catalogue->objects);
    free(catalogue->tags);
    table_clear(&catalogue->by_name);
    table_clear(&catalogue->by_place);
    table_clear(&catalogue->by_id);
    *catalogue = (struct catalogue){0};
}

enum assay_status catalogue_add_tag(struct catalogue *catalogue, const struct object_id *id,
                                    struct assay_error *err)
{
    if (!HAS_ROOM(catalogue->tags, catalogue->tag_count, catalogue->tag_capacity))
        return fail_no_memory(err);
    catalogue->tags[catalogue->tag_count++] = *id;
    return ASSAY_OK;
}

static int compare_tags(const void *a, const void *b)
{
    return object_id_compare(a, b);
}

void catalogue_unite_tags(struct catalogue *catalogue)
{
    struct object_id *tags = catalogue->tags;
    size_t kept = 0;

    if (catalogue->tag_count > 1)
        qsort(tags, catalogue->tag_count, sizeof *tags, compare_tags);
    for (size_t i = 0; i < catalogue->tag_count; i++)
        if (kept == 0 || !object_id_equal(&tags[i], &tags[kept - 1]))
            tags[kept++] = tags[i];
    catalogue->tag_count = kept;
}

/* ---- names ---- */

struct name_key {
    uint32_t parent;
    struct bytes name;
};

static uint64_t hash_name(const struct catalogue *catalogue, const struct name_key *key)
{
    return table_hash(catalogue->seed + key->parent, key->name);
}

static struct name_key name_of(const struct catalogue *catalogue, uint32_t node)
{
    const struct node *known = &catalogue->nodes[node];

    return (struct name_key){known->parent, bytes_of(known->name, known->size)};
}

static bool same_name(const void *state, uint32_t index, const void *wanted)
{
    const struct name_key *key = wanted;
    struct name_key known = name_of(state, index);

    return known.parent == key->parent && bytes_equal(known.name, key->name);
}

uint32_t catalogue_node(const struct catalogue *catalogue, uint32_t parent, struct bytes name)
{
    struct name_key key = {parent, name};

    return table_find(&catalogue->by_name, hash_name(catalogue, &key), same_name, catalogue, &key);
}

enum assay_status catalogue_add_node(struct catalogue *catalogue, uint32_t parent,
                                     struct bytes name, uint32_t *node, struct assay_error *err)
{
    struct name_key key = {parent, name};
    void *nodes = catalogue->nodes;
    char *copy;

    *node = catalogue_node(catalogue, parent, name);
    if (*node != TABLE_NONE)
        return ASSAY_OK;
    copy = arena_copy(catalogue->names, name);
    if (!copy ||
        !table_room(&nodes, catalogue->node_count, &catalogue->node_capacity, sizeof(struct node)))
        return fail_no_memory(err);
    catalogue->nodes = nodes;
    if (catalogue->node_count >= LIMIT_GIT_PLACES)
        catalogue->full = true; /* a tree of trees may name more folders than there are atoms */
    *node = (uint32_t)catalogue->node_count;
    catalogue->nodes[catalogue->node_count++] = (struct node){
        .name = copy,
        .size = (uint32_t)name.size,
        .parent = parent,
        .first_tree = TABLE_NONE,
        .last_tree = TABLE_NONE,
    };
    if (!table_add(&catalogue->by_name, hash_name(catalogue, &key), *node))
        return fail_no_memory(err);
    return ASSAY_OK;
}

void catalogue_path(const struct catalogue *catalogue, uint32_t node, struct buf *out)
{
    size_t size = 0;
    uint8_t *end;

    for (uint32_t at = node; at != CATALOGUE_ROOT; at = catalogue->nodes[at].parent)
        size += catalogue->nodes[at].size + (size_t)1;
    end = size > 0 ? buf_room(out, --size) : NULL;
    if (!end)
        return;
    buf_used(out, size);
    end += size;
    for (uint32_t at = node; at != CATALOGUE_ROOT; at = catalogue->nodes[at].parent) {
        const struct node *known = &catalogue->nodes[at];

        if (at != node)
            *--end = '/';
        end -= known->size;
        memcpy(end, known->name, known->size);
    }
}

/* ---- objects ---- */

struct object_key {
    const struct object_id *id;
    enum entry_type type;
};

static uint64_t hash_object(const struct catalogue *catalogue, const struct object_id *id,
                            enum entry_type type)
{
    return table_hash(catalogue->seed + type, object_id_bytes(id));
}

static bool same_object(const void *state, uint32_t index, const void *wanted)
{
    const struct known_object *known = &((const struct catalogue *)state)->objects[index];
    const struct object_key *key = wanted;

    return known->type == key->type && object_id_equal(&known->id, key->id);
}

static uint32_t find_object(const struct catalogue *catalogue, const struct object_key *key)
{
    return table_find(&catalogue->by_id, hash_object(catalogue, key->id, key->type), same_object,
                      catalogue, key);
}

bool catalogue_knows(const struct catalogue *catalogue, const struct object_id *id)
{
    static const enum entry_type types[] = {ENTRY_FILE, ENTRY_SYMLINK, ENTRY_TREE};

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        struct object_key key = {id, types[i]};

        if (find_object(catalogue, &key) != TABLE_NONE)
            return true;
    }
    return false;
}

static enum assay_status add_object(struct catalogue *catalogue, const struct object_id *id,
                                    enum entry_type type, uint32_t *object, struct assay_error *err)
{
    struct object_key key = {id, type};
    void *objects = catalogue->objects;

    *object = find_object(catalogue, &key);
    if (*object != TABLE_NONE)
        return ASSAY_OK;
    if (!table_room(&objects, catalogue->object_count, &catalogue->object_capacity,
                    sizeof(struct known_object)))
        return fail_no_memory(err);
    catalogue->objects = objects;
    *object = (uint32_t)catalogue->object_count;
    catalogue->objects[catalogue->object_count++] =
        (struct known_object){.id = *id, .type = type, .first = TABLE_NONE, .last = TABLE_NONE};
    if (!table_add(&catalogue->by_id, hash_object(catalogue, id, type), *object))
        return fail_no_memory(err);
    return ASSAY_OK;
}

/* ---- places ---- */

struct place_key {
    uint32_t node, object;
};

static uint64_t hash_place(const struct catalogue *catalogue, const struct place_key *key)
{
    return table_hash(catalogue->seed, bytes_of(key, sizeof *key));
}

static bool same_place(const void *state, uint32_t index, const void *wanted)
{
    const struct place *place = &((const struct catalogue *)state)->places[index];
    const struct place_key *key = wanted;

    return place->node == key->node && place->object == key->object;
}

static uint32_t find_place(const struct catalogue *catalogue, const struct place_key *key)
{
    return table_find(&catalogue->by_place, hash_place(catalogue, key), same_place, catalogue, key);
}

uint32_t catalogue_place(const struct catalogue *catalogue, uint32_t parent, struct bytes name,
                         enum entry_type type, const struct object_id *id)
{
    struct object_key object = {id, type};
    struct place_key key = {.node = catalogue_node(catalogue, parent, name)};

    if (key.node == TABLE_NONE)
        return TABLE_NONE;
    key.object = find_object(catalogue, &object);
    return key.object == TABLE_NONE ? TABLE_NONE : find_place(catalogue, &key);
}

/* Appends to the list that begins at *first. */
static void append(struct catalogue *catalogue, uint32_t *first, uint32_t *last, uint32_t place)
{
    if (*first == TABLE_NONE)
        *first = place;
    else
        catalogue->places[*last].next = place;
    *last = place;
}

static void link_place(struct catalogue *catalogue, uint32_t node, uint32_t object, uint32_t place)
{
    struct known_object *known = &catalogue->objects[object];
    struct node *at = &catalogue->nodes[node];

    if (known->type == ENTRY_TREE) {
        append(catalogue, &at->first_tree, &at->last_tree, place);
    } else {
        append(catalogue, &known->first, &known->last, place);
        known->places++;
    }
}

enum assay_status catalogue_add(struct catalogue *catalogue, uint32_t parent, struct bytes name,
                                enum entry_type type, const struct object_id *id, uint32_t commit,
                                uint32_t *node, struct assay_error *err)
{
    struct place_key key;
    void *places = catalogue->places;
    uint32_t place;

    TRY(catalogue_add_node(catalogue, parent, name, &key.node, err));
    *node = TABLE_NONE;
    if (catalogue->place_count >= LIMIT_GIT_PLACES) {
        catalogue->full = true;
        return ASSAY_OK;
    }
    TRY(add_object(catalogue, id, type, &key.object, err));
    if (find_place(catalogue, &key) != TABLE_NONE)
        return ASSAY_OK;
    if (!table_room(&places, catalogue->place_count, &catalogue->place_capacity,
                    sizeof(struct place)))
        return fail_no_memory(err);
    catalogue->places = places;
    place = (uint32_t)catalogue->place_count;
    catalogue->places[catalogue->place_count++] = (struct place){
        .node = key.node, .object = key.object, .commit = commit, .next = TABLE_NONE};
    if (!table_add(&catalogue->by_place, hash_place(catalogue, &key), place))
        return fail_no_memory(err);
    link_place(catalogue, key.node, key.object, place);
    *node = key.node;
    return ASSAY_OK;
}
