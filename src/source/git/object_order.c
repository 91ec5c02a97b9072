/*
 * object_order.c - delta trees from the headers of entries: where each object stands, what it is a
 * change of, and a walk from each root through all that hangs on it.
 */

#include "source/git/object_order.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/fail.h"
#include "source/git/object_store.h"

enum {
    GROUP_MAX = 128, /* objects: a larger tree is shared out, for some bases made twice */
    SHARES_MAX = 16,
    SHARE_MIN = 4096, /* spots that are worth a thread */
};
#define NONE UINT32_MAX

/* An object in a pack; loose ones have no pack and stand at the end. */
struct spot {
    struct pack *pack;
    uint64_t offset;
    uint64_t root; /* where the first of its bases begins that is not asked for, or it itself */
    uint32_t object;
    uint32_t parent; /* spots, or NONE */
    uint32_t first_child, sibling;
};

struct forest {
    struct object_store *store;
    const struct object_id *(*id_of)(const void *state, uint32_t object);
    const void *state;
    unsigned threads;
    struct spot *spots; /* by pack and offset, once they are placed */
    uint32_t count;
};

/* Loose ones last. */
static int compare_packs(const struct pack *a, const struct pack *b)
{
    return !a || (b && a->number > b->number) ? 1 : -1;
}

static int compare_spots(const void *a, const void *b)
{
    const struct spot *one = a, *other = b;

    if (one->pack != other->pack)
        return compare_packs(one->pack, other->pack);
    return (one->offset > other->offset) - (one->offset < other->offset);
}

/* By the root's place: what hangs on a base that is not asked for stays together. */
static int compare_roots(const void *a, const void *b)
{
    const struct spot *one = *(struct spot *const *)a, *other = *(struct spot *const *)b;

    if (one->pack != other->pack)
        return compare_packs(one->pack, other->pack);
    if (one->root != other->root)
        return one->root > other->root ? 1 : -1;
    return (one > other) - (one < other);
}

/* ---- what is done for each spot by itself ---- */

struct share {
    const struct forest *forest;
    void (*each)(const struct forest *forest, uint32_t spot);
    uint32_t from, to;
};

static void *do_share(void *argument)
{
    const struct share *share = argument;

    for (uint32_t i = share->from; i < share->to; i++)
        share->each(share->forest, i);
    return NULL;
}

/* By several threads, where there are so many spots; the last share is the caller's. */
static void for_each(const struct forest *forest,
                     void (*each)(const struct forest *forest, uint32_t spot))
{
    struct share shares[SHARES_MAX], rest = {.forest = forest, .each = each, .to = forest->count};
    uint32_t most = forest->count / SHARE_MIN, size;
    pthread_t threads[SHARES_MAX];
    unsigned count = 0;

    if (most > forest->threads)
        most = forest->threads;
    if (most > SHARES_MAX)
        most = SHARES_MAX;
    size = most > 1 ? forest->count / most : 0;
    for (; count + 1 < most; count++) {
        shares[count] = rest;
        shares[count].to = rest.from + size;
        if (pthread_create(&threads[count], NULL, do_share, &shares[count]) != 0)
            break;
        rest.from = shares[count].to;
    }
    do_share(&rest);
    while (count > 0)
        pthread_join(threads[--count], NULL);
}

/* ---- places ---- */

static void place(const struct forest *forest, uint32_t i)
{
    struct spot *spot = &forest->spots[i];
    const struct object_id *id = forest->id_of(forest->state, spot->object);
    struct place_of_object found = {0};
    size_t step = 0;
    bool is_found = false;

    if (store_next_place(forest->store, id, &step, &found, &is_found, NULL) == ASSAY_OK &&
        is_found && found.pack) {
        spot->pack = found.pack;
        spot->offset = spot->root = found.offset;
    }
}

/* The spot before `before` at an offset of a pack, or NONE: bases stand before what changes them,
 * but for those that are named by id. */
static uint32_t find_spot(const struct forest *forest, const struct pack *pack, uint64_t offset)
{
    struct spot key = {.pack = (struct pack *)(uintptr_t)pack, .offset = offset};
    const struct spot *found =
        bsearch(&key, forest->spots, forest->count, sizeof key, compare_spots);

    return found ? (uint32_t)(found - forest->spots) : NONE;
}

/* ---- trees ---- */

/* Follows bases until one is asked for too. */
static void follow(const struct forest *forest, struct spot *spot)
{
    uint64_t offset = spot->offset;

    for (unsigned depth = 0; depth < LIMIT_GIT_DELTA_CHAIN; depth++) {
        struct pack_entry entry;

        if (pack_entry_read(spot->pack, offset, &entry, NULL) != ASSAY_OK ||
            !pack_entry_is_delta(&entry))
            return;
        offset = entry.base;
        if (entry.type == PACK_ID_DELTA &&
            !store_find_in(forest->store, spot->pack, &entry.base_id, &offset))
            return;
        spot->root = offset;
        spot->parent = find_spot(forest, spot->pack, offset);
        if (spot->parent != NONE)
            return;
    }
}

/* A base that begins behind its change was named by id, and might lead in a circle: such a spot is
 * a root of its own. */
static void find_parent(const struct forest *forest, uint32_t i)
{
    struct spot *spot = &forest->spots[i];

    if (!spot->pack)
        return;
    follow(forest, spot);
    if (spot->parent != NONE && spot->parent >= i)
        spot->parent = NONE;
    store_touched(forest->store, spot->pack, spot->offset, 1);
}

static void hang(const struct forest *forest)
{
    for_each(forest, find_parent);
    for (uint32_t i = forest->count; i-- > 0;) { /* backwards, so that children stand in order */
        struct spot *spot = &forest->spots[i];

        if (spot->parent == NONE)
            continue;
        spot->sibling = forest->spots[spot->parent].first_child;
        forest->spots[spot->parent].first_child = i;
    }
}

/* ---- the walk ---- */

struct walk {
    struct ordered *out;
    size_t at;
    uint32_t group, in_group;
};

static void visit(struct walk *walk, const struct spot *spot)
{
    if (walk->in_group++ == GROUP_MAX) {
        walk->group++;
        walk->in_group = 1;
    }
    walk->out[walk->at++] = (struct ordered){
        .object = spot->object, .group = walk->group, .pack = spot->pack, .offset = spot->offset};
}

static void walk_tree(struct walk *walk, const struct forest *forest, const struct spot *root)
{
    const struct spot *spots = forest->spots;
    uint32_t top = (uint32_t)(root - spots), at = top;

    for (;;) {
        visit(walk, &spots[at]);
        if (spots[at].first_child != NONE) {
            at = spots[at].first_child;
            continue;
        }
        while (at != top && spots[at].sibling == NONE)
            at = spots[at].parent;
        if (at == top)
            return;
        at = spots[at].sibling;
    }
}

/* One that stands alone is of no group. */
static void end_group(struct walk *walk, size_t from)
{
    if (walk->at == from + 1)
        walk->out[from].group = 0;
}

static enum assay_status walk_all(const struct forest *forest, struct ordered *out,
                                  struct assay_error *err)
{
    CLEANUP(free_cleanup) struct spot **roots = calloc(forest->count, sizeof *roots);
    struct walk walk = {.out = out};
    size_t count = 0;

    if (!roots)
        return fail_no_memory(err);
    for (uint32_t i = 0; i < forest->count; i++)
        if (forest->spots[i].parent == NONE)
            roots[count++] = &forest->spots[i];
    qsort(roots, count, sizeof *roots, compare_roots);
    for (size_t i = 0; i < count;) {
        const struct spot *first = roots[i];
        size_t from = walk.at;

        walk.group++;
        walk.in_group = 0;
        do
            walk_tree(&walk, forest, roots[i++]);
        while (i < count && first->pack && roots[i]->pack == first->pack &&
               roots[i]->root == first->root);
        end_group(&walk, from);
    }
    return ASSAY_OK;
}

enum assay_status objects_order(struct object_store *store, struct ordered *objects, size_t count,
                                const struct object_id *(*id_of)(const void *state,
                                                                 uint32_t object),
                                const void *state, unsigned threads, struct assay_error *err)
{
    CLEANUP(free_cleanup) struct spot *spots = NULL;
    struct forest forest = {.store = store,
                            .id_of = id_of,
                            .state = state,
                            .threads = threads,
                            .count = (uint32_t)count};

    if (count == 0)
        return ASSAY_OK;
    spots = forest.spots = calloc(count, sizeof *spots);
    if (!spots)
        return fail_no_memory(err);
    for (size_t i = 0; i < count; i++)
        spots[i] = (struct spot){.object = objects[i].object,
                                 .offset = i, /* loose ones keep their order */
                                 .root = i,
                                 .parent = NONE,
                                 .first_child = NONE,
                                 .sibling = NONE};
    for_each(&forest, place);
    qsort(spots, count, sizeof *spots, compare_spots);
    hang(&forest);
    return walk_all(&forest, objects, err);
}
