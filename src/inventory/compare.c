/* compare.c - two inventories of one target side by side: what changed, went, or came. */

#include <assay/ledger.h>

/*
 * The items of one path. A history holds a path many times, an archive may: then the items are
 * sorted by content, and equal contents are matched first.
 */
struct run {
    const struct assay_item *items;
    size_t count;
};

/* Walks the items of one run that the other one lacks. */
struct unmatched {
    struct run mine, theirs;
};

static struct run take_run(const struct assay_inventory *inventory, size_t *at)
{
    struct run run = {inventory->items + *at, 1};

    while (*at + run.count < inventory->item_count &&
           assay_path_compare(run.items[0].path, run.items[run.count].path) == 0)
        run.count++;
    *at += run.count;
    return run;
}

static int compare_contents(const struct assay_item *a, const struct assay_item *b)
{
    int order = memcmp(a->content->sha256, b->content->sha256, sizeof a->content->sha256);

    if (order == 0)
        order = (a->type > b->type) - (a->type < b->type);
    return order ? order : strcmp(a->link ? a->link : "", b->link ? b->link : "");
}

static void step(struct run *run)
{
    run->items++;
    run->count--;
}

/* NULL when there is none left. */
static const struct assay_item *next_unmatched(struct unmatched *walk)
{
    while (walk->mine.count > 0) {
        int order =
            walk->theirs.count > 0 ? compare_contents(walk->mine.items, walk->theirs.items) : -1;
        const struct assay_item *item = walk->mine.items;

        if (order <= 0)
            step(&walk->mine);
        if (order >= 0)
            step(&walk->theirs);
        if (order < 0)
            return item;
    }
    return NULL;
}

static void compare_runs(struct run recorded, struct run present,
                         void (*change)(void *user, const struct assay_change *change), void *user)
{
    struct unmatched gone = {recorded, present}, come = {present, recorded};

    for (;;) {
        struct assay_change told = {.recorded = next_unmatched(&gone),
                                    .present = next_unmatched(&come)};

        if (!told.recorded && !told.present)
            return;
        if (!told.recorded)
            told.kind = ASSAY_ADDED;
        else if (!told.present)
            told.kind = ASSAY_REMOVED;
        else
            told.kind = ASSAY_CHANGED;
        change(user, &told);
    }
}

void assay_inventory_compare(const struct assay_inventory *recorded,
                             const struct assay_inventory *present,
                             void (*change)(void *user, const struct assay_change *change),
                             void *user)
{
    size_t i = 0, j = 0;

    while (i < recorded->item_count || j < present->item_count) {
        struct run left = {NULL, 0}, right = {NULL, 0};
        int order = i == recorded->item_count ? 1
                    : j == present->item_count
                        ? -1
                        : assay_path_compare(recorded->items[i].path, present->items[j].path);

        if (order <= 0)
            left = take_run(recorded, &i);
        if (order >= 0)
            right = take_run(present, &j);
        compare_runs(left, right, change, user);
    }
}
