/* decide.c - what page one says: counts, controls, frameworks, the verdict and the exit code. */

#include "assess/run.h"
#include "base/kit.h"

/* Exit codes that an assessment can have. */
enum { EXIT_PASSED = 0, EXIT_BLOCKED = 1, EXIT_INCOMPLETE = 3, EXIT_NOTHING = 4 };

/* Of a view of git, and in short of any target: --allow-gap nothing. */
static const char *const ids_of_nothing[] = {"git.nothing-to-examine", "nothing"};

/* ---- controls ---- */

/* A citation of a control: by a rule, or by the list of a pack. */
struct citation {
    const struct assay_control *control;
    const struct assay_rule *rule;     /* or NULL */
    const struct assay_demand *demand; /* or NULL */
};

static int order_controls(const struct assay_control *a, const struct assay_control *b)
{
    int order = strcmp(a->framework, b->framework);

    if (!order)
        order = strcmp(a->reference, b->reference);
    return order ? order : strcmp(a->edition, b->edition);
}

static int order_citations(const void *a, const void *b)
{
    const struct citation *left = a, *right = b;
    int order = order_controls(left->control, right->control);

    if (!order)
        order = (left->rule != NULL) - (right->rule != NULL);
    return order || !left->rule ? order : strcmp(left->rule->code, right->rule->code);
}

static enum assay_verdict verdict_of(const struct assay_rule *rule)
{
    enum assay_verdict worst = ASSAY_NOT_APPLICABLE;

    for (unsigned i = 0; i < ASSAY_VERDICTS; i++)
        if (rule->verdicts[i] > 0)
            worst = verdict_worse(worst, (enum assay_verdict)i);
    return worst;
}

/* What was seen and is not sure is evidence neither for a control nor against it. */
static void add_evidence(struct assay_control_status *status, const struct assay_rule *rule)
{
    status->evidence = verdict_worse(status->evidence, verdict_of(rule));
    status->unsure |= rule->unsure > 0;
}

static const struct assay_rule *find_rule(const struct assessment *assessment, const char *code)
{
    for (size_t i = 0; i < assessment->shown.rule_count; i++)
        if (strcmp(assessment->rules[i].code, code) == 0)
            return &assessment->rules[i];
    return NULL;
}

static size_t count_citations(const struct assessment *assessment)
{
    size_t count = 0;

    for (size_t i = 0; i < assessment->shown.rule_count; i++)
        count += assessment->rules[i].control_count;
    for (size_t i = 0; i < assessment->shown.pack_count; i++)
        for (size_t j = 0; j < assessment->shown.packs[i].control_count; j++)
            count += 1 + assessment->shown.packs[i].controls[j].rule_count;
    return count;
}

/* What a rule cites and what a pack lists are the same, or `assay policy lint` says where not. */
static ASSAY_RESULT gather(struct assessment *assessment, struct citation **out, size_t *count,
                           struct assay_error *err)
{
    struct citation *citations = calloc(count_citations(assessment) + 1, sizeof *citations);
    size_t size = 0;

    if (!citations)
        return out_of_memory(err);
    for (size_t i = 0; i < assessment->shown.rule_count; i++)
        for (size_t j = 0; j < assessment->rules[i].control_count; j++)
            citations[size++] = (struct citation){.control = assessment->rules[i].controls[j],
                                                  .rule = &assessment->rules[i]};
    for (size_t i = 0; i < assessment->shown.pack_count; i++) {
        const struct assay_pack *pack = &assessment->shown.packs[i];

        for (size_t j = 0; j < pack->control_count; j++) {
            const struct assay_demand *demand = &pack->controls[j];

            citations[size++] = (struct citation){.control = &demand->control, .demand = demand};
            for (size_t k = 0; k < demand->rule_count; k++)
                citations[size++] =
                    (struct citation){.control = &demand->control,
                                      .rule = find_rule(assessment, demand->rules[k]),
                                      .demand = demand};
        }
    }
    qsort(citations, size, sizeof *citations, order_citations);
    *out = citations;
    *count = size;
    return ASSAY_OK;
}

/*
 * A rule cites controls of many regimes. Where no pack lists one, nobody chose it, and nobody said
 * that these rules are all it takes: it is not judged. What rests on the word of a person is never
 * a pass; what nobody showed or nobody signed for is not known. Nor is what was seen without being
 * sure: only a person can say what it is.
 */
static void settle_control(const struct assessment *assessment, struct assay_control_status *status)
{
    bool met = status->evidence == ASSAY_PASS || status->evidence == ASSAY_ATTESTED;
    struct signed_for people = {0};

    status->unsure = status->unsure && status->demand && met;
    status->verdict = status->evidence;
    if (status->demand && (status->unsure || *status->demand->person))
        attestation_of_control(assessment, status->control, &people);
    status->attestation = people.attestation;
    status->withdrawn = people.withdrawn;
    status->foreign = people.foreign;
    if (status->attestation) {
        status->verdict = verdict_worse(status->verdict, ASSAY_ATTESTED);
    } else {
        status->person_open = met && !status->unsure && status->demand && *status->demand->person;
    }
    if (status->unsure)
        status->evidence = ASSAY_UNKNOWN;
    if (!status->demand || status->person_open || (status->unsure && !status->attestation) ||
        (!status->attestation && !status->rule_count))
        status->verdict = ASSAY_UNKNOWN;
}

/* Each control once, with its rules and the worst of their verdicts. */
static ASSAY_RESULT make_controls(struct assessment *assessment, struct assay_error *err)
{
    CLEANUP(free_cleanup) struct citation *citations = NULL;
    struct arena *arena = assessment->arena;
    struct assay_control_status *controls, *status;
    const struct assay_rule **rules;
    size_t count, rule_count = 0;

    TRY(gather(assessment, &citations, &count, err));
    status = controls = arena_array(arena, count + 1, sizeof *controls);
    rules = arena_array(arena, count + 1, sizeof *rules);
    if (!controls || !rules)
        return out_of_memory(err);
    assessment->shown.controls = controls;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || order_controls(citations[i - 1].control, citations[i].control) != 0) {
            status = controls + assessment->shown.control_count++;
            *status = (struct assay_control_status){.control = citations[i].control,
                                                    .evidence = ASSAY_NOT_APPLICABLE,
                                                    .rules = &rules[rule_count]};
        }
        if (citations[i].demand)
            status->demand = citations[i].demand;
        if (!citations[i].rule ||
            (status->rule_count && rules[rule_count - 1] == citations[i].rule))
            continue;
        rules[rule_count++] = citations[i].rule;
        status->rule_count++;
        add_evidence(status, citations[i].rule);
    }
    for (size_t i = 0; i < assessment->shown.control_count; i++)
        settle_control(assessment, &controls[i]);
    return ASSAY_OK;
}

static ASSAY_RESULT make_frameworks(struct assessment *assessment, struct assay_error *err)
{
    const struct assay_assessment *shown = &assessment->shown;
    struct assay_framework *frameworks =
        arena_array(assessment->arena, shown->control_count + 1, sizeof *frameworks);
    size_t count = 0;

    if (!frameworks)
        return out_of_memory(err);
    for (size_t i = 0; i < shown->control_count; i++) {
        const struct assay_control_status *status = &shown->controls[i];
        const char *name = status->control->framework;

        if (count == 0 || strcmp(frameworks[count - 1].name, name) != 0)
            frameworks[count++].name = name;
        if (!status->demand) {
            frameworks[count - 1].touched++;
            continue;
        }
        frameworks[count - 1].controls[status->verdict]++;
        frameworks[count - 1].person_open += status->person_open;
    }
    assessment->shown.frameworks = frameworks;
    assessment->shown.framework_count = count;
    return ASSAY_OK;
}

/* ---- the verdict ---- */

static void count_findings(struct assessment *assessment)
{
    struct assay_assessment *shown = &assessment->shown;

    for (size_t i = 0; i < shown->finding_count; i++) {
        const struct assay_finding *finding = &shown->findings[i];

        shown->waived += finding->verdict == ASSAY_WAIVED;
        shown->attested += finding->verdict == ASSAY_ATTESTED;
        shown->unknowns += finding->verdict == ASSAY_UNKNOWN;
        shown->counts[finding->severity] += finding->blocking;
    }
}

static bool is_allowed(const struct assay_gate *gate, const char *id)
{
    for (size_t i = 0; i < gate->allowed_gap_count; i++)
        if (strcmp(gate->allowed_gaps[i], id) == 0)
            return true;
    return false;
}

bool gap_blocks(const struct assay_gate *gate, const struct assay_gap *gap)
{
    return gate->gaps_block && !is_allowed(gate, gap->id);
}

static bool blocks(const struct assay_assessment *shown)
{
    for (size_t i = 0; i < ASSAY_SEVERITIES; i++)
        if (shown->counts[i] > 0)
            return true;
    return false;
}

static bool is_incomplete(const struct assay_assessment *shown, const struct assay_gate *gate)
{
    for (size_t i = 0; i < shown->inventory->gap_count; i++)
        if (gap_blocks(gate, &shown->inventory->gaps[i]))
            return true;
    return false;
}

static void decide(struct assay_assessment *shown, const struct assay_gate *gate)
{
    if (blocks(shown)) {
        shown->verdict = "blocked";
        shown->exit_code = EXIT_BLOCKED;
    } else if (is_incomplete(shown, gate)) {
        shown->verdict = "incomplete";
        shown->exit_code = EXIT_INCOMPLETE;
    } else if (shown->inventory->item_count == 0) {
        shown->verdict = "nothing examined";
        shown->exit_code =
            (is_allowed(gate, ids_of_nothing[0]) || is_allowed(gate, ids_of_nothing[1]))
                ? EXIT_PASSED
                : EXIT_NOTHING;
    } else {
        shown->verdict = "passed";
        shown->exit_code = EXIT_PASSED;
    }
    if (gate->report_only &&
        (shown->exit_code == EXIT_BLOCKED || shown->exit_code == EXIT_INCOMPLETE))
        shown->exit_code = EXIT_PASSED;
    if (gate->stopped) /* a policy that lets gaps pass does not let a cut run pass */
        shown->exit_code = gate->stopped;
}

static ASSAY_RESULT copy_allowed(struct assessment *assessment, const struct assay_gate *gate,
                                 struct assay_error *err)
{
    const char **ids = arena_array(assessment->arena, gate->allowed_gap_count + 1, sizeof *ids);

    if (!ids)
        return out_of_memory(err);
    for (size_t i = 0; i < gate->allowed_gap_count; i++)
        if (!(ids[i] = arena_text(assessment->arena, gate->allowed_gaps[i])))
            return out_of_memory(err);
    assessment->shown.allowed_gaps = ids;
    assessment->shown.allowed_gap_count = gate->allowed_gap_count;
    return ASSAY_OK;
}

enum assay_status summary_make(struct assessment *assessment, const struct assay_gate *gate,
                               struct assay_error *err)
{
    TRY(make_controls(assessment, err));
    TRY(make_frameworks(assessment, err));
    TRY(copy_allowed(assessment, gate, err));
    count_findings(assessment);
    decide(&assessment->shown, gate);
    return ASSAY_OK;
}
