/*
 * assessment.h - an assessment made by hand over the inventory of sample.h: every verdict, every
 * state of a waiver, members of containers, hostile names, unknown facts, gaps, several frameworks.
 */

#pragma once

#include <assay/assessment.h>

#include "sample.h"

#define SAMPLE_CONTROL(id, frame, issue, ref, how)                                                 \
    static const struct assay_control id = {                                                       \
        .framework = (frame), .edition = (issue), .reference = (ref), .mark = (how)}

SAMPLE_CONTROL(control_aia_10, "EU AI Act", "2024/1689", "Art. 10(2)(b)", 'v');
SAMPLE_CONTROL(control_aia_11, "EU AI Act", "2024/1689", "Art. 11", 'v');
SAMPLE_CONTROL(control_aia_15, "EU AI Act", "2024/1689", "Art. 15(5)", 'r');
SAMPLE_CONTROL(control_aia_19, "EU AI Act", "2024/1689", "Art. 19", 'v');
SAMPLE_CONTROL(control_gdpr_5, "GDPR", "2016/679", "Art. 5(1)(f)", 'v');
SAMPLE_CONTROL(control_gdpr_32, "GDPR", "2016/679", "Art. 32", 'v');
SAMPLE_CONTROL(control_iso_a74, "ISO/IEC 42001", "2023", "A.7.4", 'r');
SAMPLE_CONTROL(control_ssdf_pw3, "NIST SSDF for AI", "SP 800-218A", "PW.3.1", 'v');
SAMPLE_CONTROL(control_ssdf_ps1, "NIST SSDF for AI", "SP 800-218A", "PS.1.2", 'v');

static const struct assay_control *const controls_data[] = {&control_aia_10, &control_iso_a74};
static const struct assay_control *const controls_ledger[] = {&control_aia_19, &control_ssdf_ps1};
static const struct assay_control *const controls_model[] = {&control_aia_15, &control_ssdf_pw3};
static const struct assay_control *const controls_pii[] = {&control_gdpr_5, &control_gdpr_32};
static const struct assay_control *const controls_card[] = {&control_aia_11};

#define SAMPLE_CONTROLS(list) .controls = (list), .control_count = ARRAY_LEN(list)

enum { RULE_DAT, RULE_LED, RULE_LIC, RULE_MOD1, RULE_MOD7, RULE_PII, RULE_PRV, RULE_SEC, RULES };

static const struct assay_rule sample_rules[RULES] = {
    [RULE_DAT] = {.code = "DAT-001",
                  .name = "data.has-card",
                  .title = "Each data set has a card without placeholders",
                  .severity = ASSAY_SEVERITY_HIGH,
                  .pack = "baseline",
                  .rationale = "Who uses data must know what it is, where it is from and what is "
                               "missing in it.",
                  .remediation = "Write the card: assay init --card PATH",
                  .applies = "item.kind == \"dataset\"",
                  .check = "has(item.card)",
                  .example = "",
                  SAMPLE_CONTROLS(controls_data),
                  .verdicts = {[ASSAY_PASS] = 1, [ASSAY_WAIVED] = 1, [ASSAY_FAIL] = 1}},
    [RULE_LED] = {.code = "LED-001",
                  .name = "ledger.recorded",
                  .title = "Each data set and model is in the ledger as it is",
                  .severity = ASSAY_SEVERITY_MEDIUM,
                  .pack = "baseline",
                  .rationale = "What is not recorded can be exchanged without a trace.",
                  .remediation = "assay record",
                  .applies = "item.kind in [\"dataset\", \"model\"]",
                  .check = "ledger.recorded",
                  .example = "",
                  SAMPLE_CONTROLS(controls_ledger),
                  .verdicts = {[ASSAY_PASS] = 5, [ASSAY_FAIL] = 1}},
    [RULE_LIC] = {.code = "LIC-001",
                  .name = "licence.stated",
                  .title = "Each model states its licence",
                  .severity = ASSAY_SEVERITY_MEDIUM,
                  .pack = "baseline",
                  .rationale = "Without a licence nobody may use it.",
                  .remediation = "Add `license:` to the card.",
                  .applies = "item.kind == \"model\"",
                  .check = "has(item.model.license)",
                  .example = "",
                  .verdicts = {[ASSAY_PASS] = 1, [ASSAY_UNKNOWN] = 1}},
    [RULE_MOD1] = {.code = "MOD-001",
                   .name = "model.has-card",
                   .title = "Each model has a card",
                   .severity = ASSAY_SEVERITY_HIGH,
                   .pack = "baseline",
                   .rationale = "Purpose, limits and owner of a model must stand somewhere.",
                   .remediation = "Write the card: assay init --card PATH",
                   .applies = "item.kind == \"model\"",
                   .check = "has(item.card)",
                   .example = "",
                   SAMPLE_CONTROLS(controls_card),
                   .verdicts = {[ASSAY_PASS] = 2, [ASSAY_ATTESTED] = 1}},
    [RULE_MOD7] = {.code = "MOD-007",
                   .name = "model.no-code-on-load",
                   .title = "Loading a model runs no code",
                   .severity = ASSAY_SEVERITY_CRITICAL,
                   .pack = "supply-chain",
                   .rationale = "A model file that can import and call functions is a program; who "
                                "loads it runs it with their rights.",
                   .remediation = "Save the weights as safetensors.",
                   .applies = "item.kind == \"model\"",
                   .check = "item.load != \"dangerous\"",
                   .example = "pickle that imports posix.system",
                   SAMPLE_CONTROLS(controls_model),
                   .verdicts = {[ASSAY_PASS] = 1, [ASSAY_FAIL] = 1}},
    [RULE_PII] = {.code = "PII-001",
                  .name = "pii.undeclared",
                  .title = "No personal data in a data set that declares none",
                  .severity = ASSAY_SEVERITY_HIGH,
                  .pack = "baseline",
                  .rationale = "Personal data that nobody knows of is protected by nobody.",
                  .remediation = "Drop or hash the column, or correct the declaration.",
                  .applies = "item.kind == \"dataset\"",
                  .check = "item.observations.none(o, o.class.startsWith(\"pii.\"))",
                  .example = "",
                  SAMPLE_CONTROLS(controls_pii),
                  .verdicts = {[ASSAY_PASS] = 1, [ASSAY_FAIL] = 1, [ASSAY_WAIVED] = 1}},
    [RULE_PRV] = {.code = "PRV-007",
                  .name = "provenance.resolved",
                  .title = "Each pointer is resolved",
                  .severity = ASSAY_SEVERITY_HIGH,
                  .pack = "supply-chain",
                  .rationale = "A pointer is not the data.",
                  .remediation = "git lfs pull",
                  .applies = "item.kind == \"pointer\"",
                  .check = "item.pointer.resolved",
                  .example = "",
                  .verdicts = {[ASSAY_NOT_APPLICABLE] = 1}},
    [RULE_SEC] = {.code = "SEC-001",
                  .name = "secret.none",
                  .title = "No credential stands in plain text",
                  .severity = ASSAY_SEVERITY_LOW,
                  .pack = "baseline",
                  .rationale = "A credential that was committed once is known.",
                  .remediation = "Revoke it, then remove it from the history.",
                  .applies = "true",
                  .check = "item.observations.none(o, o.class.startsWith(\"secret.\"))",
                  .example = "",
                  SAMPLE_CONTROLS(controls_pii),
                  .verdicts = {[ASSAY_PASS] = 11, [ASSAY_FAIL] = 1}},
};

/* The assessment's day is 2026-11-21. */
#define SAMPLE_NOW 1795219200
#define SAMPLE_DAYS(n) ((n)*INT64_C(86400))

static const struct assay_waiver sample_waivers[] = {
    {.fingerprint = "1111-2222-3333",
     .until = SAMPLE_NOW + SAMPLE_DAYS(60),
     .who = "A. Doe <a@example.org>",
     .reason = "synthetic numbers, see TICKET-12",
     .glob = NULL,
     .line = 1,
     .state = ASSAY_WAIVER_IN_FORCE,
     .days_left = 60,
     .used = 1},
    {.fingerprint = "2222-3333-4444",
     .until = SAMPLE_NOW + SAMPLE_DAYS(12),
     .who = "B. Roe",
     .reason = "card | comes *with* 1.3",
     .glob = "data/**",
     .line = 2,
     .state = ASSAY_WAIVER_SOON,
     .days_left = 12,
     .used = 1},
    {.fingerprint = "3333-4444-5555",
     .until = SAMPLE_NOW - SAMPLE_DAYS(3),
     .who = "B. Roe",
     .reason = "until the rewrite",
     .glob = NULL,
     .line = 3,
     .state = ASSAY_WAIVER_EXPIRED,
     .days_left = -3,
     .used = 0},
    {.fingerprint = "4444-5555-6666",
     .until = SAMPLE_NOW + SAMPLE_DAYS(80),
     .who = "C. Poe",
     .reason = "was found <b>wrong</b>",
     .glob = NULL,
     .line = 4,
     .state = ASSAY_WAIVER_UNUSED,
     .days_left = 80,
     .used = 0},
};

static const struct assay_parameter sample_parameters[] = {
    {"waiver_days", "60", "90", ".assay/policy.yml:4", false},
    {"min_rows", "30", "30", "assay:baseline:12", false},
};

static const struct assay_pack sample_packs[] = {
    {.name = "baseline",
     .edition = "2026.11",
     .title = "What holds everywhere",
     .in_force_from = "2026-11-01",
     .in_force_until = "",
     .path = "assay:baseline",
     .sha256 = {0x5b, 0xe0, 0xc1},
     .parameters = sample_parameters,
     .parameter_count = 2},
    {.name = "supply-chain",
     .edition = "2026.11",
     .title = "Software and model supply chain",
     .in_force_from = "2026-11-01",
     .in_force_until = "2027-12-02",
     .path = ".assay/policy.yml",
     .sha256 = {0x77, 0x01}},
};

static const struct assay_framework sample_frameworks[] = {
    {.name = "EU AI Act", .controls = {[ASSAY_PASS] = 0, [ASSAY_FAIL] = 3, [ASSAY_ATTESTED] = 1}},
    {.name = "GDPR", .controls = {[ASSAY_FAIL] = 2}},
    {.name = "ISO/IEC 42001", .touched = 1},
    {.name = "NIST SSDF for AI",
     .controls = {[ASSAY_PASS] = 1, [ASSAY_UNKNOWN] = 1},
     .person_open = 1},
};

static const struct assay_rule *const rules_dat[] = {&sample_rules[RULE_DAT]};
static const struct assay_rule *const rules_led[] = {&sample_rules[RULE_LED]};
static const struct assay_rule *const rules_mod1[] = {&sample_rules[RULE_MOD1]};
static const struct assay_rule *const rules_mod7[] = {&sample_rules[RULE_MOD7]};
static const struct assay_rule *const rules_pii[] = {&sample_rules[RULE_PII],
                                                     &sample_rules[RULE_SEC]};

static const struct assay_demand sample_demand = {
    .demands = "know how data was collected", .person = "that <it> was lawful", .nothing = ""};
static const struct assay_demand sample_plain = {
    .demands = "what it asks", .person = "", .nothing = ""};
#define SAMPLE_JUDGED(what, count)                                                                 \
    .verdict = (what), .evidence = (what), .rule_count = (count), .demand = &sample_plain
static const struct assay_control_status sample_controls[] = {
    {.control = &control_aia_10,
     .verdict = ASSAY_FAIL,
     .evidence = ASSAY_FAIL,
     .rules = rules_dat,
     .rule_count = 1,
     .demand = &sample_demand},
    {.control = &control_aia_11, .rules = rules_mod1, SAMPLE_JUDGED(ASSAY_ATTESTED, 1)},
    {.control = &control_aia_15, .rules = rules_mod7, SAMPLE_JUDGED(ASSAY_FAIL, 1)},
    {.control = &control_aia_19, .rules = rules_led, SAMPLE_JUDGED(ASSAY_FAIL, 1)},
    {.control = &control_gdpr_32, .rules = rules_pii, SAMPLE_JUDGED(ASSAY_FAIL, 2)},
    {.control = &control_gdpr_5, .rules = rules_pii, SAMPLE_JUDGED(ASSAY_FAIL, 2)},
    {.control = &control_iso_a74, .verdict = ASSAY_UNKNOWN, .rules = rules_dat, .rule_count = 1},
    {.control = &control_ssdf_ps1, .rules = rules_led, SAMPLE_JUDGED(ASSAY_PASS, 1)},
    {.control = &control_ssdf_pw3,
     .verdict = ASSAY_UNKNOWN,
     .evidence = ASSAY_PASS,
     .person_open = true,
     .rules = rules_mod7,
     .rule_count = 1,
     .demand = &sample_demand},
};

static const char *const sample_unknown[] = {"item.model.license"};
static const char *const sample_allowed[] = {"git.shallow"};

static const struct assay_ledger_state sample_ledger = {
    .origin = "ledger.example.org/risk",
    .size = 42,
    .root = {0xab, 0xcd},
    .signer = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90",
    .holds = true,
};

enum { SAMPLE_FINDINGS = 10 };

struct sample_assessment {
    struct assay_inventory *inventory;
    struct assay_finding findings[SAMPLE_FINDINGS];
    struct assay_assessment assessment;
};

/* Items of the sample by their canonical index. */
enum {
    ITEM_CARD,
    ITEM_LATIN,
    ITEM_USERS,
    ITEM_DEPLOY,
    ITEM_LINK,
    ITEM_ZIP,
    ITEM_INNER,
    ITEM_EVIL,
    ITEM_NOTES,
    ITEM_TENSORS,
    ITEM_TORCH,
    ITEM_PICKLE
};

static inline void sample_findings(struct sample_assessment *s)
{
    const struct assay_item *items = s->inventory->items;
    const struct assay_finding all[SAMPLE_FINDINGS] = {
        {.rule = &sample_rules[RULE_MOD7],
         .item = &items[ITEM_PICKLE],
         .headline = "model.code-import",
         .verdict = ASSAY_FAIL,
         .verdict_before = ASSAY_FAIL,
         .severity = ASSAY_SEVERITY_CRITICAL,
         .blocking = true,
         .message = "imports posix.system; loading this model would run it",
         .remedy = "Save the weights as safetensors.",
         .fingerprint = "e4f5a6b001122334455667788990aabb",
         .observation = &sample_import[0]},
        {.rule = &sample_rules[RULE_PII],
         .item = &items[ITEM_USERS],
         .headline = "pii.email",
         .verdict = ASSAY_FAIL,
         .verdict_before = ASSAY_FAIL,
         .severity = ASSAY_SEVERITY_HIGH,
         .blocking = true,
         .message = "1,204 e-mail addresses in column \"contact\"",
         .remedy = "Drop or hash the column:  assay explain pii.email",
         .fingerprint = "7c1e92ab04d700112233445566778899",
         .observation = &sample_emails[0]},
        {.rule = &sample_rules[RULE_PII],
         .item = &items[ITEM_USERS],
         .headline = "pii.phone",
         .verdict = ASSAY_WAIVED,
         .verdict_before = ASSAY_FAIL,
         .severity = ASSAY_SEVERITY_HIGH,
         .message = "3 telephone numbers",
         .remedy = "Drop or hash the column.",
         .fingerprint = "11112222333300112233445566778899",
         .observation = &sample_emails[1],
         .waiver = &sample_waivers[0]},
        {.rule = &sample_rules[RULE_DAT],
         .item = &items[ITEM_LATIN],
         .headline = "data.has-card",
         .verdict = ASSAY_WAIVED,
         .verdict_before = ASSAY_FAIL,
         .severity = ASSAY_SEVERITY_HIGH,
         .message = "no card describes this data set",
         .remedy = "assay init --card data/caf.csv",
         .fingerprint = "22223333444400112233445566778899",
         .waiver = &sample_waivers[1]},
        {.rule = &sample_rules[RULE_DAT],
         .item = &items[ITEM_EVIL],
         .headline = "data.has-card",
         .verdict = ASSAY_FAIL,
         .verdict_before = ASSAY_FAIL,
         .severity = ASSAY_SEVERITY_HIGH,
         .blocking = true,
         .message = "no card describes \x1b[31m\xe2\x80\xae.csv",
         .remedy = "Write the card:\n  assay init --card PATH",
         .fingerprint = "aaaabbbbcccc00112233445566778899"},
        {.rule = &sample_rules[RULE_MOD1],
         .item = &items[ITEM_TORCH],
         .headline = "model.has-card",
         .verdict = ASSAY_ATTESTED,
         .verdict_before = ASSAY_UNKNOWN,
         .severity = ASSAY_SEVERITY_HIGH,
         .message = "validated by C. Poe on 2026-11-02",
         .remedy = "",
         .fingerprint = "bbbbcccc001122334455667788990011"},
        {.rule = &sample_rules[RULE_PRV],
         .item = NULL,
         .headline = "provenance.resolved",
         .verdict = ASSAY_NOT_APPLICABLE,
         .verdict_before = ASSAY_NOT_APPLICABLE,
         .severity = ASSAY_SEVERITY_HIGH,
         .message = "there is no pointer",
         .remedy = "",
         .fingerprint = "cccc0011223344556677889900112233"},
        {.rule = &sample_rules[RULE_LED],
         .item = NULL,
         .headline = "ledger.recorded",
         .verdict = ASSAY_FAIL,
         .verdict_before = ASSAY_FAIL,
         .severity = ASSAY_SEVERITY_MEDIUM,
         .blocking = true,
         .message = "1 of 6 subjects is not in the ledger",
         .remedy = "assay record",
         .fingerprint = "dddd0011223344556677889900112233"},
        {.rule = &sample_rules[RULE_LIC],
         .item = &items[ITEM_TORCH],
         .headline = "licence.stated",
         .verdict = ASSAY_UNKNOWN,
         .verdict_before = ASSAY_UNKNOWN,
         .severity = ASSAY_SEVERITY_MEDIUM,
         .message = "no licence was found",
         .remedy = "Add `license:` to the card.",
         .fingerprint = "eeee0011223344556677889900112233",
         .unknown_facts = sample_unknown,
         .unknown_fact_count = 1},
        {.rule = &sample_rules[RULE_SEC],
         .item = &items[ITEM_DEPLOY],
         .headline = "secret.private-key",
         .verdict = ASSAY_FAIL,
         .verdict_before = ASSAY_FAIL,
         .severity = ASSAY_SEVERITY_LOW,
         .message = "a private key in plain text",
         .remedy = "Revoke it, then remove it from the history.",
         .fingerprint = "ffff0011223344556677889900112233",
         .observation = &sample_key[0]},
    };

    memcpy(s->findings, all, sizeof all);
}

/* Points into itself: not to be copied. */
static inline void sample_assess(struct sample_assessment *s)
{
    s->inventory = sample_inventory();
    sample_findings(s);
    s->assessment = (struct assay_assessment){
        .inventory = s->inventory,
        .packs = sample_packs,
        .pack_count = ARRAY_LEN(sample_packs),
        .policy_sha256 = {0x5b, 0xe0, 0xc1, 0x99},
        .rules = sample_rules,
        .rule_count = RULES,
        .findings = s->findings,
        .finding_count = SAMPLE_FINDINGS,
        .waivers = sample_waivers,
        .waiver_count = ARRAY_LEN(sample_waivers),
        .frameworks = sample_frameworks,
        .framework_count = ARRAY_LEN(sample_frameworks),
        .controls = sample_controls,
        .control_count = ARRAY_LEN(sample_controls),
        .counts =
            {[ASSAY_SEVERITY_MEDIUM] = 1, [ASSAY_SEVERITY_HIGH] = 2, [ASSAY_SEVERITY_CRITICAL] = 1},
        .unknowns = 1,
        .waived = 2,
        .exit_code = 1,
        .verdict = "blocked",
        .allowed_gaps = sample_allowed,
        .allowed_gap_count = 1,
        .time = SAMPLE_NOW,
        .ledger = &sample_ledger,
    };
}

/* The same project when all is well: nothing found, no gap, no waiver. */
static inline void sample_assess_clean(struct sample_assessment *s)
{
    struct inventory_part *part = inventory_part_new();
    struct assay_error err = {0};

    memset(s, 0, sizeof *s);
    sample_item(part, inventory_path(part, NULL, BYTES("models/v3.safetensors")), &sample_tensors,
                NULL);
    if (inventory_merge(&part, 1, &sample_target, &s->inventory, &err) != ASSAY_OK)
        abort();
    s->assessment = (struct assay_assessment){
        .inventory = s->inventory,
        .packs = sample_packs,
        .pack_count = 1,
        .rules = sample_rules,
        .rule_count = RULES,
        .verdict = "passed",
        .time = SAMPLE_NOW,
    };
}

static inline void sample_clear(struct sample_assessment *s)
{
    assay_inventory_free(s->inventory);
}
