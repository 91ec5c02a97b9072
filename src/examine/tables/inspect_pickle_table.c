/*
 * inspect_pickle_table.c - pickles that hold tables: judged as any, then read once more for their
 * cells, and once for the texts that are none.
 */

#include "base/kit.h"
#include "examine/evidence.h"
#include "examine/inspect.h"
#include "examine/python/pickle_may.h"
#include "examine/python/pickle_state.h"
#include "examine/tables/pickle_frames.h"
#include "inventory/gaps.h"

/* Texts that are no cells (names, titles, what stands beside a table) are searched by themselves:
 * the machine, which finds them, goes over the pickle once more, and what it says is said. */
static ASSAY_RESULT hand_on_texts(struct cursor *cursor, const struct subject *subject,
                                  uint64_t start, struct evidence *evidence,
                                  struct pickle_spans *cells)
{
    CLEANUP(evidence_freep) struct evidence *aside = evidence_new();
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(pickle_report_clear) struct pickle_report report = {0};
    enum assay_status status;

    if (!aside || !arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    evidence_start(aside, arena);
    TRY(cursor_seek(cursor, start));
    pickle_report_init(&report, aside, cursor);
    report.texts = evidence;
    report.cells = cells;
    status = pickle_read_report(cursor, subject, &report);
    return status == ASSAY_EFORMAT || status == ASSAY_ELIMIT ? ASSAY_OK : status;
}

/* The tables of a pickle that was judged; one that cannot be followed is none. */
static ASSAY_RESULT read_tables(struct cursor *cursor, const struct subject *subject,
                                uint64_t start, struct evidence *evidence,
                                const struct pickle_report *report, struct pickle_found *found)
{
    enum assay_status status;

    TRY(cursor_seek(cursor, start));
    status = pickle_frames_read(cursor, subject, evidence, found);
    if (status == ASSAY_OK && found->tables > 0 && found->alone && pickle_makes_data(report))
        evidence_kind(evidence, ASSAY_KIND_DATASET);
    if (status == ASSAY_EFORMAT && found->tables == 0)
        return ASSAY_OK;
    return status;
}

enum assay_status pickle_table_read(struct cursor *cursor, const struct subject *subject,
                                    struct evidence *evidence)
{
    const uint64_t start = cursor_at(cursor);
    CLEANUP(pickle_found_clear) struct pickle_found found = {0};
    CLEANUP(pickle_report_clear) struct pickle_report report;
    struct assay_error first;
    enum assay_status status, judged;

    evidence_kind(evidence, ASSAY_KIND_MODEL);
    pickle_report_init(&report, evidence, cursor);
    judged = pickle_read_report(cursor, subject, &report);
    if (judged != ASSAY_OK && judged != ASSAY_EFORMAT && judged != ASSAY_ELIMIT)
        return judged;
    first = *cursor->err;
    status = read_tables(cursor, subject, start, evidence, &report, &found);
    if (status != ASSAY_OK && status != ASSAY_EFORMAT && status != ASSAY_ELIMIT)
        return status;
    if (status != ASSAY_OK && judged == ASSAY_OK) /* it is no worse to load for that */
        evidence_gap(evidence, GAP_DATA_FORMAT_UNREAD, cursor->err->offset,
                     "its tables were not read to their end: %s", cursor->err->text);
    TRY(hand_on_texts(cursor, subject, start, evidence, &found.spans));
    *cursor->err = first;
    return judged;
}

static unsigned table_bid(const struct subject *subject)
{
    return pickle_may_be_table(subject) ? pickle_bid_any(subject) : 0;
}

/* The same format; what its cells say is told by column, and they lie anywhere in it. */
const struct inspector inspect_pickle_table = {.format = "pickle",
                                               .kind = ASSAY_KIND_DATASET,
                                               .packed = true,
                                               .gap = GAP_MODEL_INVALID,
                                               .bid = table_bid,
                                               .read = pickle_table_read};
