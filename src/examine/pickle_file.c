/*
 * pickle_file.c - a whole file of pickles: one stream after another, and what stands behind them.
 *
 * Source of the legacy torch layout: PyTorch, torch/serialization.py, _legacy_save().
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/part.h"
#include "examine/pickle_machine.h"
#include "examine/pickle_sniff.h"

enum { SNIFFED = 4096 };

/* The raw bytes of each storage: an int64 count of elements, then these. */
static enum assay_status read_storages(struct pickle_machine *machine)
{
    struct cursor *cursor = machine->cursor;
    struct bytes keys = buf_bytes(&machine->texts);

    while (keys.size >= 2) {
        size_t key_size = (size_t)keys.data[0] | (size_t)keys.data[1] << 8;
        const struct pickle_storage *storage =
            pickle_report_find_storage(machine->report, bytes_of(keys.data + 2, key_size));
        uint64_t at = cursor_at(cursor), count, size;

        keys = bytes_from(keys, 2 + key_size);
        if (!storage || storage->width == 0)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at,
                                  "a storage that no tensor of the file describes");
        TRY(cursor_u64le(cursor, &count));
        if (count != storage->elements)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at,
                                  "a storage of %" PRIu64 " elements where %" PRIu64 " are told",
                                  count, storage->elements);
        if (ckd_mul(&size, count, (uint64_t)storage->width))
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a storage larger than any file");
        TRY(cursor_skip(cursor, size));
    }
    return ASSAY_OK;
}

/* Behind the magic number: protocol, system, object, keys of storages; then the storages. */
static enum assay_status read_legacy_torch(struct pickle_machine *machine)
{
    enum { STREAMS_LEFT = 4 };

    for (int stream = 0; stream < STREAMS_LEFT; stream++) {
        machine->collect = stream == STREAMS_LEFT - 1;
        TRY(pickle_run(machine));
    }
    machine->collect = false;
    return read_storages(machine);
}

/* What no reader of the last stream would get to is told; it may be anything. */
static enum assay_status refuse_rest(struct pickle_machine *machine)
{
    pickle_report_gap(machine->report, cursor_at(machine->cursor),
                      "bytes behind the last pickle are not read");
    return ASSAY_OK;
}

static enum assay_status read_streams(struct pickle_machine *machine)
{
    bool ended;

    TRY(pickle_run(machine));
    if (machine->is_torch_magic) {
        TRY(read_legacy_torch(machine));
        TRY(cursor_ended(machine->cursor, &ended));
        return ended ? ASSAY_OK : refuse_rest(machine);
    }
    for (;;) {
        struct pickle_look look;
        struct bytes head;

        TRY(cursor_peek(machine->cursor, SNIFFED, &head));
        if (head.size == 0)
            return ASSAY_OK;
        look = pickle_look(head);
        if (!look.prefixed && !look.sound)
            return refuse_rest(machine);
        TRY(pickle_run(machine));
    }
}

enum assay_status pickle_file(struct cursor *cursor, struct pickle_report *report, unsigned nesting)
{
    struct pickle_machine machine;
    enum assay_status status;

    pickle_machine_init(&machine, cursor, report, nesting);
    status = read_streams(&machine);
    pickle_machine_clear(&machine);
    if (status != ASSAY_OK)
        evidence_load(report->evidence, ASSAY_LOAD_SUSPICIOUS);
    return status;
}

enum assay_status pickle_nested(struct cursor *cursor, uint64_t size, struct pickle_report *report,
                                unsigned nesting)
{
    struct part part;
    struct cursor inner;
    enum assay_status status;

    if (nesting > LIMIT_PICKLE_NESTING)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, cursor_at(cursor), "pickles nested too deep");
    TRY(part_open(&part, cursor, size, &inner));
    status = pickle_file(&inner, report, nesting);
    if (status == ASSAY_EFORMAT) { /* the outer stream goes on all the same */
        pickle_report_gap(report, cursor->err->offset, "in a nested pickle: %s", cursor->err->text);
        status = ASSAY_OK;
    }
    TRY(status);
    return part_close(&part, &inner);
}
