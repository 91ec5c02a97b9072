/* zip_scan.h - looks for entries by their local headers, where no directory names them. */

#pragma once

#include "source/source.h"
#include "source/zip_record.h"

struct zip_scan {
    struct zip_window bytes, headers;
    const struct source_budget *budget; /* of time */
    uint64_t at, stop;                  /* what is left to be looked through */
    uint64_t timed;                     /* up to where the time was seen to be left */
    bool blind; /* an entry without an end was met: ends are no longer looked for */
};

/* Begins with the bytes from `start` to `stop`; may be called again. */
void zip_scan_start(struct zip_scan *scan, struct stream *stream,
                    const struct source_budget *budget, uint64_t start, uint64_t stop);
void zip_scan_clear(struct zip_scan *scan);

/*
 * The next entry. Where its sizes stand behind its data they are looked for; `*known` is false
 * where they were not found: `packed` is then what may belong to it. Takes time in the order of the
 * bytes looked through, whatever they are.
 *
 * ASSAY_ELIMIT  the time of the budget is over
 */
ASSAY_RESULT zip_scan_next(struct zip_scan *scan, struct zip_record *out, bool *known, bool *found,
                           struct assay_error *err);
