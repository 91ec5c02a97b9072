/* Cards of the Hub: the front matter of README.md, and what is no card. */

#include "examine/inspect.h"
#include "inspect.h"
#include "inventory/gaps.h"

struct row {
    const char *name;
    struct bytes text;
    const char *kind;    /* of the card, or NULL */
    const char *license; /* of the model, else of the data set; or NULL */
    const char *missing; /* or NULL */
    const char *gap;     /* part of the text of the gap, or NULL */
};

static const struct row rows[] = {
    {"a model", ROW_BYTES("---\nlicense: apache-2.0\nbase_model: a/b\n---\n# Model\n"), "model",
     "Apache-2.0", NULL, NULL},
    {"a data set", ROW_BYTES("---\nlicense: cc-by-4.0\npretty_name: X\n---\n"), "dataset",
     "CC-BY-4.0", NULL, NULL},
    {"either", ROW_BYTES("---\nlicense: mit\n---\n"), NULL, "MIT", NULL, NULL},
    {"several licences", ROW_BYTES("---\nlicense: [mit, odbl]\n---\n"), NULL, "MIT,ODbL-1.0", NULL,
     NULL},
    {"other terms",
     ROW_BYTES("---\nlicense: other\nlicense_name: acme v2\nlicense_link: LICENSE\n---\n"), NULL,
     "LicenseRef-acme-v2", NULL, NULL},
    {"other terms without a name", ROW_BYTES("---\nlicense: other\n---\n"), NULL, "other",
     "license_link,license_name", NULL},
    {"no licence", ROW_BYTES("---\ntags: [x]\n---\n"), NULL, NULL, "license", NULL},
    {"an empty licence", ROW_BYTES("---\nlicense:\ntags: [x]\n---\n"), NULL, NULL, "license", NULL},
    {"CRLF and a mark", ROW_BYTES("\xef\xbb\xbf---\r\nlicense: mit\r\n---\r\n# X\r\n"), NULL, "MIT",
     NULL, NULL},
    {"closed at the very end", ROW_BYTES("---\nlicense: mit\n---"), NULL, "MIT", NULL, NULL},
    {"dashes in a value", ROW_BYTES("---\nlicense: mit\ntags: [\"---x\"]\n---\n"), NULL, "MIT",
     NULL, NULL},
    {"never closed", ROW_BYTES("---\nlicense: mit\n"), NULL, NULL, NULL, "no closing line"},
    {"not YAML", ROW_BYTES("---\nlicense: [mit\n---\n"), NULL, NULL, NULL, "line 3"},
    {"an alias", ROW_BYTES("---\nlicense: *x\n---\n"), NULL, NULL, NULL, "line 2: aliases"},
    {"a licence twice", ROW_BYTES("---\nlicense: mit\nlicense: gpl-3.0\n---\n"), NULL, NULL, NULL,
     "line 3: the key \"license\""},
    {"a licence that is a map", ROW_BYTES("---\nlicense: {a: b}\n---\n"), NULL, NULL, NULL,
     "line 2: \"license\" takes"},
};

static void reads(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_in_steps(&inspect_hub_card, row->text, "a/README.md", 5, true);

    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(seen->bid, 40);
    assert_int_equal(seen->content.kind, ASSAY_KIND_CARD);
    if (row->kind)
        assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_CARD_KIND), row->kind);
    else
        assert_null(inspected_find(seen, ASSAY_FACT_CARD_KIND));
    if (row->license) {
        bool dataset = row->kind && strcmp(row->kind, "dataset") == 0;

        assert_string_equal(
            inspected_list(seen, dataset ? ASSAY_FACT_DATASET_LICENSE : ASSAY_FACT_MODEL_LICENSE),
            row->license);
    }
    if (row->missing && !strstr(inspected_list(seen, ASSAY_FACT_CARD_FIELDS_MISSING), row->missing))
        inspected_fail(seen, row->missing);
    if (!row->missing && !row->gap &&
        strstr(inspected_list(seen, ASSAY_FACT_CARD_FIELDS_MISSING), "license"))
        inspected_fail(seen, "its licence");
    assert_int_equal(evidence_gap_count(seen->evidence), row->gap != NULL);
    if (row->gap && !strstr(inspected_gap(seen, GAP_CARD_INVALID)->why, row->gap))
        inspected_fail(seen, row->gap);
    inspected_free(seen);
}

static void tells_a_model(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_hub_card,
                      BYTES("---\nlicense: mit\nbase_model:\n- a/b\n"
                            "- c/d@0123456789abcdef0123456789abcdef01234567\ndatasets: acme/loans\n"
                            "language: [en, de]\ntags: [credit]\nmetrics: [auc]\n---\n"),
                      "README.md");

    (void)state;
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_DATASETS), "acme/loans");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_BASE_MODEL_UNPINNED), "a/b");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_CARD_LANGUAGES), "de,en");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_CARD_TAGS), "credit");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_CARD_METRICS), "auc");
    assert_null(inspected_find(seen, ASSAY_FACT_DATASET_LICENSE));
    inspected_free(seen);
}

/* The figures of a model-index, each with its data set; a model that has them lacks no metrics. */
static void tells_results(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_hub_card,
        BYTES("---\nlicense: mit\nmodel-index:\n- name: m\n  results:\n"
              "  - task: {type: text-classification}\n"
              "    dataset: {name: IMDB, type: org/imdb, config: plain, split: test}\n"
              "    metrics:\n    - {type: accuracy, value: 0.93, name: Accuracy}\n"
              "    - {name: WER, value: \"12 %\", verified: true}\n"
              "    - {type: wer, name: Test WER (+LM), value: 9}\n"
              "    - {type: rouge, name: Rouge1, value: 40}\n"
              "    - {type: confusion, value: [[1, 0], [0, 1]]}\n    - {type: f1}\n    - x\n"
              "  - dataset: {name: my-loans, type: csv}\n    metrics: [{type: auc, value: 0.8}]\n"
              "  - dataset: {name: None, type: generator, split: train}\n"
              "    metrics: [{type: auc, value: 0.9}]\n  - metrics: [{type: mae, value: 2}]\n"
              "  - metrics: x\n- x\n---\n"),
        "README.md");

    (void)state;
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_RESULTS),
                        "Rouge1: 40 (org/imdb, test; config plain),"
                        "WER: 12 % (org/imdb, test; config plain),"
                        "accuracy: 0.93 (org/imdb, test; config plain),"
                        "auc: 0.8 (my-loans),auc: 0.9 (generator, train),mae: 2,"
                        "wer (Test WER  +LM ): 9 (org/imdb, test; config plain)");
    assert_null(strstr(inspected_list(seen, ASSAY_FACT_CARD_FIELDS_MISSING), "metrics"));
    inspected_free(seen);
    seen = inspect_bytes(&inspect_hub_card, BYTES("---\nlicense: mit\nmodel-index: [x]\n---\n"),
                         "README.md");
    assert_null(inspected_find(seen, ASSAY_FACT_MODEL_RESULTS));
    assert_non_null(strstr(inspected_list(seen, ASSAY_FACT_CARD_FIELDS_MISSING), "metrics"));
    inspected_free(seen);
}

static void tells_models_of_one_index_apart(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_hub_card,
        BYTES("---\nlicense: mit\nmodel-index:\n"
              "- name: small\n  results: [{metrics: [{type: auc, value: 0.8}]}]\n"
              "- name: \"large; of x\"\n  results: [{dataset: {type: a/b, config: default},"
              " metrics: [{type: auc, value: 0.9}]}]\n---\n"),
        "README.md");

    (void)state;
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_RESULTS),
                        "auc: 0.8 (; of small),auc: 0.9 (a/b; of large  of x)");
    inspected_free(seen);
}

/* The Hub's own keys do not answer what an auditor asks; ours may stand beside them. */
static void asks_for_our_fields(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_hub_card,
                      BYTES("---\nlicense: mit\npipeline_tag: x\npurpose: scores\nowner: TODO\n"
                            "parameters: 12\n---\n"),
                      "README.md");

    (void)state;
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_PURPOSE), "scores");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_DECLARED_PARAMETERS), 12);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_CARD_FIELDS_PLACEHOLDER), "owner");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_CARD_FIELDS_MISSING),
                        "inputs,limitations,metrics,out-of-scope,outputs,predecessor,sensitivity,"
                        "users,version");
    inspected_free(seen);
    seen = inspect_bytes(&inspect_hub_card, BYTES("---\nlicense: mit\n---\n"), "README.md");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_CARD_FIELDS_MISSING),
                        "owner,purpose,sensitivity");
    inspected_free(seen);
}

static void leaves_pages_of_web_sites(void **state)
{
    struct inspected *seen = inspect_bytes(
        &inspect_hub_card, BYTES("---\nlayout: page\ntitle: Home\n---\n"), "README.md");

    (void)state;
    assert_int_equal(seen->content.kind, ASSAY_KIND_DOCUMENT);
    assert_int_equal(evidence_gap_count(seen->evidence), 0);
    inspected_free(seen);
}

static void survives_cuts(void **state)
{
    struct bytes whole = rows[4].text;

    (void)state;
    for (size_t size = 0; size < whole.size; size++) {
        struct inspected *seen =
            inspect_bytes(&inspect_hub_card, bytes_of(whole.data, size), "README.md");

        assert_int_equal(seen->status, ASSAY_OK);
        inspected_free(seen);
    }
}

static const struct bid_row {
    const char *name;
    struct bytes head;
    unsigned bid;
} bid_rows[] = {
    {"README.md", ROW_BYTES("---\nlicense: mit\n---\n"), 40},
    {"readme.md", ROW_BYTES("---\n"), 40},
    {"README.md", ROW_BYTES("# No front matter\n"), 0},
    {"README.md", ROW_BYTES("----\n"), 0},
    {"README.md", ROW_BYTES("---"), 0},
    {"README.md", ROW_BYTES(""), 0},
    {"OTHER.md", ROW_BYTES("---\nlicense: mit\n---\n"), 0},
};

static void bids(void **state)
{
    const struct bid_row *row = *state;
    struct subject subject = {
        .head = row->head, .name = bytes_text(row->name), .path = bytes_text(row->name)};

    assert_int_equal(inspect_hub_card.bid(&subject), row->bid);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_a_model),
        cmocka_unit_test(tells_results),
        cmocka_unit_test(tells_models_of_one_index_apart),
        cmocka_unit_test(asks_for_our_fields),
        cmocka_unit_test(leaves_pages_of_web_sites),
        cmocka_unit_test(survives_cuts),
    };
    int failures = RUN_CASES(reads, rows);

    failures += RUN_CASES(bids, bid_rows);
    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
