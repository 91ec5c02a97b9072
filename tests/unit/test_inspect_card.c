/* Our own cards: facts, what is missing, what is a placeholder, what is wrong. */

#include "base/buf.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "inspect.h"
#include "inventory/gaps.h"

#define DATASET                                                                                    \
    "kind: dataset\n"                                                                              \
    "purpose: train a model of credit default\n"                                                   \
    "assumptions: [income is told truly, \"one row, one person\"]\n"                               \
    "fields:\n  income: yearly, in euro\n  age: {description: at application}\n"                   \
    "rows: 1200\n"                                                                                 \
    "period: {from: 2024-01-01, to: 2024-12-31}\n"                                                 \
    "owner: Credit Risk, ana.lee\n"                                                                \
    "gaps: none known\n"                                                                           \
    "license: cc-by-4.0\n"                                                                         \
    "sensitivity: internal\n"
#define ORIGIN                                                                                     \
    "origin: {kind: synthetic, supplier: us, locator: make.py, date: 2026-01-02, method: drawn}\n"
#define PERSONAL "personal-data: synthetic\n"

#define MODEL                                                                                      \
    "kind: model\n"                                                                                \
    "purpose: scores applicants\nout-of-scope: insurance\nusers: loan officers\n"                  \
    "version: 1.2.0\npredecessor: none\ninputs: 12 figures\noutputs: a score\n"                    \
    "limitations: not for firms\nmetrics: {auc: 0.81, gini: 0.62}\nowner: Credit Risk\n"           \
    "license: [apache-2.0, \"mit OR cc0-1.0\"]\nsensitivity: internal\n"
#define HEX40 "0123456789abcdef0123456789abcdef01234567"

struct row {
    const char *name;
    struct bytes text;
    const char *missing, *placeholder; /* or NULL */
    size_t gaps;
    const char *gap; /* part of the first gap's text, or NULL */
};

static const struct row rows[] = {
    {"a whole data set's card", ROW_BYTES(DATASET ORIGIN PERSONAL), NULL, NULL, 0, NULL},
    {"a whole model's card", ROW_BYTES(MODEL), NULL, NULL, 0, NULL},
    {"empty", ROW_BYTES(""), "kind", NULL, 0, NULL},
    {"no origin", ROW_BYTES(DATASET PERSONAL), "origin", NULL, 0, NULL},
    {"an empty origin", ROW_BYTES(DATASET PERSONAL "origin:\n"), "origin", NULL, 0, NULL},
    {"origin to do", ROW_BYTES(DATASET PERSONAL "origin: TODO\n"), NULL, "origin", 0, NULL},
    {"a lean origin", ROW_BYTES(DATASET PERSONAL "origin: {kind: public, date: TBD}\n"),
     "origin.locator,origin.method,origin.supplier", "origin.date", 0, NULL},
    {"an unknown origin gives its reason",
     ROW_BYTES(DATASET PERSONAL "origin: {kind: unknown, reason: bought with the firm}\n"), NULL,
     NULL, 0, NULL},
    {"an unknown origin without a reason", ROW_BYTES(DATASET PERSONAL "origin: {kind: unknown}\n"),
     "origin.reason", NULL, 0, NULL},
    {"data about people asks for more",
     ROW_BYTES(DATASET ORIGIN "personal-data: personal\nlawful-basis: contract\n"),
     "controller,data-categories,erase-by,original-purpose,processing-record,recipients,"
     "subject-categories,transfers",
     NULL, 0, NULL},
    {"placeholders", ROW_BYTES(MODEL "energy: n/a\ncompute: ...\n"), NULL, "compute,energy", 0,
     NULL},
    {"a list of placeholders", ROW_BYTES(MODEL "energy: [TODO, TBD]\n"), NULL, "energy", 0, NULL},
    {"some of a list put off", ROW_BYTES(MODEL "energy: [12 kWh, TODO]\n"), NULL, "energy", 0,
     NULL},
    {"some of a map put off", ROW_BYTES(MODEL "energy: {train: 12 kWh, test: tbd}\n"), NULL,
     "energy", 0, NULL},
    {"a name that could be a column's", ROW_BYTES(MODEL "datasets: [tba, x]\n"), NULL, NULL, 0,
     NULL},
    {"empty is missing", ROW_BYTES("kind: dataset\nrows:\n" ORIGIN PERSONAL),
     "assumptions,fields,gaps,license,owner,period,purpose,rows,sensitivity", NULL, 0, NULL},
    {"a typo in a key", ROW_BYTES(MODEL "out_of_scope: x\n"), NULL, NULL, 1,
     "line 14: unknown key \"out_of_scope\" in a model's card: did you mean \"out-of-scope\"?"},
    {"the other spelling", ROW_BYTES(MODEL "licence: mit\n"), NULL, NULL, 1,
     "did you mean \"license\"?"},
    {"a key of the other kind", ROW_BYTES(MODEL "lawful-basis: contract\n"), NULL, NULL, 1,
     "unknown key \"lawful-basis\""},
    {"two typos", ROW_BYTES(MODEL "x1: 1\nx2: 2\n"), NULL, NULL, 2, "line 14"},
    {"a number in words", ROW_BYTES(MODEL "parameters: 7B\n"), NULL, NULL, 1,
     "\"parameters\" takes a whole number"},
    {"a choice that is none", ROW_BYTES(DATASET ORIGIN "personal-data: maybe\n"), NULL, NULL, 1,
     "\"personal-data\" takes one of: none, anonymous"},
    {"a kind that is none", ROW_BYTES("kind: table\n"), NULL, NULL, 1,
     "line 1: \"kind\" takes one of: dataset, model"},
    {"a license that is a map", ROW_BYTES("kind: model\nlicense: {a: b}\n"),
     "inputs,limitations,metrics,out-of-scope,outputs,owner,predecessor,purpose,sensitivity,users,"
     "version",
     NULL, 1, "line 2: \"license\" takes SPDX identifiers"},
    {"not YAML", ROW_BYTES("kind: [model\n"), NULL, NULL, 1, "line 2"},
    {"YAML with an anchor", ROW_BYTES("kind: &x model\n"), NULL, NULL, 1, "line 1: anchors"},
    {"a list", ROW_BYTES("- a\n"), NULL, NULL, 1, "a card is a map of fields"},
    {"not UTF-8", ROW_BYTES("kind: \xff\n"), NULL, NULL, 1, "line 1"},
};

static void check_list(struct inspected *seen, enum assay_fact_id id, const char *wanted)
{
    if (wanted)
        assert_string_equal(inspected_list(seen, id), wanted);
    else if (inspected_find(seen, id))
        inspected_fail(seen, "an empty list");
}

static void reads(void **state)
{
    const struct row *row = *state;
    struct inspected *seen =
        inspect_in_steps(&inspect_card, row->text, "data/x.csv.card.yml", 7, false);

    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(seen->bid, 8);
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_CARD_SUBJECT), "data/x.csv");
    check_list(seen, ASSAY_FACT_CARD_FIELDS_MISSING, row->missing);
    check_list(seen, ASSAY_FACT_CARD_FIELDS_PLACEHOLDER, row->placeholder);
    if (evidence_gap_count(seen->evidence) != row->gaps)
        inspected_fail(seen, "the number of gaps");
    if (row->gap && !strstr(evidence_gap_at(seen->evidence, 0)->why, row->gap))
        inspected_fail(seen, row->gap);
    if (row->gap)
        assert_string_equal(evidence_gap_at(seen->evidence, 0)->id, GAP_CARD_INVALID);
    inspected_free(seen);
}

/* What is written as a day is one, and a period ends behind its begin. */
static void days(void **state)
{
    static const struct {
        const char *fields, *dates, *impossible;
    } cards[] = {
        {"period: {from: 2024-01-01, to: 2024-12-31}\n", "period 2024-01-01,period 2024-12-31", ""},
        {"period: {from: 2030-01-01, to: 1900-13-77}\n", "period 2030-01-01",
         "period 1900-13-77, no day of any calendar"},
        {"period: {to: 2024-01-01, from: 2025-01-01}\n", "period 2025-01-01",
         "period 2024-01-01, before it begins"},
        {"period: 2025-01-01 to 2024-01-01\n", "period 2025-01-01",
         "period 2024-01-01, before it begins"},
        {"period: spring of 2025, 12025-01-011\n", "", ""},
        {"origin: {kind: public, date: 2099-02-31}\n", "",
         "origin.date 2099-02-31, no day of any calendar"},
        {"origin: {kind: public, date: \"2025-03-01, again 2024-01-01\"}\n",
         "origin.date 2024-01-01,origin.date 2025-03-01", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        char text[400];
        struct inspected *seen;

        snprintf(text, sizeof text, "kind: dataset\n%s", cards[i].fields);
        seen = inspect_bytes(&inspect_card, bytes_text(text), "x.card.yml");
        check_list(seen, ASSAY_FACT_CARD_DATES, *cards[i].dates ? cards[i].dates : NULL);
        check_list(seen, ASSAY_FACT_CARD_DATES_IMPOSSIBLE,
                   *cards[i].impossible ? cards[i].impossible : NULL);
        inspected_free(seen);
    }
}

static void figures(void **state)
{
    static const char *const ways[] = {"{auc: 0.81, gini: 0.62}", "[{auc: 0.81}, {gini: 0.62}]",
                                       "[{name: auc, value: 0.81}, {metric: gini, value: 0.62}]",
                                       "{auc: {value: 0.81, low: 0.7}, gini: 0.62}"};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        char text[400];
        struct inspected *seen;

        snprintf(text, sizeof text, "kind: model\nmetrics: %s\n", ways[i]);
        seen = inspect_bytes(&inspect_card, bytes_text(text), "x.card.yml");
        check_list(seen, ASSAY_FACT_MODEL_FIGURES, "auc: 0.81,gini: 0.62");
        inspected_free(seen);
    }
}

static void survives_cuts(void **state)
{
    struct bytes whole = rows[0].text;

    (void)state;
    for (size_t size = 0; size < whole.size; size++) {
        struct inspected *seen =
            inspect_bytes(&inspect_card, bytes_of(whole.data, size), "x.card.yml");

        assert_int_equal(seen->status, ASSAY_OK);
        inspected_free(seen);
    }
}

static void tells_a_dataset(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_card, BYTES(DATASET ORIGIN PERSONAL), "x.csv.card.yaml");

    (void)state;
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_CARD_KIND), "dataset");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_ASSUMPTIONS),
                        "income is told truly; one row, one person");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_FIELDS), "age,income");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_DECLARED_ROWS), 1200);
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_PERIOD),
                        "from: 2024-01-01; to: 2024-12-31");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_LICENSE), "CC-BY-4.0");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_ORIGIN_KIND), "synthetic");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_ORIGIN_LOCATOR), "make.py");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_PERSONAL_DATA), "synthetic");
    assert_true(inspected_find(seen, ASSAY_FACT_DATASET_OWNER)->declared);
    inspected_free(seen);
}

static void tells_a_model(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_card,
        BYTES(MODEL
              "parameters: 1300\ndatasets: [{name: a.csv}, b.csv]\nbase-model:\n"
              "  - {name: acme/base, supplier: ACME, version: 2, license: mit, revision: " HEX40
              "}\n"
              "  - {name: acme/other, supplier: ACME, version: TBD, revision: main}\n"),
        "m.safetensors.card.yml");

    (void)state;
    assert_int_equal(evidence_gap_count(seen->evidence), 0);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_BASE_MODEL_LICENSE),
                        "acme/base: mit");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_LICENSE),
                        "Apache-2.0,MIT OR CC0-1.0");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_METRICS),
                        "auc: 0.81; gini: 0.62");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_DECLARED_PARAMETERS), 1300);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_DATASETS), "a.csv,b.csv");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_BASE_MODEL), "acme/base,acme/other");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_BASE_MODEL_UNPINNED), "acme/other");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_BASE_MODEL_MISSING),
                        "acme/other: license,acme/other: version");
    inspected_free(seen);
}

static void bounds_size(void **state)
{
    struct inspected *seen;
    struct buf text;

    (void)state;
    buf_init(&text, LIMIT_CARD + 100);
    for (size_t i = 0; i < LIMIT_CARD / 2 + 1; i++)
        buf_text(&text, "#\n");
    seen = inspect_bytes(&inspect_card, buf_bytes(&text), "x.card.yml");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    inspected_free(seen);
    buf_clear(&text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(days),          cmocka_unit_test(figures),
        cmocka_unit_test(survives_cuts), cmocka_unit_test(tells_a_dataset),
        cmocka_unit_test(tells_a_model), cmocka_unit_test(bounds_size),
    };
    int failures = RUN_CASES(reads, rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
