/* verdicts.h - how each format says a verdict: the table of the reports paper, section 2. */

#pragma once

#include <assay/assessment.h>

/* NULL where a format has no word: such a verdict is not written there. */
struct verdict_forms {
    const char *xccdf;
    const char *oscal;
    const char *sarif_kind;
    const char *sarif_level; /* "" means by severity */
    const char *junit;       /* the element inside a case; "" means a case with nothing in it */
    const char *gitlab;      /* "" means by severity */
};

const struct verdict_forms *verdict_forms(enum assay_verdict verdict);

/* The same severities under the names of others. */
const char *severity_sarif(enum assay_severity severity);  /* "error", "warning", "note" */
const char *severity_gitlab(enum assay_severity severity); /* "blocker" ... "info" */
