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

int main(void)
{
    return RUN_CASES(check_golden, rows);
}
