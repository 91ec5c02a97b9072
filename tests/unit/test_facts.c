/* test_facts.c - the dictionary's order, and which of several statements of a fact counts. */

#include "rows.h"

#include <assay/inventory.h>

static void dictionary_is_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < ASSAY_FACTS; i++)
        assert_true(strcmp(assay_facts[i - 1].name, assay_facts[i].name) < 0);
}

static void dictionary_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < ASSAY_FACTS; i++) {
        assert_true(assay_facts[i].name[0] != '\0');
        assert_true(assay_facts[i].meaning[0] != '\0');
        assert_non_null(assay_facts[i].unit);
    }
}

#define TEXT(fact, by_person, said)                                                                \
    {                                                                                              \
        .id = ASSAY_FACT_##fact, .declared = (by_person), .value = {                               \
            .type = ASSAY_VALUE_TEXT,                                                              \
            .text = (said)                                                                         \
        }                                                                                          \
    }

static const struct assay_fact in_content[] = {
    TEXT(DATASET_PURPOSE, true, "own word"),
    TEXT(MODEL_NAME, false, "measured"),
    TEXT(MODEL_NAME, true, "declared within"),
};
static const struct assay_fact by_card[] = {
    TEXT(DATASET_PURPOSE, true, "card's word"),
    TEXT(MODEL_NAME, true, "declared by a card"),
    TEXT(MODEL_VERSION, true, "2"),
};

struct fact_row {
    const char *name;
    enum assay_fact_id id;
    const char *text; /* NULL: there is none */
};

static const struct fact_row rows[] = {
    {"measured counts before declared", ASSAY_FACT_MODEL_NAME, "measured"},
    {"the item's own word before a card's", ASSAY_FACT_DATASET_PURPOSE, "own word"},
    {"a card's word where there is no other", ASSAY_FACT_MODEL_VERSION, "2"},
    {"absent, before all", ASSAY_FACT_CARD_FIELDS_MISSING, NULL},
    {"absent, between", ASSAY_FACT_MODEL_METRICS, NULL},
    {"absent, behind all", ASSAY_FACT_POINTER_SIZE, NULL},
};

static void check(void **state)
{
    const struct fact_row *row = *state;
    struct assay_examination content = {.facts = in_content, .fact_count = 3};
    struct assay_item item = {.content = &content, .declared = by_card, .declared_count = 3};
    const struct assay_fact *fact = assay_item_fact(&item, row->id);

    if (row->text) {
        assert_non_null(fact);
        assert_string_equal(fact->value.text, row->text);
    } else {
        assert_null(fact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dictionary_is_sorted),
        cmocka_unit_test(dictionary_is_complete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check, rows);
}
