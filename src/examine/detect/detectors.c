/*
 * detectors.c - feeds the detectors, and decides what is final.
 *
 *     base .... counted .... settled .... scanned .... end of view
 *               |- WATCH_TOKEN_MAX -|    |- WATCH_AHEAD -|
 *
 * Detectors look up to `scanned`, so that a proof always has WATCH_AHEAD bytes behind the token,
 * and candidates are final up to `settled`, so that all that could overlap them is known. Both
 * depend on nothing but the bytes, so results do not depend on how a stream was cut.
 *
 * What either detector finds in a view waits in the view's slot until both have looked.
 */

#include "examine/detect/detectors.h"

#include <stdlib.h>

#include "base/kit.h"
#include "examine/detect/detect.h"
#include "examine/detect/encoded.h"
#include "examine/detect/escapes.h"
#include "examine/detect/patterns.h"
#include "examine/text/line_feeds.h"
#include "inventory/gaps.h"
#include "source/embedded.h"

enum { STEP = 64 }; /* the masks of detect_shapes.c */

struct detectors {
    struct patterns *patterns;
    bool own;
};

/* Where a line number is known. */
struct lines {
    uint64_t counted; /* an offset */
    uint64_t start;   /* of the line it lies in */
    uint32_t line;    /* from 1 */
};

/* Of one detector; while it looks ahead only the slots of views behind it are anybody else's. */
struct looking {
    uint64_t scanned;
    struct found {
        struct candidates candidates;
        enum assay_status status; /* so far; not ASSAY_OK as told in `failure` */
    } found[WATCH_VIEWS];         /* by slot */
    enum assay_status broken;
    struct assay_error failure;
};

struct watcher {
    struct detectors *detectors;
    struct matcher *matcher;
    struct shapes *shapes;
    struct looking patterns, forms;
    struct candidates candidates; /* those with an end behind settled - WATCH_TOKEN_MAX */
    bool text;
    uint64_t origin; /* of the stream in the item */
    uint64_t scanned, settled;
    struct lines lines;
    struct embedded_places places; /* where containers may begin */
    bool unescapes;
    struct coded_spans escapes[WATCH_VIEWS], encoded[WATCH_VIEWS]; /* by slot */
    struct encoded_state encoding;
};

enum assay_status detectors_new(const char *cache_folder, struct detectors **out,
                                struct assay_error *err)
{
    CLEANUP(detectors_freep) struct detectors *detectors = calloc(1, sizeof *detectors);

    if (!detectors)
        return out_of_memory(err);
    TRY(patterns_new(cache_folder, &detectors->patterns, err));
    *out = TAKE(detectors);
    return ASSAY_OK;
}

enum assay_status detectors_use(struct detectors *detectors, const struct assay_patterns *user,
                                bool alone, struct assay_error *err)
{
    detectors->own = true;
    return patterns_use(detectors->patterns, user, alone, err);
}

bool detectors_look_for_own(const struct detectors *detectors)
{
    return detectors->own;
}

void detectors_free(struct detectors *detectors)
{
    if (!detectors)
        return;
    patterns_free(detectors->patterns);
    free(detectors);
}

void detectors_freep(struct detectors **detectors)
{
    detectors_free(*detectors);
    *detectors = NULL;
}

enum assay_status watcher_new(struct detectors *detectors, struct watcher **out,
                              struct assay_error *err)
{
    CLEANUP(watcher_freep) struct watcher *watcher = calloc(1, sizeof *watcher);

    if (watcher)
        watcher->shapes = shapes_new();
    if (!watcher || !watcher->shapes)
        return out_of_memory(err);
    watcher->detectors = detectors;
    TRY(matcher_new(detectors->patterns, &watcher->matcher, err));
    *out = TAKE(watcher);
    return ASSAY_OK;
}

void watcher_free(struct watcher *watcher)
{
    if (!watcher)
        return;
    matcher_free(watcher->matcher);
    free(watcher->shapes);
    for (size_t i = 0; i < WATCH_VIEWS; i++) {
        free(watcher->patterns.found[i].candidates.all);
        free(watcher->forms.found[i].candidates.all);
        free(watcher->escapes[i].all);
        free(watcher->encoded[i].all);
    }
    free(watcher->candidates.all);
    free(watcher);
}

void watcher_freep(struct watcher **watcher)
{
    watcher_free(*watcher);
    *watcher = NULL;
}

static void start(struct looking *looking)
{
    looking->scanned = 0;
    for (size_t i = 0; i < WATCH_VIEWS; i++)
        looking->found[i].candidates.count = 0;
    looking->broken = ASSAY_OK;
}

void watcher_start(struct watcher *watcher, bool text)
{
    matcher_start(watcher->matcher);
    shapes_start(watcher->shapes);
    start(&watcher->patterns);
    start(&watcher->forms);
    watcher->candidates.count = 0;
    watcher->text = text;
    watcher->origin = 0;
    watcher->scanned = watcher->settled = 0;
    watcher->lines = (struct lines){.line = 1};
    embedded_start(&watcher->places);
    watcher->unescapes = false;
    for (size_t i = 0; i < WATCH_VIEWS; i++)
        watcher->escapes[i].count = watcher->encoded[i].count = 0;
    watcher->encoding = (struct encoded_state){0};
}

void watcher_unescape(struct watcher *watcher)
{
    watcher->unescapes = true;
}

void watcher_look_for_containers(struct watcher *watcher, uint64_t from)
{
    matcher_look_for_containers(watcher->matcher, &watcher->places, from, watcher->origin);
}

bool watcher_saw_tag(const struct watcher *watcher, enum object_tag tag)
{
    return watcher && matcher_saw_tag(watcher->matcher, tag);
}

const struct embedded_places *watcher_containers(const struct watcher *watcher)
{
    return &watcher->places;
}

void watcher_start_at(struct watcher *watcher, uint64_t origin)
{
    watcher_start(watcher, false);
    watcher->origin = origin;
}

uint64_t watcher_keep(const struct watcher *watcher)
{
    return watcher->scanned < WATCH_BEHIND ? 0 : watcher->scanned - WATCH_BEHIND;
}

static bool reserve(struct candidates *candidates, size_t more)
{
    size_t capacity = candidates->capacity ? candidates->capacity : 64;
    struct candidate *grown;

    while (capacity - candidates->count < more)
        capacity *= 2;
    if (capacity == candidates->capacity)
        return true;
    grown = reallocarray(candidates->all, capacity, sizeof *grown);
    if (!grown) {
        candidates->out_of_memory = true;
        return false;
    }
    candidates->all = grown;
    candidates->capacity = capacity;
    return true;
}

struct candidate *candidates_next(struct candidates *candidates, uint64_t start, uint64_t end)
{
    struct candidate *added;
    struct hit *hit;

    if (!reserve(candidates, 1))
        return NULL;
    added = &candidates->all[candidates->count++];
    hit = &added->hit;
    hit->start = start;
    hit->end = end - start > WATCH_TOKEN_MAX ? start + WATCH_TOKEN_MAX : end;
    hit->line = hit->column = hit->mark = 0;
    hit->value = hit->value_size = 0;
    hit->sample = hit->weak = hit->digest.made = false;
    hit->masked[0] = 0;
    added->unproven = false;
    return added;
}

void candidates_add(struct candidates *candidates, const struct candidate *candidate)
{
    const struct hit *hit = &candidate->hit;
    struct candidate *added = candidates_next(candidates, hit->start, hit->end);
    uint64_t end;

    if (!added)
        return;
    end = added->hit.end;
    *added = *candidate;
    added->hit.end = end;
}

/* Moves what was found into the watcher's own list. */
static void gather(struct candidates *to, struct candidates *found)
{
    if (found->count > 0 && reserve(to, found->count)) {
        memcpy(to->all + to->count, found->all, found->count * sizeof *found->all);
        to->count += found->count;
    }
    to->out_of_memory |= found->out_of_memory;
    found->out_of_memory = false;
    found->count = 0;
}

static int compare(const void *a, const void *b)
{
    const struct hit *x = &((const struct candidate *)a)->hit;
    const struct hit *y = &((const struct candidate *)b)->hit;
    int order = (x->start > y->start) - (x->start < y->start);

    if (order == 0)
        order = (x->end > y->end) - (x->end < y->end);
    return order ? order : strcmp(x->what->class_name, y->what->class_name);
}

/* Candidates come nearly in order, so that few are moved; where many are, by qsort(). */
static void sort(struct candidate *all, size_t count)
{
    size_t moves = 8 * count;

    for (size_t i = 1; i < count; i++) {
        struct candidate moved;
        size_t at = i;

        if (compare(&all[i - 1], &all[i]) <= 0)
            continue;
        moved = all[i];
        for (; at > 0 && compare(&all[at - 1], &moved) > 0 && moves > 0; at--, moves--)
            all[at] = all[at - 1];
        all[at] = moved;
        if (moves == 0) {
            qsort(all, count, sizeof *all, compare);
            return;
        }
    }
}

/* Whether `x` gives way to `y`, which overlaps it: the stronger rank stays, then the one that
 * begins first, then the longer; of equals the first. */
static bool gives_way(const struct candidate *x, const struct candidate *y, bool y_is_first)
{
    if (x->rank != y->rank)
        return x->rank < y->rank;
    if (x->hit.start != y->hit.start)
        return x->hit.start > y->hit.start;
    if (x->hit.end != y->hit.end)
        return x->hit.end < y->hit.end;
    return y_is_first;
}

/* Whether another candidate that overlaps stays in its place; `all` is sorted by start, and none
 * before `at` ends behind `furthest`. */
static bool is_covered(const struct candidate *all, size_t count, size_t at, uint64_t furthest)
{
    const struct hit *hit = &all[at].hit;

    for (size_t i = at + 1; i < count && all[i].hit.start < hit->end; i++)
        if (gives_way(&all[at], &all[i], false))
            return true;
    if (furthest <= hit->start)
        return false;
    for (size_t i = at; i-- > 0 && all[i].hit.start + WATCH_TOKEN_MAX > hit->start;)
        if (all[i].hit.end > hit->start && gives_way(&all[at], &all[i], true))
            return true;
    return false;
}

static void count_lines(const struct view *view, uint64_t to, struct lines *lines)
{
    const struct line_feeds feeds = line_feeds_of(view_bytes(view, lines->counted, to));
    const uint32_t room = UINT32_MAX - lines->line;

    lines->line += feeds.count < room ? (uint32_t)feeds.count : room;
    if (feeds.behind > 0)
        lines->start = lines->counted + feeds.behind;
    lines->counted = to;
}

static struct bytes value_of(const struct view *view, const struct hit *hit)
{
    uint64_t value = hit->start + hit->value;

    return view_bytes(view, value, hit->value_size ? value + hit->value_size : hit->end);
}

/* As one of the item, in which the stream begins at `origin`. */
static void hand_over(struct evidence *evidence, const struct hit *hit, uint64_t origin)
{
    struct hit shifted;

    if (origin == 0) {
        evidence_hits(evidence, hit, 1);
        return;
    }
    shifted = *hit;
    shifted.start += origin;
    shifted.end += origin;
    evidence_hits(evidence, &shifted, 1);
}

/* Hands over what ends in (settled, up to], and forgets what nothing later can overlap. */
static void settle(struct watcher *watcher, const struct view *view, uint64_t up_to,
                   struct evidence *evidence)
{
    struct candidates *candidates = &watcher->candidates;
    struct lines lines = watcher->lines;
    uint64_t furthest = 0, before;
    size_t kept = 0;

    sort(candidates->all, candidates->count);
    for (size_t i = 0; i < candidates->count; i++) {
        struct hit *hit = &candidates->all[i].hit;

        before = furthest;
        furthest = hit->end > furthest ? hit->end : furthest;
        if (hit->end <= watcher->settled || hit->end > up_to ||
            is_covered(candidates->all, candidates->count, i, before))
            continue;
        if (watcher->text) {
            uint64_t column;

            count_lines(view, hit->start, &lines);
            column = hit->start - lines.start + 1;
            hit->line = lines.line;
            hit->column = column < UINT32_MAX ? (uint32_t)column : UINT32_MAX;
        }
        if (candidates->all[i].unproven)
            evidence_gap(evidence, GAP_DATA_PATTERN_LIMIT, watcher->origin + hit->start,
                         "%s: proving what looks like one took too long", hit->what->class_name);
        evidence_digest(evidence, value_of(view, hit), &hit->digest);
        hand_over(evidence, hit, watcher->origin);
    }
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->all[i].hit.end + WATCH_TOKEN_MAX > up_to)
            candidates->all[kept++] = candidates->all[i];
    candidates->count = kept;
    watcher->settled = up_to;
}

/* How far detectors may look in a view; behind what they looked at before. */
static uint64_t reach(const struct view *view, uint64_t scanned)
{
    uint64_t end = view->base + view->size;
    uint64_t to = end < WATCH_AHEAD ? 0 : (end - WATCH_AHEAD) & ~(uint64_t)(STEP - 1);

    if (view->last)
        return end;
    return to > scanned ? to : scanned;
}

void watcher_look_for_patterns(struct watcher *watcher, const struct view *view, unsigned slot)
{
    struct looking *looking = &watcher->patterns;
    uint64_t to = reach(view, looking->scanned);

    if (watcher->unescapes)
        encoded_look(&watcher->encoding, view, to, &watcher->encoded[slot]);
    if (looking->broken == ASSAY_OK)
        looking->broken = matcher_look(
            watcher->matcher, view, looking->scanned, to, &looking->found[slot].candidates,
            watcher->unescapes ? &watcher->escapes[slot] : NULL, &looking->failure);
    looking->found[slot].status = looking->broken;
    looking->scanned = to;
}

void watcher_look_for_shapes(struct watcher *watcher, const struct view *view, unsigned slot)
{
    struct looking *looking = &watcher->forms;
    uint64_t to = reach(view, looking->scanned);

    if (to > looking->scanned || view->last)
        shapes_look(watcher->shapes, view, looking->scanned, to, &looking->found[slot].candidates);
    looking->scanned = to;
}

/* Hands over text that reads otherwise, which begins no earlier than lines are counted. */
static void settle_escapes(struct watcher *watcher, const struct view *view,
                           struct coded_spans *spans, struct evidence *evidence)
{
    struct lines lines = watcher->lines;

    for (size_t i = 0; i < spans->count; i++) {
        const struct coded_span *span = &spans->all[i];
        struct assay_place place = {.offset = watcher->origin + span->start};

        if (watcher->text) {
            uint64_t column;

            count_lines(view, span->start, &lines);
            column = span->start - lines.start + 1;
            place.line = lines.line;
            place.column = column < UINT32_MAX ? (uint32_t)column : UINT32_MAX;
        }
        if (span->packed)
            evidence_packed(evidence, &place, view_bytes(view, span->start, span->end),
                            span->first);
        else if (span->as != ENCODED_NOT)
            evidence_encoded(evidence, &place, view_bytes(view, span->start, span->end), span->as);
        else
            evidence_escaped(evidence, &place, view_bytes(view, span->start, span->end));
    }
    spans->count = 0;
    watcher->candidates.out_of_memory |= spans->out_of_memory;
}

enum assay_status watcher_settle(struct watcher *watcher, const struct view *view, unsigned slot,
                                 struct evidence *evidence, uint64_t *settled,
                                 struct assay_error *err)
{
    uint64_t final;

    gather(&watcher->candidates, &watcher->patterns.found[slot].candidates);
    gather(&watcher->candidates, &watcher->forms.found[slot].candidates);
    watcher->scanned = reach(view, watcher->scanned);
    final = watcher->scanned;
    if (!view->last)
        final =
            final < watcher->settled + WATCH_TOKEN_MAX ? watcher->settled : final - WATCH_TOKEN_MAX;
    settle_escapes(watcher, view, &watcher->escapes[slot], evidence);
    settle_escapes(watcher, view, &watcher->encoded[slot], evidence);
    settle(watcher, view, final, evidence);
    if (watcher->text && !view->last) /* else nothing follows that has a line */
        count_lines(view, watcher_keep(watcher), &watcher->lines);
    if (watcher->patterns.found[slot].status != ASSAY_OK) {
        *err = watcher->patterns.failure;
        return watcher->patterns.found[slot].status;
    }
    if (watcher->candidates.out_of_memory)
        return out_of_memory(err);
    *settled = watcher->settled;
    return ASSAY_OK;
}

enum assay_status watcher_look(struct watcher *watcher, const struct view *view,
                               struct evidence *evidence, uint64_t *settled,
                               struct assay_error *err)
{
    watcher_look_for_patterns(watcher, view, 0);
    watcher_look_for_shapes(watcher, view, 0);
    return watcher_settle(watcher, view, 0, evidence, settled, err);
}
