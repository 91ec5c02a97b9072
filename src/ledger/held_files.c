/*
 * held_files.c - how the files of a tree stand to those that were recorded.
 *
 * An archive of a release has all in one folder, and somebody may be handed a folder of what was
 * recorded. So names are compared below two folders that stand for each other: those by which most
 * of the files that are alike in bytes differ in name.
 */

#include "ledger/held_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/kit.h"
#include "inventory/path.h"

static bool is_at_level(const struct assay_item *item, bool inside)
{
    const struct assay_path *container = item->path->container;

    return inside ? container && !container->container : !container;
}

/* Versions of a history never stood side by side: one that ended is no part of its tree. */
static bool is_past(const struct assay_item *item, const char *view)
{
    return strcmp(view, "history") == 0 && item->origin && !item->origin->present;
}

enum assay_status tree_of(const struct assay_inventory *inventory, struct arena *arena,
                          struct tree *out, struct assay_error *err)
{
    bool bundle = strcmp(inventory->target.type, "bundle") == 0;
    bool inside = bundle && inventory->item_count > 1;

    *out = (struct tree){.lone = bundle && !inside, .folder = inventory->target.folder};
    out->items = arena_array(arena, inventory->item_count + 1, sizeof *out->items);
    if (!out->items)
        return out_of_memory(err);
    for (size_t i = 0; i < inventory->item_count; i++)
        if (is_at_level(&inventory->items[i], inside) &&
            !is_past(&inventory->items[i], inventory->target.view))
            out->items[out->count++] = &inventory->items[i];
    return ASSAY_OK;
}

/* Bytes of the folders that two names end alike below: 0 and 0 for the same names. */
static bool split(struct bytes one, struct bytes other, struct bytes *top, struct bytes *other_top)
{
    size_t same = 0, whole = 0;
    size_t least = one.size < other.size ? one.size : other.size;

    while (same < least && one.data[one.size - same - 1] == other.data[other.size - same - 1]) {
        if (one.data[one.size - same - 1] == '/')
            whole = same;
        same++;
    }
    if ((same == one.size || one.data[one.size - same - 1] == '/') &&
        (same == other.size || other.data[other.size - same - 1] == '/'))
        whole = same;
    *top = bytes_front(one, one.size - whole);
    *other_top = bytes_front(other, other.size - whole);
    return whole > 0;
}

bool names_related(struct bytes one, struct bytes other)
{
    struct bytes top, other_top;

    return split(one, other, &top, &other_top);
}

static int compare_content(const struct assay_item *a, const struct assay_item *b)
{
    int order = memcmp(a->content->sha256, b->content->sha256, sizeof a->content->sha256);

    if (order == 0)
        order = (a->type > b->type) - (a->type < b->type);
    return order ? order : strcmp(a->link ? a->link : "", b->link ? b->link : "");
}

static int by_content(const void *left, const void *right)
{
    const struct assay_item *a = *(const struct assay_item *const *)left;
    const struct assay_item *b = *(const struct assay_item *const *)right;
    int order = compare_content(a, b);

    return order ? order : assay_path_compare(a->path, b->path);
}

/* The items of a tree in the order of their bytes. */
static const struct assay_item **sort_by_content(const struct tree *tree, struct arena *arena)
{
    const struct assay_item **sorted = arena_array(arena, tree->count + 1, sizeof *sorted);

    if (!sorted)
        return NULL;
    memcpy(sorted, tree->items, tree->count * sizeof *sorted);
    if (tree->count > 0)
        qsort(sorted, tree->count, sizeof *sorted, by_content);
    return sorted;
}

/* ---- the folders that stand for each other ---- */

struct tops {
    struct bytes present, recorded;
    size_t votes;
};

enum { TOPS_MAX = 64 }; /* ways to lay one tree over the other that are counted */

static void vote(struct tops tops[TOPS_MAX], size_t *count, struct bytes present,
                 struct bytes recorded)
{
    struct tops cast = {.votes = 1};
    size_t i = 0;

    if (!split(present, recorded, &cast.present, &cast.recorded))
        return;
    while (i < *count && (!bytes_equal(tops[i].present, cast.present) ||
                          !bytes_equal(tops[i].recorded, cast.recorded)))
        i++;
    if (i < *count)
        tops[i].votes++;
    else if (*count < TOPS_MAX)
        tops[(*count)++] = cast;
}

/* How many items from `i` on have the same bytes. */
static size_t run_of(const struct assay_item **sorted, size_t count, size_t i)
{
    size_t next = i + 1;

    while (next < count && compare_content(sorted[i], sorted[next]) == 0)
        next++;
    return next - i;
}

/* Bytes that stand once in each tree tell where a file went; what stands often tells nothing. */
static struct tops choose_tops(const struct assay_item **recorded, size_t recorded_count,
                               const struct assay_item **present, size_t present_count)
{
    struct tops tops[TOPS_MAX], best = {BYTES(""), BYTES(""), 0};
    size_t count = 0, i = 0, j = 0;

    while (i < recorded_count && j < present_count) {
        int order = compare_content(recorded[i], present[j]);
        size_t olds = order <= 0 ? run_of(recorded, recorded_count, i) : 0;
        size_t news = order >= 0 ? run_of(present, present_count, j) : 0;

        if (olds == 1 && news == 1)
            vote(tops, &count, path_name(present[j]->path), path_name(recorded[i]->path));
        i += olds;
        j += news;
    }
    for (i = 0; i < count; i++)
        if (tops[i].votes > best.votes ||
            (tops[i].votes == best.votes && tops[i].present.size + tops[i].recorded.size == 0))
            best = tops[i];
    return best;
}

/* Who names a folder of a repository asks about that folder, whatever stands beside it. */
static ASSAY_RESULT keep_to_folder(const struct tree *present, struct arena *arena,
                                   struct tops *tops, struct assay_error *err)
{
    char *folder = *present->folder ? arena_printf(arena, "%s/", present->folder) : NULL;
    char *recorded;
    size_t size = folder ? strlen(folder) : 0, top = tops->present.size;

    if (*present->folder && !folder)
        return out_of_memory(err);
    if (top >= size)
        return ASSAY_OK;
    recorded = arena_array(arena, tops->recorded.size + size - top, 1);
    if (!recorded)
        return out_of_memory(err);
    if (tops->recorded.size > 0)
        memcpy(recorded, tops->recorded.data, tops->recorded.size);
    memcpy(recorded + tops->recorded.size, folder + top, size - top);
    tops->recorded = bytes_of(recorded, tops->recorded.size + size - top);
    tops->present = bytes_of(folder, size);
    return ASSAY_OK;
}

/* ---- how each file stands ---- */

struct named {
    const struct assay_item *item;
    struct bytes name; /* below the folder */
    bool below;        /* of it, or the whole name is meant */
    bool taken;        /* its counterpart was found */
    size_t passed;     /* of those with its bytes, where it is the first: taken, side by side */
};

struct holding {
    struct arena *arena;
    struct named *recorded; /* of those below the folder, in the order of names */
    size_t recorded_count;
    struct named **by_content;
    struct named *present;
    size_t present_count;
    struct assay_held_file *files;
    struct assay_nearest *out;
};

static int by_name(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = bytes_compare(a->name, b->name);

    return order ? order : compare_content(a->item, b->item);
}

static int named_by_content(const void *left, const void *right)
{
    const struct named *a = *(struct named *const *)left, *b = *(struct named *const *)right;
    int order = compare_content(a->item, b->item);

    return order ? order : bytes_compare(a->name, b->name);
}

static struct named name_below(const struct assay_item *item, struct bytes top)
{
    struct bytes name = path_name(item->path);
    bool below = bytes_starts(name, top);

    return (struct named){item, below ? bytes_from(name, top.size) : name, below, false, 0};
}

static bool has_git(const struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++)
        if (bytes_starts(path_name(tree->items[i]->path), BYTES(".git/")))
            return true;
    return false;
}

/* Hooks of a repository are recorded with its work tree; a commit and a release have none. */
static bool is_aside(struct holding *holding, const struct assay_item *item, bool both)
{
    bool aside = !both && bytes_starts(path_name(item->path), BYTES(".git/"));

    holding->out->aside += aside;
    return aside;
}

static ASSAY_RESULT take_names(struct holding *holding, const struct tree *recorded,
                               const struct tree *present, const struct tops *tops,
                               struct assay_error *err)
{
    bool both = has_git(present) && has_git(recorded);

    holding->recorded = arena_array(holding->arena, recorded->count + 1, sizeof(struct named));
    holding->by_content = arena_array(holding->arena, recorded->count + 1, sizeof(struct named *));
    holding->present = arena_array(holding->arena, present->count + 1, sizeof(struct named));
    holding->files =
        arena_array(holding->arena, recorded->count + present->count + 1, sizeof *holding->files);
    if (!holding->recorded || !holding->by_content || !holding->present || !holding->files)
        return out_of_memory(err);
    for (size_t i = 0; i < recorded->count; i++) {
        struct named named = name_below(recorded->items[i], tops->recorded);

        if (named.below && !is_aside(holding, named.item, both))
            holding->recorded[holding->recorded_count++] = named;
    }
    for (size_t i = 0; i < present->count; i++)
        if (present->lone || !is_aside(holding, present->items[i], both))
            holding->present[holding->present_count++] =
                name_below(present->items[i], tops->present);
    if (holding->recorded_count > 0)
        qsort(holding->recorded, holding->recorded_count, sizeof *holding->recorded, by_name);
    for (size_t i = 0; i < holding->recorded_count; i++)
        holding->by_content[i] = &holding->recorded[i];
    if (holding->recorded_count > 0)
        qsort(holding->by_content, holding->recorded_count, sizeof *holding->by_content,
              named_by_content);
    return ASSAY_OK;
}

static int by_name_alone(const void *left, const void *right)
{
    const struct named *a = left, *b = right;

    return bytes_compare(a->name, b->name);
}

/* The first of those that are recorded as it; `compare` orders as by_name() does, or less. */
static struct named *find_first(const struct holding *holding, const struct named *present,
                                int (*compare)(const void *, const void *))
{
    size_t low = 0, high = holding->recorded_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(&holding->recorded[middle], present) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return present->below && low < holding->recorded_count &&
                   compare(&holding->recorded[low], present) == 0
               ? &holding->recorded[low]
               : NULL;
}

/* An archive may hold several with that name. */
static struct named *find_name(const struct holding *holding, const struct named *present)
{
    return find_first(holding, present, by_name_alone);
}

static bool is_behind(const struct holding *holding, const struct named *named)
{
    return named == holding->recorded + holding->recorded_count;
}

static struct named *find_same(const struct holding *holding, const struct named *present)
{
    return find_first(holding, present, by_name);
}

/* One with those bytes that has no counterpart yet. */
static struct named *find_content(const struct holding *holding, const struct named *present)
{
    struct named *first;
    size_t low = 0, high = holding->recorded_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_content(holding->by_content[middle]->item, present->item) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == holding->recorded_count)
        return NULL;
    first = holding->by_content[low];
    for (low += first->passed; low < holding->recorded_count &&
                               compare_content(holding->by_content[low]->item, present->item) == 0;
         low++, first->passed++) /* many copies must not cost their square */
        if (!holding->by_content[low]->taken)
            return holding->by_content[low];
    return NULL;
}

/* All that an archive holds under a name is spoken for by the one that is here. */
static void take_name(const struct holding *holding, struct named *named)
{
    struct bytes name = named->name;

    for (; !is_behind(holding, named) && !named->taken && bytes_equal(named->name, name); named++)
        named->taken = true;
}

static void add(struct holding *holding, enum assay_standing standing,
                const struct assay_item *recorded, const struct assay_item *present)
{
    holding->files[holding->out->file_count++] = (struct assay_held_file){
        .standing = standing, .recorded = recorded, .present = present, .entry = ASSAY_NO_ENTRY};
    holding->out->counts[standing]++;
}

static void add_present(struct holding *holding, const struct named *present)
{
    struct named *same = find_same(holding, present), *named = find_name(holding, present);
    struct named *moved = same || named ? NULL : find_content(holding, present);

    if (moved)
        moved->taken = true;
    if (same)
        add(holding, ASSAY_STANDS_SAME, same->item, present->item);
    else if (named)
        add(holding, ASSAY_STANDS_CHANGED, named->item, present->item);
    else if (moved)
        add(holding, ASSAY_STANDS_RENAMED, moved->item, present->item);
    else
        add(holding, ASSAY_STANDS_NEW, NULL, present->item);
}

enum assay_status hold_files(const struct tree *recorded, const struct tree *present,
                             struct arena *arena, struct assay_nearest *out,
                             struct assay_held_file **files, struct assay_error *err)
{
    struct holding holding = {.arena = arena, .out = out};
    const struct assay_item **olds = sort_by_content(recorded, arena);
    const struct assay_item **news = sort_by_content(present, arena);
    struct tops tops;

    if (!olds || !news)
        return out_of_memory(err);
    tops = choose_tops(olds, recorded->count, news, present->count);
    TRY(keep_to_folder(present, arena, &tops, err));
    out->top = arena_copy(arena, tops.present);
    out->record_top = arena_copy(arena, tops.recorded);
    if (!out->top || !out->record_top)
        return out_of_memory(err);
    TRY(take_names(&holding, recorded, present, &tops, err));
    for (size_t i = 0; i < holding.present_count; i++) { /* names first, so that none is taken */
        struct named *named = find_name(&holding, &holding.present[i]);

        if (named)
            take_name(&holding, named);
    }
    for (size_t i = 0; i < holding.present_count; i++)
        add_present(&holding, &holding.present[i]);
    for (size_t i = 0; i < holding.recorded_count && !present->lone; i++)
        if (!holding.recorded[i].taken)
            add(&holding, ASSAY_STANDS_MISSING, holding.recorded[i].item, NULL);
    out->files = *files = holding.files;
    out->lone = present->lone;
    return ASSAY_OK;
}
