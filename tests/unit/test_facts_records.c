/* test_facts_records.c - records that a person wrote, as rules ask about them. */

#include "facts.h"

static const char content[] =
    "{\"classes\":[{\"class\":\"other\",\"period-months\":6}],\"owner\":\"me\"}";
static const char *const missing[] = {"approved-on"};

static const struct assay_fact whole_facts[] = {
    {.id = ASSAY_FACT_RECORD_CONTENT,
     .declared = true,
     .value = {.type = ASSAY_VALUE_TEXT, .text = content}},
    {.id = ASSAY_FACT_RECORD_FIELDS_MISSING,
     .value = {.type = ASSAY_VALUE_TEXTS, .texts = missing, .count = 1}},
    {.id = ASSAY_FACT_RECORD_KIND,
     .declared = true,
     .value = {.type = ASSAY_VALUE_TEXT, .text = "retention"}},
};
static const struct assay_examination examined[] = {
    {.kind = ASSAY_KIND_DOCUMENT, .format = "record", .facts = whole_facts, .fact_count = 3},
    {.kind = ASSAY_KIND_DOCUMENT, .format = "record", .facts = whole_facts + 2, .fact_count = 1},
    {.kind = ASSAY_KIND_DOCUMENT, .format = "text"},
};
static const struct assay_path paths[] = {
    {.size = 5, .name = "a.yml"}, {.size = 5, .name = "b.yml"}, {.size = 5, .name = "c.txt"}};
static const struct assay_item items[] = {{.path = &paths[0], .content = &examined[0]},
                                          {.path = &paths[1], .content = &examined[1]},
                                          {.path = &paths[2], .content = &examined[2]}};

struct row {
    const char *name;
    size_t items; /* of the inventory */
    const char *expression, *value;
};

static const struct row rows[] = {
    {"none", 0, "size(records.retention)", "0"},
    {"those that there are", 3, "records.retention.map(r, r.path)", "[\"a.yml\", \"b.yml\"]"},
    {"a field", 1, "records.retention[0].owner", "\"me\""},
    {"a field inside", 1, "records.retention[0].classes[0].period_months", "6"},
    {"a field that is not there", 1, "has(records.retention[0].approved_on)", "false"},
    {"and is read", 1, "records.retention[0].approved_on", "unknown(a.yml:retention.approved_on)"},
    {"a field that is not there inside", 1, "records.retention[0].classes[0].store",
     "unknown(a.yml:retention.classes[1].store)"},
    {"what is missing", 1, "records.retention[0].fields_missing", "[\"approved-on\"]"},
    {"a record that could not be read", 2, "records.retention[1].classes.exists(c, true)",
     "unknown(b.yml:retention.classes)"},
    {"decides nothing where another decides", 2, "records.retention.exists(r, r.owner == \"me\")",
     "true"},
};

static void check(void **state)
{
    const struct row *row = *state;

    facts_assert(&(struct facts_question){.items = items,
                                          .item_count = row->items,
                                          .expression = row->expression},
                 row->value);
}

/* A field that no form has does not load. */
static void misspelt_fields_do_not_load(void **state)
{
    static const char *const bad[] = {"records.retentions.size() == 0",
                                      "records.retention.all(r, r.ownr == '')",
                                      "records.retention.all(r, r.classes.all(c, c.period == 1))"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct assay_policy *policy = pack_open(PACK_HEAD);
        struct cel_program *program;
        struct assay_error err = {0};

        assert_non_null(arena);
        assert_int_equal(cel_compile(policy->env, bytes_text(bad[i]), arena, &program, &err),
                         ASSAY_EUSAGE);
        assay_policy_free(policy);
    }
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define ONES "1111111111111111111111111111111111111111111111111111111111111111"

/* Each record that names an item is its own once, by the strongest of the ways to name it. */
static void an_item_has_the_records_that_name_it(void **state)
{
    static const char *const subjects[] = {
        "[{\"path\":\"m.bin\",\"sha256\":\"" ONES "\"},{\"path\":\"n\",\"sha256\":\"" ZEROS "\"}]",
        "[{\"path\":\"m.bin\"}]",
        "[{\"path\":\"m.bin\",\"sha256\":\"" ONES "\"}]",
        "[{\"path\":\"m\"},{\"path\":\"m.bin2\"}]",
        "[{\"path\":\"m.bin\",\"sha256\":\"" ONES "\"},{\"path\":\"m.bin\"}]",
        "[{\"sha256\":\"" ZEROS "\"},{\"sha256\":\"" ZEROS "\"}]",
        "[]",
    };
    static const struct assay_examination model = {.kind = ASSAY_KIND_MODEL, .format = ""};
    static const struct assay_path model_path = {.size = 5, .name = "m.bin"};
    enum { RECORDS = ARRAY_LEN(subjects) };
    struct assay_examination records[RECORDS];
    struct assay_fact facts[RECORDS][2];
    struct assay_path names[RECORDS];
    struct assay_item all[RECORDS + 1];
    char texts[RECORDS][512], letters[RECORDS][6];

    (void)state;
    for (size_t i = 0; i < RECORDS; i++) {
        snprintf(texts[i], sizeof texts[i], "{\"subjects\":%s}", subjects[i]);
        snprintf(letters[i], sizeof letters[i], "%c.yml", (char)('a' + i));
        facts[i][0] = (struct assay_fact){.id = ASSAY_FACT_RECORD_CONTENT,
                                          .value = {.type = ASSAY_VALUE_TEXT, .text = texts[i]}};
        facts[i][1] =
            (struct assay_fact){.id = ASSAY_FACT_RECORD_KIND,
                                .value = {.type = ASSAY_VALUE_TEXT, .text = "evaluation"}};
        records[i] = (struct assay_examination){
            .kind = ASSAY_KIND_DOCUMENT, .format = "record", .facts = facts[i], .fact_count = 2};
        names[i] = (struct assay_path){.size = 5, .name = letters[i]};
        all[i] = (struct assay_item){.path = &names[i], .content = &records[i]};
    }
    all[RECORDS] = (struct assay_item){.path = &model_path, .content = &model};
    facts_assert(
        &(struct facts_question){.items = all,
                                 .item_count = RECORDS + 1,
                                 .item = &all[RECORDS],
                                 .expression =
                                     "item.records.evaluation.map(r, r.path + \" \" + r.binding)"},
        "[\"a.yml digest\", \"b.yml path\", \"c.yml stale\", \"e.yml path\", "
        "\"f.yml digest\"]");
}

/* By its digest alone: a path may hold anything by now. */
static void a_content_was_trained_on(void **state)
{
    static const struct training {
        const char *kind, *datasets, *value;
    } trainings[] = {
        {"training", "[{\"path\":\"x\"},{\"sha256\":\"" ZEROS "\"}]", "true"},
        {"training", "[{\"path\":\"m.bin\",\"sha256\":\"" ONES "\"}]", "false"},
        {"training", "[{\"path\":\"m.bin\"}]", "false"},
        {"preparation", "[{\"sha256\":\"" ZEROS "\"}]", "false"},
    };
    static const struct assay_examination data = {.kind = ASSAY_KIND_DATASET, .format = ""};
    static const struct assay_path data_path = {.size = 5, .name = "m.bin"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(trainings); i++) {
        char text[256];
        struct assay_fact facts[] = {
            {.id = ASSAY_FACT_RECORD_CONTENT, .value = {.type = ASSAY_VALUE_TEXT, .text = text}},
            {.id = ASSAY_FACT_RECORD_KIND,
             .value = {.type = ASSAY_VALUE_TEXT, .text = trainings[i].kind}}};
        struct assay_examination record = {
            .kind = ASSAY_KIND_DOCUMENT, .format = "record", .facts = facts, .fact_count = 2};
        struct assay_item all[] = {{.path = &paths[0], .content = &record},
                                   {.path = &data_path, .content = &data}};

        snprintf(text, sizeof text, "{\"datasets\":%s}", trainings[i].datasets);
        facts_assert(
            &(struct facts_question){
                .items = all, .item_count = 2, .item = &all[1], .expression = "item.trained_on"},
            trainings[i].value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(misspelt_fields_do_not_load),
                                       cmocka_unit_test(an_item_has_the_records_that_name_it),
                                       cmocka_unit_test(a_content_was_trained_on)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
