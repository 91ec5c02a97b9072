/* test_verdicts.c - each cell of the table of verdicts, written down a second time. */

#include "rows.h"

#include "report/verdicts.h"

enum format { XCCDF, OSCAL, SARIF_KIND, SARIF_LEVEL, JUNIT, GITLAB };

struct cell {
    const char *name;
    enum assay_verdict verdict;
    enum format format;
    const char *word; /* NULL: not written in that format; "": by severity, or a bare case */
};

static const struct cell cells[] = {
    {"pass, XCCDF", ASSAY_PASS, XCCDF, "pass"},
    {"pass, OSCAL", ASSAY_PASS, OSCAL, "satisfied"},
    {"pass, SARIF kind", ASSAY_PASS, SARIF_KIND, "pass"},
    {"pass, SARIF level", ASSAY_PASS, SARIF_LEVEL, "none"},
    {"pass, JUnit", ASSAY_PASS, JUNIT, ""},
    {"pass, GitLab", ASSAY_PASS, GITLAB, NULL},
    {"fail, XCCDF", ASSAY_FAIL, XCCDF, "fail"},
    {"fail, OSCAL", ASSAY_FAIL, OSCAL, "not-satisfied"},
    {"fail, SARIF kind", ASSAY_FAIL, SARIF_KIND, "fail"},
    {"fail, SARIF level", ASSAY_FAIL, SARIF_LEVEL, ""},
    {"fail, JUnit", ASSAY_FAIL, JUNIT, "failure"},
    {"fail, GitLab", ASSAY_FAIL, GITLAB, ""},
    {"unknown, XCCDF", ASSAY_UNKNOWN, XCCDF, "unknown"},
    {"unknown, OSCAL", ASSAY_UNKNOWN, OSCAL, "not-satisfied"},
    {"unknown, SARIF kind", ASSAY_UNKNOWN, SARIF_KIND, "open"},
    {"unknown, SARIF level", ASSAY_UNKNOWN, SARIF_LEVEL, "warning"},
    {"unknown, JUnit", ASSAY_UNKNOWN, JUNIT, "error"},
    {"unknown, GitLab", ASSAY_UNKNOWN, GITLAB, "major"},
    {"attested, XCCDF", ASSAY_ATTESTED, XCCDF, "pass"},
    {"attested, OSCAL", ASSAY_ATTESTED, OSCAL, "satisfied"},
    {"attested, SARIF kind", ASSAY_ATTESTED, SARIF_KIND, "review"},
    {"attested, SARIF level", ASSAY_ATTESTED, SARIF_LEVEL, "none"},
    {"attested, JUnit", ASSAY_ATTESTED, JUNIT, ""},
    {"attested, GitLab", ASSAY_ATTESTED, GITLAB, NULL},
    {"waived, XCCDF", ASSAY_WAIVED, XCCDF, "fail"},
    {"waived, OSCAL", ASSAY_WAIVED, OSCAL, "not-satisfied"},
    {"waived, SARIF kind", ASSAY_WAIVED, SARIF_KIND, "fail"},
    {"waived, SARIF level", ASSAY_WAIVED, SARIF_LEVEL, ""},
    {"waived, JUnit", ASSAY_WAIVED, JUNIT, "skipped"},
    {"waived, GitLab", ASSAY_WAIVED, GITLAB, NULL},
    {"not applicable, XCCDF", ASSAY_NOT_APPLICABLE, XCCDF, "notapplicable"},
    {"not applicable, OSCAL", ASSAY_NOT_APPLICABLE, OSCAL, NULL},
    {"not applicable, SARIF kind", ASSAY_NOT_APPLICABLE, SARIF_KIND, "notApplicable"},
    {"not applicable, SARIF level", ASSAY_NOT_APPLICABLE, SARIF_LEVEL, "none"},
    {"not applicable, JUnit", ASSAY_NOT_APPLICABLE, JUNIT, "skipped"},
    {"not applicable, GitLab", ASSAY_NOT_APPLICABLE, GITLAB, NULL},
};

static void check_cell(void **state)
{
    const struct cell *cell = *state;
    const struct verdict_forms *forms = verdict_forms(cell->verdict);
    const char *const words[] = {
        [XCCDF] = forms->xccdf,           [OSCAL] = forms->oscal,
        [SARIF_KIND] = forms->sarif_kind, [SARIF_LEVEL] = forms->sarif_level,
        [JUNIT] = forms->junit,           [GITLAB] = forms->gitlab,
    };

    if (!cell->word)
        assert_null(words[cell->format]);
    else
        assert_string_equal(words[cell->format], cell->word);
}

struct severity_row {
    const char *name;
    enum assay_severity severity;
    const char *sarif, *gitlab;
};

static const struct severity_row severities[] = {
    {"info", ASSAY_INFO, "note", "info"},
    {"low", ASSAY_SEVERITY_LOW, "note", "minor"},
    {"medium", ASSAY_SEVERITY_MEDIUM, "warning", "major"},
    {"high", ASSAY_SEVERITY_HIGH, "error", "critical"},
    {"critical", ASSAY_SEVERITY_CRITICAL, "error", "blocker"},
};

static void check_severity(void **state)
{
    const struct severity_row *row = *state;

    assert_string_equal(severity_sarif(row->severity), row->sarif);
    assert_string_equal(severity_gitlab(row->severity), row->gitlab);
}

int main(void)
{
    return RUN_CASES(check_cell, cells) + RUN_CASES(check_severity, severities);
}
