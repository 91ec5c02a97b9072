/*
 * test_renderers.c - every format over the sample assessment against whole golden files; choosing a
 * format; the same input gives the same bytes; a full disk is told.
 */

#include "assessment.h"
#include "golden.h"

#include <assay/report.h>

static void write_report(const char *format, const struct assay_assessment *assessment,
                         const struct assay_report_options *options, struct buf *out)
{
    struct assay_error err = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    assert_non_null(file);
    assert_ok(assay_report_write(format, assessment, options, file, &err), err);
    fclose(file);
    buf_init(out, SIZE_MAX / 2);
    buf_add(out, text, size);
    free(text);
}

struct golden_row {
    const char *name; /* of the golden file */
    const char *format;
    bool clean; /* the project in which all is well */
    struct assay_report_options options;
};

static const struct golden_row rows[] = {
    {"terminal.txt", "text", false, {.width = 100, .seconds = 1.38}},
    {"terminal-narrow.txt", "text", false, {.width = 48, .seconds = -1}},
    {"terminal-verbose.txt", "text", false, {.width = 100, .verbose = true, .seconds = -1}},
    {"terminal-color.txt", "text", false, {.width = 100, .color = true, .seconds = -1}},
    {"terminal-ascii.txt", "text", false, {.width = 100, .ascii = true, .seconds = -1}},
    {"terminal-quiet.txt",
     "text",
     false,
     {.width = 100,
      .quiet = true,
      .seconds = 0.038,
      .next = "  unstage       git restore --staged data/users.csv\n"}},
    {"pipe.txt", "text", false, {.seconds = -1}},
    {"pipe-clean.txt", "text", true, {.seconds = -1}},
    {"check.json", "json", false, {0}},
    {"check-clean.json", "json", true, {0}},
    {"check.ndjson", "ndjson", false, {0}},
    {"assessment.json", "assessment", false, {0}},
    {"check.sarif", "sarif", false, {0}},
    {"check-clean.sarif", "sarif", true, {0}},
    {"gitlab.json", "gitlab", false, {0}},
    {"junit.xml", "junit", false, {0}},
    {"github.txt", "github", false, {.seconds = -1}},
    {"summary.md", "markdown", false, {.seconds = -1}},
    {"report.html", "html", false, {0}},
    {"report-clean.html", "html", true, {0}},
};

static void check_golden(void **state)
{
    const struct golden_row *row = *state;
    struct sample_assessment sample;
    CLEANUP(buf_clear) struct buf out;

    if (row->clean)
        sample_assess_clean(&sample);
    else
        sample_assess(&sample);
    write_report(row->format, &sample.assessment, &row->options, &out);
    assert_golden(row->name, buf_bytes(&out));
    sample_clear(&sample);
}

struct ending_row {
    const char *name;
    const char *path;
    const char *format; /* NULL: the ending tells none */
};

static const struct ending_row endings[] = {
    {"sarif", "out/assay.sarif", "sarif"},
    {"html", "audit.html", "html"},
    {"the longer ending", "q.gitlab.json", "gitlab"},
    {"plain json", "q.json", "json"},
    {"assessment", "a.assessment.json", "assessment"},
    {"none", "report", NULL},
    {"unknown", "report.pdf", NULL},
};

static void check_ending(void **state)
{
    const struct ending_row *row = *state;
    const char *format = assay_report_format_of(row->path);

    if (row->format)
        assert_string_equal(format, row->format);
    else
        assert_null(format);
}

static void formats_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < assay_renderer_count; i++)
        assert_true(strcmp(assay_renderers[i - 1].name, assay_renderers[i].name) < 0);
}

static void an_unknown_format_names_the_nearest(void **state)
{
    struct sample_assessment sample;
    struct assay_report_options options = {0};
    struct assay_error err = {0};

    (void)state;
    sample_assess(&sample);
    assert_int_equal(assay_report_write("serif", &sample.assessment, &options, stdout, &err),
                     ASSAY_EUSAGE);
    assert_non_null(strstr(err.remedy, "sarif"));
    sample_clear(&sample);
}

static void a_full_disk_is_told_by_every_format(void **state)
{
    struct sample_assessment sample;
    struct assay_report_options options = {.width = 80};

    (void)state;
    sample_assess(&sample);
    for (size_t i = 0; i < assay_renderer_count; i++) {
        struct assay_error err = {0};
        FILE *full = fopen("/dev/full", "w");

        assert_non_null(full);
        assert_int_equal(
            assay_report_write(assay_renderers[i].name, &sample.assessment, &options, full, &err),
            ASSAY_EOUTPUT);
        fclose(full);
    }
    sample_clear(&sample);
}

enum { MANY = 20000 };

/* Many findings of the second kind of the sample, each with a fingerprint of its own. */
static void assess_many(struct sample_assessment *sample, struct assay_finding *many)
{
    sample_assess(sample);
    for (size_t i = 0; i < MANY; i++) {
        many[i] = sample->findings[1];
        snprintf(many[i].fingerprint, sizeof many[i].fingerprint, "%032zx", i);
    }
    sample->assessment.findings = many;
    sample->assessment.finding_count = MANY;
    memset(sample->assessment.counts, 0, sizeof sample->assessment.counts);
    sample->assessment.counts[ASSAY_SEVERITY_HIGH] = MANY;
}

struct cut_row {
    const char *name;
    const char *format;
    unsigned width;
    size_t most; /* bytes */
    const char *said;
};

static const struct cut_row cuts[] = {
    {"a page", "html", 0, 200000, "and 19,990 more"},
    {"SARIF", "sarif", 0, 6000000, "the 5,000 most severe of 20,000 findings"},
    {"a terminal", "text", 80, 8000, "... 19,990 more: assay check -v"},
    {"annotations", "github", 0, 4000, "BLOCKED"},
    {"a job summary", "markdown", 0, 900 * 1024, "... 19,500 more"},
    {"a pipe is never cut", "text", 0, SIZE_MAX, "0000-0000-0000"},
};

static void check_cut(void **state)
{
    const struct cut_row *row = *state;
    struct sample_assessment sample;
    struct assay_report_options options = {.width = row->width, .seconds = -1};
    CLEANUP(free_cleanup) struct assay_finding *many = calloc(MANY, sizeof *many);
    CLEANUP(buf_clear) struct buf out;

    assess_many(&sample, many);
    write_report(row->format, &sample.assessment, &options, &out);
    assert_true(out.size < row->most);
    if (!strstr(buf_string(&out), row->said))
        fail_msg("nowhere said: %s", row->said);
    sample_clear(&sample);
}

/* What a page must not have: script, addresses, anything that a reader's machine would fetch. */
static void the_page_is_self_contained(void **state)
{
    static const char *const forbidden[] = {"<script", "http://", "https://", "src=",    "url(http",
                                            "@import", "<link",   "<iframe",  "<object", "onload"};
    struct sample_assessment sample;
    struct assay_report_options options = {0};
    CLEANUP(buf_clear) struct buf out;

    (void)state;
    sample_assess(&sample);
    write_report("html", &sample.assessment, &options, &out);
    for (size_t i = 0; i < ARRAY_LEN(forbidden); i++) {
        if (strstr(buf_string(&out), forbidden[i]))
            fail_msg("the page has %s", forbidden[i]);
    }
    assert_non_null(strstr(buf_string(&out), "default-src 'none'; style-src 'unsafe-inline'"));
    assert_non_null(strstr(buf_string(&out), "a/&lt;b&gt;&amp;\\x1b[31m\\u202e.csv"));
    sample_clear(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_sorted),
        cmocka_unit_test(an_unknown_format_names_the_nearest),
        cmocka_unit_test(a_full_disk_is_told_by_every_format),
        cmocka_unit_test(the_page_is_self_contained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check_golden, rows) +
           RUN_CASES(check_ending, endings) + RUN_CASES(check_cut, cuts);
}
