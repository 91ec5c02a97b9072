/* progress.h - one line on the error stream while a scan takes longer than half a second. */

#pragma once

#include <assay/audit.h>

#include "cli/cli.h"

struct progress {
    struct cli *cli;
    const char *what; /* "work tree", "history" */
    enum { PROGRESS_LINE, PROGRESS_PLAIN, PROGRESS_NONE } form;
    double started, shown; /* seconds of the monotonic clock */
    bool drawn;
};

void progress_start(struct progress *progress, struct cli *cli, const char *what);
/* For struct assay_scan_options; `user` is the struct progress. */
void progress_tell(void *user, const struct assay_progress *state);
/* Erases the line. */
void progress_end(struct progress *progress);
double progress_seconds(const struct progress *progress);
