/* test_summary.c - the verdict block's words. */

#include "assessment.h"
#include "rows.h"

#include "report/summary.h"

#define DOT " \xc2\xb7 "

static void expect(struct buf *out, const char *text)
{
    assert_string_equal(buf_string(out), text);
    buf_clear(out);
}

struct word_row {
    const char *name;
    const char *word;
};

static const struct word_row words[] = {
    {"passed", "PASSED"},
    {"blocked", "BLOCKED"},
    {"incomplete", "INCOMPLETE"},
    {"nothing examined", "NOTHING EXAMINED"},
};

static void check_word(void **state)
{
    const struct word_row *row = *state;
    struct assay_assessment assessment = {.verdict = row->name};

    assert_string_equal(summary_word(&assessment), row->word);
}

static void all_that_can_be_said(void **state)
{
    struct sample_assessment sample;
    struct buf out;

    (void)state;
    buf_init(&out, 4096);
    sample_assess(&sample);
    summary_counts(&sample.assessment, &out);
    expect(&out, "1 critical, 2 high, 1 medium" DOT "1 below the gate" DOT "1 unknown" DOT
                 "2 waived (the first expires in 12 days)");
    summary_examined(&sample.assessment, 1.38, &out);
    expect(&out, "12 files, 9.2 GB, in 2 containers" DOT "9 commits" DOT "8 rules" DOT
                 "14 paths ignored" DOT "1.4 s");
    summary_gaps(&sample.assessment, &out);
    expect(&out, "3: bundle.encrypted models.zip!/a.bin and 1 more" DOT
                 "git.shallow (allowed)   (assay explain bundle.encrypted)");
    assert_true(summary_has_idle_waivers(&sample.assessment));
    sample_clear(&sample);
}

static void nothing_to_say(void **state)
{
    struct sample_assessment sample;
    struct buf out;

    (void)state;
    buf_init(&out, 4096);
    sample_assess_clean(&sample);
    summary_counts(&sample.assessment, &out);
    expect(&out, "nothing blocks");
    summary_examined(&sample.assessment, -1, &out);
    expect(&out, "1 file, 4.7 MB" DOT "8 rules");
    summary_gaps(&sample.assessment, &out);
    expect(&out, "none");
    assert_false(summary_has_idle_waivers(&sample.assessment));
    sample_clear(&sample);
}

/* A run that saw nothing must not look like one that found nothing. */
static void nothing_examined_blocks_no_words(void **state)
{
    struct assay_assessment assessment = {.verdict = "nothing examined"};
    struct buf out;

    (void)state;
    buf_init(&out, 4096);
    summary_counts(&assessment, &out);
    expect(&out, "");
}

static void ranges_of_commits(void **state)
{
    struct sample_assessment sample;
    struct buf out;

    (void)state;
    buf_init(&out, 4096);
    sample_assess(&sample);
    sample.inventory->target.view = "range";
    sample.inventory->target.range = "a1b2c3d4e5..e4f5a6b0c1";
    summary_examined(&sample.assessment, -1, &out);
    expect(&out, "12 files, 9.2 GB, in 2 containers" DOT "9 commits a1b2c3d..e4f5a6b" DOT
                 "8 rules" DOT "14 paths ignored");
    sample_clear(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_can_be_said),
        cmocka_unit_test(nothing_to_say),
        cmocka_unit_test(nothing_examined_blocks_no_words),
        cmocka_unit_test(ranges_of_commits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check_word, words);
}
