/* test_rule.c - a rule that is not whole, or asks about what is not there, does not load. */

#include "policy/rule.h"

#include "policies.h"

struct bad_row {
    const char *name;
    const char *rule; /* behind RULE_HEAD; lines count from 8 */
    const char *id;
    unsigned line, column;
    const char *says;
};

static const struct bad_row bad[] = {
    {"no check", RULE_REST, "policy.missing-field", 4, 5, "check"},
    {"no message", "    check: 'true'\n    rationale: r\n    remediation: d\n",
     "policy.missing-field", 4, 5, "message"},
    {"no rationale", "    check: 'true'\n    message: m\n    remediation: d\n",
     "policy.missing-field", 4, 5, "rationale"},
    {"a misspelt field", "    chekc: 'true'\n" RULE_REST, "config.unknown-key", 8, 5, "check"},
    {"a misspelt fact", "    check: item.sise > 0\n" RULE_REST, "policy.expression", 8, 17,
     "did you mean \"size\"?"},
    {"a misspelt fact of a group", "    check: item.model.parametres > 0\n" RULE_REST,
     "policy.expression", 8, 23, "parameters"},
    {"a misspelt fact in quotes", "    check: \"item.sise > 0\"\n" RULE_REST, "policy.expression",
     8, 18, "size"},
    {"a misspelt fact behind an escape",
     "    check: \"item.name != \\\"\\\" && item.sise > 0\"\n" RULE_REST, "policy.expression", 8,
     39, "size"},
    {"a misspelt fact on a folded line",
     "    check: >-\n      item.kind == \"model\" &&\n      item.sise > 0\n" RULE_REST,
     "policy.expression", 10, 12, "size"},
    {"a misspelt fact in a message",
     "    check: 'true'\n    message: '{item.path} has {item.sise}'\n    rationale: r\n"
     "    remediation: d\n",
     "policy.expression", 9, 37, "size"},
    {"a misspelt fact in the evidence",
     "    check: 'true'\n    evidence: [item.sha256, item.formt]\n" RULE_REST, "policy.expression",
     9, 34, "format"},
    {"unlike types", "    check: item.size == \"large\"\n" RULE_REST, "policy.expression", 8, 0,
     ""},
    {"numbers of two types", "    check: item.size == 1.0\n" RULE_REST, "policy.expression", 8, 12,
     "write double(...) round the one that is not"},
    {"a number in numbers of another type", "    check: item.size in [1.0, 2.0]\n" RULE_REST,
     "policy.expression", 8, 12, "write double(...)"},
    {"a number for a question", "    check: item.size\n" RULE_REST, "policy.expression", 8, 12,
     "bool"},
    {"a syntax error", "    check: item.size >\n" RULE_REST, "policy.expression", 8, 0, ""},
    {"a brace that is not closed",
     "    check: 'true'\n    message: 'about {item.path'\n    rationale: r\n    remediation: d\n",
     "policy.expression", 9, 21, "brace"},
    {"a parameter that is not there", "    check: item.size < params.most\n" RULE_REST,
     "policy.expression", 8, 0, "most"},
    {"look-around in a pattern", "    check: item.name.matches(\"(?=a)\")\n" RULE_REST,
     "policy.expression", 8, 0, ""},
    {"an observation in `applies`",
     "    over: observation\n    classes: [pii.*]\n    applies: observation.count > 3\n    check: "
     "'true'\n" RULE_REST,
     "policy.over", 10, 14, "ask in `check`"},
    {"a field that is near to none",
     "    over: target\n    check: records.retention.exists(r, r.zzzzzz > 3)\n" RULE_REST,
     "policy.expression", 9, 42, "\"retention\" has "},
    {"an item in a rule over the target", "    over: target\n    check: item.size > 3\n" RULE_REST,
     "policy.over", 9, 12, "unknown in every run"},
    {"an item in the message of one",
     "    over: target\n    check: 'true'\n    message: '{item.path}'\n"
     "    rationale: r\n    remediation: d\n",
     "policy.over", 10, 14, "over: item"},
    {"an observation in a rule over items", "    check: observation.count > 3\n" RULE_REST,
     "policy.over", 8, 12, "item.observations"},
    {"an observation in the evidence of one",
     "    check: 'true'\n    evidence: [observation.count]\n" RULE_REST, "policy.over", 9, 15,
     "over: observation"},
    {"a misspelt kind", "    check: item.kind != \"modle\"\n" RULE_REST, "policy.expression", 8, 12,
     "did you mean \"model\"?"},
    {"a misspelt kind beside another",
     "    applies: item.kind in [\"dataset\", \"modle\"]\n    check: 'true'\n" RULE_REST,
     "policy.expression", 8, 14, "model"},
    {"over what is not there", "    over: file\n    check: 'true'\n" RULE_REST, "policy.over", 8,
     11, "observation"},
    {"observations without classes", "    over: observation\n    check: 'true'\n" RULE_REST,
     "policy.over", 4, 5, "classes"},
    {"classes without observations", "    classes: [pii.*]\n    check: 'true'\n" RULE_REST,
     "policy.over", 4, 5, "classes"},
    {"a control without a mark",
     "    check: 'true'\n    controls: [{framework: F, edition: E, ref: R}]\n" RULE_REST,
     "policy.missing-field", 9, 16, "mark"},
    {"a mark that is none",
     "    check: 'true'\n    controls: [{framework: F, edition: E, ref: R, mark: x}]\n" RULE_REST,
     "policy.mark", 9, 57, "v, r, s or n"},
    {"an example of a fact that is not there",
     "    check: item.size > 0\n" RULE_REST
     "    tests:\n      - {name: n, facts: {item: {sise: 1}}, expect: pass}\n",
     "policy.fact", 13, 34, "did you mean \"size\"?"},
    {"an example of another type",
     "    check: item.size > 0\n" RULE_REST
     "    tests:\n      - {name: n, facts: {item: {size: \"1\"}}, expect: pass}\n",
     "policy.fact", 13, 40, "whole number"},
    {"an example of no variable",
     "    check: item.size > 0\n" RULE_REST
     "    tests:\n      - {name: n, facts: {items: {}}, expect: pass}\n",
     "policy.fact", 13, 27, "did you mean \"item\"?"},
    {"an expectation that is none",
     "    check: item.size > 0\n" RULE_REST "    tests:\n      - {name: n, expect: passed}\n",
     "policy.example", 13, 27, "not-applicable"},
};

static void check_bad(void **state)
{
    const struct bad_row *row = *state;
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    char text[2048];
    const char *const packs[] = {text, NULL};

    snprintf(text, sizeof text, "%s%s%s", PACK_HEAD, RULE_HEAD, row->rule);
    assert_int_equal(packs_open(packs, NULL, &policy, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, row->id);
    if (err.line != row->line || (row->column && err.column != row->column))
        fail_msg("blames %u:%u: %s", (unsigned)err.line, (unsigned)err.column, err.text);
    assert_true(err.column > 0 && *err.excerpt && *err.remedy);
    if (!strstr(err.text, row->says) && !strstr(err.why, row->says) &&
        !strstr(err.remedy, row->says))
        fail_msg("\"%s\" is not in: %s / %s / %s", row->says, err.text, err.why, err.remedy);
}

struct code_row {
    const char *name;
    const char *field;
    bool loads;
};

static const struct code_row codes[] = {
    {"a code", "id: ACME-001", true},
    {"small letters", "id: acme-001", false},
    {"two digits", "id: ACME-01", false},
    {"four digits", "id: ACME-0001", false},
    {"no family", "id: -001", false},
    {"a name", "name: a.b", true},
    {"no dot", "name: ab", false},
    {"capitals", "name: A.b", false},
    {"nothing behind the dot", "name: a.", false},
    {"a severity", "severity: info", true},
    {"no severity", "severity: urgent", false},
};

static void check_code(void **state)
{
    const struct code_row *row = *state;
    const char *fields[] = {"id: ACME-001", "name: acme.rule", "severity: high"};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    char text[1024];
    const char *const packs[] = {text, NULL};

    for (size_t i = 0; i < 3; i++)
        if (strncmp(fields[i], row->field, strcspn(row->field, ":") + 1) == 0)
            fields[i] = row->field;
    snprintf(text, sizeof text,
             "%srules:\n  - %s\n    %s\n    %s\n    title: t\n    check: 'true'\n%s", PACK_HEAD,
             fields[0], fields[1], fields[2], RULE_REST);
    assert_int_equal(packs_open(packs, NULL, &policy, &err), row->loads ? ASSAY_OK : ASSAY_EUSAGE);
    assay_policy_free(policy);
}

/* What a reader without an item sees: no braces. */
static void remedy_speaks_in_general(void **state)
{
    struct assay_policy *policy = pack_open(
        PACK_HEAD RULE_HEAD "    check: 'true'\n    message: m\n    rationale: r\n"
                            "    remediation: 'edit {item.path}: {{x}} of {item.size}'\n");

    (void)state;
    assert_string_equal(assay_policy_rule(policy, "ACME-001")->remediation,
                        "edit PATH: {x} of ...");
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(remedy_speaks_in_general)};

    return RUN_CASES(check_bad, bad) + RUN_CASES(check_code, codes) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
