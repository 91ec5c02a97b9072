/*
 * inspect_hdf5.c - HDF5: models as Keras keeps them, data sets as h5py and pandas do. Which of them
 * it is follows from what is inside. The whole file is read by offset; see hdf5.h.
 *
 * Source: HDF5 File Format Specification 3.0; Keras, saving/legacy/hdf5_format.py and
 * saving_lib.py; CVE-2025-9905, CVE-2026-1669.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/text.h"
#include "examine/hdf5/hdf5_walk.h"
#include "examine/inspect.h"

enum { BID = 64, BID_NAME = 8 };

static void clear_walk(struct hdf5_walk *walk)
{
    pickle_report_clear(&walk->pickles);
    seen_clear(&walk->seen);
    hdf5_close(&walk->file);
    arena_free(walk->arena);
}

static void tell_producer(const struct hdf5_walk *walk)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_FACT_TEXT};

    if (walk->keras_version.size == 0 || walk->keras_version.size > 64 || walk->backend.size > 64)
        return;
    buf_printf(&text, "keras %.*s", (int)walk->keras_version.size,
               (const char *)walk->keras_version.data);
    if (walk->backend.size > 0)
        buf_printf(&text, " (%.*s)", (int)walk->backend.size, (const char *)walk->backend.data);
    evidence_text(walk->evidence, ASSAY_FACT_MODEL_PRODUCER, DECLARED, buf_bytes(&text));
}

static void tell_model(const struct hdf5_walk *walk)
{
    evidence_kind(walk->evidence, ASSAY_KIND_MODEL);
    evidence_format(walk->evidence, "keras-hdf5");
    tell_producer(walk);
    evidence_int(walk->evidence, ASSAY_FACT_MODEL_TENSORS, MEASURED, walk->tensors);
    if (walk->parameters_known)
        evidence_int(walk->evidence, ASSAY_FACT_MODEL_PARAMETERS, MEASURED, walk->parameters);
}

static void tell_only(struct hdf5_walk *walk)
{
    CLEANUP(buf_clear) struct buf shape = {.ceiling = LIMIT_FACT_TEXT};
    const struct hdf5_space *space = &walk->only.space;

    for (unsigned i = 0; i < space->rank; i++)
        buf_printf(&shape, "%s%" PRIu64, i ? "x" : "", space->dims[i]);
    if (space->rank == 0)
        buf_text(&shape, space->null ? "empty" : "scalar");
    evidence_text(walk->evidence, ASSAY_FACT_DATASET_SHAPE, MEASURED, buf_bytes(&shape));
    evidence_text(walk->evidence, ASSAY_FACT_DATASET_DTYPE, MEASURED,
                  bytes_text(hdf5_type_name(&walk->file, &walk->only.type)));
}

static void tell_data(struct hdf5_walk *walk)
{
    if (walk->datasets == 1)
        tell_only(walk);
    evidence_int(walk->evidence, ASSAY_FACT_DATASET_ROWS, MEASURED, walk->rows);
    evidence_int(walk->evidence, ASSAY_FACT_DATASET_COLUMNS, MEASURED, walk->column_count);
    for (const struct hdf5_column *column = walk->columns; column; column = column->next) {
        evidence_list(walk->evidence, ASSAY_FACT_DATASET_COLUMN_NAMES, MEASURED, column->name);
        evidence_list(walk->evidence, ASSAY_FACT_DATASET_COLUMN_TYPES, MEASURED,
                      bytes_text(column->kind));
    }
}

static void tell_pickles(struct hdf5_walk *walk)
{
    struct assay_error flaw = {.status = ASSAY_EFORMAT, .offset = walk->pickles.flaw_at};

    pickle_report_facts(&walk->pickles);
    if (flaw.offset == ASSAY_NO_OFFSET)
        return;
    text_copy(flaw.text, sizeof flaw.text, walk->pickles.flaw);
    hdf5_walk_gap(walk, &flaw);
}

/* An object that cannot be read is a gap, and the next one is read. */
static enum assay_status walk_objects(struct hdf5_walk *walk)
{
    struct assay_error failure, *mine = walk->file.cursor->err;

    TRY(hdf5_walk_start(walk));
    for (const struct hdf5_object *object = walk->next; object; object = object->next) {
        enum assay_status status;

        failure = (struct assay_error){0};
        walk->file.cursor->err = &failure;
        status = hdf5_walk_object(walk, object);
        walk->file.cursor->err = mine;
        if (status != ASSAY_OK && !hdf5_walk_goes_on(status)) {
            *mine = failure;
            return status;
        }
        if (status != ASSAY_OK)
            hdf5_walk_gap(walk, &failure);
        if (status == ASSAY_ELIMIT && walk->file.steps == 0)
            break;
    }
    return ASSAY_OK;
}

static enum assay_status read_file(struct hdf5_walk *walk, struct cursor *cursor)
{
    walk->arena = arena_new();
    if (!walk->arena)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    TRY(hdf5_open(&walk->file, cursor, walk->arena));
    TRY(walk_objects(walk));
    if (walk->pickle_count > 0)
        tell_pickles(walk);
    if (walk->model)
        tell_model(walk);
    else
        tell_data(walk);
    return ASSAY_OK;
}

static unsigned hdf5_bid(const struct subject *subject)
{
    struct bytes magic = BYTES("\x89HDF\r\n\x1a\n");

    if (bytes_starts(subject->head, magic))
        return BID;
    for (size_t at = 512; at < subject->head.size; at *= 2)
        if (bytes_starts(bytes_from(subject->head, at), magic))
            return BID - 1; /* what stands before it may be another format's */
    return bytes_ends(subject->name, BYTES(".h5")) || bytes_ends(subject->name, BYTES(".hdf5"))
               ? BID_NAME
               : 0;
}

static enum assay_status hdf5_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    CLEANUP(clear_walk) struct hdf5_walk walk = {.evidence = evidence};
    enum assay_status status;

    (void)subject;
    evidence_load(evidence, ASSAY_LOAD_CLEAN);
    pickle_report_init(&walk.pickles, evidence, cursor);
    status = read_file(&walk, cursor);
    if (status != ASSAY_OK)
        evidence_load(evidence, ASSAY_LOAD_SUSPICIOUS);
    return status;
}

const struct inspector inspect_hdf5 = {.format = "hdf5",
                                       .kind = ASSAY_KIND_DATASET,
                                       .packed = true,
                                       .bid = hdf5_bid,
                                       .read = hdf5_read};
