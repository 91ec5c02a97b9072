/*
 * attest.c - whether a person answers for what a rule could not see, or for a part of a control
 * that only a person can judge.
 *
 * Only a rule that says so in its pack can be met in this way: what was measured on the bytes stays
 * as it was measured, whoever signs for something else. The statement must name the rule, be about
 * exactly these bytes, hold, not be past its end, and be withdrawn by nobody, also not by one whose
 * withdrawal cannot be verified; the report keeps it apart from a pass.
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
    for (size_t i = 0; !told->elsewhere && i < told->subject_count; i++)
        if (is_of_target(statements, told->subjects[i].sha256))
            return true;
    return false;
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

const struct assay_attestation *attestation_find(const struct run *run, const struct rule *rule,
                                                 const struct assay_item *item,
                                                 const struct assay_attestation **withdrawn)
{
    const struct assay_attestation *told;
    size_t next = 0;

    while (rule->shown.attestable && (told = next_about(run->out->statements, item, &next))) {
        if (!counts(run->gate, told) || !names_rule(told, &rule->shown))
            continue;
        if (!told->withdrawal && !told->doubt)
            return told;
        *withdrawn = told;
    }
    return NULL;
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

const struct assay_attestation *attestation_of_control(const struct assessment *assessment,
                                                       const struct assay_control *control,
                                                       const struct assay_attestation **withdrawn)
{
    const struct assay_attestation *told;
    size_t next = 0;

    while ((told = next_about(assessment->statements, NULL, &next))) {
        if (!counts(assessment->statements->gate, told) || !names_control(told, control))
            continue;
        if (!told->withdrawal && !told->doubt)
            return told;
        *withdrawn = told;
    }
    return NULL;
}
