/* merge.c - joins parts into one inventory: sorted, counted, with its root. */

#include "base/kit.h"
#include "inventory/build.h"
#include "inventory/manifest.h"
#include "inventory/part.h"

/* What a struct assay_inventory is inside; `shown` is its first member. */
struct whole {
    struct assay_inventory shown;
    struct arena *arena;
    struct assay_item *items;
};

static struct whole *inside(struct assay_inventory *inventory)
{
    return (struct whole *)inventory;
}

void assay_inventory_free(struct assay_inventory *inventory)
{
    if (!inventory)
        return;
    arena_free(inside(inventory)->arena);
    free(inventory);
}

void assay_inventory_freep(struct assay_inventory **inventory)
{
    assay_inventory_free(*inventory);
    *inventory = NULL;
}

struct arena *inventory_arena(struct assay_inventory *inventory)
{
    return inside(inventory)->arena;
}

void inventory_declare(struct assay_inventory *inventory, size_t item,
                       const struct assay_fact *declared, size_t count)
{
    inside(inventory)->items[item].declared = declared;
    inside(inventory)->items[item].declared_count = count;
}

void inventory_set_reason(struct assay_inventory *inventory, size_t gap, const char *why)
{
    ((struct assay_gap *)(uintptr_t)inventory->gaps)[gap].why = why;
}

void inventory_set_content(struct assay_inventory *inventory, size_t item,
                           const struct assay_examination *content)
{
    inside(inventory)->items[item].content = content;
}

void inventory_set_layer(struct assay_inventory *inventory, size_t item,
                         const struct assay_layer *layer)
{
    inside(inventory)->items[item].layer = layer;
}

void inventory_set_origin(struct assay_inventory *inventory, size_t item,
                          const struct assay_origin *origin)
{
    inside(inventory)->items[item].origin = origin;
}

static int compare_gaps(const void *left, const void *right)
{
    const struct assay_gap *a = left;
    const struct assay_gap *b = right;
    int order = strcmp(a->id, b->id);

    if (order == 0 && a->path && b->path)
        order = assay_path_compare(a->path, b->path);
    else if (order == 0)
        order = (a->path != NULL) - (b->path != NULL);
    if (order == 0)
        order = (a->offset > b->offset) - (a->offset < b->offset);
    return order != 0 ? order : strcmp(a->why, b->why);
}

static bool join_items(struct inventory_part **parts, size_t count, struct whole *whole)
{
    size_t total = whole->shown.item_count, at = 0;
    CLEANUP(free_cleanup) const struct assay_item **all = calloc(total + 1, sizeof *all);
    CLEANUP(free_cleanup) const struct assay_item **spare = calloc(total + 1, sizeof *spare);
    const struct assay_item **sorted;

    whole->items = arena_array(whole->arena, total + 1, sizeof *whole->items);
    if (!all || !spare || !whole->items)
        return false;
    for (size_t i = 0; i < count; i++)
        at += part_items(parts[i], all + at);
    sorted = sort_items(all, spare, at);
    for (size_t i = 0; i < at; i++)
        whole->items[i] = *sorted[i];
    whole->shown.items = whole->items;
    return true;
}

/* The gaps of all parts, or their notes, sorted; NULL when memory ran out. */
static const struct assay_gap *join_gaps(struct inventory_part **parts, size_t count, bool notes,
                                         struct whole *whole)
{
    size_t total = notes ? whole->shown.note_count : whole->shown.gap_count, at = 0;
    struct assay_gap *gaps = arena_array(whole->arena, total + 1, sizeof *gaps);

    if (!gaps)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const struct gap_node *node = notes ? parts[i]->notes : parts[i]->gaps;

        for (; node; node = node->next)
            gaps[at++] = node->gap;
    }
    qsort(gaps, total, sizeof *gaps, compare_gaps);
    return gaps;
}

enum assay_status inventory_add_gaps(struct assay_inventory *inventory,
                                     const struct assay_gap *gaps, size_t count,
                                     struct assay_error *err)
{
    size_t total = inventory->gap_count + count, kept = 0;
    struct assay_gap *all = arena_array(inside(inventory)->arena, total + 1, sizeof *all);

    if (!all)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for %zu gaps", total);
    if (inventory->gap_count)
        memcpy(all, inventory->gaps, inventory->gap_count * sizeof *all);
    if (count)
        memcpy(all + inventory->gap_count, gaps, count * sizeof *all);
    qsort(all, total, sizeof *all, compare_gaps);
    for (size_t i = 0; i < total; i++) {
        if (kept == 0 || compare_gaps(&all[kept - 1], &all[i]) != 0)
            all[kept++] = all[i];
    }
    inventory->gaps = all;
    inventory->gap_count = kept;
    return ASSAY_OK;
}

static void count_items(struct assay_inventory *inventory)
{
    struct assay_totals *totals = &inventory->totals;

    totals->items = inventory->item_count;
    for (size_t i = 0; i < inventory->item_count; i++) {
        const struct assay_examination *content = inventory->items[i].content;

        if (ckd_add(&totals->bytes, totals->bytes, content->size))
            totals->bytes = UINT64_MAX;
        totals->models += content->kind == ASSAY_KIND_MODEL;
        totals->datasets += content->kind == ASSAY_KIND_DATASET;
        totals->containers += content->kind == ASSAY_KIND_CONTAINER;
    }
}

static bool copy_text(struct arena *arena, const char *text, const char **out)
{
    *out = arena_text(arena, text ? text : "");
    return *out != NULL;
}

static bool copy_target(struct arena *arena, const struct assay_target_facts *from,
                        struct assay_target_facts *to)
{
    to->checked_out = from->checked_out;
    return copy_text(arena, from->type, &to->type) && copy_text(arena, from->view, &to->view) &&
           copy_text(arena, from->name, &to->name) && copy_text(arena, from->head, &to->head) &&
           copy_text(arena, from->range, &to->range) &&
           copy_text(arena, from->folder, &to->folder) &&
           copy_text(arena, from->checked_out.commit, &to->checked_out.commit);
}

static ASSAY_RESULT no_memory(struct assay_error *err, size_t items)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                      "out of memory for an inventory of %zu items", items);
}

static ASSAY_RESULT join(struct inventory_part **parts, size_t count,
                         const struct assay_target_facts *target, struct assay_inventory **out,
                         struct assay_error *err)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct whole *whole = calloc(1, sizeof *whole);

    if (!whole)
        return no_memory(err, 0);
    inventory = &whole->shown;
    whole->arena = arena_new();
    if (!whole->arena)
        return no_memory(err, 0);
    for (size_t i = 0; i < count; i++) {
        inventory->item_count += parts[i]->item_count;
        inventory->gap_count += parts[i]->gap_count;
        inventory->note_count += parts[i]->note_count;
        inventory->totals.commits += parts[i]->commits;
        inventory->totals.ignored += parts[i]->ignored;
        if (parts[i]->status != ASSAY_OK)
            return no_memory(err, inventory->item_count);
    }
    if (!join_items(parts, count, whole))
        return no_memory(err, inventory->item_count);
    inventory->gaps = join_gaps(parts, count, false, whole);
    inventory->notes = join_gaps(parts, count, true, whole);
    if (!inventory->gaps || !inventory->notes ||
        !copy_target(whole->arena, target, &inventory->target))
        return no_memory(err, inventory->item_count);
    for (size_t i = 0; i < count; i++)
        arena_adopt(whole->arena, TAKE(parts[i]->arena));
    count_items(inventory);
    /* The threads that filled the parts, all but the walker's, are done with that. */
    TRY(manifest_root(inventory, count > 1 ? count - 1 : 1, inventory->root, err));
    *out = TAKE(inventory);
    return ASSAY_OK;
}

enum assay_status inventory_merge(struct inventory_part **parts, size_t count,
                                  const struct assay_target_facts *target,
                                  struct assay_inventory **out, struct assay_error *err)
{
    enum assay_status status = join(parts, count, target, out, err);

    for (size_t i = 0; i < count; i++)
        inventory_part_freep(&parts[i]);
    return status;
}
