/*
 * attest.c - whether a person answers for what a rule could not see.
 *
 * Only a rule that says so in its pack can be met in this way: what was measured on the bytes stays
 * as it was measured, whoever signs for something else. The statement must name the rule, be about
 * exactly these bytes, hold, and not be past its end; the report keeps it apart from a pass.
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

static bool is_content(const struct assay_item *item, const uint8_t sha256[32])
{
    return memcmp(item->content->sha256, sha256, 32) == 0;
}

/* Of the target as a whole: all of it, as it was recorded, or a document in it that shows it. */
static bool is_of_target(const struct run *run, const uint8_t sha256[32])
{
    const struct assay_inventory *inventory = run->out->shown.inventory;
    const struct assay_testimony *testimony = run->gate->testimony;

    if (run->gate->recorded && testimony->has_manifest &&
        memcmp(run->gate->recorded->root, inventory->root, sizeof inventory->root) == 0 &&
        memcmp(testimony->manifest, sha256, sizeof testimony->manifest) == 0)
        return true;
    for (size_t i = 0; i < inventory->item_count; i++)
        if (is_content(&inventory->items[i], sha256))
            return true;
    return false;
}

static bool is_about(const struct run *run, const struct assay_attestation *told,
                     const struct assay_item *item)
{
    for (size_t i = 0; i < told->subject_count; i++)
        if (item ? is_content(item, told->subjects[i].sha256)
                 : is_of_target(run, told->subjects[i].sha256))
            return true;
    return false;
}

const struct assay_attestation *attestation_find(const struct run *run, const struct rule *rule,
                                                 const struct assay_item *item)
{
    const struct assay_gate *gate = run->gate;
    const struct assay_testimony *testimony = gate->testimony;

    if (!rule->attestable || !testimony || !gate->ledger || !gate->ledger->holds)
        return NULL;
    for (size_t i = 0; i < testimony->attestation_count; i++) {
        const struct assay_attestation *told = &testimony->attestations[i];

        if (told->holds && gate->time < told->until && vouches(told) &&
            names_rule(told, &rule->shown) && is_about(run, told, item))
            return told;
    }
    return NULL;
}
