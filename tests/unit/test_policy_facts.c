/* test_policy_facts.c - what rules may ask about; and that a misspelt fact never loads. */

#include "policy/facts.h"

#include <ctype.h>

#include "base/buf.h"
#include "policies.h"
#include "policy/fact_sources.h"
#include "policy/rules.h"
#include "policy/shipped.h"
#include "sample.h"

/* ---- a letter less, anywhere ---- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Deletes one letter of each path that an expression reads; each time, it must not compile. */
static void delete_letters(const struct assay_policy *policy, const struct cel_program *program,
                           uint64_t *tried)
{
    struct bytes source = cel_program_source(program);
    size_t count;
    const char *const *reads = cel_program_reads(program, &count);
    char *text = strndup((const char *)source.data, source.size);
    char *broken = malloc(source.size + 1);

    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(reads[i]);

        for (char *at = text; (at = strstr(at, reads[i])) != NULL; at += size) {
            if ((at > text && is_word(at[-1])) || is_word(at[size]))
                continue; /* a longer name, which is a fact of its own */
            for (size_t letter = 0; letter < size; letter++) {
                struct arena *arena;
                struct cel_program *out;
                struct assay_error err = {0};
                size_t cut = (size_t)(at - text) + letter;

                if (at[letter] == '.')
                    continue;
                arena = arena_new();
                memcpy(broken, text, cut);
                memcpy(broken + cut, text + cut + 1, source.size - cut); /* with the NUL */
                if (cel_compile(policy->env, bytes_text(broken), arena, &out, &err) == ASSAY_OK)
                    fail_msg("loads without the letter %zu of %s: %s", letter, reads[i], broken);
                assert_int_equal(err.status, ASSAY_EUSAGE);
                arena_free(arena);
                ++*tried;
            }
        }
    }
    free(text);
    free(broken);
}

struct deletion {
    const struct assay_policy *policy;
    uint64_t tried;
    struct arena *arena; /* of the sources */
    struct bytes seen[4096];
    size_t count;
};

/* Each expression once: packs share rules, and rules their texts. */
static void delete_in(void *user, const struct cel_program *program)
{
    struct deletion *deletion = user;
    struct bytes source = cel_program_source(program);

    for (size_t i = 0; i < deletion->count; i++)
        if (bytes_equal(deletion->seen[i], source))
            return;
    assert_true(deletion->count < ARRAY_LEN(deletion->seen));
    deletion->seen[deletion->count++] = bytes_of(arena_copy(deletion->arena, source), source.size);
    delete_letters(deletion->policy, program, &deletion->tried);
}

static void no_letter_can_be_lost(void **state)
{
    struct deletion *deletion = calloc(1, sizeof *deletion);

    (void)state;
    deletion->arena = arena_new();
    for (size_t i = 0; i < shipped_pack_count; i++) {
        char word[64];
        const char *const packs[] = {word, NULL};
        struct assay_policy *policy = NULL;
        struct assay_error err = {0};

        snprintf(word, sizeof word, "assay:%s", shipped_packs[i].name);
        assert_ok(packs_open(packs, NULL, &policy, &err), err);
        deletion->policy = policy;
        for (size_t j = 0; j < policy->rule_count; j++) {
            const struct rule *rule = &policy->rules[j];

            delete_in(deletion, rule->check);
            if (!rule->always)
                delete_in(deletion, rule->applies);
            template_programs(rule->message, delete_in, deletion);
            template_programs(rule->remedy, delete_in, deletion);
            for (size_t k = 0; k < rule->evidence_count; k++)
                delete_in(deletion, rule->evidence_programs[k]);
        }
        assay_policy_free(policy);
    }
    assert_true(deletion->tried > 1000);
    arena_free(deletion->arena);
    free(deletion);
}

/* ---- values ---- */

struct value_row {
    const char *name;
    const char *path; /* of the item in the sample */
    const char *expression;
    const char *value; /* as printed */
};

static const struct value_row values[] = {
    {"kind", "data/users.csv", "item.kind", "\"dataset\""},
    {"size", "data/users.csv", "item.size", "4130221"},
    {"name", "data/users.csv", "item.name", "\"users.csv\""},
    {"path of a member", "models/v3/model.pt!/archive/data.pkl", "item.path",
     "\"models/v3/model.pt!/archive/data.pkl\""},
    {"a name that is not UTF-8", "data/caf\\xe9.csv", "item.name", "\"caf\\\\xe9.csv\""},
    {"a fact", "data/users.csv", "item.dataset.rows", "48210"},
    {"a fact of texts", "data/users.csv", "item.dataset.column_names[1]", "\"contact\""},
    {"a fact that is absent", "data/users.csv", "item.dataset.license",
     "unknown(item.dataset.license)"},
    {"has of a fact", "data/users.csv", "has(item.dataset.rows)", "true"},
    {"has of an absent fact", "data/users.csv", "has(item.dataset.license)", "false"},
    {"a group below a group", "data/users.csv", "has(item.dataset.origin.kind)", "false"},
    {"a declared fact", "models/v3.safetensors", "item.model.license", "[\"Apache-2.0\"]"},
    {"measured before declared", "models/v3.safetensors", "item.model.name", "\"credit-risk\""},
    {"described", "models/v3.safetensors", "item.described", "true"},
    {"not described", "data/users.csv", "item.described", "false"},
    {"by which cards", "models/v3.safetensors", "item.described_by.join(' ')", "\"README.md\""},
    {"by none", "data/users.csv", "size(item.described_by)", "0"},
    {"load", "models/v3/model.pt", "item.load", "\"dangerous\""},
    {"no load", "data/users.csv", "item.load", "unknown(item.load)"},
    {"load of the parts", "models/v3/model.pt", "item.parts_load", "\"dangerous\""},
    {"no parts", "data/users.csv", "item.parts_load", "\"\""},
    {"part of a model", "models/v3/model.pt!/archive/data.pkl", "item.part_of", "\"model\""},
    {"in a container that is no model", "models.zip!/inner.tar", "item.part_of", "\"\""},
    {"current", "data/users.csv", "item.current", "true"},
    {"gone from the tree", "deploy.sh", "item.current", "false"},
    {"commit", "deploy.sh", "item.commit", "\"e4f5a6b0112233445566778899aabbccddeeff01\""},
    {"author", "deploy.sh", "item.author", "\"A. Doe\""},
    {"no commit", "README.md", "item.commit", "unknown(item.commit)"},
    {"present", "deploy.sh", "item.present", "false"},
    {"where a link leads", "latest", "item.link", "\"models/v3\\\\xff\""},
    {"type", "latest", "item.type", "\"symlink\""},
    {"digest", "data/users.csv", "item.sha256.startsWith(\"11000000\")", "true"},
    {"observations", "data/users.csv", "item.observations.map(o, o.class)",
     "[\"pii.email\", \"pii.phone\"]"},
    {"words", "data/users.csv", "item.observations[0].what + item.observations[0].where",
     "\"e-mail addresses in column \\\"contact\\\"\""},
    {"columns", "data/users.csv", "item.observations[0].columns", "[\"contact\"]"},
    {"gaps", "README.md", "item.gaps", "[]"},
    {"no ledger", "README.md", "item.recorded", "unknown(item.recorded)"},
    {"ledger.exists", "README.md", "ledger.exists", "false"},
    {"ledger.holds", "README.md", "ledger.holds", "unknown(ledger.holds)"},
    {"the target", "README.md", "target.type + target.view", "\"githistory\""},
    {"its totals", "README.md", "target.commits", "9"},
    {"its gaps", "README.md", "size(target.gaps)", "3"},
    {"today", "README.md", "target.today", "\"2026-11-21\""},
    {"waivers", "README.md", "size(waivers)", "0"},
    {"a parameter", "README.md", "params.waiver_days", "90"},
    {"no observation", "README.md", "observation.class", "unknown(observation)"},
};

static void check_value(void **state)
{
    const struct value_row *row = *state;
    const char *const packs[] = {"assay:baseline", NULL};
    struct assay_inventory *inventory = sample_inventory();
    struct assay_policy *policy = NULL;
    struct arena *arena = arena_new();
    struct cel_evaluation *evaluation;
    struct cel_program *program;
    struct facts *facts = NULL;
    struct assay_error err = {0};
    struct buf shown;
    bool found = false;

    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_ok(facts_new(policy->types,
                        &(struct facts_sources){.inventory = inventory,
                                                .time = 1795262400,
                                                .params = cel_of_record(&policy->params)},
                        &facts, &err),
              err);
    for (size_t i = 0; i < inventory->item_count; i++) {
        char *path = assay_path_show(inventory->items[i].path);

        if (strcmp(path, row->path) == 0) {
            facts_set_item(facts, &inventory->items[i]);
            found = true;
        }
        free(path);
    }
    assert_true(found);
    assert_ok(cel_compile(policy->env, bytes_text(row->expression), arena, &program, &err), err);
    assert_ok(cel_evaluate(program, facts_activation(facts), CEL_BUDGET, arena, &evaluation, &err),
              err);
    buf_init(&shown, SIZE_MAX);
    cel_print(&shown, cel_result(evaluation));
    assert_string_equal(buf_string(&shown), row->value);
    buf_clear(&shown);
    facts_free(facts);
    arena_free(arena);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
}

/* Same, changed, absent: against the inventory that the ledger holds. */
static void recorded_compares_by_path(void **state)
{
    struct assay_inventory *inventory = sample_inventory(), *recorded = sample_inventory();
    struct assay_ledger_state ledger = {.origin = "o", .size = 1, .signer = "a1", .holds = true};
    const char *const packs[] = {
        PACK_HEAD RULE_HEAD "    check: item.recorded == \"same\"\n" RULE_REST, NULL};
    struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_LOW, .ledger = &ledger};
    struct assay_assessment *assessment = NULL;
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    gate.recorded = recorded;
    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    assert_int_equal(assessment->rules[0].verdicts[ASSAY_PASS], inventory->item_count);
    assay_assessment_free(assessment);
    gate.recorded = NULL; /* a ledger that holds nothing of this target */
    assert_ok(assay_assess(policy, inventory, &gate, &assessment, &err), err);
    assert_int_equal(assessment->rules[0].verdicts[ASSAY_FAIL], inventory->item_count);
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(inventory);
    assay_inventory_free(recorded);
}

/* Each fact of the dictionary can be asked for, and is shown. */
static void every_fact_is_declared(void **state)
{
    const char *const packs[] = {PACK_HEAD, NULL};
    struct assay_policy *policy = NULL;
    struct assay_error err = {0};
    char *text = NULL;

    (void)state;
    assert_ok(packs_open(packs, NULL, &policy, &err), err);
    assert_ok(assay_policy_show_facts(false, &text, &err), err);
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        char path[128];
        struct cel_program *program;
        enum assay_fact_id id;

        snprintf(path, sizeof path, "item.%s", assay_facts[i].name);
        for (char *p = path; *p; p++)
            if (*p == '-')
                *p = '_';
        assert_true(facts_find(path, &id));
        assert_int_equal(id, i);
        assert_ok(cel_compile(policy->env, bytes_text(path), policy->arena, &program, &err), err);
        assert_non_null(strstr(text, path));
        if (!fact_sources[i].known || !fact_sources[i].by || !*fact_sources[i].by)
            fail_msg("fact_sources.def does not say what delivers %s", assay_facts[i].name);
    }
    free(text);
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_letter_can_be_lost),
        cmocka_unit_test(recorded_compares_by_path),
        cmocka_unit_test(every_fact_is_declared),
    };

    return RUN_CASES(check_value, values) + cmocka_run_group_tests(tests, NULL, NULL);
}
