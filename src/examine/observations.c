/* observations.c - what was counted becomes observations, once each column was judged. */

#include <assay/identifier.h>
#include <stdlib.h>

#include "base/kit.h"
#include "examine/detect/column_proof.h"
#include "examine/evidence_part.h"

/* In no column: so many different ones, of a kind that seldom comes by chance, are no chance. */
static bool is_repeated(const struct tally *tally)
{
    enum { MANY = 32 };
    const double seldom = 0.02;
    int different = 0;

    if (tally->column != EVIDENCE_NO_COLUMN || !tally->what || tally->what->chance <= 0 ||
        tally->what->chance > seldom)
        return false;
    for (size_t i = 0; i < SEEN_WORDS; i++)
        different += __builtin_popcountll(tally->seen[i]);
    return different >= MANY;
}

/* Counts by confidence after the column was judged. */
static void judge(const struct evidence *evidence, const struct tally *tally,
                  enum assay_confidence levels[BUCKETS], bool counted[BUCKETS])
{
    const struct column *column =
        tally->column < evidence->column_count ? &evidence->columns[tally->column] : NULL;
    bool named = false, raised = false;

    levels[WEAK] = ASSAY_HIGH;
    if (tally->verdict.judged) {
        named = tally->verdict.cells;
        raised = tally->verdict.raised;
        levels[WEAK] = tally->verdict.level;
    } else if (column && tally->what) {
        double cells = (double)column->cells;

        named = column_is_named(column->name, tally->what->headers) &&
                (double)(tally->passes + tally->weak_passes) >= 0.3 * cells;
        raised =
            named || ((double)tally->passes >= 0.5 * cells &&
                      column_is_beyond_chance(column->cells, tally->passes, tally->what->chance));
    }
    levels[SAMPLE] = ASSAY_LOW;
    levels[LOW] = raised ? ASSAY_HIGH : ASSAY_LOW;
    levels[MEDIUM] = raised || is_repeated(tally) ? ASSAY_HIGH : ASSAY_MEDIUM;
    levels[HIGH] = ASSAY_HIGH;
    if (tally->in_company) {
        levels[MEDIUM] = ASSAY_HIGH;
        if (levels[WEAK] == ASSAY_MEDIUM)
            levels[WEAK] = ASSAY_HIGH;
    }
    for (int bucket = 0; bucket < BUCKETS; bucket++)
        counted[bucket] = tally->counts[bucket] > 0 && (bucket != WEAK || named);
}

bool evidence_column_is_personal(const struct evidence *evidence, uint32_t column)
{
    if (evidence->tally_count >= LIMIT_OBSERVATIONS) /* further columns are not told apart */
        return true;
    for (size_t i = 0; i < evidence->tally_count; i++) {
        const struct tally *tally = &evidence->tallies[i];
        enum assay_confidence levels[BUCKETS];
        bool counted[BUCKETS];

        if (tally->column != column || !tally->what)
            continue;
        judge(evidence, tally, levels, counted);
        if (counted[WEAK] || counted[LOW] || counted[MEDIUM] || counted[HIGH])
            return true;
    }
    return false;
}

/* In the order of the rows or lines that they stand in: pages of a database are filled from their
 * ends. */
static int compare_places(const void *a, const void *b)
{
    const struct assay_place *left = a, *right = b;
    int order = (left->line == 0) - (right->line == 0);

    if (order == 0)
        order = (left->line > right->line) - (left->line < right->line);
    if (order == 0)
        order = (left->column > right->column) - (left->column < right->column);
    if (order != 0)
        return order;
    return (left->offset > right->offset) - (left->offset < right->offset);
}

struct gathered {
    enum assay_confidence level;
    uint64_t count;
    struct assay_place *places;
    size_t place_count, place_capacity;
    struct assay_column_count *columns;
    size_t column_count;
    const char *masked;
    uint64_t masked_at;
};

/* How many places are kept of each level, and whether anything is of it. */
static void find_levels(const struct evidence *evidence, size_t from, size_t to,
                        size_t places[ASSAY_CONFIDENCES], bool any[ASSAY_CONFIDENCES])
{
    for (size_t i = from; i < to; i++) {
        const struct tally *tally = &evidence->tallies[evidence->order[i]];
        enum assay_confidence levels[BUCKETS];
        bool counted[BUCKETS];

        judge(evidence, tally, levels, counted);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (!counted[bucket])
                continue;
            any[levels[bucket]] = true;
            places[levels[bucket]] += tally->place_counts[bucket];
        }
    }
}

static const char *column_name(struct evidence *evidence, uint32_t column)
{
    const char *name = column < evidence->column_count ? evidence->columns[column].name : NULL;

    return name && *name ? name : arena_printf(evidence->arena, "#%u", (unsigned)column + 1);
}

static void gather_tally(struct evidence *evidence, const struct tally *tally, struct gathered *out)
{
    enum assay_confidence levels[BUCKETS];
    bool counted[BUCKETS];
    uint64_t here = 0;

    judge(evidence, tally, levels, counted);
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        if (!counted[bucket] || levels[bucket] != out->level)
            continue;
        here += tally->counts[bucket];
        if (tally->place_counts[bucket]) {
            memcpy(out->places + out->place_count, tally->places[bucket],
                   tally->place_counts[bucket] * sizeof *out->places);
            out->place_count += tally->place_counts[bucket];
            if (!out->masked || tally->places[bucket][0].offset < out->masked_at) {
                out->masked = tally->masked[bucket];
                out->masked_at = tally->places[bucket][0].offset;
            }
        }
    }
    out->count += here;
    if (here && tally->column != EVIDENCE_NO_COLUMN)
        out->columns[out->column_count++] = (struct assay_column_count){
            .name = column_name(evidence, tally->column), .count = here};
}

/* Makes one observation of what is of a level in the tallies [from, to) of one class and detail;
 * false where memory ran out. */
static bool make_observation(struct evidence *evidence, size_t from, size_t to,
                             enum assay_confidence level, size_t places,
                             struct assay_observation *out)
{
    const struct tally *first = &evidence->tallies[evidence->order[from]];
    struct gathered all = {.level = level};

    all.places = arena_array(evidence->arena, places, sizeof *all.places);
    all.columns = arena_array(evidence->arena, to - from, sizeof *all.columns);
    if (!all.places || !all.columns) {
        evidence->out_of_memory = true;
        return false;
    }
    for (size_t i = from; i < to; i++)
        gather_tally(evidence, &evidence->tallies[evidence->order[i]], &all);
    qsort(all.places, all.place_count, sizeof *all.places, compare_places);
    *out = (struct assay_observation){
        .class_name = first->class_name,
        .confidence = level,
        .count = all.count,
        .detail = first->detail,
        .masked = all.masked && *all.masked ? arena_text(evidence->arena, all.masked) : "",
        .places = all.places,
        .place_count =
            all.place_count < LIMIT_OBSERVATION_PLACES ? all.place_count : LIMIT_OBSERVATION_PLACES,
        .columns = all.column_count ? all.columns : NULL,
        .column_count = all.column_count};
    if (!out->masked)
        evidence->out_of_memory = true;
    return true;
}

/* The letters of the safe harbor, of what columns of a table are sure enough to hold. */
static void tell_safe_harbor(struct evidence *evidence, const struct assay_observation *seen)
{
    struct assay_identifier identifier;

    if (!evidence->table || seen->column_count == 0 || seen->confidence < ASSAY_MEDIUM)
        return;
    for (size_t i = 0; assay_identifier_at(i, &identifier); i++)
        if (strcmp(identifier.class_name, seen->class_name) == 0)
            for (const char *letter = identifier.harbor; *letter; letter++)
                evidence_set(evidence, ASSAY_FACT_DATASET_SAFE_HARBOR_CLASSES, MEASURED,
                             bytes_of(letter, 1));
}

/* Of one class and detail: what is high, and apart from it what is medium, so that a few that are
 * sure do not hide the others. What is low is told only where nothing is more. */
static size_t observe(struct evidence *evidence, size_t from, size_t to,
                      struct assay_observation *out)
{
    size_t places[ASSAY_CONFIDENCES] = {0}, count = 0;
    bool any[ASSAY_CONFIDENCES] = {false};

    find_levels(evidence, from, to, places, any);
    for (int level = ASSAY_HIGH; level >= ASSAY_LOW; level--) {
        if (!any[level] || (level == ASSAY_LOW && count > 0) ||
            !make_observation(evidence, from, to, (enum assay_confidence)level, places[level],
                              &out[count]))
            continue;
        tell_safe_harbor(evidence, &out[count++]);
    }
    return count;
}

void evidence_end_observations(struct evidence *evidence, struct assay_examination *content)
{
    struct assay_observation *observations;
    size_t to, count = 0;

    evidence_count_waiting(evidence, UINT64_MAX, EVIDENCE_NO_COLUMN, NULL);
    if (evidence->tally_count == 0)
        return;
    observations = arena_array(evidence->arena, 2 * evidence->tally_count, sizeof *observations);
    if (!observations) {
        evidence->out_of_memory = true;
        return;
    }
    for (size_t from = 0; from < evidence->tally_count; from = to) {
        const struct tally *first = &evidence->tallies[evidence->order[from]];

        for (to = from + 1; to < evidence->tally_count; to++) {
            const struct tally *next = &evidence->tallies[evidence->order[to]];

            if (strcmp(first->class_name, next->class_name) != 0 ||
                strcmp(first->detail, next->detail) != 0)
                break;
        }
        count += observe(evidence, from, to, observations + count);
    }
    content->observations = count ? observations : NULL;
    content->observation_count = count;
}
