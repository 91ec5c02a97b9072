/* report.h - documents made from one assessment; a new format is one file and one table line. */

#pragma once

#include <assay/assessment.h>
#include <stdio.h>

struct assay_report_options {
    unsigned width; /* columns of the terminal; 0: a pipe, one line a finding, nothing cut */
    bool color;
    bool ascii;        /* the locale is not UTF-8 */
    bool verbose;      /* all findings of a file */
    bool quiet;        /* the line of the verdict only, and gaps where they are the reason of it */
    double seconds;    /* of the run for the verdict block; negative: not shown */
    const char *flags; /* that assay report takes to make the same again, each behind a blank, or
                        * NULL: a page for auditors shows them */
    const char
        *next; /* "unstage", "except until" and other hints to print after the block, or NULL */
};

struct assay_renderer {
    const char *name;   /* "sarif" */
    const char *ending; /* of files, ".sarif"; "" when no ending tells it */
    const char *media_type;
    const char *summary; /* one line for --help */
};

/* Sorted by name. */
extern const struct assay_renderer assay_renderers[];
extern const size_t assay_renderer_count;

/*
 * Writes a report to `out`, the caller's, not closed here.
 *
 * ASSAY_EUSAGE   no such format; the nearest is named
 * ASSAY_EOUTPUT  writing failed: `sys` holds errno
 */
ASSAY_RESULT assay_report_write(const char *format, const struct assay_assessment *assessment,
                                const struct assay_report_options *options, FILE *out,
                                struct assay_error *err);

/* What a part of a project left unasked, and what asks it: the line of the verdict, which is the
 * caller's to free(); NULL where all was asked. */
ASSAY_RESULT assay_report_not_asked(const struct assay_assessment *assessment, char **line,
                                    struct assay_error *err);

/* ASSAY_EUSAGE  no such format; the nearest is named. For those who ask before they examine. */
ASSAY_RESULT assay_report_check(const char *format, struct assay_error *err);

/* The format that a file's ending tells, or NULL. */
const char *assay_report_format_of(const char *path);
