/* test_assess.c - a whole policy over a whole inventory: what is found, and what is left alone. */

#include <assay/policy.h>

#include "rows.h"
#include "sample.h"

#include "base/buf.h"

enum { NOON = 1795262400 }; /* 2026-11-21T12:00:00Z */

static const struct assay_gate gate = {
    .fail_on = ASSAY_SEVERITY_MEDIUM, .gaps_block = true, .time = NOON};

static struct assay_policy *open_baseline(void)
{
    struct assay_policy_options options = {0};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    assert_ok(assay_policy_open(&options, &policy, &err), err);
    return policy;
}

/* Findings as lines: severity, code, headline, verdict, path. */
static char *lines_of(const struct assay_assessment *assessment)
{
    struct buf out;

    buf_init(&out, SIZE_MAX);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        const struct assay_finding *finding = &assessment->findings[i];
        char *path = finding->item ? assay_path_show(finding->item->path) : strdup("-");

        buf_printf(&out, "%s %s %s %s %s: %s\n", assay_severity_name(finding->severity),
                   finding->rule->code, finding->headline, assay_verdict_name(finding->verdict),
                   path, finding->message);
        free(path);
    }
    return buf_take_string(&out);
}

static void the_sample_is_judged(void **state)
{
    static const char expected[] =
        "critical SEC-001 secret.private-key fail deploy.sh: 1 private key\n"
        "critical MOD-007 model.code-import fail models/v3/model.pt!/archive/data.pkl: "
        "loading it is dangerous: posix.system\n"
        "critical PII-001 pii.email fail data/users.csv: 1,204 e-mail addresses in column "
        "\"contact\"\n"
        "high DAT-001 dataset.card fail data/users.csv: no card describes this data set\n"
        "high LIC-001 license.missing fail data/users.csv: no licence recorded for a data set\n";
    struct assay_policy *policy = open_baseline();
    struct assay_inventory *inventory = sample_inventory();
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};
    const char *line = expected;
    uint64_t unknown = 0;
    char *lines;

    (void)state;
    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    lines = lines_of(assessment);
    while (*line) { /* every expected line is there; the rest is about the other items */
        size_t size = strcspn(line, "\n") + 1;
        char *one = strndup(line, size);

        if (!strstr(lines, one))
            fail_msg("not found:\n%sin:\n%s", one, lines);
        free(one);
        line += size;
    }
    assert_null(strstr(lines, "model.no-code-on-load")); /* model.pt: said by its member */
    assert_null(strstr(lines, "PRV-003"));               /* said by DAT-001 */
    assert_int_equal(assessment->exit_code, 1);
    assert_string_equal(assessment->verdict, "blocked");
    for (size_t i = 0; i < assessment->rule_count; i++)
        unknown += assessment->rules[i].verdicts[ASSAY_UNKNOWN];
    assert_true(unknown > 0); /* counted, and said by other findings */
    assert_int_equal(assessment->unknowns, 0);
    free(lines);
    assay_assessment_free(assessment);
    assay_inventory_free(inventory);
    assay_policy_free(policy);
}

/* ---- small targets ---- */

struct target_row {
    const char *name;
    const char *path;
    enum assay_kind kind;
    const char *format;
    const char *gap;   /* of that item, or NULL */
    const char *codes; /* of the findings, in order */
    int exit_code;
    const char *verdict;
};

static const struct target_row targets[] = {
    {"source code is clean", "src/main.c", ASSAY_KIND_CODE, "", NULL, "", 0, "passed"},
    {"a document is clean", "README.md", ASSAY_KIND_DOCUMENT, "", NULL, "", 0, "passed"},
    {"config is clean", "package.json", ASSAY_KIND_CONFIG, "", NULL, "", 0, "passed"},
    {"a data set without a card", "data/a.csv", ASSAY_KIND_DATASET, "csv", NULL, "DAT-001 LIC-001 ",
     1, "blocked"},
    {"test data needs no card", "tests/data/a.csv", ASSAY_KIND_DATASET, "csv", NULL, "", 0,
     "passed"},
    {"a model nobody could look into", "m.bin", ASSAY_KIND_MODEL, "", NULL,
     "MOD-007 LIC-001 MOD-001 ", 1, "blocked"},
    {"unreadable code", "src/main.c", ASSAY_KIND_CODE, "", "file.unreadable", "", 3, "incomplete"},
    {"a pointer whose content is not here", "w.bin", ASSAY_KIND_POINTER, "lfs",
     "pointer.lfs-missing", "", 3, "incomplete"},
    {"a pointer without a gap", "w.bin", ASSAY_KIND_POINTER, "lfs", NULL, "PRV-007 ", 1, "blocked"},
    {"nothing", NULL, ASSAY_KIND_OTHER, "", NULL, "", 4, "nothing examined"},
};

static struct assay_inventory *inventory_of(const struct target_row *row)
{
    static const struct assay_target_facts facts = {
        .type = "git", .view = "worktree", .name = "x", .head = "", .range = ""};
    struct inventory_part *part = inventory_part_new();
    struct assay_examination content = {.size = 9, .kind = row->kind, .format = row->format};
    struct assay_examination *copy = arena_alloc(inventory_part_arena(part), sizeof content);
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    *copy = content;
    if (row->path) {
        const struct assay_path *path = inventory_path(part, NULL, bytes_text(row->path));

        inventory_add(part, &(struct assay_item){.path = path, .content = copy});
        if (row->gap)
            inventory_gap(part, row->gap, path, ASSAY_NO_OFFSET, "why");
    }
    assert_ok(inventory_merge(&part, 1, &facts, &inventory, &err), err);
    return inventory;
}

static void check_target(void **state)
{
    const struct target_row *row = *state;
    struct assay_policy *policy = open_baseline();
    struct assay_inventory *inventory = inventory_of(row);
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};
    char codes[200] = "";

    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    for (size_t i = 0; i < assessment->finding_count; i++) {
        snprintf(codes + strlen(codes), sizeof codes - strlen(codes), "%s ",
                 assessment->findings[i].rule->code);
        assert_true(assessment->findings[i].blocking);
        assert_true(*assessment->findings[i].remedy != 0);
    }
    assert_string_equal(codes, row->codes);
    assert_int_equal(assessment->exit_code, row->exit_code);
    assert_string_equal(assessment->verdict, row->verdict);
    assay_assessment_free(assessment);
    assay_inventory_free(inventory);
    assay_policy_free(policy);
}

/* Judging leaves the policy as it was: a second run says the same. */
static void runs_do_not_leak_into_each_other(void **state)
{
    struct assay_policy *policy = open_baseline();
    struct assay_inventory *inventory = sample_inventory();
    struct assay_assessment *one = NULL, *two = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(assay_assess(policy, inventory, &gate, &one, &err), err);
    assert_ok(assay_assess(policy, inventory, &gate, &two, &err), err);
    assert_int_equal(one->finding_count, two->finding_count);
    for (size_t i = 0; i < one->rule_count; i++)
        assert_memory_equal(one->rules[i].verdicts, two->rules[i].verdicts,
                            sizeof one->rules[i].verdicts);
    for (size_t i = 0; i < one->finding_count; i++)
        assert_string_equal(one->findings[i].fingerprint, two->findings[i].fingerprint);
    assay_assessment_free(one);
    assay_assessment_free(two);
    assay_inventory_free(inventory);
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_is_judged),
        cmocka_unit_test(runs_do_not_leak_into_each_other),
    };

    return RUN_CASES(check_target, targets) + cmocka_run_group_tests(tests, NULL, NULL);
}
