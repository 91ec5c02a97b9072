/* test_example.c - facts written in a pack's tests, as values of the language. */

#include "policy/example.h"

#include "base/buf.h"
#include "policies.h"

static const char text[] = PACK_HEAD
    "params: {p: {type: int, default: 7, meaning: m}}\n" RULE_HEAD
    "    check: params.p > 0\n" RULE_REST
    "    tests:\n      - name: n\n        expect: pass\n        facts:\n"
    "          item: {kind: dataset, size: 5, described: true, gaps: [a.b], dataset: {rows: 3, "
    "origin: {kind: public}}, observations: [{class: pii.email, count: 2}]}\n"
    "          waivers: [{days_left: -3, who: a}]\n";

static const struct row {
    const char *name;
    const char *path;
    const char *value; /* NULL: absent */
} rows[] = {
    {"a text", "item.kind", "\"dataset\""},
    {"a number", "item.size", "5"},
    {"a bool", "item.described", "true"},
    {"a list", "item.gaps", "[\"a.b\"]"},
    {"a fact of a group", "item.dataset.rows", "3"},
    {"a group below a group", "item.dataset.origin.kind", "\"public\""},
    {"a fact that is not mentioned", "item.dataset.license", NULL},
    {"a field with a usual value", "item.current", "true"},
    {"a field that may be absent", "item.load", NULL},
    {"a list that is not mentioned", "item.observations", "[{...}]"},
    {"another variable", "target.type", "\"git\""},
    {"a variable that may be absent", "observation.class", NULL},
    {"a parameter", "params.p", "7"},
    {"no such field", "item.nothing", NULL},
    {"no such variable", "thing.x", NULL},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_policy *policy = pack_open(text);
    struct arena *arena = arena_new();
    struct example_facts facts;
    struct cel_value value;
    struct buf shown;
    bool found;

    example_bind(&facts, policy, policy->rules[0].examples[0].facts, NULL);
    found = example_value(&facts, row->path, arena, &value);
    assert_int_equal(found, row->value != NULL);
    if (found && value.kind == CEL_LIST && value.of.list->count == 1 &&
        value.of.list->items[0].kind == CEL_RECORD) {
        assert_string_equal(row->value, "[{...}]");
    } else if (found) {
        buf_init(&shown, SIZE_MAX);
        cel_print(&shown, value);
        assert_string_equal(buf_string(&shown), row->value);
        buf_clear(&shown);
    }
    arena_free(arena);
    assay_policy_free(policy);
}

/* One fact changed, all others as they were. */
static void a_mutation_changes_one_fact(void **state)
{
    struct assay_policy *policy = pack_open(text);
    struct mutation gone = {.path = "item.dataset.rows", .absent = true};
    struct mutation other = {.path = "item.kind", .value = cel_of_text("model")};
    struct arena *arena = arena_new();
    struct example_facts facts;
    struct cel_value value;

    (void)state;
    example_bind(&facts, policy, policy->rules[0].examples[0].facts, &gone);
    assert_false(example_value(&facts, "item.dataset.rows", arena, &value));
    assert_true(example_value(&facts, "item.size", arena, &value));
    example_bind(&facts, policy, policy->rules[0].examples[0].facts, &other);
    assert_true(example_value(&facts, "item.kind", arena, &value));
    assert_true(bytes_equal(value.of.text, BYTES("model")));
    assert_true(example_value(&facts, "item.dataset.rows", arena, &value));
    arena_free(arena);
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_mutation_changes_one_fact)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
