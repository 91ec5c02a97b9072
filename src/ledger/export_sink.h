/* export_sink.h - where an export goes: a folder, or a tar whose bytes depend on its files alone.
 */

#pragma once

#include <assay/error.h>
#include <stdio.h>

#include "base/buf.h"

struct export_sink {
    const char *path;
    FILE *tar;       /* or NULL */
    int folder;      /* or -1 */
    struct buf sums; /* a line for `sha256sum -c` for each file */
    bool made;       /* the folder or tar itself */
    bool done;       /* all is written: it stays */
};

/* ASSAY_EUSAGE "export.exists" where something is there. */
ASSAY_RESULT export_sink_open(const char *path, struct export_sink *out, struct assay_error *err);
/* Takes away again what was written, where it did not come to its end: half an export would pass
 * for one, and be in the way of the next. */
void export_sink_clear(struct export_sink *sink);

ASSAY_RESULT export_put(struct export_sink *sink, const char *name, struct bytes content,
                        struct assay_error *err);
/* Writes SHA256SUMS and ends. */
ASSAY_RESULT export_sink_end(struct export_sink *sink, struct assay_error *err);
