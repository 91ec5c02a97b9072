/* judgement.h - what a policy said of a recorded inventory, for the ledger. */

#pragma once

#include <assay/assessment.h>
#include <assay/ledger.h>

/* A report that was written beside the judgement. */
struct assay_report_file {
    const char *name, *media_type;
    uint8_t sha256[32];
};

struct assay_judgement {
    const struct assay_record_result *recorded; /* the inventory that was judged */
    const struct assay_assessment *assessment;
    const char *document; /* the whole of it: assay.assessment/1 */
    size_t document_size;
    const struct assay_report_file *reports;
    size_t report_count;
};

/*
 * Appends the statement of it; the document becomes an object.
 * index  of the entry; UINT64_MAX: it waits in the spool
 *
 * ASSAY_ETRUST  "key.role": the key may not say such a thing
 */
ASSAY_RESULT assay_ledger_judge(struct assay_ledger *ledger, const struct assay_key *key,
                                const struct assay_judgement *judgement, uint64_t *index,
                                struct assay_error *err);
