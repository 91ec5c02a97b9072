/* test_attest.c - what a person signed meets a rule that asks for it, and nothing else does. */

#include <assay/policy.h>

#include "policies.h"
#include "rows.h"
#include "sample.h"

#define NOON INT64_C(1795262400) /* 2026-11-21T12:00:00Z */

static const char asks[] =
    PACK_HEAD RULE_HEAD "    attest: true\n    applies: item.kind == \"model\"\n"
                        "    check: 'false'\n" RULE_REST;
static const char measures[] = PACK_HEAD RULE_HEAD "    applies: item.kind == \"model\"\n"
                                                   "    check: 'false'\n" RULE_REST;
static const char unsure[] =
    PACK_HEAD RULE_HEAD "    attest: true\n    applies: item.kind == \"model\"\n"
                        "    check: 'unknown(\"it\")'\n" RULE_REST;
static const char holds[] = PACK_HEAD RULE_HEAD
    "    attest: true\n    applies: item.kind == \"model\"\n    check: 'true'\n" RULE_REST;

static const struct row {
    const char *name;
    const char *pack;
    const char *control, *meaning;
    int64_t until;
    bool other_bytes, filed, no_key, no_ledger, bad_ledger, withdrawn, doubted;
    enum assay_verdict verdict; /* of the model that was signed for */
} rows[] = {
    {.name = "signed for", .pack = asks, .control = "ACME-001", .verdict = ASSAY_ATTESTED},
    {.name = "by its name", .pack = asks, .control = "acme.rule", .verdict = ASSAY_ATTESTED},
    {.name = "what is unknown", .pack = unsure, .control = "acme-001", .verdict = ASSAY_ATTESTED},
    {.name = "what holds", .pack = holds, .control = "ACME-001", .verdict = ASSAY_PASS},
    {.name = "what was measured", .pack = measures, .control = "ACME-001", .verdict = ASSAY_FAIL},
    {.name = "another rule", .pack = asks, .control = "ACME-002", .verdict = ASSAY_FAIL},
    {.name = "other bytes",
     .pack = asks,
     .control = "ACME-001",
     .other_bytes = true,
     .verdict = ASSAY_FAIL},
    {.name = "by who wrote it",
     .pack = asks,
     .control = "ACME-001",
     .meaning = "authorship",
     .verdict = ASSAY_FAIL},
    {.name = "the last second",
     .pack = asks,
     .control = "ACME-001",
     .until = NOON + 1,
     .verdict = ASSAY_ATTESTED},
    {.name = "past its end",
     .pack = asks,
     .control = "ACME-001",
     .until = NOON,
     .verdict = ASSAY_FAIL},
    {.name = "by no key",
     .pack = asks,
     .control = "ACME-001",
     .no_key = true,
     .verdict = ASSAY_FAIL},
    {.name = "in a ledger that does not hold",
     .pack = asks,
     .control = "ACME-001",
     .bad_ledger = true,
     .verdict = ASSAY_FAIL},
    {.name = "in no ledger",
     .pack = asks,
     .control = "ACME-001",
     .no_ledger = true,
     .verdict = ASSAY_FAIL},
    {.name = "in a file",
     .pack = asks,
     .control = "ACME-001",
     .no_ledger = true,
     .filed = true,
     .verdict = ASSAY_ATTESTED},
    {.name = "taken back",
     .pack = asks,
     .control = "ACME-001",
     .withdrawn = true,
     .verdict = ASSAY_FAIL},
    {.name = "taken back by nobody knows whom",
     .pack = asks,
     .control = "ACME-001",
     .doubted = true,
     .verdict = ASSAY_FAIL},
    {.name = "of what is unknown",
     .pack = unsure,
     .control = "ACME-001",
     .doubted = true,
     .verdict = ASSAY_UNKNOWN},
};

static const struct assay_item *find_model(const struct assay_inventory *inventory)
{
    for (size_t i = 0; i < inventory->item_count; i++)
        if (inventory->items[i].content->kind == ASSAY_KIND_MODEL)
            return &inventory->items[i];
    fail_msg("the sample has no model");
    return NULL;
}

/* The verdict of the one model's finding; a pass has none. */
static const struct assay_finding *finding_of(const struct assay_assessment *assessment,
                                              const struct assay_item *item)
{
    for (size_t i = 0; i < assessment->finding_count; i++)
        if (assessment->findings[i].item == item)
            return &assessment->findings[i];
    return NULL;
}

static void check(void **state)
{
    const struct row *row = *state;
    const char *const packs[] = {row->pack, NULL};
    struct assay_inventory *inventory = sample_inventory();
    const struct assay_item *model = find_model(inventory);
    struct assay_signed_subject subject = {.name = "m"};
    const struct assay_withdrawal withdrawal = {
        .where = "entry 2", .role = "r", .time = "2026-11-20", .name = "n", .words = "w"};
    const struct assay_attestation told = {
        .where = "entry 1",
        .meaning = row->meaning ? row->meaning : "approval",
        .role = "r",
        .time = "t",
        .name = "n",
        .email = "",
        .words = "w",
        .signer = "s",
        .controls = &row->control,
        .control_count = 1,
        .subjects = &subject,
        .subject_count = 1,
        .until = row->until ? row->until : INT64_MAX,
        .filed = row->filed,
        .holds = !row->no_key,
        .withdrawal = row->withdrawn ? &withdrawal : NULL,
        .doubt = row->doubted ? &withdrawal : NULL,
    };
    const struct assay_testimony testimony = {.attestations = &told, .attestation_count = 1};
    const struct assay_ledger_state ledger = {
        .origin = "o", .signer = "s", .holds = !row->bad_ledger};
    const struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM,
                                    .ledger = row->no_ledger ? NULL : &ledger,
                                    .testimony = &testimony,
                                    .time = NOON};
    struct assay_policy *policy = NULL;
    struct assay_assessment *assessment = NULL;
    const struct assay_finding *finding;
    struct assay_error err = {0};

    memcpy(subject.sha256, model->content->sha256, sizeof subject.sha256);
    subject.sha256[0] ^= row->other_bytes;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    finding = finding_of(assessment, model);
    assert_int_equal(finding ? finding->verdict : ASSAY_PASS, row->verdict);
    if (finding) {
        assert_int_equal(finding->blocking, row->verdict != ASSAY_ATTESTED);
        assert_ptr_equal(finding->attestation, row->verdict == ASSAY_ATTESTED ? &told : NULL);
        assert_int_not_equal(finding->verdict_before, ASSAY_ATTESTED);
        assert_ptr_equal(finding->withdrawn, row->withdrawn || row->doubted ? &told : NULL);
    }
    assert_int_equal(assessment->attested > 0, row->verdict == ASSAY_ATTESTED);
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
