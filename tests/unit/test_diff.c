/* test_diff.c - what changed from one policy to another, and the controls that it touches. */

#include "policies.h"

#define HEAD "pack: mine\nedition: '1'\n"
#define BODY                                                                                       \
    "    message: m\n    rationale: r\n    remediation: d\n"                                       \
    "    controls: [{framework: GDPR, edition: '1', ref: Art. 5, mark: v}]\n"
#define RULE(severity, check)                                                                      \
    "rules:\n  - id: ACME-001\n    name: acme.rule\n    title: t\n    severity: " severity         \
    "\n    check: " check "\n" BODY
#define CONTROLS(mark)                                                                             \
    "controls:\n  - {framework: GDPR, edition: '1', ref: Art. 5, mark: " mark                      \
    ", demands: d, person: p}\n"

struct row {
    const char *name, *old, *now;
    size_t changes;
    const char *says[3];
};

static const struct row rows[] = {
    {"the same", HEAD RULE("high", "item.size < 9"), HEAD RULE("high", "item.size < 9"), 0, {0}},
    {"a comment",
     HEAD RULE("high", "item.size < 9"),
     "# c\n" HEAD RULE("high", "item.size < 9"),
     0,
     {0}},
    {"a check",
     HEAD RULE("high", "item.size < 9"),
     HEAD RULE("high", "item.size < 99"),
     1,
     {"~ rule ACME-001", "+ check: item.size < 99\n", "controls touched: GDPR Art. 5\n"}},
    {"a severity",
     HEAD RULE("high", "item.size < 9"),
     HEAD RULE("low", "item.size < 9"),
     1,
     {"severity: high -> low", "controls touched: GDPR"}},
    {"a rule that is gone",
     HEAD RULE("high", "item.size < 9"),
     HEAD,
     1,
     {"- rule ACME-001 acme.rule", "controls touched: GDPR"}},
    {"a rule that is new", HEAD, HEAD RULE("high", "item.size < 9"), 1, {"+ rule ACME-001"}},
    {"an edition and a date",
     HEAD,
     "pack: mine\nedition: '2'\nin-force-from: 2027-01-01\n",
     2,
     {"edition: \"1\" -> \"2\"", "in-force-from: \"\" -> \"2027-01-01\""}},
    {"a parameter",
     HEAD "params: {p: {type: int, default: 1, meaning: m}}\n",
     HEAD "params: {p: {type: int, default: 2, meaning: m}}\n",
     1,
     {"~ parameter p: 1 -> 2"}},
    {"how far a parameter goes",
     HEAD "params: {p: {type: int, default: 1, most: 5, meaning: m}}\n",
     HEAD "params: {p: {type: int, default: 1, most: 500, meaning: m}}\n",
     1,
     {"~ parameter p: 1\n", "- most: 5\n", "+ most: 500\n"}},
    {"a rule that may be attested",
     HEAD RULE("high", "item.size < 9"),
     HEAD RULE("high", "item.size < 9") "    attest: true\n",
     1,
     {"~ rule ACME-001", "- attest: \n", "+ attest: true\n"}},
    {"a class that is gone",
     HEAD RULE("high",
               "item.size < 9") "    over: observation\n    classes: [pii.iban, pii.email]\n",
     HEAD RULE("high", "item.size < 9") "    over: observation\n    classes: [pii.iban]\n",
     1,
     {"- classes: pii.iban, pii.email\n", "+ classes: pii.iban\n"}},
    {"a mark", HEAD CONTROLS("s"), HEAD CONTROLS("v"), 1, {"mark: s -> v"}},
    {"a control that is gone", HEAD CONTROLS("s"), HEAD, 1, {"- control GDPR Art. 5"}},
    {"another pack", HEAD, "pack: other\nedition: '1'\n", 2, {"- pack mine", "+ pack other"}},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_policy *old = pack_open(row->old), *now = pack_open(row->now);
    struct assay_error err = {0};
    char *text = NULL;
    size_t changes;

    assert_ok(assay_policy_diff(old, now, &text, &changes, &err), err);
    assert_int_equal(changes, row->changes);
    for (size_t i = 0; i < 3 && row->says[i]; i++)
        if (!strstr(text, row->says[i]))
            fail_msg("\"%s\" is not in:\n%s", row->says[i], text);
    free(text);
    assay_policy_free(old);
    assay_policy_free(now);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
