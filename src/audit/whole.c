/* whole.c - what is judged with a part: with a range the tree that it ends in, and what it
 * replaced; with what is staged or pushed the records and cards beside it. */

#include <assay/audit.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/kit.h"
#include "base/room.h"
#include "inventory/build.h"
#include "inventory/gaps.h"
#include "policy/lookup.h"
#include "policy/speakers.h"

static bool speaks_of_others(const struct assay_examination *content)
{
    return content->kind == ASSAY_KIND_CARD || strcmp(content->format, "record") == 0;
}

static bool is_spoken_of(const struct assay_examination *content)
{
    return content->kind == ASSAY_KIND_MODEL || content->kind == ASSAY_KIND_DATASET;
}

/* A model or data set has records and cards beside it; a record or card has what it speaks of. */
static bool needs_whole(const struct assay_inventory *part, enum assay_view view)
{
    for (size_t i = 0; i < part->item_count; i++) {
        const struct assay_examination *content = part->items[i].content;

        if (is_spoken_of(content) || (view == ASSAY_VIEW_RANGE && speaks_of_others(content)))
            return true;
    }
    return false;
}

bool assay_view_has_whole(enum assay_view view)
{
    return view == ASSAY_VIEW_RANGE || view == ASSAY_VIEW_STAGED || view == ASSAY_VIEW_PUSH ||
           view == ASSAY_VIEW_LISTED;
}

static bool holds_speaker(const struct assay_inventory *replaced)
{
    for (size_t i = 0; i < replaced->item_count; i++)
        if (speaks_of_others(replaced->items[i].content))
            return true;
    return false;
}

/* Which commit brought a content only the range tells. Both are in the order of paths. */
static void take_origins(struct assay_inventory *whole, const struct assay_inventory *range)
{
    size_t at = 0;

    for (size_t i = 0; i < range->item_count; i++) {
        const struct assay_item *item = &range->items[i];

        while (at < whole->item_count && assay_path_compare(whole->items[at].path, item->path) < 0)
            at++;
        if (at == whole->item_count)
            return;
        if (item->origin && assay_path_compare(whole->items[at].path, item->path) == 0 &&
            memcmp(whole->items[at].content->sha256, item->content->sha256,
                   sizeof item->content->sha256) == 0)
            inventory_set_origin(whole, at, item->origin);
    }
}

/* The id as it stands here, where it is one of those: what else is wrong with an old version may be
 * what the range mends. */
static const char *one_of(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0)
            return ids[i];
    return NULL;
}

/* Of a tree, where no container is around it. */
static const struct assay_path *copy_path(struct arena *arena, const struct assay_path *path)
{
    struct assay_path *copy = arena_alloc(arena, sizeof *copy);
    char *name = copy ? arena_alloc(arena, path->size + 1) : NULL;

    if (!name)
        return NULL;
    memcpy(name, path->name, path->size);
    name[path->size] = 0;
    *copy = (struct assay_path){.size = path->size, .name = name};
    return copy;
}

/* Gaps that an inventory takes all at once: each time it sorts those that it has. */
struct gap_list {
    struct assay_gap *all;
    size_t count, capacity;
};

static void gap_list_clear(struct gap_list *list)
{
    free(list->all);
}

/* With a copy of `path` and of its reason; `id` outlives the inventory. */
static ASSAY_RESULT gap_list_add(struct gap_list *list, struct arena *arena,
                                 const struct assay_gap *gap, const char *id,
                                 struct assay_error *err)
{
    struct assay_gap copy = *gap;

    copy.id = id;
    copy.path = gap->path ? copy_path(arena, gap->path) : NULL;
    copy.why = arena_text(arena, gap->why);
    if (!id || !copy.why || (gap->path && !copy.path) ||
        !HAS_ROOM(list->all, list->count, list->capacity))
        return out_of_memory(err);
    list->all[list->count++] = copy;
    return ASSAY_OK;
}

static ASSAY_RESULT take_gaps(struct assay_inventory *range, const struct assay_inventory *other,
                              const char *const *ids, size_t count, struct assay_error *err)
{
    CLEANUP(gap_list_clear) struct gap_list taken = {0};

    for (size_t i = 0; i < other->gap_count; i++) {
        const char *id = one_of(ids, count, other->gaps[i].id);

        if (id)
            TRY(gap_list_add(&taken, inventory_arena(range), &other->gaps[i], id, err));
    }
    return taken.count ? inventory_add_gaps(range, taken.all, taken.count, err) : ASSAY_OK;
}

/* A scan that was cut short has judged less, whichever of them it was. */
static const char *const cuts[] = {GAP_RUN_INTERRUPTED, GAP_TIME_LIMIT};

/* Nobody can tell whom an old version spoke of that cannot be read. */
static const char *const losses[] = {GAP_RUN_INTERRUPTED,    GAP_TIME_LIMIT,
                                     GAP_GIT_OBJECT_MISSING, GAP_GIT_OBJECT_PROMISED,
                                     GAP_GIT_OBJECT_CORRUPT, GAP_GIT_OBJECT_MISMATCH};

enum assay_status assay_scan_replaced(const struct assay_target *target,
                                      const struct assay_scan_options *options,
                                      struct assay_inventory *range, struct assay_inventory **out,
                                      struct assay_error *err)
{
    struct assay_target before = *target;
    CLEANUP(assay_inventory_freep) struct assay_inventory *replaced = NULL;

    *out = NULL;
    if (target->view != ASSAY_VIEW_RANGE)
        return ASSAY_OK;
    before.view = ASSAY_VIEW_REPLACED;
    TRY(assay_scan(&before, options, &replaced, err));
    TRY(take_gaps(range, replaced, losses, ARRAY_LEN(losses), err));
    if (holds_speaker(replaced))
        *out = TAKE(replaced);
    return ASSAY_OK;
}

/* Those at a path of the whole, as the part's own. */
static ASSAY_RESULT add_gaps_at(struct gap_list *list, struct arena *arena,
                                const struct gap_index *gaps, const struct assay_path *path,
                                struct assay_error *err)
{
    size_t count;
    const struct assay_gap *const *found = gap_index_find(gaps, path, &count);

    for (size_t i = 0; i < count; i++)
        TRY(gap_list_add(list, arena, found[i], arena_text(arena, found[i]->id), err));
    return ASSAY_OK;
}

/* A record or card of the range may speak of a model whose bytes are not here: it is not judged,
 * and that must not look as if it had passed. */
static ASSAY_RESULT take_missing(const struct assay_inventory *whole,
                                 const struct assay_inventory *replaced,
                                 struct assay_inventory *range, struct assay_error *err)
{
    CLEANUP(speakers_freep) struct speakers *now = NULL, *before = NULL;
    CLEANUP(gap_index_clear) struct gap_index gaps = {0};
    CLEANUP(gap_list_clear) struct gap_list taken = {0};

    TRY(gap_index_init(&gaps, whole, err));
    TRY(speakers_new(range, whole, &now, err));
    if (replaced)
        TRY(speakers_new(replaced, whole, &before, err));
    for (size_t i = 0; i < whole->item_count; i++) {
        const struct assay_item *item = &whole->items[i];

        if (item->content->kind == ASSAY_KIND_POINTER && !lookup_item(range, item->path) &&
            (speakers_name(now, item) || (before && speakers_name(before, item))))
            TRY(add_gaps_at(&taken, inventory_arena(range), &gaps, item->path, err));
    }
    return taken.count ? inventory_add_gaps(range, taken.all, taken.count, err) : ASSAY_OK;
}

static ASSAY_RESULT scan_end(const struct assay_target *target,
                             const struct assay_scan_options *options,
                             const struct assay_inventory *part, struct assay_inventory **out,
                             struct assay_error *err)
{
    struct assay_target end = *target;

    end.view = ASSAY_VIEW_BESIDE;
    if (target->view == ASSAY_VIEW_RANGE) {
        end.view = ASSAY_VIEW_COMMIT;
        end.revision = part->target.head;
    }
    return assay_scan(&end, options, out, err);
}

enum assay_status assay_scan_whole(const struct assay_target *target,
                                   const struct assay_scan_options *options,
                                   const struct assay_inventory *replaced,
                                   struct assay_inventory *part, struct assay_inventory **out,
                                   struct assay_error *err)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *whole = NULL;

    *out = NULL;
    if (!assay_view_has_whole(target->view) || (!replaced && !needs_whole(part, target->view)))
        return ASSAY_OK;
    TRY(scan_end(target, options, part, &whole, err));
    take_origins(whole, part);
    TRY(take_gaps(part, whole, cuts, ARRAY_LEN(cuts), err));
    if (target->view == ASSAY_VIEW_RANGE)
        TRY(take_missing(whole, replaced, part, err));
    *out = TAKE(whole);
    return ASSAY_OK;
}
