/*
 * functions_alike.c - rows of two tables that are alike, by the sketches that the fact
 * dataset.alike-sketch holds: hashes of what is left of a row without one part of its columns.
 *
 * A rest that stands in both tables, once in each and of different rows, is a pair of rows that are
 * alike, where chance does not explain it (row_chance.h).
 */

#include <math.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/functions_part.h"
#include "policy/row_chance.h"
#include "policy/row_estimate.h"
#include "policy/row_sample.h"

enum { WORD_BYTES = 8, PARTS = 4 };

#define NEARLY_ALL 0.95

/* Of one part left out. */
struct rests {
    struct row_chance all;
    double numbered; /* pairs with the number of a row in both */
};

struct alike {
    struct row_estimate estimate; /* of the pairs that chance does not make */
    double pairs;                 /* all that were seen */
};

static uint64_t hash_of(uint64_t word)
{
    return word >> 16;
}

static unsigned part_of(uint64_t word)
{
    return (unsigned)(word >> 14) & (PARTS - 1);
}

static bool is_of_several(uint64_t word)
{
    return word >> 13 & 1;
}

static bool has_row_number(uint64_t word)
{
    return word >> 12 & 1;
}

static unsigned row_of(uint64_t word)
{
    return (unsigned)word & 0xfff;
}

static bool is_pair(uint64_t left, uint64_t right)
{
    return !is_of_several(left) && !is_of_several(right) && row_of(left) != row_of(right);
}

/*
 * The number of a row makes every rest different, so chance does not show within a table; and where
 * both tables count from 1, it makes pairs. What has such a number on both sides is a pair where
 * nearly all are: the table was written again, row by row.
 */
static struct row_chance without_numbers(const struct rests *rests)
{
    const struct row_chance *all = &rests->all;
    struct row_chance out = *all;

    if (rests->numbered < NEARLY_ALL * fmin(all->first, all->second))
        out.pairs -= rests->numbered;
    return out;
}

/* Parts are asked one by one, for the rests of one may be rare and those of another not; those that
 * have too few pairs to tell are asked together. */
static double settle(const struct rests rests[PARTS])
{
    struct row_chance others = {0};
    double seen = 0;

    for (unsigned part = 0; part < PARTS; part++) {
        const struct row_chance of_part = without_numbers(&rests[part]);

        if (row_chance_is_exceeded(&of_part))
            seen += row_chance_beyond(&of_part);
        else
            row_chance_add(&others, &of_part);
    }
    return seen + (row_chance_is_exceeded(&others) ? row_chance_beyond(&others) : 0);
}

static void count_pair(struct rests *rests, uint64_t left, uint64_t right)
{
    rests->all.pairs++;
    rests->numbered += has_row_number(left) && has_row_number(right);
}

static struct alike compare(const struct row_sample *a, const struct row_sample *b)
{
    uint64_t last = row_sample_last(a, b, WORD_BYTES);
    struct alike out = {.estimate = {.exact = row_sample_is_whole(a) && row_sample_is_whole(b),
                                     .share = row_sample_share(last),
                                     .most = INT64_MAX}};
    struct rests rests[PARTS] = {0};
    size_t i = 0, j = 0;

    while (i < a->count || j < b->count) {
        uint64_t left = i < a->count ? hash_of(a->words[i]) : UINT64_MAX;
        uint64_t right = j < b->count ? hash_of(b->words[j]) : UINT64_MAX;

        if (left > last && right > last)
            break;
        out.estimate.sampled++;
        if (left == right && is_pair(a->words[i], b->words[j])) {
            count_pair(&rests[part_of(a->words[i])], a->words[i], b->words[j]);
            out.pairs++;
        }
        if (left <= right) {
            struct row_chance *all = &rests[part_of(a->words[i])].all;

            all->first++;
            all->repeated += is_of_several(a->words[i++]);
        }
        if (right <= left) {
            struct row_chance *all = &rests[part_of(b->words[j])].all;

            all->second++;
            all->repeated += is_of_several(b->words[j++]);
        }
    }
    out.estimate.seen = settle(rests);
    return out;
}

static bool alike_of(struct cel_run *run, const struct cel_value *args, size_t count,
                     struct alike *out, struct cel_value *failure)
{
    static const struct row_sample_kind kind = {
        WORD_BYTES, ROW_SAMPLE_MOST / 2, "a sketch of rows that are alike",
        "a sketch of rows that are alike, as dataset.alike-sketch has it"};
    struct row_sample pair[2];

    if (!row_sample_pair(run, args, &kind, pair, failure))
        return false;
    *out = compare(&pair[0], &pair[1]);
    row_estimate_limit(&out->estimate, args + 2, count - 2);
    return true;
}

FUNCTION(rows_alike)
{
    struct cel_value failure;
    struct alike alike;

    (void)user;
    return alike_of(run, args, count, &alike, &failure)
               ? cel_of_int(row_estimate_least(&alike.estimate))
               : failure;
}

FUNCTION(rows_alike_told)
{
    struct cel_value failure;
    struct alike alike;
    const char *text;

    (void)user;
    if (!alike_of(run, args, count, &alike, &failure))
        return failure;
    if (alike.estimate.seen < 0.5 && alike.pairs > 0)
        text = arena_printf(cel_run_arena(run), "%.0f of %.0f sampled, too few to tell from chance",
                            alike.pairs, alike.estimate.sampled);
    else
        text = row_estimate_told(&alike.estimate, cel_run_arena(run));
    return text ? cel_of_text(text) : cel_run_over(run);
}
