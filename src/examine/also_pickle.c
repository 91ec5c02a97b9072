/*
 * also_pickle.c - content that begins as a format of its own, and whose first bytes an unpickler
 * would run all the same: the magic of another format is swallowed as an argument or a line, and
 * what was called is done when the rest makes no sense. It is examined as both.
 */

#include "base/kit.h"
#include "examine/job.h"
#include "examine/pickle_machine.h"
#include "examine/pickle_sniff.h"
#include "inventory/gaps.h"

enum { OPS_CONVINCING = 16 };

/* A name is called among its opcodes, or there are many and they go on. */
static bool is_pickle(const struct pickle_look *look)
{
    return look->called ||
           (look->sound && look->telling && (look->ended || look->ops >= OPS_CONVINCING));
}

enum assay_status also_pickle(struct job *job, const char *format, struct bytes head,
                              struct assay_error *err)
{
    CLEANUP(pickle_report_clear) struct pickle_report report = {0};
    struct evidence *evidence = job->level->evidence;
    struct pickle_look look = pickle_look(head);
    struct assay_error failure = {0};
    struct cursor cursor;
    enum assay_status status;

    if (look.beyond > 0 && job->claimed != STREAM_SIZE_UNKNOWN && look.beyond < job->claimed) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(evidence, GAP_BUNDLE_AMBIGUOUS_FORMAT, 0,
                     "it begins as %s, and as a pickle whose argument hides the rest of it",
                     format);
        return ASSAY_OK;
    }
    if (!is_pickle(&look))
        return ASSAY_OK;
    cursor_of_bytes(&cursor, head, &failure);
    pickle_report_init(&report, evidence, &cursor);
    status = pickle_file(&cursor, &report, 0);
    pickle_report_facts(&report);
    if (status != ASSAY_OK && !is_of_item(status)) {
        *err = failure;
        return status;
    }
    evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    evidence_gap(evidence, GAP_BUNDLE_AMBIGUOUS_FORMAT, 0,
                 "it begins as %s and as a pickle: its first bytes were examined as both", format);
    return ASSAY_OK;
}
