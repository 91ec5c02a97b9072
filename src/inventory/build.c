/* build.c - parts of an inventory, growing: one a thread, each with an arena of its own. */

#include "inventory/build.h"

#include <stdlib.h>

#include "base/kit.h"
#include "inventory/part.h"

#define OFFSET_MAX ((UINT64_C(1) << 53) - 1) /* RFC 8785: what a number of JSON holds exactly */

static const struct assay_path nameless = {.name = ""};

struct inventory_part *inventory_part_new(void)
{
    struct inventory_part *part = calloc(1, sizeof *part);

    if (!part)
        return NULL;
    part->arena = arena_new();
    part->chunks = arena_new();
    if (!part->arena || !part->chunks) {
        inventory_part_free(part);
        return NULL;
    }
    return part;
}

void inventory_part_free(struct inventory_part *part)
{
    if (!part)
        return;
    free(part->sorted);
    arena_free(part->chunks);
    arena_free(part->arena);
    free(part);
}

void inventory_part_freep(struct inventory_part **part)
{
    inventory_part_free(*part);
    *part = NULL;
}

struct arena *inventory_part_arena(struct inventory_part *part)
{
    return part->arena;
}

const struct assay_path *inventory_path(struct inventory_part *part,
                                        const struct assay_path *container, struct bytes name)
{
    size_t size;
    struct assay_path *path = NULL;

    if (!ckd_add(&size, sizeof *path + 1, name.size))
        path = arena_alloc(part->arena, size);
    if (!path) {
        part->status = ASSAY_ENOMEM;
        return &nameless;
    }
    if (name.size > 0)
        memcpy(path + 1, name.data, name.size);
    *path = (struct assay_path){container, name.size, (const char *)(path + 1)};
    return path;
}

void inventory_add(struct inventory_part *part, const struct assay_item *item)
{
    struct item_chunk *chunk = part->last;

    if (part->status != ASSAY_OK)
        return;
    if (!chunk || chunk->count == PART_CHUNK) {
        chunk = arena_alloc(part->chunks, sizeof *chunk);
        if (!chunk) {
            part->status = ASSAY_ENOMEM;
            return;
        }
        if (part->last)
            part->last->next = chunk;
        else
            part->first = chunk;
        part->last = chunk;
    }
    chunk->items[chunk->count++] = *item;
    part->item_count++;
}

static void push(struct inventory_part *part, struct gap_node **first, size_t *count,
                 const struct assay_gap *gap)
{
    struct gap_node *node = arena_alloc(part->arena, sizeof *node);
    const char *copy = arena_text(part->arena, gap->why);

    if (!node || !copy) {
        part->status = ASSAY_ENOMEM;
        return;
    }
    node->gap = *gap;
    node->gap.why = copy;
    node->next = *first;
    *first = node;
    ++*count;
}

void inventory_gap(struct inventory_part *part, const char *id, const struct assay_path *path,
                   uint64_t offset, const char *why)
{
    /* Broken bytes lead to where no file reaches: no place, and no number that JSON holds. */
    const struct assay_gap gap = {.id = id,
                                  .path = path,
                                  .why = why,
                                  .offset = offset <= OFFSET_MAX ? offset : ASSAY_NO_OFFSET};

    push(part, &part->gaps, &part->gap_count, &gap);
}

void inventory_note(struct inventory_part *part, const char *id, const struct assay_path *path,
                    const char *why)
{
    const struct assay_gap note = {.id = id, .path = path, .why = why, .offset = ASSAY_NO_OFFSET};

    push(part, &part->notes, &part->note_count, &note);
}

void inventory_gap_of(struct inventory_part *part, const char *id, const struct assay_path *path,
                      const struct assay_error *failure)
{
    inventory_gap(part, id, path, failure->offset, failure->text);
}

void inventory_count(struct inventory_part *part, uint64_t commits, uint64_t ignored)
{
    part->commits += commits;
    part->ignored += ignored;
}

void inventory_mark(const struct inventory_part *part, struct inventory_mark *mark)
{
    *mark = (struct inventory_mark){
        .chunk = part->last, .at = part->last ? part->last->count : 0, .last = part->gaps};
}

const struct assay_item *inventory_item_since(const struct inventory_part *part,
                                              struct inventory_mark *mark)
{
    if (!mark->chunk) {
        mark->chunk = part->first;
        mark->at = 0;
    }
    while (mark->chunk && mark->at == mark->chunk->count && mark->chunk->next) {
        mark->chunk = mark->chunk->next;
        mark->at = 0;
    }
    if (!mark->chunk || mark->at == mark->chunk->count)
        return NULL;
    return &mark->chunk->items[mark->at++];
}

const struct assay_gap *inventory_gap_since(const struct inventory_part *part,
                                            struct inventory_mark *mark)
{
    const struct gap_node *node = mark->newest ? mark->newest->next : part->gaps;

    if (node == mark->last)
        return NULL;
    mark->newest = node;
    return &node->gap;
}

bool inventory_part_is_whole(const struct inventory_part *part)
{
    return part->status == ASSAY_OK;
}
