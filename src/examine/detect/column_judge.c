/*
 * column_judge.c - what all cells of a column come to, once they are known. Source:
 * docs/reference/detectors.md, "How sure is sure".
 */

#include "base/kit.h"
#include "examine/detect/column_proof.h"
#include "examine/detect/hashed_column.h"
#include "examine/detect/identifier_cells.h"
#include "examine/evidence_part.h"

#define STRONG_PROOF (1.0 / 97 + 1e-9) /* a proof of this chance needs one word more, no share */

enum {
    SPAN_MOST = 60 * 1000000, /* millionths of a degree: a country, not noise around zero */
    NAMES_LEAST = 8,          /* different given names, of which no list of words has so many */
    PEOPLE_LEAST = 8,         /* names in a document that is no table: fewer are its authors' */
};

/* Of one identifier in one column. */
struct sum {
    uint64_t cells; /* samples left out: they are neither */
    uint64_t passes, strong;
    unsigned values; /* different ones, at least */
    bool named, barred;
    bool document; /* columns of what is no table by itself */
    bool near;     /* all pairs of degrees lie within SPAN_MOST */
};

static bool is_share(uint64_t part, uint64_t whole, double share)
{
    return whole > 0 && (double)part >= share * (double)whole;
}

/* Sets *level; false where the cells come to nothing. */
static bool judge_person(const struct sum *sum, enum assay_confidence *level)
{
    if (sum->named && is_share(sum->passes, sum->cells, 0.5)) {
        *level = is_share(sum->strong, sum->passes, 0.2) &&
                         (!sum->document || sum->passes >= PEOPLE_LEAST)
                     ? ASSAY_HIGH
                     : ASSAY_MEDIUM;
        return true;
    }
    *level = ASSAY_MEDIUM;
    return !sum->named && sum->values >= NAMES_LEAST && is_share(sum->strong, sum->cells, 0.6);
}

static bool judge_place(const struct sum *sum, enum assay_confidence *level)
{
    bool pairs = is_share(sum->strong, sum->cells, 0.5);

    *level = pairs && sum->named ? ASSAY_HIGH : ASSAY_MEDIUM;
    if (sum->named)
        return is_share(sum->passes, sum->cells, 0.5);
    return pairs && sum->near && sum->values >= NAMES_LEAST;
}

static bool judge_proof(const struct identifier *identifier, const struct sum *sum,
                        enum assay_confidence *level)
{
    *level = ASSAY_HIGH;
    if (sum->named && (is_share(sum->passes, sum->cells, 0.3) ||
                       (sum->passes > 0 && identifier->what.chance <= STRONG_PROOF)))
        return true;
    if (identifier->rule == RULE_FORM)
        *level = ASSAY_MEDIUM;
    return is_share(sum->passes, sum->cells, 0.5) &&
           sum->values >= column_values_wanted(identifier->what.chance) &&
           column_is_beyond_chance(sum->cells, sum->passes, identifier->what.chance);
}

static bool judge(const struct identifier *identifier, const struct sum *sum,
                  enum assay_confidence *level)
{
    if (sum->barred)
        return false;
    switch (identifier->rule) {
    case RULE_HEADER:
        *level = identifier->cell != cell_any && is_share(sum->passes, sum->cells, 0.5)
                     ? ASSAY_MEDIUM
                     : ASSAY_LOW;
        return sum->named && sum->passes > 0;
    case RULE_BIRTH:
        *level = is_share(sum->strong, sum->passes, 0.5) ? ASSAY_HIGH : ASSAY_MEDIUM;
        return sum->named && is_share(sum->passes, sum->cells, 0.5);
    case RULE_RARE:
        *level = ASSAY_MEDIUM;
        return sum->named && sum->strong > 0 && is_share(sum->passes, sum->cells, 0.5);
    case RULE_PLACE:
        return judge_place(sum, level);
    case RULE_PERSON:
        return judge_person(sum, level);
    case RULE_DIGEST: /* hashed_column.c: no identifier of a set */
        return false;
    case RULE_PROOF:
    case RULE_FORM:
        break;
    }
    return judge_proof(identifier, sum, level);
}

static struct sum add_up(const struct evidence *evidence, const struct identifier *identifier,
                         uint32_t column, const struct guess *guess, const struct tally *tally)
{
    const struct column *known = &evidence->columns[column];
    const uint64_t bit = UINT64_C(1) << (identifier - identifiers);
    struct sum sum = {.named = known->named & bit,
                      .barred = known->barred & bit,
                      .document = evidence->declined,
                      .near = true};
    uint64_t samples = 0;

    for (size_t i = 0; i < SEEN_WORDS; i++)
        sum.values += (unsigned)__builtin_popcountll((guess ? guess->seen[i] : 0) |
                                                     (tally ? tally->seen[i] : 0));
    if (guess) {
        sum.passes = guess->passes;
        sum.strong = guess->strong;
        samples = guess->samples;
        for (size_t i = 0; i < 2; i++)
            sum.near &= (int64_t)guess->most[i] - guess->least[i] <= SPAN_MOST;
    }
    if (tally) {
        sum.passes += tally->passes + (sum.named ? tally->weak_passes : 0);
        samples += tally->samples;
    }
    sum.cells = known->cells > samples ? known->cells - samples : 0;
    if (sum.cells < sum.passes)
        sum.cells = sum.passes;
    return sum;
}

static void set_verdict(struct tally *tally, const struct identifier *identifier,
                        const struct sum *sum)
{
    enum assay_confidence level = ASSAY_LOW;
    bool counts = judge(identifier, sum, &level);

    tally->verdict = (struct column_verdict){.judged = true,
                                             .named = sum->named,
                                             .raised = counts && level == ASSAY_HIGH,
                                             .cells = counts,
                                             .level = level};
}

/* Cells of a column, as a tally shows them. */
static void put_cells(struct tally *tally, const struct identifier *identifier,
                      const struct guess *guess)
{
    bool strong = identifier->rule == RULE_RARE;

    tally->what = &identifier->what;
    tally->counts[WEAK] += strong ? guess->strong : guess->passes;
    for (size_t i = 0; i < guess->place_count; i++)
        if (tally->place_counts[WEAK] < LIMIT_OBSERVATION_PLACES)
            tally->places[WEAK][tally->place_counts[WEAK]++] = guess->places[i];
}

static void put_samples(struct tally *tally, const struct identifier *identifier,
                        const struct guess *guess)
{
    tally->what = &identifier->what;
    tally->counts[SAMPLE] += guess->samples;
    if (tally->place_counts[SAMPLE] < LIMIT_OBSERVATION_PLACES)
        tally->places[SAMPLE][tally->place_counts[SAMPLE]++] = guess->sample;
}

static void judge_guess(struct evidence *evidence, const struct guess *guess)
{
    const struct identifier *identifier = &identifiers[guess->id];
    const char *class_name = identifier->what.class_name;
    struct tally *tally = evidence_find_tally(evidence, class_name, guess->column);
    struct sum sum = add_up(evidence, identifier, guess->column, guess, tally);
    enum assay_confidence level = ASSAY_LOW;
    bool counts = judge(identifier, &sum, &level);
    bool samples = guess->samples > 0 && sum.named && !sum.barred;

    if (!tally && (counts || samples))
        tally = evidence_use_tally(evidence, class_name, guess->column);
    if (!tally)
        return;
    set_verdict(tally, identifier, &sum);
    if (counts)
        put_cells(tally, identifier, guess);
    if (samples)
        put_samples(tally, identifier, guess);
}

void evidence_judge_columns(struct evidence *evidence)
{
    evidence_count_waiting(evidence, UINT64_MAX, EVIDENCE_NO_COLUMN, NULL);
    for (size_t i = 0; i < evidence->guess_count; i++)
        judge_guess(evidence, &evidence->guesses[i]);
    for (size_t i = 0; i < evidence->tally_count; i++) {
        struct tally *tally = &evidence->tallies[i];
        const struct identifier *identifier = identifier_of(tally->what);

        if (tally->what == &hashed_identifier.what && tally->column < evidence->column_count)
            hashed_column_judge(evidence, tally);
        if (identifier && !tally->verdict.judged && tally->column < evidence->column_count) {
            struct sum sum = add_up(evidence, identifier, tally->column, NULL, tally);

            set_verdict(tally, identifier, &sum);
        }
    }
}
