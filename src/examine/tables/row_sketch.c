/* row_sketch.c - see row_sketch.h. */

#include "examine/tables/row_sketch.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"

/* Most tables are small: to clear all places, and to look through them, took longer than the rows
 * did. */
enum { FIRST_PLACES = 64 };
_Static_assert(FIRST_PLACES * 4 * 4 * 4 == ROW_SKETCH_PLACES, "four times as many, and again");

/* Has so many places, which are free; false where there is no memory for them. */
static bool renew(struct row_sketch *sketch, unsigned count)
{
    struct row_sketch_place *places = calloc(count, sizeof *places);

    if (!places)
        return false;
    free(sketch->places);
    sketch->places = places;
    sketch->in_use = count;
    return true;
}

enum assay_status row_sketch_init(struct row_sketch *sketch, struct assay_error *err)
{
    *sketch = (struct row_sketch){.below = UINT64_MAX};
    if (!renew(sketch, FIRST_PLACES))
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a sketch of rows");
    return ASSAY_OK;
}

void row_sketch_clear(struct row_sketch *sketch)
{
    free(sketch->places);
    *sketch = (struct row_sketch){0};
}

/* By lower bits: the upper are all zero where hashes are the smallest of many; the lowest byte is
 * no hash where it counts (value_sketch.h). */
struct row_sketch_place *row_sketch_find(const struct row_sketch *sketch, uint64_t hash)
{
    const size_t mask = sketch->in_use - 1;
    size_t at = (size_t)(hash >> 8) & mask;

    while (sketch->places[at].count && sketch->places[at].hash != hash)
        at = (at + 1) & mask;
    return &sketch->places[at];
}

static int compare(const void *a, const void *b)
{
    const struct row_sketch_place *left = a, *right = b;

    return (left->hash > right->hash) - (left->hash < right->hash);
}

/* Copies all that is held, in no order. */
static size_t copy_held(const struct row_sketch *sketch,
                        struct row_sketch_place out[ROW_SKETCH_MOST])
{
    size_t count = 0;

    for (size_t i = 0; i < sketch->in_use && count < ROW_SKETCH_MOST; i++)
        if (sketch->places[i].count)
            out[count++] = sketch->places[i];
    return count;
}

size_t row_sketch_sort(const struct row_sketch *sketch,
                       struct row_sketch_place out[ROW_SKETCH_MOST])
{
    size_t count = copy_held(sketch, out);

    qsort(out, count, sizeof *out, compare);
    return count < ROW_SKETCH_ROWS ? count : ROW_SKETCH_ROWS;
}

static void put_back(struct row_sketch *sketch, const struct row_sketch_place *held, size_t count)
{
    for (size_t i = 0; i < count; i++)
        *row_sketch_find(sketch, held[i].hash) = held[i];
    sketch->used = (unsigned)count;
}

static void clear_places(struct row_sketch *sketch)
{
    memset(sketch->places, 0, sketch->in_use * sizeof *sketch->places);
    sketch->used = 0;
}

static void grow(struct row_sketch *sketch)
{
    struct row_sketch_place held[ROW_SKETCH_MOST];
    size_t count = copy_held(sketch, held);

    if (!renew(sketch, 4 * sketch->in_use)) {
        sketch->lost = true;
        clear_places(sketch);
        return;
    }
    put_back(sketch, held, count);
}

/* Keeps the smallest. A hash that is let go never comes back: it is not below any more. So each one
 * that stays was counted from its first row on. */
static void cut(struct row_sketch *sketch)
{
    struct row_sketch_place held[ROW_SKETCH_MOST];
    size_t count = row_sketch_sort(sketch, held);

    clear_places(sketch);
    put_back(sketch, held, count);
    sketch->below = held[count - 1].hash + 1;
}

void row_sketch_filled(struct row_sketch *sketch)
{
    if (++sketch->used < sketch->in_use / 2)
        return;
    if (sketch->in_use < ROW_SKETCH_PLACES)
        grow(sketch);
    else
        cut(sketch);
}

void row_sketch_add_small(struct row_sketch *sketch, uint64_t hash)
{
    struct row_sketch_place *place = row_sketch_find(sketch, hash);

    if (place->count++ > 0)
        return;
    place->hash = hash;
    row_sketch_filled(sketch);
}

size_t row_sketch_end(struct row_sketch *sketch, uint64_t hashes[ROW_SKETCH_ROWS],
                      uint64_t *duplicates)
{
    struct row_sketch_place held[ROW_SKETCH_MOST];
    size_t count = row_sketch_sort(sketch, held);
    uint64_t drawn = 0;

    for (size_t i = 0; i < count; i++) {
        hashes[i] = held[i].hash;
        drawn += held[i].count;
    }
    *duplicates = drawn == sketch->rows || drawn == 0
                      ? drawn - count
                      : (uint64_t)((double)sketch->rows * (double)(drawn - count) / (double)drawn);
    return count;
}

void row_sketch_encode(const uint64_t *words, size_t count, size_t bytes, struct buf *out)
{
    uint8_t raw[ROW_SKETCH_ELEMENT * sizeof *words];
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t byte = 0; byte < bytes; byte++)
            raw[size++] = (uint8_t)(words[i] >> (56 - 8 * byte));
    base64_encode(out, bytes_of(raw, size));
}

void row_sketch_tell_words(const uint64_t *words, size_t count, size_t bytes,
                           enum assay_fact_id fact, struct evidence *evidence)
{
    for (size_t from = 0; from < count; from += ROW_SKETCH_ELEMENT) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
        size_t size = count - from < ROW_SKETCH_ELEMENT ? count - from : ROW_SKETCH_ELEMENT;

        row_sketch_encode(words + from, size, bytes, &text);
        if (text.status == ASSAY_OK)
            evidence_list(evidence, fact, MEASURED, buf_bytes(&text));
    }
}

void row_sketch_tell(const uint64_t *hashes, size_t count, struct evidence *evidence)
{
    row_sketch_tell_words(hashes, count, ROW_SKETCH_BYTES, ASSAY_FACT_DATASET_ROW_SKETCH, evidence);
}
