/*
 * inspect_npy.c - NumPy arrays: type and shape against the bytes that follow. Elements that are
 * Python objects follow as a pickle, which is judged as one.
 */

#include <inttypes.h>

#include "base/buf.h"
#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/npy_header.h"
#include "examine/pickle_machine.h"
#include "inventory/gaps.h"

static void tell_shape(const struct npy_header *header, struct evidence *evidence)
{
    CLEANUP(buf_clear) struct buf shape;

    buf_init(&shape, LIMIT_FACT_TEXT);
    for (size_t i = 0; i < header->rank; i++)
        buf_printf(&shape, "%s%" PRIu64, i ? "x" : "", header->shape[i]);
    if (header->rank == 0)
        buf_text(&shape, "scalar");
    evidence_text(evidence, ASSAY_FACT_DATASET_SHAPE, MEASURED, bytes_text(buf_string(&shape)));
    evidence_text(evidence, ASSAY_FACT_DATASET_DTYPE, MEASURED, bytes_text(header->type));
    if (header->rank > 0)
        evidence_int(evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, header->shape[0]);
    if (header->rank == 2)
        evidence_int(evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, header->shape[1]);
}

/* What numpy.load(allow_pickle=True) would do; without that word it refuses the file. */
static enum assay_status read_objects(struct cursor *cursor, struct evidence *evidence)
{
    CLEANUP(pickle_report_clear) struct pickle_report report;
    enum assay_status status;

    pickle_report_init(&report, evidence, cursor);
    status = pickle_file(cursor, &report, 0);
    pickle_report_facts(&report);
    if (status == ASSAY_OK && report.flaw_at != ASSAY_NO_OFFSET)
        status = cursor_fail_at(cursor, ASSAY_EFORMAT, report.flaw_at, "%s", report.flaw);
    return status;
}

static enum assay_status check_end(struct cursor *cursor, struct evidence *evidence, uint64_t size)
{
    bool ended;

    TRY(cursor_skip(cursor, size));
    TRY(cursor_ended(cursor, &ended));
    if (!ended) {
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
        evidence_gap(evidence, GAP_MODEL_INVALID, cursor_at(cursor),
                     "bytes behind the array are not read");
    }
    return ASSAY_OK;
}

static enum assay_status read_file(struct cursor *cursor, struct evidence *evidence)
{
    struct npy_header header;
    uint64_t size;

    TRY(npy_header_read(cursor, &header));
    tell_shape(&header, evidence);
    if (header.objects)
        return read_objects(cursor, evidence);
    evidence_no_more_text(evidence);
    if (ckd_mul(&size, header.elements, header.width))
        return cursor_fail(cursor, "an array larger than any file");
    return check_end(cursor, evidence, size);
}

static unsigned npy_bid(const struct subject *subject)
{
    enum { BID = 48, BID_NAME = 8 };

    if (bytes_starts(subject->head, BYTES("\x93NUMPY")))
        return BID;
    return bytes_ends(subject->name, BYTES(".npy")) ? BID_NAME : 0;
}

static enum assay_status npy_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    enum assay_status status;

    (void)subject;
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    status = read_file(cursor, evidence);
    if (status != ASSAY_OK)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_npy = {
    .format = "npy", .kind = ASSAY_KIND_DATASET, .bid = npy_bid, .read = npy_read};
