/*
 * attest.c - whether a person answers for what a rule could not see, or for a part of a control
 * that only a person can judge.
 *
 * Only a rule that says so in its pack can be met in this way: what was measured on the bytes stays
 * as it was measured, whoever signs for something else. The statement must name the rule, be about
 * exactly these bytes, and for a rule over the target be signed for this project; it must hold, not
 * be past its end, and be withdrawn by nobody, also not by one whose withdrawal cannot be verified.
 * The report keeps it apart from a pass.
 */

#include <strings.h>

#include "assess/run.h"
#include "base/kit.h"

/* Who examined it, or answers for it; to have written or witnessed it is less. */
static bool vouches(const struct assay_attestation *told)
{
    static const char *const meanings[] = {"approval", "responsibility", "review", "validation"};

    for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
        if (strcmp(told->meaning, meanings[i]) == 0)
            return true;
    return false;
}

static bool names_rule(const struct assay_attestation *told, const struct assay_rule *rule)
{
    for (size_t i = 0; i < told->control_count; i++)
        if (strcasecmp(told->controls[i], rule->code) == 0 ||
            strcmp(told->controls[i], rule->name) == 0)
            return true;
    return false;
}

static bool is_about_target(const struct statements *statements,
                            const struct assay_attestation *told)
{
    for (size_t i = 0; i < told->subject_count; i++)
        if (is_of_target(statements, told->subjects[i].sha256))
            return true;
    return false;
}

/* A document speaks for the project that it was signed in; all of the target for nothing else. */
bool attestation_speaks_for_target(const struct statements *statements,
                                   const struct assay_attestation *told)
{
    for (size_t i = 0; i < told->subject_count; i++)
        if (is_whole_target(statements, told->subjects[i].sha256))
            return true;
    return told->belongs == ASSAY_BELONGS;
}

/* A statement counts in a ledger that holds, or a file of its own, until its end, and by somebody
 * who vouches. */
static bool counts(const struct assay_gate *gate, const struct assay_attestation *told)
{
    return (told->filed || (gate->ledger && gate->ledger->holds)) && told->holds &&
           gate->time < told->until && vouches(told);
}

/* Goes on to the next statement about an item (NULL: the target) from *next on; NULL at the end. */
static const struct assay_attestation *next_about(const struct statements *statements,
                                                  const struct assay_item *item, size_t *next)
{
    const struct assay_testimony *testimony = statements->gate->testimony;
    const struct key_place *places = NULL;
    size_t count = testimony ? testimony->attestation_count : 0;

    if (item)
        places = statements_of(statements, item->content->sha256, &count);
    while (*next < count) {
        size_t at = places ? places[(*next)++].at : (*next)++;

        if (at >= testimony->attestation_count) /* waivers */
            return NULL;
        if (places || is_about_target(statements, &testimony->attestations[at]))
            return &testimony->attestations[at];
    }
    return NULL;
}

/* Takes a statement in that names what is asked; true once one meets it. */
static bool take(const struct statements *statements, const struct assay_attestation *told,
                 bool of_target, struct signed_for *out)
{
    if (told->withdrawal || told->doubt) {
        out->withdrawn = told;
        return false;
    }
    if (of_target && !attestation_speaks_for_target(statements, told)) {
        if (!out->foreign || told->belongs > out->foreign->belongs)
            out->foreign = told;
        return false;
    }
    *out = (struct signed_for){.attestation = told};
    return true;
}

void attestation_find(const struct run *run, const struct rule *rule, const struct assay_item *item,
                      struct signed_for *out)
{
    const struct statements *statements = run->out->statements;
    const struct assay_attestation *told;
    size_t next = 0;

    *out = (struct signed_for){0};
    while (rule->shown.attestable && (told = next_about(statements, item, &next)))
        if (counts(run->gate, told) && names_rule(told, &rule->shown) &&
            take(statements, told, !item, out))
            return;
}

/* "GDPR Art. 35(7)": framework and reference, as reports show them. */
static bool names_control(const struct assay_attestation *told, const struct assay_control *control)
{
    size_t size = strlen(control->framework);

    for (size_t i = 0; i < told->control_count; i++) {
        const char *text = told->controls[i];

        if (strncasecmp(text, control->framework, size) == 0 && text[size] == ' ' &&
            strcasecmp(text + size + 1, control->reference) == 0)
            return true;
    }
    return false;
}

void attestation_of_control(const struct assessment *assessment,
                            const struct assay_control *control, struct signed_for *out)
{
    const struct statements *statements = assessment->statements;
    const struct assay_attestation *told;
    size_t next = 0;

    *out = (struct signed_for){0};
    while ((told = next_about(statements, NULL, &next)))
        if (counts(statements->gate, told) && names_control(told, control) &&
            take(statements, told, true, out))
            return;
}
