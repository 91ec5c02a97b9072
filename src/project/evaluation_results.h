/*
 * evaluation_results.h - of which models a version of an evaluation report has results.
 *
 * A report is read as a record, whatever its path and whichever way its YAML is written. One that
 * gives neither a value nor a bound of a metric, a template say, has no results.
 */

#pragma once

#include "base/key_index.h"
#include "doc/doc.h"

struct results_reader {
    const struct key_index *subjects; /* SHA-256 in small hex, and paths, that are asked about */
    uint64_t read;                    /* bytes of reports so far */
};

/* The text of a field; empty where there is none. */
struct bytes report_text(const struct doc *map, const char *name);

/* The topic of a subject, by its digest or its path; false where nobody asks about it. */
bool results_topic(const struct key_index *subjects, struct bytes key, uint32_t *topic);

/*
 * As struct brought_reader has it. ASSAY_EFORMAT for a report that cannot be read and has the
 * digest of a subject somewhere; ASSAY_ELIMIT beyond LIMIT_PAST_REPORTS; ASSAY_EMISSING with
 * "pointer.lfs-missing" for a pointer of git-lfs, behind which a report may stand.
 */
enum assay_status results_read(void *reader, struct bytes content, struct buf *topics,
                               struct assay_error *err);
