/*
 * link_layers.c - which files of an image's layers are in its final file system.
 *
 * A layer hides what lies below it: a file the file of the same name and the folder that it
 * replaces, a folder the file that it replaces, a whiteout ".wh.NAME" all of NAME, and
 * ".wh..wh..opq" all that its folder held. All names of all layers are sorted so that a folder
 * stands right before what is in it; one walk with the open folders on a stack then decides for
 * each file. What is hidden was examined all the same: whoever has the layers can read it.
 *
 * Not known here are empty folders: a file that such a one replaces counts as final.
 *
 * Source: OCI image specification 1.1, layer.md, "Whiteouts" and "Applying Changesets".
 */

#include <stdlib.h>

#include "base/codec.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "crypto/digest.h"
#include "examine/link/link.h"
#include "inventory/gaps.h"
#include "inventory/path.h"

enum state { HIDDEN = 1, FINAL = 2, WHITEOUT = 4, LAYER = 8 };
enum effect { FILE_STANDS, PATH_REMOVED, FOLDER_EMPTIED };

/* What one member of one layer does to a path. */
struct entry {
    struct bytes path;
    uint32_t layer; /* from 1, the lowest */
    enum effect effect;
    size_t item;
};

/* A path on the stack; layers are the highest that do something, 0 for none. */
struct node {
    size_t from, to; /* its entries */
    struct bytes path;
    uint32_t self;   /* files and removals of this very path */
    uint32_t below;  /* hides what is in it */
    uint32_t above;  /* `below` of all folders around it */
    uint32_t inside; /* files in it */
    uint32_t file;   /* a file of this very path */
};

struct stack {
    struct entry *entries;
    size_t count, capacity;
    struct node *nodes;
    size_t depth, node_capacity;
    struct arena *names; /* paths that had to be written anew */
};

static void stack_clear(struct stack *stack)
{
    free(stack->entries);
    free(stack->nodes);
    arena_free(stack->names);
}

static uint32_t most(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The first item behind `first` that is not a member of it, however deep. */
static size_t subtree_end(const struct linker *linker, size_t first, size_t levels)
{
    const struct assay_path *container = linker->inventory->items[first].path;
    size_t end = first + 1;

    for (; end < linker->inventory->item_count; end++) {
        const struct assay_path *path = linker->inventory->items[end].path;
        size_t deep = path_levels(path);

        if (deep <= levels || assay_path_compare(path_level(path, deep, levels - 1), container))
            break;
    }
    return end;
}

/* A slash sorts before all else, so that a folder is followed by what is in it. */
static int compare_paths(struct bytes a, struct bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size, at = 0;

    while (at < least && a.data[at] == b.data[at])
        at++;
    if (at == least)
        return (a.size > b.size) - (a.size < b.size);
    if (a.data[at] == '/' || b.data[at] == '/')
        return a.data[at] == '/' ? -1 : 1;
    return a.data[at] < b.data[at] ? -1 : 1;
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;

    return compare_paths(a->path, b->path);
}

/* The path without "./", doubled slashes and one in front; false when memory ran out. */
static bool plain_path(struct stack *stack, struct bytes name, struct bytes *out)
{
    char *copy;
    size_t size = 0;

    while (bytes_starts(name, BYTES("./")) || bytes_starts(name, BYTES("/")))
        name = bytes_from(name, name.data[0] == '.' ? 2 : 1);
    *out = name;
    if (name.size == 0 ||
        (!memmem(name.data, name.size, "//", 2) && !memmem(name.data, name.size, "/./", 3)))
        return true;
    copy = arena_alloc(stack->names, name.size);
    if (!copy)
        return false;
    for (size_t at = 0; at < name.size; at++) {
        if (name.data[at] == '/' && (bytes_starts(bytes_from(name, at), BYTES("//"))))
            continue;
        if (bytes_starts(bytes_from(name, at), BYTES("/./"))) {
            at++;
            continue;
        }
        copy[size++] = (char)name.data[at];
    }
    *out = bytes_of(copy, size);
    return true;
}

static bool push_entry(struct stack *stack, struct entry entry)
{
    if (!HAS_ROOM(stack->entries, stack->count, stack->capacity))
        return false;
    stack->entries[stack->count++] = entry;
    return true;
}

/* What a whiteout names: the folder without its slash, or that and the name behind ".wh.". */
static bool whiteout_target(struct stack *stack, struct bytes path, struct entry *entry)
{
    struct bytes folder = link_folder(path), name = bytes_from(path, folder.size + 4);
    char *copy;

    if (bytes_equal(name, BYTES(".wh..opq"))) {
        entry->effect = FOLDER_EMPTIED;
        entry->path = bytes_of(folder.data, folder.size ? folder.size - 1 : 0);
        return true;
    }
    if (bytes_starts(name, BYTES(".wh."))) { /* metadata of aufs, about no file */
        entry->path.data = NULL;
        return true;
    }
    copy = arena_alloc(stack->names, path.size);
    if (!copy)
        return false;
    if (folder.size)
        memcpy(copy, folder.data, folder.size);
    if (name.size)
        memcpy(copy + folder.size, name.data, name.size);
    entry->effect = PATH_REMOVED;
    entry->path = bytes_of(copy, folder.size + name.size);
    return true;
}

static ASSAY_RESULT add_member(struct linker *linker, struct stack *stack, size_t item,
                               uint32_t layer)
{
    struct entry entry = {.layer = layer, .item = item, .effect = FILE_STANDS};

    if (!plain_path(stack, path_name(linker->inventory->items[item].path), &entry.path))
        return linker_no_memory(linker);
    if (bytes_starts(link_last(entry.path), BYTES(".wh."))) {
        linker->state[item] |= WHITEOUT;
        if (!whiteout_target(stack, entry.path, &entry))
            return linker_no_memory(linker);
        if (!entry.path.data)
            return ASSAY_OK;
    }
    return push_entry(stack, entry) ? ASSAY_OK : linker_no_memory(linker);
}

static ASSAY_RESULT add_layer(struct linker *linker, struct stack *stack, const struct found *layer,
                              uint32_t number)
{
    size_t levels, last, end;

    if (layer->count == 0)
        return ASSAY_OK;
    last = layer->first + layer->count - 1; /* its members follow the last of one path */
    levels = path_levels(linker->inventory->items[last].path);
    linker->state[last] |= LAYER;
    end = subtree_end(linker, last, levels);
    for (size_t i = last + 1; i < end; i++)
        if (path_levels(linker->inventory->items[i].path) == levels + 1)
            TRY(add_member(linker, stack, i, number));
    return ASSAY_OK;
}

/* Decides for the files of one path and lets go of it. */
static void close_node(struct linker *linker, struct stack *stack)
{
    const struct node *node = &stack->nodes[--stack->depth];
    uint32_t hides = most(node->above, most(node->self, node->inside));

    for (size_t i = node->from; i < node->to; i++) {
        const struct entry *entry = &stack->entries[i];

        if (entry->effect == FILE_STANDS)
            linker->state[entry->item] |= hides > entry->layer ? HIDDEN : FINAL;
    }
    if (stack->depth > 0) {
        struct node *around = &stack->nodes[stack->depth - 1];

        around->inside = most(around->inside, most(node->inside, node->file));
    }
}

static bool is_in(struct bytes path, struct bytes folder)
{
    return folder.size == 0 ||
           (path.size > folder.size && bytes_starts(path, folder) && path.data[folder.size] == '/');
}

static bool open_node(struct stack *stack, size_t from, size_t to)
{
    struct node node = {.from = from, .to = to, .path = stack->entries[from].path};

    if (!HAS_ROOM(stack->nodes, stack->depth, stack->node_capacity))
        return false;
    for (size_t i = from; i < to; i++) {
        const struct entry *entry = &stack->entries[i];

        node.below = most(node.below, entry->layer);
        if (entry->effect != FOLDER_EMPTIED)
            node.self = most(node.self, entry->layer);
        if (entry->effect == FILE_STANDS)
            node.file = most(node.file, entry->layer);
    }
    if (stack->depth > 0) {
        const struct node *around = &stack->nodes[stack->depth - 1];

        node.above = most(around->above, around->below);
    }
    stack->nodes[stack->depth++] = node;
    return true;
}

static ASSAY_RESULT decide(struct linker *linker, struct stack *stack)
{
    size_t to;

    if (stack->count == 0)
        return ASSAY_OK;
    qsort(stack->entries, stack->count, sizeof *stack->entries, compare_entries);
    for (size_t from = 0; from < stack->count; from = to) {
        struct bytes path = stack->entries[from].path;

        for (to = from + 1; to < stack->count && bytes_equal(stack->entries[to].path, path); to++)
            continue;
        while (stack->depth > 0 && !is_in(path, stack->nodes[stack->depth - 1].path))
            close_node(linker, stack);
        if (!open_node(stack, from, to))
            return linker_no_memory(linker);
    }
    while (stack->depth > 0)
        close_node(linker, stack);
    return ASSAY_OK;
}

/* Members of the layers, counted before anything is kept of them. */
static uint64_t count_members(const struct linker *linker, const struct image *image)
{
    uint64_t count = 0;

    for (size_t i = 0; i < image->count && count <= LIMIT_LAYER_FILES; i++) {
        const struct found *layer = &image->layers[i];
        size_t last = layer->first + layer->count - 1;

        if (layer->count > 0)
            count +=
                subtree_end(linker, last, path_levels(linker->inventory->items[last].path)) - last;
    }
    return count;
}

enum assay_status link_image(struct linker *linker, const struct image *image)
{
    CLEANUP(stack_clear) struct stack stack = {0};

    if (linker->layer_files > LIMIT_LAYER_FILES)
        return ASSAY_OK;
    linker->layer_files += image->count + count_members(linker, image);
    if (linker->layer_files > LIMIT_LAYER_FILES)
        return linker_gap(linker, GAP_BUNDLE_COUNT_LIMIT, image->manifest, ASSAY_NO_OFFSET,
                          "from here on it is not known which files of layers are in their image");
    stack.names = arena_new();
    if (!stack.names)
        return linker_no_memory(linker);
    for (size_t i = 0; i < image->count; i++)
        TRY(add_layer(linker, &stack, &image->layers[i], (uint32_t)i + 1));
    return decide(linker, &stack);
}

/* One struct for each of the states that files of a layer can be in. */
struct shared {
    struct assay_layer *hidden, *final, *whiteout;
};

static ASSAY_RESULT make_shared(const struct linker *linker, size_t layer, struct shared *out)
{
    struct arena *arena = inventory_arena(linker->inventory);
    struct assay_layer *all = arena_array(arena, 3, sizeof *all);
    char hex[2 * SHA256_SIZE + 1];
    const char *digest;

    hex_encode(bytes_of(linker->inventory->items[layer].content->sha256, SHA256_SIZE), hex);
    digest = arena_printf(arena, "sha256:%s", hex);
    if (!all || !digest)
        return linker_no_memory(linker);
    all[0] = (struct assay_layer){.digest = digest};
    all[1] = (struct assay_layer){.digest = digest, .final = true};
    all[2] = (struct assay_layer){.digest = digest, .whiteout = true};
    *out = (struct shared){&all[0], &all[1], &all[2]};
    return ASSAY_OK;
}

static ASSAY_RESULT place_members(struct linker *linker, size_t layer)
{
    size_t levels = path_levels(linker->inventory->items[layer].path);
    size_t end = subtree_end(linker, layer, levels);
    struct shared shared = {0};
    uint8_t state = 0;

    TRY(make_shared(linker, layer, &shared));
    for (size_t i = layer + 1; i < end; i++) {
        if (path_levels(linker->inventory->items[i].path) == levels + 1)
            state = linker->state[i]; /* what is in a member shares its lot */
        if (state & WHITEOUT)
            inventory_set_layer(linker->inventory, i, shared.whiteout);
        else if (state & (HIDDEN | FINAL))
            inventory_set_layer(linker->inventory, i, state & FINAL ? shared.final : shared.hidden);
    }
    return ASSAY_OK;
}

enum assay_status link_layers_end(struct linker *linker)
{
    for (size_t i = 0; i < linker->inventory->item_count; i++)
        if (linker->state[i] & LAYER)
            TRY(place_members(linker, i));
    return ASSAY_OK;
}
