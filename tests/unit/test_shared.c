/* test_shared.c - shared rules: found by code, in the program or in a folder beside a pack. */

#include "policy/shared.h"

#include <sys/stat.h>

#include "base/kit.h"
#include "policies.h"
#include "policy/shipped.h"

#define OWN_RULE                                                                                   \
    "  - id: OWN-001\n    name: own.small\n    title: t\n    severity: high\n"                     \
    "    check: item.size < params.most\n    message: m\n    rationale: r\n    remediation: d\n"   \
    "    params: {most: {type: int, default: 9, meaning: m}}\n"

/* Folders with a pack and rules/OWN.yml beside it. */
struct folder {
    char path[64], pack[96], rules[96], family[128];
};

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void folder_make(struct folder *folder, const char *pack, const char *family)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/assay-shared-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    snprintf(folder->pack, sizeof folder->pack, "%s/pack.yml", folder->path);
    snprintf(folder->rules, sizeof folder->rules, "%s/rules", folder->path);
    snprintf(folder->family, sizeof folder->family, "%s/OWN.yml", folder->rules);
    assert_int_equal(mkdir(folder->rules, 0700), 0);
    write_text(folder->pack, pack);
    write_text(folder->family, family);
}

static void folder_remove(const struct folder *folder)
{
    unlink(folder->family);
    unlink(folder->pack);
    rmdir(folder->rules);
    rmdir(folder->path);
}

struct row {
    const char *name;
    const char *family; /* rules/OWN.yml */
    const char *id;
    unsigned line, column;
    const char *says;
};

static const struct row rows[] = {
    {"no family", "rules: []\n", "policy.missing-field", 1, 1, "family: PRV"},
    {"a key with a typo", "family: OWN\nrule: []\n", "config.unknown-key", 2, 1, "rules"},
    {"rules that are no list", "family: OWN\nrules: x\n", "policy.list", 2, 8, "list"},
    {"a rule without a code", "family: OWN\nrules:\n  - {name: x}\n", "policy.missing-field", 3, 5,
     "OWN-001"},
    {"a rule of another family", "family: OWN\nrules:\n  - {id: PRV-001}\n", "policy.code", 3, 10,
     "not of the family"},
    {"no such rule", "family: OWN\nrules: []\n", "policy.unknown-rule", 3, 9, "OWN-001"},
    {"a fault far below the rule", "family: OWN\nrules:\n" OWN_RULE "  - {id: OWN-002, id: x}\n",
     "config.syntax", 12, 19, "twice"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct folder folder;
    const char *const packs[] = {folder.pack, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    folder_make(&folder, PACK_HEAD "rules: [OWN-001]\n", row->family);
    assert_int_equal(packs_open(packs, NULL, &policy, &err), ASSAY_EUSAGE);
    folder_remove(&folder);
    assert_string_equal(err.id, row->id);
    if (err.line != row->line || err.column != row->column)
        fail_msg("blames %u:%u: %s", (unsigned)err.line, (unsigned)err.column, err.text);
    if (!strstr(err.text, row->says) && !strstr(err.why, row->says))
        fail_msg("\"%s\" is not in: %s / %s", row->says, err.text, err.why);
}

static void a_folder_beside_a_pack(void **state)
{
    struct folder folder;
    const char *const packs[] = {folder.pack, NULL}, *const alone[] = {folder.family, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    folder_make(&folder, PACK_HEAD "rules: [OWN-001, PRV-007]\nset: {most: 12}\n",
                "family: OWN\nrules:\n" OWN_RULE);
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_int_equal(policy->rule_count, 2);
    assert_int_equal(policy_parameter(policy, "most", 0), 12);
    assert_int_equal(policy->rules[0].origin.line, 3);
    assay_policy_free(policy);
    assert_ok(packs_open(alone, NULL, &policy, &err), err); /* the family as a pack of its own */
    assert_string_equal(assay_policy_pack_at(policy, 0)->name, "OWN");
    assert_int_equal(policy->rule_count, 1);
    assay_policy_free(policy);
    folder_remove(&folder);
}

/* One code, two meanings: refused, from whichever side it comes. */
static void another_meaning_of_a_shipped_code(void **state)
{
    struct folder folder;
    char family[128];
    const char *const packs[] = {"assay:baseline", folder.pack, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    folder_make(&folder, PACK_HEAD "rules: [PRV-007]\n", "");
    snprintf(family, sizeof family, "%s/PRV.yml", folder.rules);
    write_text(family, "family: PRV\nrules:\n  - id: PRV-007\n    name: x.y\n    title: t\n"
                       "    severity: info\n    check: 'true'\n    message: m\n    rationale: r\n"
                       "    remediation: d\n");
    assert_int_equal(packs_open(packs, NULL, &policy, &err), ASSAY_EUSAGE);
    unlink(family);
    folder_remove(&folder);
    assert_string_equal(err.id, "policy.duplicate");
    assert_int_equal(err.line, 3);
    assert_non_null(strstr(err.text, "assay:rules/PRV:"));
}

/* Which are read by nobody who judges, and stand last. */
static void assert_says_the_same_but_examples(const struct doc *node, const struct doc *whole)
{
    assert_non_null(doc_get(whole, "tests"));
    assert_null(doc_get(node, "tests"));
    assert_int_equal(node->count, whole->count - 1);
    for (size_t i = 0; i < node->count; i++) {
        assert_true(bytes_equal(node->members[i].name, whole->members[i].name));
        assert_true(doc_same(&node->members[i].value, &whole->members[i].value));
    }
}

/* One policy, whether or not examples were read: the same digest, and tried only with them. */
static void examples_are_left_out(void **state)
{
    static const char *const packs[] = {"assay:baseline"};
    struct assay_policy_options options = {.packs = packs, .pack_count = 1};
    struct assay_policy_test_result result = {0};
    struct assay_policy *whole = NULL, *judging = NULL;
    struct assay_error err = {0};
    char *hints = NULL;
    size_t count;

    (void)state;
    assert_ok(assay_policy_open(&options, &whole, &err), err);
    options.without_examples = true;
    assert_ok(assay_policy_open(&options, &judging, &err), err);
    assert_memory_equal(whole->sha256, judging->sha256, sizeof whole->sha256);
    assert_int_equal(whole->rule_count, judging->rule_count);
    assert_true(whole->rules[0].example_count > 0);
    assert_int_equal(judging->rules[0].example_count, 0);
    assert_int_equal(assay_policy_test(judging, &result, &err), ASSAY_EUSAGE);
    assert_int_equal(assay_policy_lint(judging, &hints, &count, &err), ASSAY_EUSAGE);
    assay_policy_free(whole);
    assay_policy_free(judging);
}

/* PAY-001 as the program has it, with other examples; `severity` takes the place of its own. */
static void write_copy(const char *path, const char *severity)
{
    struct arena *arena = arena_new();
    struct assay_policy policy = {.arena = arena};
    const struct source_file *file;
    const struct doc *node;
    struct assay_error err = {0};
    const char *text, *begin, *own, *tests;
    FILE *out = fopen(path, "w");

    assert_non_null(arena);
    assert_non_null(out);
    assert_ok(shared_find(&policy, NULL, "PAY-001", &file, &node, &err), err);
    text = (const char *)file->source.text.data;
    begin = strstr(text, "  - id: PAY-001\n");
    own = strstr(begin, "    severity: ");
    tests = strstr(begin, "\n    tests:\n");
    fprintf(out, "family: PAY\nrules:\n%.*s    severity: %s", (int)(own - begin), begin, severity);
    own = strchr(own, '\n');
    fprintf(out, "%.*s\n    tests:\n      - {name: x, expect: pass}\n", (int)(tests - own), own);
    assert_int_equal(fclose(out), 0);
    arena_free(arena);
}

/* It says what that one says, unless it says something else. */
static void a_copy_of_a_shipped_rule(void **state)
{
    static const char *const severities[] = {"critical", "info"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(severities); i++) {
        struct folder folder;
        char family[128];
        const char *const packs[] = {"assay:baseline", folder.pack, NULL};
        struct assay_policy *policy = NULL;
        struct assay_error err = {0};

        folder_make(&folder, PACK_HEAD "rules: [PAY-001]\n", "");
        snprintf(family, sizeof family, "%s/PAY.yml", folder.rules);
        write_copy(family, severities[i]);
        assert_int_equal(packs_open(packs, NULL, &policy, &err), i == 0 ? ASSAY_OK : ASSAY_EUSAGE);
        assert_string_equal(err.id, i == 0 ? "" : "policy.duplicate");
        assay_policy_free(policy);
        unlink(family);
        folder_remove(&folder);
    }
}

/* Lines alone are read of the shipped ones, so they must have the form that this needs. */
static void shipped_families_have_their_form(void **state)
{
    struct arena *arena = arena_new();
    const char *const *codes;
    struct assay_error err = {0};
    size_t count, found = 0;

    (void)state;
    assert_non_null(arena);
    assert_ok(shared_codes(arena, &codes, &count, &err), err);
    for (size_t i = 0; i < shipped_rule_file_count; i++) {
        struct source_file file = {
            .source = {.path = shipped_rule_files[i].name,
                       .text = {shipped_rule_files[i].data, shipped_rule_files[i].size}}};
        const struct doc *rules;

        assert_ok(doc_read_yaml(arena, &file.source, &file.tree, &err), err);
        if (strcmp(shipped_rule_files[i].name, "common") == 0)
            continue;
        assert_ok(shared_check(&file, &err), err);
        assert_string_equal((const char *)doc_get(file.tree, "family")->text.data,
                            file.source.path);
        rules = doc_get(file.tree, "rules");
        for (size_t j = 0; j < rules->count; j++) {
            struct assay_policy policy = {.arena = arena};
            const char *code = (const char *)doc_get(&rules->items[j], "id")->text.data;
            const struct source_file *at;
            const struct doc *node;

            assert_true(found < count);
            assert_string_equal(codes[found++], code);
            assert_ok(shared_find(&policy, NULL, code, &at, &node, &err), err);
            assert_true(doc_same(node, &rules->items[j]));
            assert_int_equal(node->line, rules->items[j].line);
            assert_int_equal(doc_get(node, "check")->line,
                             doc_get(&rules->items[j], "check")->line);
            policy.without_examples = true;
            assert_ok(shared_find(&policy, NULL, code, &at, &node, &err), err);
            assert_says_the_same_but_examples(node, &rules->items[j]);
        }
    }
    assert_int_equal(found, count);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_beside_a_pack),
        cmocka_unit_test(another_meaning_of_a_shipped_code),
        cmocka_unit_test(a_copy_of_a_shipped_rule),
        cmocka_unit_test(examples_are_left_out),
        cmocka_unit_test(shipped_families_have_their_form),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
