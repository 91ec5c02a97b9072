/* test_agreement.c - words that mean the same, and words that do not. */

#include "rows.h"

#include "examine/link/agreement.h"

struct row {
    const char *name, *a, *b;
    bool agree;
};

static struct assay_value list(const char **text)
{
    return (struct assay_value){.type = ASSAY_VALUE_TEXTS, .texts = text, .count = 1};
}

static const struct row architectures[] = {
    {"a family and its class", "llama", "LlamaForCausalLM", true},
    {"another class", "llama", "BertModel", false},
    {"stored as what it was made from", "llama", "MistralForCausalLM", true},
    {"spelling", "gpt-neox", "GPTNeoXForCausalLM", true},
    {"a description", "a decoder of 12 layers", "BertModel", true},
};

static void check_architectures(void **state)
{
    const struct row *row = *state;

    assert_int_equal(agreement_architectures(row->a, row->b), row->agree);
    assert_int_equal(agreement_architectures(row->b, row->a), row->agree);
}

static const struct row licenses[] = {
    {"spelling", "mit", "MIT", true},
    {"names of the Hub", "gpl-3.0", "GPL-3.0-only", true},
    {"others", "mit", "Apache-2.0", false},
};

static void check_licenses(void **state)
{
    const struct row *row = *state;
    const char *a = row->a, *b = row->b;
    struct assay_value left = list(&a), right = list(&b);

    assert_int_equal(agreement_licenses(&left, &right), row->agree);
}

static const struct row models[] = {
    {"the same", "meta-llama/Llama-2-7b", "meta-llama/llama-2-7b", true},
    {"an address", "https://huggingface.co/a/b", "a/b", true},
    {"a revision", "a/b@main", "a/b", true},
    {"no owner", "b", "a/b", true},
    {"another owner", "a/b", "c/b", false},
    {"another model", "a/b", "a/c", false},
};

static void check_models(void **state)
{
    const struct row *row = *state;
    const char *a = row->a, *b = row->b;
    struct assay_value left = list(&a), right = list(&b);

    assert_int_equal(agreement_base_models(&left, &right), row->agree);
}

static void counts_are_rounded(void **state)
{
    (void)state;
    assert_true(agreement_counts(12, 12));
    assert_true(agreement_counts(7000000000, 6738415616));
    assert_true(agreement_counts(110000000, 109482240));
    assert_false(agreement_counts(7000000000, 13015864320));
    assert_false(agreement_counts(0, 5));
    assert_false(agreement_counts(1234567, 2234567));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_are_rounded)};

    return RUN_CASES(check_architectures, architectures) + RUN_CASES(check_licenses, licenses) +
           RUN_CASES(check_models, models) + cmocka_run_group_tests(tests, NULL, NULL);
}
