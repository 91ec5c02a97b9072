/* test_names.c - every state has a word, and no two the same. */

#include "rows.h"

#include <assay/inventory.h>

static const char *kind(int value)
{
    return assay_kind_name((enum assay_kind)value);
}

static const char *type(int value)
{
    return assay_item_type_name((enum assay_item_type)value);
}

static const char *load(int value)
{
    return assay_load_name((enum assay_load)value);
}

static const char *confidence(int value)
{
    return assay_confidence_name((enum assay_confidence)value);
}

struct names_row {
    const char *name;
    const char *(*word)(int value);
    int count;
};

static const struct names_row rows[] = {
    {"kinds", kind, ASSAY_KINDS},
    {"item types", type, ASSAY_ITEM_TYPES},
    {"load verdicts", load, ASSAY_LOADS},
    {"confidences", confidence, ASSAY_CONFIDENCES},
};

static void check(void **state)
{
    const struct names_row *row = *state;

    for (int i = 0; i < row->count; i++) {
        assert_non_null(row->word(i));
        for (int k = 0; k < i; k++)
            assert_string_not_equal(row->word(i), row->word(k));
    }
}

int main(void)
{
    return RUN_CASES(check, rows);
}
