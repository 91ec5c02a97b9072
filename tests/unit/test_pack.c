/* test_pack.c - packs add up; what is wrong in one is told with its place and what to do. */

#include "policy/pack.h"

#include <sys/stat.h>

#include "crypto/digest.h"
#include "folder.h"
#include "policies.h"

struct bad_row {
    const char *name;
    const char *text; /* the second pack, after assay:baseline */
    const char *id;
    unsigned line, column;
    const char *says; /* part of text, why or remedy */
};

static const struct bad_row bad[] = {
    {"a misspelt key", PACK_HEAD "rulez: []\n", "config.unknown-key", 3, 1, "rules"},
    {"no name", "edition: \"1\"\n", "policy.missing-field", 1, 1, "pack: NAME"},
    {"a pack twice", "pack: baseline\nedition: \"1\"\n", "policy.duplicate", 1, 1, "read already"},
    {"a rule of the program that is not in force",
     PACK_HEAD
     "rules:\n  - {id: DAT-004, name: a.b, title: t, severity: low, check: 'true', message: "
     "m, rationale: r, remediation: d}\n",
     "policy.duplicate", 4, 5, "rule of the program"},
    {"a bad date", PACK_HEAD "in-force-from: 2026-02-30\n", "policy.date", 3, 16, "2026-11-01"},
    {"a key twice", PACK_HEAD "pack: x\n", "config.syntax", 3, 1, "twice"},
    {"rules that are no list", PACK_HEAD "rules: x\n", "policy.list", 3, 8, "list"},
    {"disabling a rule", PACK_HEAD "disable: [MOD-001]\n", "policy.lowered", 3, 1, "assay waive"},
    {"switching a rule off", PACK_HEAD "change:\n  - {id: MOD-001, enabled: false}\n",
     "policy.lowered", 4, 19, "assay waive"},
    {"lowering a severity", PACK_HEAD "change:\n  - {id: MOD-001, severity: low}\n",
     "policy.lowered", 4, 29, "assay waive"},
    {"severity none", PACK_HEAD "change:\n  - {id: MOD-001, severity: none}\n", "policy.lowered", 4,
     29, "cannot be lowered"},
    {"a severity that is none", PACK_HEAD "change:\n  - {id: MOD-001, severity: hgih}\n",
     "policy.severity", 4, 29, "critical"},
    {"changing a rule that is not there", PACK_HEAD "change:\n  - {id: MOD-01, severity: high}\n",
     "policy.unknown-rule", 4, 10, "did you mean \"MOD-001\"?"},
    {"setting a parameter that is not there", PACK_HEAD "set: {waiver_day: 30}\n",
     "policy.parameter", 3, 7, "did you mean \"waiver_days\"?"},
    {"a parameter out of range", PACK_HEAD "set: {waiver_days: 500}\n", "policy.parameter", 3, 20,
     "from 1 to 366"},
    {"a parameter of another type", PACK_HEAD "set: {commercial: 1}\n", "config.wrong-type", 3, 19,
     "true or false"},
    {"declaring a parameter again",
     PACK_HEAD "params:\n  commercial: {type: bool, default: true, meaning: m}\n",
     "policy.parameter", 4, 3, "under \"set\""},
    {"a rule's code again",
     PACK_HEAD "rules:\n  - id: MOD-001\n    name: acme.rule\n    title: t\n    severity: high\n"
               "    check: 'true'\n" RULE_REST,
     "policy.duplicate", 4, 5, "assay:rules/MOD:"},
    {"a rule's name again",
     PACK_HEAD "rules:\n  - id: ACME-001\n    name: model.card\n    title: t\n    severity: high\n"
               "    check: 'true'\n" RULE_REST,
     "policy.duplicate", 4, 5, "model.card"},
    {"needing a rule that is not there",
     PACK_HEAD RULE_HEAD "    needs: [DAT-992]\n    check: 'true'\n" RULE_REST,
     "policy.unknown-rule", 8, 12, "did you mean"},
    {"a parent that is not there", PACK_HEAD "parent: assay:basline\n", "policy.unknown-pack", 3, 9,
     "did you mean assay:baseline?"},
    {"a parent that is no file", PACK_HEAD "parent: none.yml\n", "policy.missing-file", 3, 9,
     "assay policy show --packs"},
    {"an alias without the name of today", PACK_HEAD "aliases: [{old: SR 11-7}]\n",
     "policy.missing-field", 3, 11, "an alias has no \"now\""},
    {"a range that is empty",
     PACK_HEAD "params:\n  days: {type: int, default: 3, least: 9, most: 5, meaning: m}\n",
     "policy.parameter", 4, 49, "is less than"},
    {"a kind that no item has",
     PACK_HEAD RULE_HEAD "    applies: item.kind == 'modle'\n    check: 'true'\n" RULE_REST,
     "policy.expression", 8, 14, "item.kind is one of"},
    {"a class that nothing gives",
     PACK_HEAD RULE_HEAD "    over: observation\n    classes: [pii.email, pii.emial]\n"
                         "    check: 'true'\n" RULE_REST,
     "policy.class", 9, 26, "did you mean \"pii.email\"?"},
    {"a family of classes that nothing gives",
     PACK_HEAD RULE_HEAD "    over: observation\n    classes: [pll.*]\n"
                         "    check: 'true'\n" RULE_REST,
     "policy.class", 9, 15, "no observation has the class \"pll.*\""},
    {"a list that names a rule twice", PACK_HEAD "rules: [MOD-001, MOD-001]\n", "policy.duplicate",
     3, 18, "already"},
    {"a list with a misspelt code", PACK_HEAD "rules:\n  - MOD-001\n  - PRV-01\n",
     "policy.unknown-rule", 5, 5, "did you mean \"PRV-0"},
    {"a listed rule lowered", PACK_HEAD "rules:\n  - {id: MOD-007, severity: low}\n",
     "policy.lowered", 4, 29, "assay waive"},
    {"a rule without a code", PACK_HEAD "rules:\n  - {severity: low}\n", "policy.missing-field", 4,
     5, "its code"},
    {"needing a rule that needs others",
     PACK_HEAD RULE_HEAD "    needs: [PRV-003]\n    check: 'true'\n" RULE_REST, "policy.needs", 8,
     12, "need none themselves"},
};

static void check_bad(void **state)
{
    const struct bad_row *row = *state;
    const char *const packs[] = {"assay:baseline", row->text, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    assert_int_equal(packs_open(packs, NULL, &policy, &err), ASSAY_EUSAGE);
    assert_null(policy);
    assert_string_equal(err.id, row->id);
    if (err.line != row->line || err.column != row->column)
        fail_msg("blames %u:%u: %s", (unsigned)err.line, (unsigned)err.column, err.text);
    assert_true(*err.excerpt != 0 || row->line <= 1);
    assert_true(*err.remedy != 0);
    if (!strstr(err.text, row->says) && !strstr(err.why, row->says) &&
        !strstr(err.remedy, row->says))
        fail_msg("\"%s\" is not in: %s / %s / %s", row->says, err.text, err.why, err.remedy);
}

static void packs_add_up(void **state)
{
    const char *const packs[] = {
        "assay:baseline",
        PACK_HEAD "set: {waiver_days: 30}\nchange: [{id: MOD-001, severity: critical}]\n" RULE_HEAD
                  "    check: item.size < 1000\n" RULE_REST,
        NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    const struct assay_rule *rule;
    char *text = NULL;

    (void)state;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    rule = assay_policy_rule(policy, "ACME-001");
    assert_non_null(rule);
    assert_string_equal(rule->pack, "mine");
    assert_ptr_equal(rule, assay_policy_rule_at(policy, 0)); /* sorted by code */
    assert_int_equal(assay_policy_rule(policy, "model.card")->severity, ASSAY_SEVERITY_CRITICAL);
    assert_int_equal(policy_parameter(policy, "waiver_days", 0), 30);
    assert_string_equal(assay_policy_pack_at(policy, 1)->name, "mine");
    assert_null(assay_policy_pack_at(policy, 2));
    assert_ok(assay_policy_show(policy, &text, &err), err);
    assert_non_null(strstr(text, "waiver_days: 30"));
    assert_non_null(strstr(text, "normally 90"));
    assert_non_null(strstr(text, "raised from high"));
    free(text);
    assay_policy_free(policy);
}

/* A pack builds on one other: what that one lists is in force, and may be made stricter. */
static void a_parent_comes_first(void **state)
{
    struct assay_policy *policy =
        pack_open(PACK_HEAD "parent: assay:baseline\nset: {waiver_days: 14}\n"
                            "change: [{id: PRV-007, severity: critical}]\n");

    (void)state;
    assert_int_equal(policy->pack_count, 2);
    assert_string_equal(assay_policy_pack_at(policy, 0)->name, "baseline");
    assert_string_equal(assay_policy_pack_at(policy, 1)->parent, "assay:baseline");
    assert_int_equal(assay_policy_rule(policy, "PRV-007")->severity, ASSAY_SEVERITY_CRITICAL);
    assert_int_equal(policy_parameter(policy, "waiver_days", 0), 14);
    assay_policy_free(policy);
}

static void packs_that_build_on_each_other_are_refused(void **state)
{
    char path[64], text[256];
    const char *const words[] = {path};
    struct assay_policy_options options = {.packs = words, .pack_count = 1};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    FILE *file;

    (void)state;
    pack_write(path, "");
    file = fopen(path, "w");
    assert_non_null(file);
    snprintf(text, sizeof text, PACK_HEAD "parent: %s\n", path);
    fputs(text, file);
    fclose(file);
    assert_int_equal(assay_policy_open(&options, &policy, &err), ASSAY_EUSAGE);
    assert_string_equal(err.id, "policy.parent");
    assert_int_equal(err.line, 3);
    unlink(path);
}

/* The digest covers what a pack takes from shared rules. */
static void digest_follows_the_shared_rules(void **state)
{
    struct assay_policy *one = pack_open(PACK_HEAD "rules: [MOD-007]\n");
    struct assay_policy *alone = pack_open(PACK_HEAD);
    uint8_t sha[32];

    (void)state;
    sha256(bytes_text(PACK_HEAD), sha);
    assert_memory_equal(alone->packs[0].sha256, sha, sizeof sha);
    sha256(bytes_text(PACK_HEAD "rules: [MOD-007]\n"), sha);
    assert_memory_not_equal(one->packs[0].sha256, sha, sizeof sha);
    assay_policy_free(one);
    assay_policy_free(alone);
}

static void write_text(const char *folder, const char *name, const char *text)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Of a pack whose one rule reads a parameter of the common ones, which is `normal`. */
static struct assay_policy *open_with_common(const char *folder, const char *normal)
{
    char path[128], common[128];
    const char *const words[] = {path};
    struct assay_policy_options options = {.packs = words, .pack_count = 1};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    snprintf(path, sizeof path, "%s/pack.yml", folder);
    snprintf(common, sizeof common, "params:\n  most: {type: int, default: %s, meaning: m}\n",
             normal);
    write_text(folder, "rules/common.yml", common);
    assert_ok(assay_policy_open(&options, &policy, &err), err);
    return policy;
}

/* Also what the parameters are that shared rules read: with another limit other files pass. */
static void digest_follows_the_shared_parameters(void **state)
{
    struct folder in;
    const char *folder = in.path;
    char path[96];
    struct assay_policy *low, *high, *again;

    (void)state;
    folder_make(&in);
    snprintf(path, sizeof path, "%s/rules", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_text(folder, "pack.yml", PACK_HEAD "rules: [TST-001]\n");
    write_text(folder, "rules/TST.yml",
               "family: TST\nrules:\n  - id: TST-001\n    name: t.one\n    title: T\n"
               "    severity: low\n    check: item.size < params.most\n    message: m\n"
               "    rationale: r\n    remediation: d\n");
    low = open_with_common(folder, "3");
    high = open_with_common(folder, "30");
    again = open_with_common(folder, "3");
    assert_memory_not_equal(low->packs[0].sha256, high->packs[0].sha256, 32);
    assert_memory_not_equal(low->sha256, high->sha256, 32);
    assert_memory_equal(low->packs[0].sha256, again->packs[0].sha256, 32);
    assay_policy_free(low);
    assay_policy_free(high);
    assay_policy_free(again);
    folder_remove(&in);
}

/* The digest names the policy: any change of any byte is another. */
static void digest_follows_the_text(void **state)
{
    struct assay_policy *one = pack_open(PACK_HEAD), *two = pack_open(PACK_HEAD "# a comment\n");
    struct assay_policy *again = pack_open(PACK_HEAD);

    (void)state;
    assert_memory_not_equal(one->sha256, two->sha256, sizeof one->sha256);
    assert_memory_equal(one->sha256, again->sha256, sizeof one->sha256);
    assay_policy_free(one);
    assay_policy_free(two);
    assay_policy_free(again);
}

static void json_is_accepted(void **state)
{
    struct assay_policy *policy = pack_open("{\"pack\": \"mine\", \"edition\": \"1\"}");

    (void)state;
    assert_string_equal(assay_policy_pack_at(policy, 0)->name, "mine");
    assay_policy_free(policy);
}

static void missing_file_and_unknown_pack(void **state)
{
    const char *const words[] = {"no/such.yml", "assay:basline"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct assay_policy_options options = {.packs = &words[i], .pack_count = 1};
        struct assay_policy *policy = NULL;
        struct assay_error err = {0};

        assert_int_equal(assay_policy_open(&options, &policy, &err), ASSAY_EUSAGE);
        assert_true(*err.why && *err.remedy);
        assert_non_null(strstr(i ? err.remedy : err.path, i ? "assay:baseline" : "no/such.yml"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packs_add_up),
        cmocka_unit_test(a_parent_comes_first),
        cmocka_unit_test(packs_that_build_on_each_other_are_refused),
        cmocka_unit_test(digest_follows_the_shared_rules),
        cmocka_unit_test(digest_follows_the_shared_parameters),
        cmocka_unit_test(digest_follows_the_text),
        cmocka_unit_test(json_is_accepted),
        cmocka_unit_test(missing_file_and_unknown_pack),
    };

    return RUN_CASES(check_bad, bad) + cmocka_run_group_tests(tests, NULL, NULL);
}
