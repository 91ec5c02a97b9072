/*
 * test_credentials_page.c - docs/reference/credentials.md is the tables of secrets, written out.
 *
 * After a change of the tables: ASSAY_GOLDEN_UPDATE=1
 * build/release/tests/unit/test_credentials_page
 */

#include "examine/detect/patterns.h"
#include "examine/detect/secret_proofs.h"

#include "golden.h"

static size_t count_forms(void)
{
    size_t count = 0;

    while (pattern_shipped(count))
        count++;
    return count;
}

/* A class that stands twice in a row has two forms. */
static size_t count_classes(void)
{
    size_t count = 0;

    for (size_t i = 0; pattern_shipped(i); i++)
        count += i == 0 || strcmp(pattern_shipped(i - 1)->what.class_name,
                                  pattern_shipped(i)->what.class_name) != 0;
    return count;
}

static void write_family(struct buf *out, const struct pattern_family *family)
{
    buf_printf(
        out,
        "\n## %c%s\n\n| class | what | proof | documentation of the form |\n|---|---|---|---|\n",
        family->about[0] - 'a' + 'A', family->about + 1);
    for (size_t i = 0; i < *family->count; i++) {
        const struct pattern *pattern = &family->all[i];

        buf_printf(out, "| `%s` | %s | %s", pattern->what.class_name, pattern->title,
                   pattern->proof->what);
        for (const char *const *word = pattern->words; word && *word; word++)
            buf_printf(out, "%s`%s`", word == pattern->words ? "; near " : " or ", *word);
        buf_printf(out, " | %s |\n", pattern->origin);
    }
}

static void page_is_in_step(void **state)
{
    CLEANUP(buf_clear) struct buf out;

    (void)state;
    buf_init(&out, 1 << 20);
    buf_printf(&out,
               "# Credentials that assay knows\n\n"
               "Written from the tables (`src/examine/detect/secrets_*.c`) by "
               "`tests/unit/test_credentials_page.c`, which fails where they differ: %zu forms of "
               "%zu\nclasses. [detectors](detectors.md) tells how sure each is and what it costs, "
               "[patterns](patterns.md) how to add your own.\n",
               count_forms(), count_classes());
    for (size_t i = 0; i < pattern_family_count; i++)
        write_family(&out, &pattern_families[i]);
    assert_int_equal(out.status, ASSAY_OK);
    assert_golden("../../docs/reference/credentials.md", buf_bytes(&out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(page_is_in_step)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
