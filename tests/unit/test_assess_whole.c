/* test_assess_whole.c - which models a range is asked about: those that it touched, each once. */

#include <assay/policy.h>

#include "base/buf.h"
#include "base/kit.h"
#include "inventory/build.h"
#include "policies.h"

enum { ITEMS_MAX = 4 };

/* One rule about models as they stand, one about what was seen in bytes. */
static const char pack[] =
    PACK_HEAD RULE_HEAD "    applies: item.kind == \"model\"\n    check: 'false'\n" RULE_REST
                        "  - id: ACME-002\n    name: acme.seen\n    title: t\n    severity: high\n"
                        "    over: observation\n    classes: ['*']\n    check: 'false'\n" RULE_REST;

static const struct assay_place place[] = {{.offset = 20, .line = 2, .column = 1}};
static const struct assay_observation seen[] = {
    {"secret.private-key", ASSAY_HIGH, 1, "", "", place, 1, NULL, 0}};

/* What a card is about stands in its name; that it is of one file, in this fact. */
static const struct assay_fact about[] = {
    {.id = ASSAY_FACT_CARD_SUBJECT, .value = {.type = ASSAY_VALUE_TEXT, .text = "m.bin"}}};

static const struct assay_examination model = {.sha256 = {1},
                                               .kind = ASSAY_KIND_MODEL,
                                               .format = "x"},
                                      retrained = {.sha256 = {2},
                                                   .kind = ASSAY_KIND_MODEL,
                                                   .format = "x"},
                                      leaky = {.sha256 = {3},
                                               .kind = ASSAY_KIND_MODEL,
                                               .format = "x",
                                               .observations = seen,
                                               .observation_count = ARRAY_LEN(seen)},
                                      code = {.sha256 = {4}, .kind = ASSAY_KIND_CODE, .format = ""},
                                      card = {.sha256 = {5},
                                              .kind = ASSAY_KIND_CARD,
                                              .format = "card",
                                              .facts = about,
                                              .fact_count = ARRAY_LEN(about)};

struct file {
    const char *path; /* NULL ends a list */
    const struct assay_examination *content;
    const char *card; /* that says something of it, or NULL */
};

struct row {
    const char *name;
    struct file range[ITEMS_MAX], whole[ITEMS_MAX], replaced[ITEMS_MAX];
    const char *findings;
};

static const struct row rows[] = {
    {"a model that the range brought",
     {{"m.bin", &model, NULL}},
     {{"m.bin", &model, NULL}},
     {{0}},
     "ACME-001 m.bin\n"},
    {"a model beside what it brought",
     {{"a.py", &code, NULL}},
     {{"a.py", &code, NULL}, {"m.bin", &model, NULL}},
     {{0}},
     ""},
    {"a card that came",
     {{"m.bin.card.yml", &card, NULL}},
     {{"m.bin", &model, "m.bin.card.yml"}, {"m.bin.card.yml", &card, NULL}},
     {{0}},
     "ACME-001 m.bin\n"},
    {"a card that came, of another model",
     {{"n.bin.card.yml", &card, NULL}},
     {{"m.bin", &model, "m.bin.card.yml"},
      {"m.bin.card.yml", &card, NULL},
      {"n.bin.card.yml", &card, NULL}},
     {{0}},
     ""},
    {"a card that went",
     {{"a.py", &code, NULL}},
     {{"a.py", &code, NULL}, {"m.bin", &model, NULL}},
     {{"m.bin.card.yml", &card, NULL}},
     "ACME-001 m.bin\n"},
    {"a card that went, of another model",
     {{"a.py", &code, NULL}},
     {{"a.py", &code, NULL}, {"m.bin", &model, NULL}},
     {{"n.bin.card.yml", &card, NULL}},
     ""},
    {"a version that a later commit replaced",
     {{"m.bin", &model, NULL}, {"m.bin", &retrained, NULL}},
     {{"m.bin", &retrained, NULL}},
     {{0}},
     "ACME-001 m.bin\nACME-001 m.bin\n"},
    {"what was seen in a model that is gone at the end",
     {{"m.bin", &leaky, NULL}},
     {{"a.py", &code, NULL}},
     {{0}},
     "ACME-001 m.bin\nACME-002 m.bin\n"},
    {"what was seen in a model that is still there, said once",
     {{"m.bin", &leaky, NULL}},
     {{"m.bin", &leaky, NULL}},
     {{0}},
     "ACME-001 m.bin\nACME-002 m.bin\n"},
};

static const struct assay_path *path_of(struct inventory_part *part, const char *path)
{
    return inventory_path(part, NULL, bytes_text(path));
}

static void add(struct inventory_part *part, const struct file *file)
{
    struct assay_item item = {.path = path_of(part, file->path), .content = file->content};
    struct assay_fact *said = arena_array(inventory_part_arena(part), 1, sizeof *said);

    assert_non_null(said);
    *said = (struct assay_fact){.id = ASSAY_FACT_MODEL_NAME,
                                .declared = true,
                                .value = {.type = ASSAY_VALUE_TEXT, .text = "m"}};
    if (file->card) {
        said->from = path_of(part, file->card);
        item.declared = said;
        item.declared_count = 1;
    }
    inventory_add(part, &item);
}

/* NULL where there are no files. */
static struct assay_inventory *inventory_of(const struct file files[ITEMS_MAX], const char *view)
{
    const struct assay_target_facts facts = {
        .type = "git", .view = view, .name = "x", .head = "", .range = ""};
    struct inventory_part *part = inventory_part_new();
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    for (size_t i = 0; i < ITEMS_MAX && files[i].path; i++)
        add(part, &files[i]);
    if (files[0].path)
        assert_ok(inventory_merge(&part, 1, &facts, &inventory, &err), err);
    inventory_part_free(part);
    return inventory;
}

static void check(void **state)
{
    const struct row *row = *state;
    struct assay_inventory *range = inventory_of(row->range, "range");
    struct assay_inventory *whole = inventory_of(row->whole, "commit");
    struct assay_inventory *replaced = inventory_of(row->replaced, "replaced");
    const struct assay_gate gate = {
        .fail_on = ASSAY_SEVERITY_MEDIUM, .whole = whole, .replaced = replaced};
    struct assay_policy *policy = pack_open(pack);
    struct assay_assessment *assessment = NULL;
    struct assay_error err = {0};
    CLEANUP(buf_clear) struct buf lines = {.ceiling = SIZE_MAX};

    assert_ok(assay_assess(policy, range, &gate, &assessment, &err), err);
    for (size_t i = 0; i < assessment->finding_count; i++)
        buf_printf(&lines, "%s %s\n", assessment->findings[i].rule->code,
                   assessment->findings[i].item->path->name);
    assert_string_equal(buf_string(&lines), row->findings);
    assay_assessment_free(assessment);
    assay_policy_free(policy);
    assay_inventory_free(replaced);
    assay_inventory_free(whole);
    assay_inventory_free(range);
}

/* Two contents of one path, of the range and of its tree: reported alike, whichever lies in front
 * in memory. */
static void order_is_that_of_contents(void **state)
{
    static const struct assay_path path = {NULL, 5, "m.bin"};
    struct assay_policy *policy = pack_open(pack);

    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct assay_item items[2] = {{.path = &path, .content = swapped ? &retrained : &model},
                                      {.path = &path, .content = swapped ? &model : &retrained}};
        const struct assay_target_facts facts = {
            .type = "git", .view = "range", .name = "x", .head = "", .range = ""};
        struct assay_inventory range = {.target = facts, .items = &items[swapped], .item_count = 1};
        struct assay_inventory whole = {
            .target = facts, .items = &items[!swapped], .item_count = 1};
        const struct assay_gate gate = {.fail_on = ASSAY_SEVERITY_MEDIUM, .whole = &whole};
        struct assay_assessment *assessment = NULL;
        struct assay_error err = {0};

        assert_ok(assay_assess(policy, &range, &gate, &assessment, &err), err);
        assert_int_equal(assessment->finding_count, 2);
        assert_int_equal(assessment->findings[0].item->content->sha256[0], 1);
        assert_int_equal(assessment->findings[1].item->content->sha256[0], 2);
        assay_assessment_free(assessment);
    }
    assay_policy_free(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(order_is_that_of_contents)};
    int failed = RUN_CASES(check, rows);

    return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
