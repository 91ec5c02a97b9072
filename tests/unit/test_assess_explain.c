/* test_assess_explain.c - one screen about a rule, a finding, or a verdict of pass. */

#include <assay/policy.h>

#include "base/kit.h"
#include "base/text.h"
#include "policies.h"
#include "sample.h"

#define NOON INT64_C(1795262400) /* 2026-11-21T12:00:00Z */

struct subject {
    struct assay_policy *policy;
    struct assay_inventory *inventory;
    struct assay_assessment *assessment;
};

static void subject_open(struct subject *subject)
{
    const char *const packs[] = {"assay:baseline", NULL};
    struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM, .gaps_block = true, .time = NOON};
    struct assay_error err = {0};

    assert_ok(packs_open(packs, "", &subject->policy, &err), err);
    subject->inventory = sample_inventory();
    assert_ok(assay_assess(subject->policy, subject->inventory, &gate, &subject->assessment, &err),
              err);
}

static void subject_close(struct subject *subject)
{
    assay_assessment_free(subject->assessment);
    assay_inventory_free(subject->inventory);
    assay_policy_free(subject->policy);
}

static const struct assay_finding *find(const struct subject *subject, const char *headline)
{
    for (size_t i = 0; i < subject->assessment->finding_count; i++)
        if (strcmp(subject->assessment->findings[i].headline, headline) == 0)
            return &subject->assessment->findings[i];
    fail_msg("no finding %s", headline);
    return NULL;
}

static void assert_says(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strstr(text, words[i]))
            fail_msg("\"%s\" is not in:\n%s", words[i], text);
}

/* Every rule that is shipped fits a screen, and says all that a newcomer needs. */
static void every_rule_fits_a_screen(void **state)
{
    static const char *const words[] = {"\nwhy ", "\nfix ", "\nwaive ", "\nholds if ",
                                        "\ncontrols "};
    struct subject subject;
    const struct assay_rule *rule;

    (void)state;
    subject_open(&subject);
    for (size_t i = 0; (rule = assay_policy_rule_at(subject.policy, i)); i++) {
        struct assay_error err = {0};
        unsigned lines = 0;
        char *text = NULL;

        assert_ok(assay_explain_rule(rule, &text, &err), err);
        assert_says(text, words, ARRAY_LEN(words));
        for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1, lines++)
            assert_true(end - line < 120);
        if (lines > 45)
            fail_msg("%u lines:\n%s", lines, text);
        free(text);
    }
    subject_close(&subject);
}

struct finding_row {
    const char *name;
    const char *headline;
    const char *words[6];
};

static const struct finding_row findings[] = {
    {"nothing declares a licence",
     "license.missing",
     {"fail  high  license.missing (LIC-001)  data/", "fails, because", "has(item.dataset.license)",
      "fix ", "assay waive ", "assay explain LIC-001"}},
    {"a class that was seen",
     "pii.email",
     {"critical  pii.email (PII-001)  data/users.csv", "observation.confidence", "\"high\"",
      "1,204 e-mail addresses in column \"contact\"", "item.sha256 = \"11000000"}},
    {"code in a model",
     "model.code-import",
     {"models/v3/model.pt!/archive/data.pkl", "item.load = \"dangerous\"", "posix.system"}},
};

static void check_finding(void **state)
{
    const struct finding_row *row = *state;
    const struct assay_finding *finding;
    char fingerprint[ASSAY_FINGERPRINT_SHORT_SIZE];
    struct assay_error err = {0};
    struct subject subject;
    char *text = NULL;

    subject_open(&subject);
    finding = find(&subject, row->headline);
    assay_fingerprint_short(finding->fingerprint, fingerprint);
    assert_ok(assay_explain_finding(subject.policy, subject.assessment, fingerprint, &text, &err),
              err);
    for (size_t i = 0; i < ARRAY_LEN(row->words) && row->words[i]; i++)
        assert_says(text, &row->words[i], 1);
    assert_says(text, &(const char *){fingerprint}, 1);
    assert_true(utf8_valid(bytes_text(text)));
    free(text);
    subject_close(&subject);
}

struct subject_row {
    const char *name;
    const char *rule, *path;
    const char *says; /* NULL: refused */
};

static const struct subject_row subjects[] = {
    {"a pass", "MOD-007", "models/v3.safetensors", "passes, because"},
    {"where its facts come from", "LIC-001", "models/v3.safetensors",
     "(declared in README.md, sha256 "},
    {"by the rule's name", "license.missing", "models/v3.safetensors", "passes, because"},
    {"by a class", "secret.private-key", "deploy.sh", "fails, because"},
    {"nothing seen", "SEC-001", "README.md", "passes: nothing of the kind was seen"},
    {"not applicable", "LIC-001", "README.md", "not applicable, because"},
    {"unknown", "PRV-003", "data/users.csv", "missing   a card of the data set"},
    {"the whole target", "LED-001", NULL, "not applicable, because"},
    {"no such rule", "LIC-999", "README.md", NULL},
    {"no such item", "LIC-001", "no/such", NULL},
    {"an item for a rule about the target", "LED-001", "README.md", NULL},
    {"no item for a rule about items", "LIC-001", "", NULL},
};

static void check_subject(void **state)
{
    const struct subject_row *row = *state;
    struct assay_error err = {0};
    struct subject subject;
    enum assay_status status;
    char *text = NULL;

    subject_open(&subject);
    status = assay_explain_subject(subject.policy, subject.assessment, row->rule, row->path, &text,
                                   &err);
    assert_int_equal(status, row->says ? ASSAY_OK : ASSAY_EMISSING);
    if (row->says)
        assert_says(text, &row->says, 1);
    else
        assert_true(*err.id && *err.why && *err.remedy);
    free(text);
    subject_close(&subject);
}

static void no_such_fingerprint(void **state)
{
    struct assay_error err = {0};
    struct subject subject;
    char *text = NULL;

    (void)state;
    subject_open(&subject);
    assert_int_equal(
        assay_explain_finding(subject.policy, subject.assessment, "0000-0000-0000", &text, &err),
        ASSAY_EMISSING);
    assert_true(*err.id && *err.why && *err.remedy);
    subject_close(&subject);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_fits_a_screen),
        cmocka_unit_test(no_such_fingerprint),
    };

    return RUN_CASES(check_finding, findings) + RUN_CASES(check_subject, subjects) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
