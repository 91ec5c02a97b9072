/* hdf5_elements.c - HDF5: the elements of a data set one by one, from wherever they lie. */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/hdf5/hdf5.h"

enum { BATCH = 64 * 1024, DECODED_PER_STEP = 1024 };

struct reading {
    struct hdf5 *file;
    const struct hdf5_dataset *dataset;
    uint64_t across; /* elements to one place in the first dimension */
    struct buf bytes;
    size_t chunk_size;
    hdf5_on_element *on;
    void *to;
};

/* Elements that lie one behind the other in the file. */
static enum assay_status read_run(struct reading *reading, uint64_t offset)
{
    struct cursor *cursor = reading->file->cursor;
    size_t each = reading->dataset->type.size, batch = BATCH / each;
    uint64_t count = reading->dataset->space.elements, size;

    batch = batch ? batch : 1;
    TRY(cursor_seek(cursor, offset));
    if (ckd_mul(&size, count, (uint64_t)each) || size > cursor_left(cursor))
        return cursor_fail(cursor, "%" PRIu64 " elements cannot fit in the file", count);
    for (uint64_t done = 0; done < count;) {
        size_t now = count - done < batch ? (size_t)(count - done) : batch;
        uint8_t *room;

        buf_reset(&reading->bytes);
        room = buf_room(&reading->bytes, now * each);
        if (!room)
            return cursor_fail_at(cursor, ASSAY_ELIMIT, offset, "elements of %zu bytes", each);
        TRY(cursor_seek(cursor, offset + done * each));
        TRY(cursor_copy(cursor, room, now * each));
        for (size_t i = 0; i < now; i++, done++) {
            struct hdf5_element element = {.row = done / reading->across,
                                           .column = done % reading->across,
                                           .offset = offset + done * each,
                                           .bytes = bytes_of(room + i * each, each)};

            TRY(reading->on(reading->to, &element));
        }
    }
    return ASSAY_OK;
}

/* Where the element at `number` of a chunk is in the data set; false for one over its edge. */
static bool locate(const struct reading *reading, const struct hdf5_chunk *chunk, uint64_t number,
                   struct hdf5_element *element)
{
    const struct hdf5_dataset *dataset = reading->dataset;
    uint64_t times = 1;

    element->column = 0;
    for (unsigned i = dataset->layout.rank; i > 0; i--) {
        uint64_t place = number % dataset->layout.chunk[i - 1];

        number /= dataset->layout.chunk[i - 1];
        if (ckd_add(&place, place, chunk->start[i - 1]) || place >= dataset->space.dims[i - 1])
            return false;
        if (i == 1) {
            element->row = place;
        } else {
            element->column += place * times;
            times *= dataset->space.dims[i - 1];
        }
    }
    return true;
}

/* A chunk over the edge is stored as it is where the layout says so. */
static void spare_edge(const struct reading *reading, struct hdf5_chunk *chunk)
{
    const struct hdf5_layout *layout = &reading->dataset->layout;
    bool over = false;
    uint64_t end;

    for (unsigned i = 0; i < layout->rank; i++)
        over = over || ckd_add(&end, chunk->start[i], layout->chunk[i]) ||
               end > reading->dataset->space.dims[i];
    if (!layout->edges_plain || !over)
        return;
    chunk->skipped = UINT32_MAX;
    chunk->size = reading->chunk_size;
}

static enum assay_status read_chunk(void *to, const struct hdf5_chunk *found)
{
    struct reading *reading = to;
    struct hdf5_chunk copy = *found;
    const struct hdf5_chunk *chunk = &copy;
    size_t each = reading->dataset->type.size;

    if (chunk->address == HDF5_NOWHERE)
        return ASSAY_OK;
    spare_edge(reading, &copy);
    TRY(hdf5_steps(reading->file, 1 + reading->chunk_size / DECODED_PER_STEP));
    TRY(hdf5_seek(reading->file, chunk->address));
    TRY(hdf5_unfilter(reading->file, reading->dataset, chunk, reading->chunk_size,
                      &reading->bytes));
    for (size_t i = 0; (i + 1) * each <= reading->bytes.size; i++) {
        struct hdf5_element element = {.offset = chunk->address + reading->file->base,
                                       .bytes = bytes_of(reading->bytes.data + i * each, each)};

        if (locate(reading, chunk, i, &element))
            TRY(reading->on(reading->to, &element));
    }
    return ASSAY_OK;
}

enum assay_status hdf5_elements(struct hdf5 *file, const struct hdf5_dataset *dataset,
                                hdf5_on_element *on, void *to)
{
    const struct hdf5_layout *layout = &dataset->layout;
    struct reading reading = {.file = file, .dataset = dataset, .across = 1, .on = on, .to = to};
    enum assay_status status;
    uint64_t offset = layout->offset;

    for (unsigned i = 1; i < dataset->space.rank; i++)
        reading.across *= dataset->space.dims[i]; /* their product was checked */
    if (dataset->space.elements == 0 || layout->class == HDF5_VIRTUAL ||
        (layout->class != HDF5_COMPACT && layout->address == HDF5_NOWHERE))
        return ASSAY_OK;
    buf_init(&reading.bytes, LIMIT_HDF5_CHUNK + HDF5_SUMS);
    if (layout->class == HDF5_CHUNKED) {
        status = hdf5_chunk_size(file, dataset, &reading.chunk_size);
        if (status == ASSAY_OK)
            status = hdf5_chunks(file, dataset, read_chunk, &reading);
    } else if (layout->class == HDF5_CONTIGUOUS && ckd_add(&offset, layout->address, file->base)) {
        status = cursor_fail(file->cursor, "elements behind any file");
    } else {
        status = read_run(&reading, offset);
    }
    buf_clear(&reading.bytes);
    return status;
}
