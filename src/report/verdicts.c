/* verdicts.c - one table for the words of all formats, so that two reports cannot disagree. */

#include "report/verdicts.h"

#include "base/kit.h"

static const struct verdict_forms forms[] = {
    [ASSAY_PASS] = {"pass", "satisfied", "pass", "none", "", NULL},
    [ASSAY_FAIL] = {"fail", "not-satisfied", "fail", "", "failure", ""},
    [ASSAY_UNKNOWN] = {"unknown", "not-satisfied", "open", "warning", "error", "major"},
    [ASSAY_ATTESTED] = {"pass", "satisfied", "review", "none", "", NULL},
    [ASSAY_WAIVED] = {"fail", "not-satisfied", "fail", "", "skipped", NULL},
    [ASSAY_NOT_APPLICABLE] = {"notapplicable", NULL, "notApplicable", "none", "skipped", NULL},
};
_Static_assert(ARRAY_LEN(forms) == ASSAY_VERDICTS, "a verdict without its words");

static const char *const sarif[] = {
    [ASSAY_INFO] = "note",
    [ASSAY_SEVERITY_LOW] = "note",
    [ASSAY_SEVERITY_MEDIUM] = "warning",
    [ASSAY_SEVERITY_HIGH] = "error",
    [ASSAY_SEVERITY_CRITICAL] = "error",
};
_Static_assert(ARRAY_LEN(sarif) == ASSAY_SEVERITIES, "a severity without its SARIF level");

static const char *const gitlab[] = {
    [ASSAY_INFO] = "info",
    [ASSAY_SEVERITY_LOW] = "minor",
    [ASSAY_SEVERITY_MEDIUM] = "major",
    [ASSAY_SEVERITY_HIGH] = "critical",
    [ASSAY_SEVERITY_CRITICAL] = "blocker",
};
_Static_assert(ARRAY_LEN(gitlab) == ASSAY_SEVERITIES, "a severity without its GitLab word");

const struct verdict_forms *verdict_forms(enum assay_verdict verdict)
{
    return &forms[verdict];
}

const char *severity_sarif(enum assay_severity severity)
{
    return sarif[severity];
}

const char *severity_gitlab(enum assay_severity severity)
{
    return gitlab[severity];
}
