/*
 * functions_alike.c - rows of two tables that are alike, by the sketches that the fact
 * dataset.alike-sketch holds: hashes of what is left of a row without one part of its columns.
 *
 * A rest that stands in both tables, once in each and of different rows, is a pair of rows that are
 * alike. In a table of few categories such pairs come by chance, too: then some rests stand in
 * several rows of one table as well. Where n rows of one table and r * n of the other are drawn
 * from the same rows of the world, and a rest is met by l of the n, the mean number of rests
 *
 *     that stand once in both is at most        r * l^2 each,
 *     that stand twice in the first             l^2 / 2,
 *     that stand twice in the second            r^2 * l^2 / 2.
 *
 * So of all that was seen at most 1 / (1 + 1/(2r) + r/2) is expected in both tables: what exceeds
 * that, by a binomial test, is no chance. (Good, "The Population Frequencies of Species", 1953, on
 * what singles and pairs tell of what comes next.)
 */

#include <inttypes.h>
#include <math.h>

#include "base/arena.h"
#include "base/kit.h"
#include "policy/functions_part.h"
#include "policy/row_sample.h"

enum { WORD_BYTES = 8, PARTS = 4 };

#define CHANCE 0.01 /* how seldom chance alone does it */

/* Rests without one part, of both tables. */
struct rests {
    double pairs;         /* of rows that are alike */
    double first, second; /* rests of either table */
    double repeated;      /* of either: those of several rows */
};

struct alike {
    double seen;    /* pairs that chance does not make, of those drawn */
    double pairs;   /* all of them */
    double sampled; /* rests */
    double share;   /* of all hashes that lie so low */
    bool exact;     /* both hold all of their rests */
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

static unsigned row_of(uint64_t word)
{
    return (unsigned)word & 0x1fff;
}

static bool is_pair(uint64_t left, uint64_t right)
{
    return !is_of_several(left) && !is_of_several(right) && row_of(left) != row_of(right);
}

/* Of all pairs and repeated rests, the part that chance puts into pairs. */
static double chance_of_pair(const struct rests *rests)
{
    double ratio = rests->first > 0 && rests->second > 0 ? rests->second / rests->first : 1;

    return 1 / (1 + 1 / (2 * ratio) + ratio / 2);
}

/* How likely chance makes as many pairs, or more. */
static double tail(const struct rests *rests)
{
    const double p = chance_of_pair(rests), all = rests->pairs + rests->repeated;
    double log_of_term = all * log1p(-p), sum = 0;

    for (uint32_t i = 0; i <= all; i++) {
        const double k = i;

        if (k >= rests->pairs)
            sum += exp(log_of_term);
        log_of_term += log((all - k) / (k + 1)) + log(p / (1 - p));
    }
    return sum;
}

static double beyond_chance(const struct rests *rests)
{
    double p = chance_of_pair(rests);

    return fmax(0, rests->pairs - rests->repeated * p / (1 - p));
}

static void add(struct rests *sum, const struct rests *rests)
{
    sum->pairs += rests->pairs;
    sum->first += rests->first;
    sum->second += rests->second;
    sum->repeated += rests->repeated;
}

/* Parts are asked one by one, for the rests of one may be rare and those of another not; those that
 * have too few pairs to tell are asked together. */
static double settle(const struct rests rests[PARTS])
{
    struct rests others = {0};
    double seen = 0;

    for (unsigned part = 0; part < PARTS; part++)
        if (tail(&rests[part]) < CHANCE)
            seen += beyond_chance(&rests[part]);
        else
            add(&others, &rests[part]);
    return seen + (tail(&others) < CHANCE ? beyond_chance(&others) : 0);
}

static struct alike compare(const struct row_sample *a, const struct row_sample *b)
{
    uint64_t last = row_sample_last(a, b, WORD_BYTES);
    struct alike out = {.exact = row_sample_is_whole(a) && row_sample_is_whole(b),
                        .share = row_sample_share(last)};
    struct rests rests[PARTS] = {0};
    size_t i = 0, j = 0;

    while (i < a->count || j < b->count) {
        uint64_t left = i < a->count ? hash_of(a->words[i]) : UINT64_MAX;
        uint64_t right = j < b->count ? hash_of(b->words[j]) : UINT64_MAX;

        if (left > last && right > last)
            break;
        out.sampled++;
        if (left == right && is_pair(a->words[i], b->words[j])) {
            rests[part_of(a->words[i])].pairs++;
            out.pairs++;
        }
        if (left <= right) {
            rests[part_of(a->words[i])].first++;
            rests[part_of(a->words[i])].repeated += is_of_several(a->words[i]);
            i++;
        }
        if (right <= left) {
            rests[part_of(b->words[j])].second++;
            rests[part_of(b->words[j])].repeated += is_of_several(b->words[j]);
            j++;
        }
    }
    out.seen = settle(rests);
    return out;
}

/* Unknown where one of the tables has no sketch: what was not looked at is like nothing either. */
static bool alike_of(struct cel_run *run, const struct cel_value *args, struct alike *out,
                     struct cel_value *failure)
{
    struct row_sample a, b;

    if (!cel_run_steps(run, ROW_SAMPLE_MOST / 2)) {
        *failure = cel_run_over(run);
        return false;
    }
    if (args[0].of.list->count == 0 || args[1].of.list->count == 0) {
        *failure = cel_of_unknown(cel_run_arena(run), "a sketch of rows that are alike");
        return false;
    }
    if (!row_sample_read(args[0].of.list, WORD_BYTES, &a) ||
        !row_sample_read(args[1].of.list, WORD_BYTES, &b)) {
        *failure = cel_run_fault(run, "not a sketch of rows that are alike, as "
                                      "dataset.alike-sketch has it");
        return false;
    }
    *out = compare(&a, &b);
    return true;
}

FUNCTION(rows_alike)
{
    struct cel_value failure;
    struct alike alike;

    (void)count, (void)user;
    if (!alike_of(run, args, &alike, &failure))
        return failure;
    return cel_of_int(alike.exact ? llround(alike.seen)
                                  : row_sample_rows(row_sample_least(alike.seen), alike.share));
}

FUNCTION(rows_alike_told)
{
    struct cel_value failure;
    struct alike alike;
    const char *text;

    (void)count, (void)user;
    if (!alike_of(run, args, &alike, &failure))
        return failure;
    if (alike.seen < 0.5 && alike.pairs > 0)
        text = arena_printf(cel_run_arena(run), "%.0f of %.0f sampled, too few to tell from chance",
                            alike.pairs, alike.sampled);
    else if (alike.exact)
        text = arena_printf(cel_run_arena(run), "%.0f", alike.seen);
    else if (alike.pairs == 0)
        text = arena_printf(cel_run_arena(run),
                            "none of %.0f sampled, so at most %" PRId64 " of all (95 %% sure)",
                            alike.sampled, row_sample_rows(row_sample_most(0), alike.share));
    else
        text = arena_printf(
            cel_run_arena(run),
            "about %" PRId64 " (%" PRId64 " to %" PRId64 ", 90 %% sure; %.0f of %.0f sampled)",
            row_sample_rows(alike.seen, alike.share),
            row_sample_rows(row_sample_least(alike.seen), alike.share),
            row_sample_rows(row_sample_most(alike.seen), alike.share), alike.pairs, alike.sampled);
    return text ? cel_of_text(text) : cel_run_over(run);
}
