/* wide_runs.h - texts in UTF-16 that stand among other bytes, as programs of Windows keep them. */

#pragma once

#include "examine/inspector.h"

enum { WIDE_RUN_LEAST = 6 }; /* letters */

/* Who looks at the runs beside the detectors. */
struct wide_run_reader {
    void (*seen)(void *user, struct bytes text); /* in UTF-8 */
    void *user;
};

/*
 * Reads the item to its end, and hands on each run of letters in UTF-16, little-endian, at even
 * and at odd offsets: of Latin, Greek and Cyrillic, no shorter than WIDE_RUN_LEAST. `reader` may
 * be NULL.
 */
ASSAY_RESULT wide_runs_read(struct cursor *cursor, struct evidence *evidence,
                            const struct wide_run_reader *reader);
