/* test_inspect_class_label.c - files that hold the number of a class, and those that only look it.
 */

#include "inspect.h"

#include "examine/inspect.h"

static const struct row {
    const char *name;
    const char *file, *text;
    const char *label; /* NULL: it is none */
} rows[] = {
    {"a digit", "a/000001.cls", "7", "7"},
    {"a line", "1.cls", "281\n", "281"},
    {"below zero", "1.cls", "-1\r\n", "-1"},
    {"empty", "1.cls", "", NULL},
    {"a sign alone", "1.cls", "-", NULL},
    {"a class of LaTeX", "article.cls", "\\NeedsTeXFormat{LaTeX2e}\n", NULL},
    {"two numbers", "1.cls", "1 2", NULL},
    {"more digits than a number has", "1.cls", "1234567890123456789", NULL},
    {"another name", "1.txt", "7", NULL},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_class_label, bytes_text(row->text), row->file);

    assert_int_equal(seen->bid, row->label ? 8 : 0);
    if (row->label)
        assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_LABEL), row->label);
    inspected_free(seen);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
