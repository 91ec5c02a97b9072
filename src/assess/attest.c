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

struct asked {
    const struct assay_inventory *inventory;
    const struct assay_gate *gate;
};

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

static bool is_content(const struct assay_item *item, const uint8_t sha256[32])
{
    return memcmp(item->content->sha256, sha256, 32) == 0;
}

bool is_of_target(const struct assay_inventory *inventory, const struct assay_gate *gate,
                  const uint8_t sha256[32])
{
    const struct assay_testimony *testimony = gate->testimony;

    if (gate->recorded && testimony && testimony->has_manifest &&
        memcmp(gate->recorded->root, inventory->root, sizeof inventory->root) == 0 &&
        memcmp(testimony->manifest, sha256, sizeof testimony->manifest) == 0)
        return true;
    for (size_t i = 0; i < inventory->item_count; i++)
        if (is_content(&inventory->items[i], sha256))
            return true;
    return false;
}

static bool is_about(const struct asked *asked, const struct assay_attestation *told,
                     const struct assay_item *item)
{
    if (!item && told->elsewhere)
        return false;
    for (size_t i = 0; i < told->subject_count; i++)
        if (item ? is_content(item, told->subjects[i].sha256)
                 : is_of_target(asked->inventory, asked->gate, told->subjects[i].sha256))
            return true;
    return false;
}

/* A statement counts in a ledger that holds, or a file of its own, until its end, and by somebody
 * who vouches. */
static bool counts(const struct asked *asked, const struct assay_attestation *told)
{
    const struct assay_gate *gate = asked->gate;

    return (told->filed || (gate->ledger && gate->ledger->holds)) && told->holds &&
           gate->time < told->until && vouches(told);
}

const struct assay_attestation *attestation_find(const struct run *run, const struct rule *rule,
                                                 const struct assay_item *item,
                                                 const struct assay_attestation **withdrawn)
{
    const struct asked asked = {run->out->shown.inventory, run->gate};
    const struct assay_testimony *testimony = run->gate->testimony;

    for (size_t i = 0; rule->shown.attestable && testimony && i < testimony->attestation_count;
         i++) {
        const struct assay_attestation *told = &testimony->attestations[i];

        if (!counts(&asked, told) || !names_rule(told, &rule->shown) ||
            !is_about(&asked, told, item))
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

const struct assay_attestation *attestation_of_control(const struct assay_inventory *inventory,
                                                       const struct assay_gate *gate,
                                                       const struct assay_control *control,
                                                       const struct assay_attestation **withdrawn)
{
    const struct asked asked = {inventory, gate};
    const struct assay_testimony *testimony = gate->testimony;

    for (size_t i = 0; testimony && i < testimony->attestation_count; i++) {
        const struct assay_attestation *told = &testimony->attestations[i];

        if (!counts(&asked, told) || !names_control(told, control) || !is_about(&asked, told, NULL))
            continue;
        if (!told->withdrawal && !told->doubt)
            return told;
        *withdrawn = told;
    }
    return NULL;
}
