/* test_explain_control.c - a control is found by the words that people cite it with. */

#include <assay/policy.h>

#include "base/kit.h"
#include "policies.h"

#define OWN_RULE RULE_HEAD "    check: 'false'\n" RULE_REST

static const char regime[] = PACK_HEAD OWN_RULE
    "aliases: [{old: TS 1, now: '2024'}]\n"
    "controls:\n"
    "  - {framework: ISO/IEC 42001, edition: '2024', ref: A.7.5 Provenance of all the data,\n"
    "     mark: v, demands: d, person: p}\n"
    "  - {framework: AI Act, edition: 2024/1689, ref: Art. 10(2)(b), mark: v, demands: d,\n"
    "     person: p}\n"
    "  - {framework: AI Act, edition: 2024/1689, ref: Art. 1, mark: v, demands: d, person: p}\n"
    "  - {framework: SR 11-7, edition: '2011', ref: Governance, mark: s, demands: d,\n"
    "     rules: [ACME-001]}\n"
    "  - {framework: SR 11-7, edition: '2011', ref: Vendors, mark: v, demands: d,\n"
    "     nothing: why not}\n";

static struct assay_policy *open_regime(void)
{
    const char *const packs[] = {regime, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    if (packs_open(packs, NULL, &policy, &err) != ASSAY_OK)
        fail_msg("%u:%u: %s %s", (unsigned)err.line, (unsigned)err.column, err.text, err.why);
    return policy;
}

struct row {
    const char *name;
    const char *words;
    const char *says;     /* NULL: no control has them */
    const char *says_not; /* or NULL */
};

static const struct row rows[] = {
    {"as it stands", "SR 11-7 Governance", "SR 11-7 (2011) Governance", "Vendors"},
    {"in small letters", "sr 11-7 governance", "SR 11-7 (2011) Governance", NULL},
    {"one word of it, in another order", "governance sr", "SR 11-7 (2011) Governance", NULL},
    {"one half of a name", "ISO A.7.5", "ISO/IEC 42001 (2024) A.7.5 Provenance of", NULL},
    {"an article and all its points", "AI Act 10", "AI Act (2024/1689) Art. 10(2)(b)", "Art. 1\n"},
    {"a paragraph", "\"AI Act\", 10(2)", "AI Act (2024/1689) Art. 10(2)(b)", NULL},
    {"1 is not 10", "AI Act 1", "AI Act (2024/1689) Art. 1\n", "10(2)(b)"},
    {"the name that its edition had", "42001 TS", "ISO/IEC 42001 (2024) A.7.5", NULL},
    {"a whole framework", "SR 11-7", "Vendors", "AI Act"},
    {"which rules show it", "Governance", "evidence  ACME-001 t\n", "signs it"},
    {"what a person signs, in one line", "A.7.5",
     "signs it  assay attest attestation SUBJECT --set controls=\"ISO/IEC 42001 A.7.5 Provenance "
     "of all the data\"\n",
     "evidence "},
    {"why nothing can be shown", "Vendors", "nothing   why not", "signs it"},
    {"a word too many", "SR 11-7 Governance 3", NULL, NULL},
    {"the beginning of a word", "Gov", NULL, NULL},
    {"no words", " , ", NULL, NULL},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_policy *policy = open_regime();
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    enum assay_status status = assay_explain_control(policy, row->words, &text, &err);

    assert_int_equal(status, row->says ? ASSAY_OK : ASSAY_EMISSING);
    if (row->says && !strstr(text, row->says))
        fail_msg("\"%s\" is not in:\n%s", row->says, text);
    if (row->says_not && strstr(text, row->says_not))
        fail_msg("\"%s\" is in:\n%s", row->says_not, text);
    assay_policy_free(policy);
}

/* A screen is not flooded: the first twelve, and how the others are seen. */
static void many_are_counted(void **state)
{
    static const char head[] = PACK_HEAD OWN_RULE "controls:\n";
    char many[2048];
    const char *const packs[] = {many, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    CLEANUP(free_cleanup) char *text = NULL;
    size_t size = (size_t)snprintf(many, sizeof many, "%s", head);

    (void)state;
    for (int i = 1; i <= 15; i++)
        size += (size_t)snprintf(
            many + size, sizeof many - size,
            "  - {framework: F, edition: e, ref: '%d', mark: v, demands: d, person: p}\n", i);
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_ok(assay_explain_control(policy, "F e", &text, &err), err);
    assert_non_null(strstr(text, "F (e) 12\n"));
    assert_null(strstr(text, "F (e) 13\n"));
    assert_non_null(strstr(text, "\n3 more fit these words: assay policy show --controls --all\n"));
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(many_are_counted)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
