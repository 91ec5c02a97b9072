/* finding.c - makes findings: their words and their fingerprint. */

#include <assay/testimony.h>
#include <stdlib.h>

#include "assess/run.h"
#include "base/kit.h"
#include "base/text.h"
#include "policy/fingerprint.h"
#include "policy/template.h"

/* Keeps the text at hand, or has the same words that were `*last` again. */
static ASSAY_RESULT keep(struct run *run, const char **last, const char **out)
{
    TRY(buf_status(&run->text, run->err));
    if (!*last || !bytes_equal(bytes_text(*last), buf_bytes(&run->text)))
        *last = arena_copy(run->out->arena, buf_bytes(&run->text));
    *out = *last;
    return *out ? ASSAY_OK : out_of_memory(run->err);
}

static ASSAY_RESULT fill(struct run *run, const struct template *template, struct buf *whole,
                         const char **last, const char **out)
{
    const struct filled filled = {.shown = &run->text, .whole = whole};

    buf_reset(&run->text);
    TRY(template_fill(template, facts_activation(run->facts), run->scratch, &filled, run->err));
    return keep(run, last, out);
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

static bool same_names(const struct said *said, const struct cel_names *names)
{
    if (!said->unknown_facts || said->unknown_fact_count != names->count)
        return false;
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(said->unknown_facts[i], names->names[i]) != 0)
            return false;
    return true;
}

/* Of an unknown: the facts that would settle it, or the text of what went wrong. */
static ASSAY_RESULT tell_cause(struct run *run, struct said *said, const struct cel_value *cause,
                               struct assay_finding *finding)
{
    struct arena *arena = run->out->arena;

    if (cause->kind == CEL_FAULT) {
        finding->problem = arena_text(arena, cause->of.fault->text);
        return finding->problem ? ASSAY_OK : out_of_memory(run->err);
    }
    if (cause->kind != CEL_UNKNOWN)
        return ASSAY_OK;
    if (!same_names(said, cause->of.names)) {
        size_t count = cause->of.names->count;
        const char **names = arena_array(arena, count + 1, sizeof *names);

        for (size_t i = 0; names && i < count; i++)
            if (!(names[i] = arena_text(arena, cause->of.names->names[i])))
                return out_of_memory(run->err);
        if (!names)
            return out_of_memory(run->err);
        said->unknown_facts = names;
        said->unknown_fact_count = count;
    }
    finding->unknown_facts = said->unknown_facts;
    finding->unknown_fact_count = said->unknown_fact_count;
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
    return keep(run, &run->said[rule->index].message, &finding->message);
}

/* A rule's own message; where it has no words for what it found, as an older copy of a rule may not
 * have, what was asked. */
static ASSAY_RESULT own_message(struct run *run, const struct rule *rule,
                                struct assay_finding *finding)
{
    struct said *said = &run->said[rule->index];

    TRY(fill(run, rule->message, &run->whole, &said->message, &finding->message));
    if (finding->message[strspn(finding->message, " ")] != '\0')
        return ASSAY_OK;
    buf_reset(&run->text);
    buf_printf(&run->text, "this does not hold: %s", rule->shown.title);
    buf_text(&run->whole, buf_string(&run->text));
    return keep(run, &said->message, &finding->message);
}

static void tell_withdrawal(struct buf *text, const struct assay_withdrawal *withdrawal)
{
    buf_text(text, ", which was withdrawn by ");
    text_show(text, bytes_text(*withdrawal->name ? withdrawal->name : "(name erased or withheld)"));
    buf_text(text, ", ");
    text_show(text, bytes_text(withdrawal->role));
    buf_printf(text, ", on %.10s (", withdrawal->time);
    text_show(text, bytes_text(withdrawal->where));
    buf_text(text, "): ");
    text_show(text,
              bytes_text(*withdrawal->words ? withdrawal->words : "(reason erased or withheld)"));
}

/* What met it is gone: who reads the finding alone must learn who took it back, and when. */
static ASSAY_RESULT add_withdrawn(struct run *run, struct assay_finding *finding)
{
    const struct assay_attestation *told = finding->withdrawn;

    buf_reset(&run->text);
    buf_text(&run->text, "; it was attested (");
    text_show(&run->text, bytes_text(told->where));
    buf_text(&run->text, ")");
    if (told->withdrawal) {
        tell_withdrawal(&run->text, told->withdrawal);
    } else {
        buf_text(&run->text, ", and whether that was withdrawn is not known (");
        text_show(&run->text, bytes_text(told->doubt->where));
        buf_text(&run->text, ")");
    }
    TRY(buf_status(&run->text, run->err));
    buf_add(&run->whole, run->text.data, run->text.size);
    if (!finding->item && told->foreign &&
        !attestation_speaks_for_target(run->out->statements, told)) {
        buf_text(&run->text, "; it did not count here before either: ");
        text_show(&run->text, bytes_text(told->foreign));
        TRY(buf_status(&run->text, run->err));
    }
    finding->message =
        arena_printf(run->out->arena, "%s%s", finding->message, buf_string(&run->text));
    return finding->message ? ASSAY_OK : out_of_memory(run->err);
}

/* The fault is the same, whoever put a statement of another project here: no part of its name. */
static ASSAY_RESULT add_foreign(struct run *run, struct assay_finding *finding)
{
    buf_reset(&run->text);
    buf_text(&run->text, "; ");
    text_show(&run->text, bytes_text(finding->foreign->where));
    buf_text(&run->text, " would meet it, but ");
    text_show(&run->text, bytes_text(finding->foreign->foreign));
    TRY(buf_status(&run->text, run->err));
    finding->message =
        arena_printf(run->out->arena, "%s%s", finding->message, buf_string(&run->text));
    return finding->message ? ASSAY_OK : out_of_memory(run->err);
}

/*
 * What was seen is known by its class and the content that it was seen in. Any other finding rests
 * on records, the ledger or the day as well, of which the content tells nothing: so what was said
 * is a part of it, and an excuse for one fault is none for the next.
 */
static ASSAY_RESULT name(struct run *run, const struct rule *rule, struct assay_finding *finding)
{
    bool seen = rule->over == OVER_OBSERVATION && finding->observation;
    struct fingerprint_parts parts = {
        .code = rule->shown.code,
        .headline = finding->headline,
        .detail = finding->observation ? finding->observation->detail : "",
        .sha256 = finding->item ? finding->item->content->sha256 : NULL,
        .said = seen ? NULL : buf_string(&run->whole)};

    TRY(buf_status(&run->whole, run->err));
    fingerprint_make(&parts, finding->fingerprint);
    return ASSAY_OK;
}

/* Twice as many each time, by the system's moving of pages: they are not copied. */
static ASSAY_RESULT make_room(struct assessment *out, struct assay_error *err)
{
    size_t room = out->finding_room ? 2 * out->finding_room : 64;
    struct assay_finding *grown;

    if (out->shown.finding_count < out->finding_room)
        return ASSAY_OK;
    grown = reallocarray(out->findings, room, sizeof *grown);
    if (!grown)
        return out_of_memory(err);
    out->findings = grown;
    out->finding_room = room;
    return ASSAY_OK;
}

enum assay_status finding_add(struct run *run, const struct rule *rule,
                              const struct assay_item *item,
                              const struct assay_observation *observation,
                              const struct judgement *judgement, const struct signed_for *people)
{
    struct said *said = &run->said[rule->index];
    struct assay_finding finding = {
        .rule = &run->out->rules[rule->index],
        .item = item,
        .verdict = people->attestation ? ASSAY_ATTESTED : judgement->verdict,
        .verdict_before = judgement->verdict,
        .severity = rule->shown.severity,
        .blocking = !people->attestation && rule->shown.severity >= run->gate->fail_on,
        .attestation = people->attestation,
        .withdrawn = people->withdrawn,
        .foreign = people->foreign};

    finding.headline = headline_of(rule, item, &observation);
    finding.observation = observation;
    buf_reset(&run->whole);
    if (judgement->verdict == ASSAY_UNKNOWN) {
        TRY(tell_cause(run, said, &judgement->cause, &finding));
        TRY(unknown_message(run, rule, &finding));
        buf_text(&run->whole, finding.message);
    } else {
        TRY(own_message(run, rule, &finding));
    }
    if (finding.withdrawn)
        TRY(add_withdrawn(run, &finding));
    if (finding.foreign)
        TRY(add_foreign(run, &finding));
    TRY(name(run, rule, &finding));
    TRY(fill(run, rule->remedy, NULL, &said->remedy, &finding.remedy));
    TRY(make_room(run->out, run->err));
    run->out->findings[run->out->shown.finding_count++] = finding;
    return ASSAY_OK;
}
