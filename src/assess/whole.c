/*
 * whole.c - what a range changes, judged as it stands in the tree that the range ends in.
 *
 * A range holds what its commits brought. A model in it may have its card and its reports beside
 * it, unchanged; and a report in it may speak of a model that is not. So models and data sets are
 * asked about in the whole tree: those that the range brought, and those of which a record or a
 * card speaks that it brought, or spoke that it took away: they may lack it. What was seen in their
 * bytes is judged where it was brought. What is staged or pushed is judged in haste: its models and
 * data sets with the records and cards beside them, and with nothing else.
 */

#include "assess/run.h"
#include "base/kit.h"
#include "policy/card_subjects.h"
#include "policy/lookup.h"

bool whole_has_subject(const struct assay_item *item)
{
    return item->content->kind == ASSAY_KIND_MODEL || item->content->kind == ASSAY_KIND_DATASET;
}

static bool same_content(const struct assay_item *a, const struct assay_item *b)
{
    return memcmp(a->content->sha256, b->content->sha256, sizeof a->content->sha256) == 0;
}

bool whole_judges(const struct run *run, const struct assay_item *item)
{
    const struct assay_item *found = run->gate->whole && whole_has_subject(item)
                                         ? lookup_item(run->gate->whole, item->path)
                                         : NULL;

    return found && same_content(found, item);
}

/* Whether the range brought a record or card that speaks of the item. */
static bool is_spoken_of(const struct run *run, const struct assay_item *item)
{
    const struct assay_inventory *part = run->out->shown.inventory;

    if (facts_item_is_named_in(run->facts, item, part))
        return true;
    for (size_t i = 0; i < item->declared_count; i++)
        if (item->declared[i].from && lookup_item(part, item->declared[i].from))
            return true;
    return false;
}

struct facts_sources sources_of(const struct assessment *assessment, const struct assay_item *item)
{
    const struct assay_inventory *whole = assessment->whole;
    struct facts_sources sources = assessment->sources;

    if (whole && item && lookup_item(whole, item->path) == item)
        sources.inventory = whole;
    return sources;
}

/* What the range removed or replaced. */
struct before {
    struct facts *facts; /* NULL: nothing */
    struct card_subjects cards;
};

static void before_clear(struct before *before)
{
    facts_free(before->facts);
    card_subjects_clear(&before->cards);
}

static ASSAY_RESULT before_init(struct before *before, const struct run *run)
{
    const struct facts_sources sources = {.inventory = run->gate->replaced,
                                          .tree = run->gate->whole,
                                          .params = run->out->sources.params};

    TRY(facts_new(run->policy->types, &sources, &before->facts, run->err));
    return card_subjects_init(&before->cards, run->gate->replaced, run->err);
}

/* Whether a record or card of it spoke of the item. */
static bool was_spoken_of(const struct run *run, const struct before *before,
                          const struct assay_item *item)
{
    return before->facts &&
           (facts_item_is_named_in(before->facts, item, run->gate->replaced) ||
            (whole_has_subject(item) && card_subjects_have(&before->cards, item->path)));
}

static ASSAY_RESULT judge_touched(struct run *run, const struct before *before,
                                  whole_judge_item *judge)
{
    const struct assay_inventory *whole = run->gate->whole;

    for (size_t i = 0; i < whole->item_count; i++) {
        const struct assay_item *item = &whole->items[i];
        bool subject = whole_has_subject(item);

        if (subject && lookup_item(run->out->shown.inventory, item->path))
            TRY(judge(run, item));
        else if (!is_spoken_of(run, item) && !was_spoken_of(run, before, item))
            continue;
        else if (subject)
            TRY(judge(run, item));
        else if (facts_item_has_gap(run->facts, item)) /* a model that is not here, perhaps */
            run->out->shown.records_apart = true;
    }
    return ASSAY_OK;
}

enum assay_status whole_judge(struct run *run, whole_judge_item *judge)
{
    CLEANUP(before_clear) struct before before = {.facts = NULL};
    struct facts *part = run->facts;
    struct facts_sources sources;
    enum assay_status status;

    if (!run->gate->whole || run->gate->whole->item_count == 0)
        return ASSAY_OK;
    if (run->gate->replaced)
        TRY(before_init(&before, run));
    sources = sources_of(run->out, run->gate->whole->items);
    TRY(facts_new(run->policy->types, &sources, &run->facts, run->err));
    status = judge_touched(run, &before, judge);
    facts_free(run->facts);
    run->facts = part;
    return status;
}
