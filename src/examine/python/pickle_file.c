/*
 * pickle_file.c - a whole file of pickles: one stream after another, and what stands behind them.
 *
 * Source of the legacy torch layouts: PyTorch, torch/serialization.py, _legacy_save(), and
 * legacy_load() for members of a tar.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/part.h"
#include "examine/python/pickle_machine.h"
#include "examine/python/pickle_sniff.h"

enum {
    SNIFFED = 4096,
    TAR_RANK_MAX = 64, /* dimensions of a tensor; torch has no more */
};

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

/* ---- members of a tar of torch: pickles and raw bytes take turns ---- */

/* How many entries follow, by the first pickle; false where it gives no number. */
static bool entries_of(const struct pickle_machine *machine, uint64_t *count)
{
    *count = machine->result.integer;
    return machine->result.kind == PICKLE_INT && machine->result.known;
}

/* (key, location, type), then an int64 count of elements and these. */
static enum assay_status read_tar_storage(struct pickle_machine *machine, uint64_t number)
{
    struct cursor *cursor = machine->cursor;
    const struct pickle_storage *storage;
    struct pickle_value type;
    const char *name, *dot;
    uint64_t at, count, size;

    TRY(pickle_run(machine));
    type = pickle_item(&machine->store, machine->result, 2);
    at = cursor_at(cursor);
    if (type.kind != PICKLE_NAME)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a storage without a type");
    name = machine->report->imports[type.ref].name;
    dot = strrchr(name, '.');
    TRY(cursor_u64le(cursor, &count));
    TRY(pickle_report_storage(machine->report, bytes_of(&number, sizeof number),
                              bytes_text(dot ? dot + 1 : name), count));
    storage = pickle_report_find_storage(machine->report, bytes_of(&number, sizeof number));
    if (!storage || storage->width == 0 || ckd_mul(&size, count, (uint64_t)storage->width))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a storage of unknown size");
    return cursor_skip(cursor, size);
}

/* (key, storage, type), then an int32 rank, 4 bytes of nothing, sizes, strides and an offset. */
static enum assay_status read_tar_tensor(struct pickle_machine *machine)
{
    struct cursor *cursor = machine->cursor;
    uint32_t rank;

    TRY(pickle_run(machine));
    TRY(cursor_u32le(cursor, &rank));
    if (rank > TAR_RANK_MAX)
        return cursor_fail(cursor, "a tensor of %" PRIu32 " dimensions", rank);
    TRY(cursor_skip(cursor, 4 + 16 * (uint64_t)rank + 8));
    machine->report->tensors++;
    return ASSAY_OK;
}

static enum assay_status read_tar_member(struct pickle_machine *machine, bool tensors)
{
    uint64_t count;
    bool ended;

    TRY(pickle_run(machine));
    if (!entries_of(machine, &count))
        return cursor_fail(machine->cursor, "it does not begin with the number of its entries");
    for (uint64_t i = 0; i < count; i++)
        TRY(tensors ? read_tar_tensor(machine) : read_tar_storage(machine, i));
    if (!tensors) /* the views of storages */
        TRY(pickle_run(machine));
    TRY(cursor_ended(machine->cursor, &ended));
    return ended ? ASSAY_OK : refuse_rest(machine);
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

enum assay_status pickle_first(struct cursor *cursor, struct pickle_report *report)
{
    struct pickle_machine machine;
    enum assay_status status;

    pickle_machine_init(&machine, cursor, report, 0);
    status = pickle_run(&machine);
    pickle_machine_clear(&machine);
    return status;
}

enum assay_status pickle_tar_member(struct cursor *cursor, struct pickle_report *report,
                                    bool tensors)
{
    struct pickle_machine machine;
    enum assay_status status;

    pickle_machine_init(&machine, cursor, report, 0);
    status = read_tar_member(&machine, tensors);
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
