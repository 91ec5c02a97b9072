/*
 * assess.c - runs a policy over an inventory. One function decides; every command calls it.
 *
 * A rule over observations judges each class seen in an item once: the worst of its sightings is
 * the verdict. Where nothing of its classes was seen the item passes, unless something of it could
 * not be examined. Waivers come after the verdicts, and then unknowns fall silent for which
 * something else speaks that blocks.
 */

#include "assess/run.h"

#include "base/kit.h"
#include "policy/waivers.h"

enum { SCRATCH_KEPT = 16 * 1024, DETAILS_MAX = 4096 };

static void count(struct run *run, const struct rule *rule, enum assay_verdict verdict)
{
    run->out->rules[rule->index].verdicts[verdict]++;
}

static ASSAY_RESULT settle(struct run *run, const struct rule *rule, const struct assay_item *item,
                           const struct assay_observation *observation,
                           const struct judgement *judgement)
{
    struct judgement settled = *judgement;
    struct signed_for people = {0};

    if (judgement->verdict != ASSAY_FAIL && judgement->verdict != ASSAY_UNKNOWN) {
        count(run, rule, judgement->verdict);
        return ASSAY_OK;
    }
    attestation_find(run, rule, item, &people);
    if (people.foreign && people.foreign->belongs == ASSAY_BELONGS_PERHAPS)
        settled.verdict = ASSAY_UNKNOWN; /* it fails, or it is attested */
    count(run, rule, people.attestation ? ASSAY_ATTESTED : settled.verdict);
    return finding_add(run, rule, item, observation, &settled, &people);
}

/* What is joined of several sightings of one class. */
struct joined {
    struct assay_observation seen;
    struct assay_column_count *columns; /* of `seen`, with room for those of all sightings */
};

/* Begins with the first of `size` sightings; NULL when memory ran out. */
static struct joined *begin_joined(struct run *run, const struct assay_observation *first,
                                   size_t size)
{
    struct joined *joined = arena_alloc(run->out->arena, sizeof *joined);
    size_t room = 0;

    if (!joined)
        return NULL;
    joined->seen = *first;
    for (size_t i = 0; i < size; i++)
        room += first[i].column_count;
    if (room == 0)
        return joined;
    joined->columns = arena_array(run->out->arena, room, sizeof *joined->columns);
    if (!joined->columns)
        return NULL;
    for (size_t i = 0; i < first->column_count; i++)
        joined->columns[i] = first->columns[i];
    joined->seen.columns = joined->columns;
    return joined;
}

/* Joins sightings of one class that failed alike: counts add up, columns and details are listed.
 * `last`: the one that was joined before, which may be of the same detail. */
static ASSAY_RESULT join(struct run *run, struct joined *joined,
                         const struct assay_observation *last, const struct assay_observation *next)
{
    struct assay_observation *into = &joined->seen;
    uint64_t sum;
    const char *detail;

    into->count = ckd_add(&sum, into->count, next->count) ? UINT64_MAX : sum;
    if (next->confidence > into->confidence)
        into->confidence = next->confidence;
    for (size_t i = 0; i < next->column_count; i++)
        joined->columns[into->column_count++] = next->columns[i];
    if (!*next->detail || strcmp(last->detail, next->detail) == 0 ||
        strlen(into->detail) > DETAILS_MAX)
        return ASSAY_OK;
    detail = arena_printf(run->out->arena, "%s%s%s", into->detail, *into->detail ? ", " : "",
                          next->detail);
    if (!detail)
        return out_of_memory(run->err);
    into->detail = detail;
    return ASSAY_OK;
}

/*
 * A rule may let pass what was seen and is not sure, so that its gate stays quiet. Whether the pass
 * rests on that alone is asked by judging again as if it were sure: then the evidence is open, and
 * no control is met by it.
 */
static ASSAY_RESULT passes_unsure(struct run *run, const struct rule *rule,
                                  const struct assay_observation *seen, bool *unsure)
{
    struct assay_observation sure = *seen;
    struct judgement judgement;

    if (seen->confidence != ASSAY_MEDIUM)
        return ASSAY_OK;
    sure.confidence = ASSAY_HIGH;
    facts_set_observation(run->facts, &sure);
    TRY(judge_check(rule, facts_activation(run->facts), run->scratch, &judgement, run->err));
    facts_set_observation(run->facts, NULL);
    *unsure |= judgement.verdict != ASSAY_PASS;
    return ASSAY_OK;
}

/* Judges the sightings of one class, `size` of them from `first` on. */
static ASSAY_RESULT judge_class(struct run *run, const struct rule *rule,
                                const struct assay_item *item,
                                const struct assay_observation *first, size_t size)
{
    struct judgement worst = {.verdict = ASSAY_PASS};
    const size_t findings = run->out->shown.finding_count;
    const struct assay_observation *last = NULL;
    struct joined *joined = NULL;
    enum assay_confidence least = ASSAY_HIGH;
    bool unsure = false;

    for (size_t i = 0; i < size; i++) {
        struct judgement judgement;

        facts_set_observation(run->facts, &first[i]);
        TRY(judge_check(rule, facts_activation(run->facts), run->scratch, &judgement, run->err));
        if (judgement.verdict == ASSAY_PASS) {
            TRY(passes_unsure(run, rule, &first[i], &unsure));
            continue;
        }
        if (joined && judgement.verdict == worst.verdict) {
            TRY(join(run, joined, last, &first[i]));
            last = &first[i];
            least = last->confidence < least ? last->confidence : least;
            continue;
        }
        if (verdict_worse(worst.verdict, judgement.verdict) == worst.verdict)
            continue;
        worst = judgement;
        joined = begin_joined(run, &first[i], size - i);
        if (!joined)
            return out_of_memory(run->err);
        last = &first[i];
        least = last->confidence;
    }
    run->out->rules[rule->index].unsure += unsure && worst.verdict == ASSAY_PASS;
    facts_set_observation(run->facts, joined ? &joined->seen : NULL);
    TRY(settle(run, rule, item, joined ? &joined->seen : NULL, &worst));
    if (run->out->shown.finding_count > findings)
        run->out->findings[findings].least_sure = least;
    facts_set_observation(run->facts, NULL);
    return ASSAY_OK;
}

static ASSAY_RESULT judge_observations(struct run *run, const struct rule *rule,
                                       const struct assay_item *item)
{
    const struct assay_examination *content = item->content;
    struct judgement nothing = {.verdict = ASSAY_PASS};
    bool any = false;

    for (size_t i = 0; i < content->observation_count;) {
        const struct assay_observation *first = &content->observations[i];
        size_t size = 1;

        while (i + size < content->observation_count &&
               strcmp(first[size].class_name, first->class_name) == 0)
            size++;
        if (judge_observes(rule, first->class_name)) {
            TRY(judge_class(run, rule, item, first, size));
            any = true;
        }
        i += size;
    }
    if (any)
        return ASSAY_OK;
    if (facts_item_has_gap(run->facts, item)) {
        nothing.verdict = ASSAY_UNKNOWN;
        nothing.cause = cel_of_unknown(run->scratch, NOT_EXAMINED);
    }
    return settle(run, rule, item, NULL, &nothing);
}

/* Records that stand beside a part are not seen with it, and a hook reads no ledger: what asks for
 * them is judged where the whole is. */
static bool is_out_of_view(const struct assay_inventory *inventory, const struct assay_gate *gate,
                           const struct rule *rule)
{
    return sees_a_part(&inventory->target) &&
           ((rule->asks_records && !(rule->asks_rights_alone && gate->authority)) ||
            (rule->asks_ledger && !gate->ledger));
}

/* Asked once of an item, for all rules that ask in the same words. What is unknown is asked again,
 * for its cause. */
static ASSAY_RESULT ask_applies(struct run *run, const struct rule *rule,
                                struct judgement *judgement)
{
    enum assay_verdict *known = &run->applied[rule->applies_as];

    if (*known == ASSAY_PASS || *known == ASSAY_NOT_APPLICABLE) {
        *judgement = (struct judgement){.verdict = *known};
        return ASSAY_OK;
    }
    TRY(judge_applies(rule, facts_activation(run->facts), run->scratch, judgement, run->err));
    *known = judgement->verdict;
    return ASSAY_OK;
}

static ASSAY_RESULT judge_item(struct run *run, const struct rule *rule,
                               const struct assay_item *item)
{
    const struct cel_activation *facts = facts_activation(run->facts);
    struct judgement judgement;

    if (!(rule->kinds & 1U << item->content->kind) || run->out->rules[rule->index].not_asked) {
        count(run, rule, ASSAY_NOT_APPLICABLE);
        return ASSAY_OK;
    }
    TRY(ask_applies(run, rule, &judgement));
    if (judgement.verdict != ASSAY_PASS)
        return settle(run, rule, item, NULL, &judgement);
    if (rule->over == OVER_OBSERVATION)
        return judge_observations(run, rule, item);
    TRY(judge_check(rule, facts, run->scratch, &judgement, run->err));
    return settle(run, rule, item, NULL, &judgement);
}

/* Of an item by the rules over all of these. */
static ASSAY_RESULT judge_by(struct run *run, const struct assay_item *item, unsigned over)
{
    facts_set_item(run->facts, item);
    for (size_t i = 0; i < run->policy->rule_count; i++)
        run->applied[i] = ASSAY_VERDICTS;
    for (size_t i = 0; i < run->policy->rule_count; i++) {
        if (over & 1U << run->policy->order[i]->over)
            TRY(judge_item(run, run->policy->order[i], item));
        if (arena_used(run->scratch) > SCRATCH_KEPT)
            arena_reset(run->scratch);
    }
    return ASSAY_OK;
}

static ASSAY_RESULT judge_as_whole(struct run *run, const struct assay_item *item)
{
    return judge_by(run, item, 1U << OVER_ITEM);
}

static ASSAY_RESULT judge_items(struct run *run)
{
    const struct assay_inventory *inventory = run->out->shown.inventory;

    for (size_t i = 0; i < inventory->item_count; i++)
        TRY(judge_by(run, &inventory->items[i],
                     whole_judges(run, &inventory->items[i])
                         ? 1U << OVER_OBSERVATION
                         : 1U << OVER_OBSERVATION | 1U << OVER_ITEM));
    return ASSAY_OK;
}

static ASSAY_RESULT judge_target(struct run *run)
{
    facts_set_item(run->facts, NULL);
    for (size_t i = 0; i < run->policy->rule_count; i++) {
        const struct rule *rule = run->policy->order[i];
        struct judgement judgement;

        if (rule->over != OVER_TARGET)
            continue;
        if (run->out->rules[rule->index].not_asked) {
            count(run, rule, ASSAY_NOT_APPLICABLE);
            continue;
        }
        TRY(judge_applies(rule, facts_activation(run->facts), run->scratch, &judgement, run->err));
        if (judgement.verdict == ASSAY_PASS)
            TRY(judge_check(rule, facts_activation(run->facts), run->scratch, &judgement,
                            run->err));
        TRY(settle(run, rule, NULL, NULL, &judgement));
    }
    return ASSAY_OK;
}

/* Those of the file first, then those that people signed in a ledger that holds. */
static ASSAY_RESULT copy_waivers(struct assessment *out, const struct assay_policy *policy,
                                 const struct assay_gate *gate, struct assay_error *err)
{
    const struct assay_testimony *testimony = gate->testimony;
    bool counts = testimony && gate->ledger && gate->ledger->holds;
    size_t count = policy->waiver_count + (counts ? testimony->waiver_count : 0);

    out->waivers = arena_array(out->arena, count + 1, sizeof *out->waivers);
    if (!out->waivers)
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        struct assay_waiver *waiver = &out->waivers[out->shown.waiver_count];

        *waiver = i < policy->waiver_count ? policy->waivers[i]
                                           : testimony->waivers[i - policy->waiver_count];
        waiver_settle(waiver, gate->time);
        if (waiver->rule && waiver->days_left < -WAIVER_DAYS_SOON)
            continue; /* nobody can take it out of the ledger: it is history */
        out->shown.waiver_count++;
    }
    out->shown.waivers = out->waivers;
    return ASSAY_OK;
}

/* What nothing judges must not pass. */
static ASSAY_RESULT no_rules(const struct assay_policy *policy, struct assay_error *err)
{
    bool alone = policy->pack_count == 1;
    enum assay_status status =
        assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET, "%s has no rule: nothing would be judged",
                   alone ? policy->packs[0].path : "no pack of the policy");

    assay_error_id(err, "policy.empty");
    assay_error_why(err, "a run that judges nothing would look like one that found nothing");
    assay_error_do(err, "list rules in it, or name a pack that has some beside it: "
                        "policy: [assay:baseline, ...]");
    return status;
}

/* A record or card of a part, where what it speaks of cannot be judged with it. */
static bool has_records_apart(const struct assay_inventory *inventory,
                              const struct assay_gate *gate)
{
    bool whole = gate->whole && strcmp(inventory->target.view, "range") == 0;

    if (whole || !sees_a_part(&inventory->target))
        return false;
    for (size_t i = 0; i < inventory->item_count; i++)
        if (inventory->items[i].content->kind == ASSAY_KIND_CARD ||
            strcmp(inventory->items[i].content->format, "record") == 0)
            return true;
    return false;
}

/* Copies rules and waivers, so that judging leaves the policy as it was. */
static ASSAY_RESULT prepare(struct assessment *out, const struct assay_policy *policy,
                            const struct assay_inventory *inventory, const struct assay_gate *gate,
                            struct assay_error *err)
{
    struct arena *arena = out->arena;

    if (policy->rule_count == 0)
        return no_rules(policy, err);
    out->policy = policy;
    out->whole = gate->whole;
    out->rules = arena_array(arena, policy->rule_count + 1, sizeof *out->rules);
    if (!out->rules)
        return out_of_memory(err);
    for (size_t i = 0; i < policy->rule_count; i++) {
        out->rules[i] = policy->rules[i].shown;
        out->rules[i].not_asked = is_out_of_view(inventory, gate, &policy->rules[i]);
    }
    out->shown = (struct assay_assessment){.inventory = inventory,
                                           .packs = policy->packs,
                                           .pack_count = policy->pack_count,
                                           .rules = out->rules,
                                           .rule_count = policy->rule_count,
                                           .fail_on = gate->fail_on,
                                           .gaps_warn = !gate->gaps_block,
                                           .time = gate->time,
                                           .ledger = gate->ledger,
                                           .testimony = gate->testimony,
                                           .checked_out = gate->checked_out};
    out->shown.records_apart = has_records_apart(inventory, gate);
    TRY(copy_waivers(out, policy, gate, err));
    out->sources = (struct facts_sources){.inventory = inventory,
                                          .tree = gate->whole,
                                          .ledger = gate->ledger,
                                          .recorded = gate->recorded,
                                          .testimony = gate->testimony,
                                          .outside = gate->outside,
                                          .makers = gate->makers,
                                          .orders = gate->orders,
                                          .authority = gate->authority,
                                          .policy = policy,
                                          .waivers = out->waivers,
                                          .waiver_count = out->shown.waiver_count,
                                          .time = gate->time,
                                          .params = cel_of_record(&policy->params)};
    memcpy(out->shown.policy_sha256, policy->sha256, sizeof out->shown.policy_sha256);
    memcpy(out->shown.waivers_sha256, policy->waivers_sha256, sizeof out->shown.waivers_sha256);
    return ASSAY_OK;
}

static void run_clear(struct run *run)
{
    facts_free(run->facts);
    arena_free(run->scratch);
    free(run->applied);
    free(run->said);
    buf_clear(&run->text);
    buf_clear(&run->whole);
}

static ASSAY_RESULT judge(struct assessment *out, const struct assay_gate *gate,
                          struct assay_error *err)
{
    CLEANUP(run_clear)
    struct run run = {
        .out = out, .policy = out->policy, .gate = gate, .scratch = arena_new(), .err = err};

    buf_init(&run.text, SIZE_MAX);
    buf_init(&run.whole, SIZE_MAX);
    run.applied = calloc(out->policy->rule_count + 1, sizeof *run.applied);
    run.said = calloc(out->policy->rule_count + 1, sizeof *run.said);
    if (!run.scratch || !run.applied || !run.said)
        return out_of_memory(err);
    TRY(facts_new(out->policy->types, &out->sources, &run.facts, err));
    TRY(judge_items(&run));
    TRY(whole_judge(&run, judge_as_whole));
    TRY(judge_target(&run));
    return findings_sort(out, err);
}

static void assessment_freep(struct assessment **assessment)
{
    if (*assessment)
        assay_assessment_free(&(*assessment)->shown);
}

enum assay_status assay_assess(const struct assay_policy *policy,
                               const struct assay_inventory *inventory,
                               const struct assay_gate *gate, struct assay_assessment **out,
                               struct assay_error *err)
{
    struct arena *arena = arena_new();
    CLEANUP(statements_clear) struct statements statements = {0};
    CLEANUP(assessment_freep)
    struct assessment *assessment = arena ? arena_alloc(arena, sizeof *assessment) : NULL;

    if (!assessment) {
        arena_free(arena);
        return out_of_memory(err);
    }
    assessment->arena = arena;
    TRY(prepare(assessment, policy, inventory, gate, err));
    TRY(statements_make(&statements, assessment, gate, err));
    assessment->statements = &statements;
    TRY(judge(assessment, gate, err));
    TRY(waivers_apply(assessment, gate, err));
    TRY(unknowns_silence(assessment, gate, err));
    TRY(findings_number(assessment, err));
    TRY(summary_make(assessment, gate, err));
    assessment->statements = NULL;
    *out = &TAKE(assessment)->shown;
    return ASSAY_OK;
}

void assay_assessment_free(struct assay_assessment *assessment)
{
    struct assessment *made = (struct assessment *)(void *)assessment; /* its first member */

    if (!made)
        return;
    free(made->findings);
    arena_free(made->arena); /* which it lives in itself */
}

void assay_assessment_freep(struct assay_assessment **assessment)
{
    assay_assessment_free(*assessment);
    *assessment = NULL;
}
