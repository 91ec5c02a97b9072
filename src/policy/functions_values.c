/*
 * functions_values.c - rows of two tables that have the same values, whatever their columns are
 * called, by the sketches that the fact dataset.value-sketch holds: sums of the values of rows, as
 * a whole and without one or two of four parts.
 *
 * Two rows have the same values where both leave the same, or the one leaves what the other is.
 * That comes by chance, too, where a row has few values out of few; so pairs are held against sums
 * of as many values that several rows of one table have (row_chance.h). And a few values with a
 * number in them that each table begins anew are no row: what is left has to be LEFT_LEAST values,
 * or all of a row.
 */

#include <inttypes.h>
#include <math.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/functions_part.h"
#include "policy/row_chance.h"
#include "policy/row_estimate.h"
#include "policy/row_sample.h"

enum {
    WORD_BYTES = 8,
    VALUES = 256, /* in a row, modulo that */
    LEFT_LEAST = 5,
    LEAVES = 10,     /* what a row leaves, at most: without each part, and each two */
    LEAVES_SAME = 4, /* what two rows leave of it that differ in one part */
};

static uint64_t sum_of(uint64_t word)
{
    return word >> 16;
}

static bool is_whole_row(uint64_t word)
{
    return word >> 15 & 1;
}

static bool is_of_several(uint64_t word)
{
    return word >> 14 & 1;
}

static unsigned values_of(uint64_t word)
{
    return (unsigned)word & (VALUES - 1);
}

/* Sums of one number of values. */
struct sums {
    struct row_chance all; /* without pairs */
    double rows, left;     /* pairs of whole rows, and of others */
};

static void count(struct sums *sums, uint64_t word, double *of_table)
{
    (*of_table)++;
    sums->all.repeated += is_of_several(word);
}

static void count_pair(struct sums *sums, uint64_t left, uint64_t right)
{
    if (is_of_several(left) || is_of_several(right))
        return;
    if (is_whole_row(left) && is_whole_row(right))
        sums->rows++;
    else if (is_whole_row(left) || is_whole_row(right) || values_of(left) >= LEFT_LEAST)
        sums->left++;
}

/* Pairs that chance does not make, of those of whole rows or of the others. */
static double beyond_chance(const struct sums sums[VALUES], bool rows)
{
    struct row_chance all = {0};

    for (unsigned i = 0; i < VALUES; i++) {
        struct row_chance some = sums[i].all;

        some.pairs = rows ? sums[i].rows : sums[i].left;
        if (some.pairs > 0)
            row_chance_add(&all, &some);
    }
    return row_chance_is_exceeded(&all) ? row_chance_beyond(&all) : 0;
}

static struct row_estimate compare(const struct row_sample *a, const struct row_sample *b)
{
    uint64_t last = row_sample_last(a, b, WORD_BYTES);
    struct row_estimate out = {.exact = row_sample_is_whole(a) && row_sample_is_whole(b),
                               .share = row_sample_share(last),
                               .most = INT64_MAX};
    struct sums sums[VALUES] = {0};
    size_t i = 0, j = 0;
    double rows;

    while (i < a->count || j < b->count) {
        uint64_t left = i < a->count ? sum_of(a->words[i]) : UINT64_MAX;
        uint64_t right = j < b->count ? sum_of(b->words[j]) : UINT64_MAX;

        if (left > last && right > last)
            break;
        out.sampled++;
        if (left == right)
            count_pair(&sums[values_of(a->words[i])], a->words[i], b->words[j]);
        if (left <= right) {
            struct sums *of = &sums[values_of(a->words[i])];

            count(of, a->words[i++], &of->all.first);
        }
        if (right <= left) {
            struct sums *of = &sums[values_of(b->words[j])];

            count(of, b->words[j++], &of->all.second);
        }
    }
    rows = beyond_chance(sums, true);
    out.seen = fmax(rows, (beyond_chance(sums, false) - LEAVES * rows) / LEAVES_SAME);
    return out;
}

static bool estimate_of(struct cel_run *run, const struct cel_value *args, size_t count,
                        struct row_estimate *out, struct cel_value *failure)
{
    static const struct row_sample_kind kind = {
        WORD_BYTES, ROW_SAMPLE_MOST / 2, "a sketch of values",
        "a sketch of values, as dataset.value-sketch has it"};
    struct row_sample pair[2];

    if (!row_sample_pair(run, args, &kind, pair, failure))
        return false;
    *out = compare(&pair[0], &pair[1]);
    row_estimate_limit(out, args + 2, count - 2);
    return true;
}

FUNCTION(rows_same_values)
{
    struct row_estimate estimate;
    struct cel_value failure;

    (void)user;
    return estimate_of(run, args, count, &estimate, &failure)
               ? cel_of_int(row_estimate_least(&estimate))
               : failure;
}

FUNCTION(rows_same_values_told)
{
    struct row_estimate estimate;
    struct cel_value failure;
    const char *text;

    (void)user;
    if (!estimate_of(run, args, count, &estimate, &failure))
        return failure;
    text = arena_printf(cel_run_arena(run), "at least %" PRId64, row_estimate_least(&estimate));
    return text ? cel_of_text(text) : cel_run_over(run);
}
