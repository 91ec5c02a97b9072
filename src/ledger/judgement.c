/*
 * judgement.c - an assessment as an entry: which policy said what of which inventory.
 *
 * Its subject is the manifest of the inventory, as that of the inventory's own entry is; the whole
 * assessment is an object, from which every report can be made again.
 */

#include <assay/judgement.h>

#include "base/clock.h"
#include "base/kit.h"
#include "ledger/ledger.h"
#include "ledger/record.h"

#define MEDIA_TYPE "application/vnd.assay.assessment+json"

/* A rule has the verdict of its worst subject; in this order. */
static const enum assay_verdict worst_first[] = {ASSAY_FAIL, ASSAY_UNKNOWN, ASSAY_WAIVED,
                                                 ASSAY_ATTESTED, ASSAY_PASS};

static enum assay_verdict verdict_of(const struct assay_rule *rule)
{
    for (size_t i = 0; i < ARRAY_LEN(worst_first); i++)
        if (rule->verdicts[worst_first[i]] > 0)
            return worst_first[i];
    return ASSAY_NOT_APPLICABLE;
}

static void write_counts(struct jcs *jcs, const struct assay_assessment *assessment)
{
    static const enum assay_verdict by_name[] = {
        ASSAY_ATTESTED, ASSAY_FAIL, ASSAY_NOT_APPLICABLE, ASSAY_PASS, ASSAY_UNKNOWN, ASSAY_WAIVED};
    uint64_t counts[ASSAY_VERDICTS] = {0};

    for (size_t i = 0; i < assessment->rule_count; i++)
        counts[verdict_of(&assessment->rules[i])]++;
    jcs_key(jcs, "counts");
    jcs_open_object(jcs);
    for (size_t i = 0; i < ARRAY_LEN(by_name); i++)
        statement_number(jcs, assay_verdict_name(by_name[i]), counts[by_name[i]]);
    jcs_close_object(jcs);
}

static void write_reports(struct jcs *jcs, const struct assay_judgement *judgement)
{
    if (judgement->report_count == 0)
        return;
    jcs_key(jcs, "reports");
    jcs_open_array(jcs);
    for (size_t i = 0; i < judgement->report_count; i++)
        statement_resource(jcs, judgement->reports[i].name, judgement->reports[i].media_type,
                           judgement->reports[i].sha256);
    jcs_close_array(jcs);
}

static void write_digest(struct jcs *jcs, const char *name, const uint8_t sha256[32])
{
    jcs_key(jcs, name);
    jcs_hex(jcs, bytes_of(sha256, SHA256_SIZE));
}

static void write_predicate(struct jcs *jcs, const struct assay_judgement *judgement,
                            const uint8_t document[32])
{
    static const uint8_t none[32];
    const struct assay_assessment *assessment = judgement->assessment;
    char when[CLOCK_TEXT_SIZE];

    clock_text(assessment->time, when);
    jcs_open_object(jcs);
    jcs_key(jcs, "assessment");
    statement_resource(jcs, "assessment.json", MEDIA_TYPE, document);
    write_counts(jcs, assessment);
    write_digest(jcs, "inventory", judgement->recorded->inventory);
    write_digest(jcs, "policy", assessment->policy_sha256);
    write_reports(jcs, judgement);
    jcs_key(jcs, "time");
    jcs_string(jcs, when);
    statement_tool(jcs);
    jcs_key(jcs, "verdict");
    jcs_string(jcs, assessment->verdict);
    if (memcmp(assessment->waivers_sha256, none, sizeof none) != 0) /* signed ones are entries */
        write_digest(jcs, "waivers", assessment->waivers_sha256);
    jcs_close_object(jcs);
}

enum assay_status assay_ledger_judge(struct assay_ledger *ledger, const struct assay_key *key,
                                     const struct assay_judgement *judgement, uint64_t *index,
                                     struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = ENTRY_PAYLOAD_MAX};
    struct ledger_statement statement = {.kind = predicate_named("assessment")};
    struct bytes document = bytes_of(judgement->document, judgement->document_size);
    const struct assay_target_facts *target = &judgement->assessment->inventory->target;
    char name[RECORD_FORM_SIZE];
    uint8_t digest[SHA256_SIZE];
    struct jcs jcs;

    sha256(document, digest);
    record_form(target, name);
    jcs_init(&jcs, &text);
    statement_open(&jcs);
    write_predicate(&jcs, judgement, digest);
    statement_subjects(&jcs, statement.kind->type);
    statement_subject(&jcs, name, judgement->recorded->manifest);
    statement_close(&jcs);
    TRY(buf_status(&text, err));
    TRY(ledger_may_sign(ledger, key, statement.kind, err));
    TRY(ledger_write_object(ledger, digest, document, err));
    statement.text = buf_bytes(&text);
    TRY(ledger_append(ledger, key, &statement, 1, err));
    *index = ledger->spools ? UINT64_MAX : ledger->log.point.size - 1;
    return ASSAY_OK;
}
