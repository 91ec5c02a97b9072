/*
 * hdf5_chunks.c - HDF5: the chunks of a data set, whichever index they have.
 *
 * Source: HDF5 File Format Specification 3.0, III.A.1 (chunk keys), VII "Appendix C: Types of
 * Indexes for Dataset Chunks".
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

struct finding {
    struct hdf5 *file;
    const struct hdf5_dataset *dataset;
    uint64_t chunk_size;
    hdf5_on_chunk *on;
    void *to;
};

enum assay_status hdf5_chunk_size(struct hdf5 *file, const struct hdf5_dataset *dataset,
                                  size_t *size)
{
    uint64_t bytes = dataset->type.size;

    for (unsigned i = 0; i < dataset->layout.rank; i++)
        if (ckd_mul(&bytes, bytes, dataset->layout.chunk[i]) || bytes > LIMIT_HDF5_CHUNK)
            return cursor_fail_at(file->cursor, ASSAY_ELIMIT, cursor_at(file->cursor),
                                  "chunks larger than %u bytes", LIMIT_HDF5_CHUNK);
    *size = (size_t)bytes;
    return ASSAY_OK;
}

static enum assay_status on_leaf(void *to, const struct hdf5_leaf *leaf)
{
    struct finding *finding = to;
    struct cursor *cursor = finding->file->cursor;
    struct hdf5_chunk chunk = {.address = leaf->address};
    uint32_t size;

    TRY(cursor_seek(cursor, leaf->key_at));
    TRY(cursor_u32le(cursor, &size));
    TRY(cursor_u32le(cursor, &chunk.skipped));
    for (unsigned i = 0; i < finding->dataset->layout.rank; i++)
        TRY(cursor_u64le(cursor, &chunk.start[i]));
    chunk.size = size;
    return finding->on(finding->to, &chunk);
}

/* Records tell a chunk's place by how many chunks stand before it in each dimension. */
static enum assay_status on_record(void *to, unsigned type, struct bytes record, uint64_t offset)
{
    enum { PLAIN = 10, FILTERED = 11 };
    struct finding *finding = to;
    const struct hdf5_layout *layout = &finding->dataset->layout;
    struct hdf5_chunk chunk = {.size = finding->chunk_size};
    size_t places = 8U * (size_t)layout->rank, told;
    struct cursor part;

    hdf5_part(finding->file, record, offset, &part);
    TRY(hdf5_address(finding->file, &part, &chunk.address));
    if (type == FILTERED) {
        told = finding->file->address_width + 4U + places;
        if (record.size <= told || record.size - told > 8)
            return cursor_fail(&part, "a record of %zu bytes", record.size);
        TRY(hdf5_number(&part, (unsigned)(record.size - told), &chunk.size));
        TRY(cursor_u32le(&part, &chunk.skipped));
    } else if (type != PLAIN) {
        return cursor_fail(&part, "a tree of chunks of type %u", type);
    }
    for (unsigned i = 0; i < layout->rank; i++) {
        TRY(cursor_u64le(&part, &chunk.start[i]));
        if (ckd_mul(&chunk.start[i], chunk.start[i], layout->chunk[i]))
            return cursor_fail(&part, "a chunk behind any extent");
    }
    return finding->on(finding->to, &chunk);
}

/*
 * The place of a chunk by its number: rows of chunks, as far as each dimension may grow. The one
 * that grows without end, in an extensible array, changes slowest.
 */
static void place_of(const struct hdf5_dataset *dataset, uint64_t number,
                     uint64_t start[HDF5_RANK_MAX])
{
    const struct hdf5_layout *layout = &dataset->layout;
    const struct hdf5_space *space = &dataset->space;
    unsigned endless = HDF5_RANK_MAX;

    for (unsigned i = 0; i < layout->rank && layout->index == HDF5_EXTENSIBLE_ARRAY; i++)
        if (space->most[i] == HDF5_NOWHERE)
            endless = i;
    for (unsigned i = layout->rank; i > 0; i--) {
        uint64_t most = space->most[i - 1], chunk = layout->chunk[i - 1];
        uint64_t count = most / chunk + (most % chunk > 0);

        if (i - 1 == endless)
            continue;
        if (most == HDF5_NOWHERE || count == 0)
            count = 1;
        start[i - 1] = number % count * chunk;
        number /= count;
    }
    if (endless < HDF5_RANK_MAX && ckd_mul(&start[endless], number, layout->chunk[endless]))
        start[endless] = UINT64_MAX;
}

static enum assay_status on_entry(void *to, const struct hdf5_entry *entry)
{
    struct finding *finding = to;
    struct hdf5_chunk chunk = {
        .address = entry->address, .size = entry->size, .skipped = entry->skipped};

    if (finding->dataset->filters.count == 0)
        chunk.size = finding->chunk_size;
    place_of(finding->dataset, entry->number, chunk.start);
    return finding->on(finding->to, &chunk);
}

/* Chunks one behind the other, all that the extent has. */
static enum assay_status walk_implicit(struct finding *finding)
{
    const struct hdf5_dataset *dataset = finding->dataset;
    uint64_t count = 1;

    for (unsigned i = 0; i < dataset->layout.rank; i++) {
        uint64_t chunk = dataset->layout.chunk[i];

        if (ckd_mul(&count, count,
                    dataset->space.dims[i] / chunk + (dataset->space.dims[i] % chunk > 0)))
            return cursor_fail(finding->file->cursor, "more chunks than any file holds");
    }
    for (uint64_t i = 0; i < count; i++) {
        struct hdf5_entry entry = {.number = i, .size = finding->chunk_size};

        TRY(hdf5_steps(finding->file, 1));
        if (ckd_mul(&entry.address, i, finding->chunk_size) ||
            ckd_add(&entry.address, entry.address, dataset->layout.address))
            return cursor_fail(finding->file->cursor, "a chunk behind any file");
        TRY(on_entry(finding, &entry));
    }
    return ASSAY_OK;
}

static enum assay_status walk_single(struct finding *finding)
{
    const struct hdf5_layout *layout = &finding->dataset->layout;
    struct hdf5_chunk chunk = {.address = layout->address,
                               .size = layout->sized ? layout->size : finding->chunk_size,
                               .skipped = layout->skipped};

    return finding->on(finding->to, &chunk);
}

enum assay_status hdf5_chunks(struct hdf5 *file, const struct hdf5_dataset *dataset,
                              hdf5_on_chunk *on, void *to)
{
    const struct hdf5_layout *layout = &dataset->layout;
    struct finding finding = {.file = file, .dataset = dataset, .on = on, .to = to};
    size_t chunk_size;

    if (layout->address == HDF5_NOWHERE)
        return ASSAY_OK;
    if (layout->rank != dataset->space.rank)
        return cursor_fail(file->cursor, "chunks of %u dimensions in %u", layout->rank,
                           dataset->space.rank);
    TRY(hdf5_chunk_size(file, dataset, &chunk_size));
    finding.chunk_size = chunk_size;
    switch (layout->index) {
    case HDF5_BTREE1:
        return hdf5_btree1(file, layout->address, HDF5_TREE_CHUNKS, 8 + 8 * (layout->rank + 1),
                           on_leaf, &finding);
    case HDF5_SINGLE_CHUNK:
        return walk_single(&finding);
    case HDF5_IMPLICIT:
        return walk_implicit(&finding);
    case HDF5_FIXED_ARRAY:
        return hdf5_fixed_array(file, layout->address, on_entry, &finding);
    case HDF5_EXTENSIBLE_ARRAY:
        return hdf5_extensible_array(file, layout->address, on_entry, &finding);
    default:
        return hdf5_btree2(file, layout->address, on_record, &finding);
    }
}
