/*
 * silence.c - an unknown that something else says adds no finding of its own.
 *
 * Settled after waivers and severities, for what speaks in its place must itself block: to excuse
 * one finding, or to let a gap pass, is never to excuse the rules that stand behind it.
 *
 * Three things may speak for an unknown:
 *   a finding   of a rule that this one needs, about the same item, that blocks
 *   a gap       of the item that blocks, where all that is missing is read off the item's bytes
 *   an allowed  gap of the item, for what would have been seen in the part that was not examined:
 *               to look no further there is what was allowed. A fact that a rule asks for is more.
 */

#include "assess/run.h"
#include "base/kit.h"
#include "policy/fact_sources.h"
#include "policy/lookup.h"

struct listener {
    const struct assessment *assessment;
    const struct assay_gate *gate;
    struct gap_index gaps;
};

/* ---- gaps ---- */

/* In the words of this or of a rule: "what could not be examined: the content of the pointer". */
static bool is_unexamined(const char *name)
{
    return strncmp(name, NOT_EXAMINED, strlen(NOT_EXAMINED)) == 0;
}

static bool is_read_off_bytes(const char *name)
{
    enum assay_fact_id id;

    return is_unexamined(name) || strcmp(name, "item.load") == 0 ||
           (facts_find(name, &id) && (fact_sources[id].known & FACT_MEASURED));
}

/* True where only what the item's bytes would have shown is missing. */
static bool misses_bytes_alone(const struct assay_finding *finding)
{
    for (size_t i = 0; i < finding->unknown_fact_count; i++)
        if (!is_read_off_bytes(finding->unknown_facts[i]))
            return false;
    return finding->unknown_fact_count > 0;
}

static bool has_gap(const struct listener *listener, const struct assay_item *item)
{
    size_t count;

    return gap_index_find(&listener->gaps, item->path, &count) != NULL;
}

static bool has_blocking_gap(const struct listener *listener, const struct assay_item *item)
{
    size_t count;
    const struct assay_gap *const *gaps = gap_index_find(&listener->gaps, item->path, &count);

    for (size_t i = 0; gaps && i < count; i++)
        if (gap_blocks(listener->gate, gaps[i]))
            return true;
    return false;
}

static bool blocking_gap_speaks(const struct listener *listener,
                                const struct assay_finding *unknown)
{
    return unknown->item && has_blocking_gap(listener, unknown->item) &&
           misses_bytes_alone(unknown);
}

/* Nothing but a gap leaves this unknown; where it does not block, it was allowed. */
static bool allowed_gap_speaks(const struct listener *listener, const struct assay_finding *unknown)
{
    for (size_t i = 0; i < unknown->unknown_fact_count; i++)
        if (!is_unexamined(unknown->unknown_facts[i]))
            return false;
    return unknown->item && unknown->unknown_fact_count > 0 && has_gap(listener, unknown->item);
}

/* ---- findings of rules that are needed ---- */

/* Place in the order of findings_finish(), as far as a rule and an item tell it. */
static int order_subjects(const struct assay_finding *finding, const struct assay_rule *rule,
                          const struct assay_item *item)
{
    int order = (int)rule->severity - (int)finding->severity;

    if (!order)
        order = (finding->item != NULL) - (item != NULL);
    if (!order && item)
        order = assay_path_compare(finding->item->path, item->path);
    return order ? order : strcmp(finding->rule->code, rule->code);
}

static size_t first_finding(const struct assay_assessment *shown, const struct assay_rule *rule,
                            const struct assay_item *item)
{
    size_t low = 0, high = shown->finding_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (order_subjects(&shown->findings[middle], rule, item) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool rule_blocks(const struct assay_assessment *shown, const struct assay_rule *rule,
                        const struct assay_item *item)
{
    for (size_t i = first_finding(shown, rule, item);
         i < shown->finding_count && order_subjects(&shown->findings[i], rule, item) == 0; i++)
        if (shown->findings[i].item == item && shown->findings[i].blocking)
            return true; /* of a history several contents stand at one path */
    return false;
}

static bool needed_rule_speaks(const struct listener *listener, const struct assay_finding *unknown)
{
    const struct assay_assessment *shown = &listener->assessment->shown;
    const struct rule *rule = &listener->assessment->policy->rules[unknown->rule - shown->rules];

    for (size_t i = 0; i < rule->need_count; i++)
        if (rule->needed[i] && rule_blocks(shown, &rule->needed[i]->shown, unknown->item))
            return true;
    return false;
}

/* ---- all findings ---- */

static bool is_silent(const struct listener *listener, const struct assay_finding *finding)
{
    return finding->verdict == ASSAY_UNKNOWN &&
           (needed_rule_speaks(listener, finding) || blocking_gap_speaks(listener, finding) ||
            allowed_gap_speaks(listener, finding));
}

static void listener_clear(struct listener *listener)
{
    gap_index_clear(&listener->gaps);
}

enum assay_status unknowns_silence(struct assessment *assessment, const struct assay_gate *gate,
                                   struct assay_error *err)
{
    CLEANUP(listener_clear)
    struct listener listener = {.assessment = assessment, .gate = gate};
    CLEANUP(free_cleanup) bool *silent = NULL;
    size_t count = assessment->shown.finding_count, kept = 0;

    silent = calloc(count + 1, sizeof *silent);
    if (!silent)
        return out_of_memory(err);
    TRY(gap_index_init(&listener.gaps, assessment->shown.inventory, err));
    for (size_t i = 0; i < count; i++)
        silent[i] = is_silent(&listener, &assessment->findings[i]);
    for (size_t i = 0; i < count; i++)
        if (!silent[i])
            assessment->findings[kept++] = assessment->findings[i];
    assessment->shown.finding_count = kept;
    return ASSAY_OK;
}
