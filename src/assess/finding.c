/* finding.c - makes findings: their words, their fingerprint, their order. */

#include "assess/run.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/fingerprint.h"
#include "policy/template.h"

static ASSAY_RESULT out_of_memory(struct assay_error *err)
{
    return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
}

static ASSAY_RESULT fill(struct run *run, const struct template *template, const char **out)
{
    buf_reset(&run->text);
    TRY(template_fill(template, facts_activation(run->facts), run->scratch, &run->text, run->err));
    *out = arena_copy(run->out->arena, buf_bytes(&run->text));
    return *out ? ASSAY_OK : out_of_memory(run->err);
}

/* The class that names the finding: of the observation, of the item's first that the rule names,
 * or else the rule's own name. */
static const char *headline_of(const struct rule *rule, const struct assay_item *item,
                               const struct assay_observation **observation)
{
    if (*observation)
        return (*observation)->class_name;
    for (size_t i = 0; rule->headline && item && i < item->content->observation_count; i++) {
        if (class_matches(rule->headline, item->content->observations[i].class_name)) {
            *observation = &item->content->observations[i];
            return (*observation)->class_name;
        }
    }
    return rule->shown.name;
}

/* Of an unknown: the facts that would settle it, or the text of what went wrong. */
static ASSAY_RESULT tell_cause(struct run *run, const struct cel_value *cause,
                               struct assay_finding *finding)
{
    struct arena *arena = run->out->arena;

    if (cause->kind == CEL_FAULT) {
        finding->problem = arena_text(arena, cause->of.fault->text);
        return finding->problem ? ASSAY_OK : out_of_memory(run->err);
    }
    if (cause->kind == CEL_UNKNOWN) {
        size_t count = cause->of.names->count;
        const char **names = arena_array(arena, count + 1, sizeof *names);

        for (size_t i = 0; names && i < count; i++)
            if (!(names[i] = arena_text(arena, cause->of.names->names[i])))
                return out_of_memory(run->err);
        if (!names)
            return out_of_memory(run->err);
        finding->unknown_facts = names;
        finding->unknown_fact_count = count;
    }
    return ASSAY_OK;
}

/* The rule's message speaks of a failure; what is unknown is said in its own words. */
static ASSAY_RESULT unknown_message(struct run *run, const struct rule *rule,
                                    struct assay_finding *finding)
{
    buf_reset(&run->text);
    buf_printf(&run->text, "cannot tell whether this holds: %s", rule->shown.title);
    for (size_t i = 0; i < finding->unknown_fact_count; i++)
        buf_printf(&run->text, "%s%s", i == 0 ? "; not known: " : ", ", finding->unknown_facts[i]);
    if (finding->problem) {
        buf_text(&run->text, "; ");
        text_show(&run->text, bytes_text(finding->problem));
    }
    finding->message = arena_copy(run->out->arena, buf_bytes(&run->text));
    return finding->message && run->text.status == ASSAY_OK ? ASSAY_OK : out_of_memory(run->err);
}

enum assay_status finding_add(struct run *run, const struct rule *rule,
                              const struct assay_item *item,
                              const struct assay_observation *observation,
                              const struct judgement *judgement,
                              const struct assay_attestation *attestation)
{
    struct assay_finding finding = {.rule = &run->out->rules[rule->index],
                                    .item = item,
                                    .verdict = attestation ? ASSAY_ATTESTED : judgement->verdict,
                                    .verdict_before = judgement->verdict,
                                    .severity = rule->shown.severity,
                                    .blocking =
                                        !attestation && rule->shown.severity >= run->gate->fail_on,
                                    .attestation = attestation};

    finding.headline = headline_of(rule, item, &observation);
    finding.observation = observation;
    fingerprint_make(&(struct fingerprint_parts){.code = rule->shown.code,
                                                 .headline = finding.headline,
                                                 .detail = observation ? observation->detail : "",
                                                 .sha256 = item ? item->content->sha256 : NULL},
                     finding.fingerprint);
    if (judgement->verdict == ASSAY_UNKNOWN) {
        TRY(tell_cause(run, &judgement->cause, &finding));
        TRY(unknown_message(run, rule, &finding));
    } else {
        TRY(fill(run, rule->message, &finding.message));
    }
    TRY(fill(run, rule->remedy, &finding.remedy));
    buf_add(&run->findings, &finding, sizeof finding);
    return buf_status(&run->findings, run->err);
}

static int order_places(const struct assay_observation *a, const struct assay_observation *b)
{
    uint64_t left = a && a->place_count > 0 ? a->places[0].offset : 0;
    uint64_t right = b && b->place_count > 0 ? b->places[0].offset : 0;

    return (left > right) - (left < right);
}

static int order_findings(const void *a, const void *b)
{
    const struct assay_finding *left = a, *right = b;
    int order = (int)right->severity - (int)left->severity;

    if (order)
        return order;
    if (!left->item != !right->item)
        return left->item ? 1 : -1;
    order = left->item ? assay_path_compare(left->item->path, right->item->path) : 0;
    if (order)
        return order;
    order = strcmp(left->rule->code, right->rule->code);
    if (order)
        return order;
    order = order_places(left->observation, right->observation);
    if (order)
        return order;
    order = strcmp(left->headline, right->headline);
    if (order)
        return order;
    return left->item == right->item ? 0 : (left->item > right->item) - (left->item < right->item);
}

static int order_fingerprints(const void *a, const void *b)
{
    const struct assay_finding *left = *(struct assay_finding *const *)a;
    const struct assay_finding *right = *(struct assay_finding *const *)b;
    int order = strcmp(left->fingerprint, right->fingerprint);

    return order ? order : (left > right) - (left < right); /* as they are reported */
}

/* The same content at several paths gives findings that are alike: number them. */
static ASSAY_RESULT number_alike(struct assay_finding *findings, size_t count,
                                 struct assay_error *err)
{
    CLEANUP(free_cleanup)
    struct assay_finding **sorted = calloc(count + 1, sizeof(struct assay_finding *));

    if (!sorted)
        return out_of_memory(err);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &findings[i];
    qsort(sorted, count, sizeof(struct assay_finding *), order_fingerprints);
    for (size_t i = 1; i < count; i++)
        if (strcmp(sorted[i]->fingerprint, sorted[i - 1]->fingerprint) == 0)
            sorted[i]->ordinal = sorted[i - 1]->ordinal + 1;
    return ASSAY_OK;
}

enum assay_status findings_finish(struct run *run)
{
    struct assessment *out = run->out;
    size_t count = run->findings.size / sizeof(struct assay_finding);

    out->findings = arena_array(out->arena, count + 1, sizeof *out->findings);
    if (!out->findings)
        return out_of_memory(run->err);
    if (count > 0)
        memcpy(out->findings, run->findings.data, count * sizeof *out->findings);
    qsort(out->findings, count, sizeof *out->findings, order_findings);
    out->shown.findings = out->findings;
    out->shown.finding_count = count;
    return number_alike(out->findings, count, run->err);
}
