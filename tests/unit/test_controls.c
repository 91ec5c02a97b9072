/* test_controls.c - what a pack says of the controls of its regime, and old names of editions. */

#include "policy/controls.h"

#include "policies.h"

#define CONTROL "controls:\n  - framework: F\n    edition: '1'\n    ref: '5.1'\n    mark: v\n"
#define DEMANDS "    demands: d\n"

struct row {
    const char *name;
    const char *text; /* behind the head of a pack that lists MOD-007 */
    const char *id;
    unsigned line, column;
    const char *says;
};

static const struct row rows[] = {
    {"no list", "controls: x\n", "policy.list", 4, 11, "list"},
    {"a key with a typo", CONTROL DEMANDS "    rule: [MOD-007]\n", "config.unknown-key", 10, 5,
     "rules"},
    {"no demand", CONTROL "    rules: [MOD-007]\n", "policy.missing-field", 5, 5, "demands"},
    {"a mark that is none", "controls: [{framework: F, edition: e, ref: r, mark: x, demands: d}]\n",
     "policy.mark", 4, 53, "v, r, s or n"},
    {"a rule that is not there", CONTROL DEMANDS "    rules: [MOD-07]\n", "policy.unknown-rule", 10,
     13, "did you mean \"MOD-007\"?"},
    {"a rule that the pack does not list", CONTROL DEMANDS "    rules: [OTHER-001]\n",
     "policy.unknown-rule", 10, 13, "OTHER-001"},
    {"met by nothing, and that not said", CONTROL DEMANDS, "policy.control", 5, 5, "how it is met"},
    {"met by a rule and by nothing", CONTROL DEMANDS "    rules: [MOD-007]\n    nothing: why\n",
     "policy.control", 5, 5, "is met, and yet"},
    {"a date that is none", CONTROL DEMANDS "    person: p\n    in-force-from: soon\n",
     "policy.date", 11, 20, "2026-11-01"},
    {"the same control twice",
     CONTROL DEMANDS "    person: p\n  - {framework: F, edition: '1', ref: '5.1', mark: r, "
                     "demands: d, person: p}\n",
     "policy.duplicate", 11, 5, "line 5"},
    {"an alias without its new name", "aliases: [{old: x}]\n", "policy.missing-field", 4, 11,
     "now"},
};

static void check(void **state)
{
    const struct row *row = *state;
    char text[1024];
    const char *const packs[] = {text, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    snprintf(text, sizeof text, PACK_HEAD "rules: [MOD-007]\n%s", row->text);
    assert_int_equal(packs_open(packs, NULL, &policy, &err), ASSAY_EUSAGE);
    assert_null(policy);
    assert_string_equal(err.id, row->id);
    if (err.line != row->line || err.column != row->column)
        fail_msg("blames %u:%u: %s", (unsigned)err.line, (unsigned)err.column, err.text);
    if (!strstr(err.text, row->says) && !strstr(err.why, row->says) &&
        !strstr(err.remedy, row->says))
        fail_msg("\"%s\" is not in: %s / %s", row->says, err.text, err.why);
}

static void a_control_of_another_pack_needs_its_rule(void **state)
{
    const char *const packs[] = {"assay:baseline",
                                 PACK_HEAD CONTROL DEMANDS "    rules: [MOD-007]\n", NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(packs_open(packs, NULL, &policy, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "policy.control");
    assert_non_null(strstr(err.text, "does not list"));
}

static void three_ways_to_meet_one(void **state)
{
    struct assay_policy *policy =
        pack_open(PACK_HEAD "title: Three ways\nrules: [MOD-007]\ncontrols:\n"
                            "  - {framework: F, edition: '1', ref: a, mark: v, demands: shown, "
                            "rules: [MOD-007], in-force-from: 2027-12-02}\n"
                            "  - {framework: F, edition: '1', ref: b, mark: r, demands: said, "
                            "person: that it is so}\n"
                            "  - {framework: F, edition: '1', ref: c, mark: s, demands: neither, "
                            "nothing: no file shows it}\n");
    const struct assay_pack *pack = assay_policy_pack_at(policy, 0);
    struct assay_error err = {0};
    char *text = NULL;

    (void)state;
    assert_int_equal(pack->control_count, 3);
    assert_string_equal(pack->controls[0].rules[0], "MOD-007");
    assert_string_equal(pack->controls[1].person, "that it is so");
    assert_string_equal(pack->controls[2].nothing, "no file shows it");
    assert_ok(assay_policy_show_controls(policy, &text, &err), err);
    assert_non_null(strstr(text, "## mine: Three ways\n"));
    assert_non_null(strstr(text, "| F a (from 2027-12-02) | v | shown | MOD-007 | - | - |\n"));
    assert_non_null(strstr(text, "| F b | r | said | - | that it is so | - |\n"));
    assert_non_null(strstr(text, "| F c | s | neither | - | - | no file shows it |\n"));
    free(text);
    assay_policy_free(policy);
}

/* A rule that cites what was rescinded counts for what took its place. */
static void old_editions_have_new_names(void **state)
{
    struct assay_policy *policy =
        pack_open(PACK_HEAD "aliases: [{old: SR 11-7, now: SR 26-2}]\n" RULE_HEAD
                            "    check: item.size < 9\n" RULE_REST
                            "    controls: [{framework: F, edition: SR 11-7, ref: r, mark: r}]\n");

    (void)state;
    assert_string_equal(policy->rules[0].shown.controls[0]->edition, "SR 26-2");
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_control_of_another_pack_needs_its_rule),
        cmocka_unit_test(three_ways_to_meet_one),
        cmocka_unit_test(old_editions_have_new_names),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
