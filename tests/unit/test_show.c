/* test_show.c - figures, dates and texts as a person reads them. */

#include "assessment.h"
#include "rows.h"

#include "report/show.h"

static void expect(struct buf *out, const char *text)
{
    assert_string_equal(buf_string(out), text);
    buf_clear(out);
}

struct number_row {
    const char *name;
    uint64_t value;
    const char *count, *bytes;
};

static const struct number_row numbers[] = {
    {"nothing", 0, "0", "0 bytes"},
    {"one", 1, "1", "1 byte"},
    {"below a thousand", 999, "999", "999 bytes"},
    {"a thousand", 1000, "1,000", "1.0 KB"},
    {"the figure of the manual", 4509715660, "4,509,715,660", "4.2 GB"},
    {"just below a megabyte", 1048000, "1,048,000", "1.0 MB"},
    {"a hundred megabytes", 104857600, "104,857,600", "100 MB"},
    {"the largest", UINT64_MAX, "18,446,744,073,709,551,615", "16.0 EB"},
};

static void check_number(void **state)
{
    const struct number_row *row = *state;
    struct buf out;

    buf_init(&out, 256);
    show_count(&out, row->value);
    expect(&out, row->count);
    show_bytes(&out, row->value);
    expect(&out, row->bytes);
}

struct seconds_row {
    const char *name;
    double seconds;
    const char *text;
};

static const struct seconds_row seconds[] = {
    {"at once", 0, "0 ms"},
    {"milliseconds", 0.038, "38 ms"},
    {"nearly a second", 0.9999, "1.0 s"},
    {"seconds", 11.4, "11.4 s"},
    {"minutes", 200, "3 min 20 s"},
};

static void check_seconds(void **state)
{
    const struct seconds_row *row = *state;
    struct buf out;

    buf_init(&out, 256);
    show_seconds(&out, row->seconds);
    expect(&out, row->text);
}

struct line_row {
    const char *name;
    const char *text, *shown;
};

static const struct line_row lines[] = {
    {"plain", "a b", "a b"},
    {"lines become one", "first:\n  second\n", "first: second "},
    {"escape sequences", "\x1b[31mred", "\\x1b[31mred"},
    {"marks that turn the text",
     "a\xe2\x80\xae"
     "b",
     "a\\u202eb"},
    {"bytes that are no text", "\xff", "\\xff"},
};

static void check_line(void **state)
{
    const struct line_row *row = *state;
    struct buf out;

    buf_init(&out, 256);
    show_line(&out, row->text);
    expect(&out, row->shown);
}

static void nouns(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 256);
    show_counted(&out, 1, "file");
    expect(&out, "1 file");
    show_counted(&out, 1318, "file");
    expect(&out, "1,318 files");
}

static void dates(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 256);
    show_date(&out, SAMPLE_NOW);
    expect(&out, "2026-11-21");
    show_date(&out, INT64_MAX);
    expect(&out, "");
}

static void subjects(void **state)
{
    struct sample_assessment sample;
    struct buf out;

    (void)state;
    buf_init(&out, 256);
    sample_assess(&sample);
    show_subject(&out, &sample.assessment, &sample.inventory->items[ITEM_PICKLE]);
    expect(&out, "models/v3/model.pt!/archive/data.pkl");
    show_subject(&out, &sample.assessment, NULL);
    expect(&out, "credit-risk");
    assert_string_equal(show_outermost(sample.inventory->items[ITEM_EVIL].path)->name,
                        "models.zip");
    assert_true(show_gap_allowed(&sample.assessment, "git.shallow"));
    assert_false(show_gap_allowed(&sample.assessment, "bundle.encrypted"));
    sample_clear(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nouns),
        cmocka_unit_test(dates),
        cmocka_unit_test(subjects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check_number, numbers) +
           RUN_CASES(check_seconds, seconds) + RUN_CASES(check_line, lines);
}
