/* row_sketch.c - see row_sketch.h. */

#include "examine/tables/row_sketch.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/kit.h"

enum {
    GATHERED = ROW_SKETCH_MOST + 1,
    SORT_BITS = 11, /* about as many buckets as hashes */
    SORT_BUCKETS = 1 << SORT_BITS,
};
_Static_assert((int)SORT_BUCKETS >= (int)ROW_SKETCH_MOST, "few hashes share a bucket");
_Static_assert(ROW_SKETCH_MOST <= UINT16_MAX, "they are counted in two bytes");

/* Free places, as many as are in use from here on. */
static void use(struct row_sketch *sketch, unsigned size)
{
    memset(sketch->places, 0, size * sizeof *sketch->places);
    sketch->size = size;
}

enum assay_status row_sketch_init(struct row_sketch *sketch, struct assay_error *err)
{
    *sketch = (struct row_sketch){.below = UINT64_MAX};
    sketch->places = reallocarray(NULL, ROW_SKETCH_PLACES, sizeof *sketch->places);
    if (!sketch->places)
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for a sketch of rows");
    use(sketch, ROW_SKETCH_FIRST);
    return ASSAY_OK;
}

void row_sketch_clear(struct row_sketch *sketch)
{
    free(sketch->places);
    *sketch = (struct row_sketch){0};
}

/* What is in use, in any order: each is copied, for which ones are is a guess. */
static size_t gather(const struct row_sketch *sketch, struct row_sketch_place out[GATHERED])
{
    size_t count = 0;

    for (size_t i = 0; i < sketch->size; i++) {
        out[count] = sketch->places[i];
        count += sketch->places[i].count != 0;
    }
    return count;
}

static void put_in_order(struct row_sketch_place *places, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct row_sketch_place one = places[i];
        size_t at = i;

        for (; at > 0 && places[at - 1].hash > one.hash; at--)
            places[at] = places[at - 1];
        places[at] = one;
    }
}

/*
 * Hashes are even over what they may be: put where their upper bits say, they are all but in order.
 * Chosen ones may share a bucket, and so take ROW_SKETCH_MOST^2 steps, but not again and again: of
 * those that are kept, the largest tells what the next are put by.
 */
size_t row_sketch_sort(const struct row_sketch *sketch,
                       struct row_sketch_place out[ROW_SKETCH_MOST])
{
    const unsigned up = (unsigned)__builtin_clzll(sketch->below), down = 64 - SORT_BITS;
    struct row_sketch_place held[GATHERED];
    const size_t count = gather(sketch, held);
    uint16_t starts[SORT_BUCKETS + 1] = {0};

    for (size_t i = 0; i < count; i++)
        starts[(held[i].hash << up >> down) + 1]++;
    for (size_t i = 1; i < SORT_BUCKETS; i++)
        starts[i] = (uint16_t)(starts[i] + starts[i - 1]);
    for (size_t i = 0; i < count; i++)
        out[starts[held[i].hash << up >> down]++] = held[i];
    put_in_order(out, count);
    return count < ROW_SKETCH_ROWS ? count : ROW_SKETCH_ROWS;
}

static void put_back(struct row_sketch *sketch, const struct row_sketch_place *held, size_t count)
{
    for (size_t i = 0; i < count; i++)
        *row_sketch_find(sketch, held[i].hash) = held[i];
}

static void grow(struct row_sketch *sketch)
{
    struct row_sketch_place held[GATHERED];
    const size_t count = gather(sketch, held);

    use(sketch, 4 * sketch->size);
    put_back(sketch, held, count);
}
_Static_assert(ROW_SKETCH_FIRST * 16 == ROW_SKETCH_PLACES, "it is reached by growing");

/* Keeps the smallest. A hash that is let go never comes back: it is not below any more. So each one
 * that stays was counted from its first row on. */
static void cut(struct row_sketch *sketch)
{
    struct row_sketch_place held[ROW_SKETCH_MOST];
    size_t count = row_sketch_sort(sketch, held);

    use(sketch, sketch->size);
    put_back(sketch, held, count);
    sketch->used = (unsigned)count;
    sketch->below = held[count - 1].hash + 1;
}

void row_sketch_filled(struct row_sketch *sketch)
{
    if (++sketch->used < sketch->size / 2)
        return;
    if (sketch->size < ROW_SKETCH_PLACES)
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

/* The higher byte first. */
static void put_eight(uint8_t *to, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    memcpy(to, &word, sizeof word);
}

void row_sketch_encode(const uint64_t *words, size_t count, size_t bytes, struct buf *out)
{
    uint8_t raw[ROW_SKETCH_ELEMENT * sizeof *words];
    size_t size = 0;

    for (size_t i = 0; i < count; i++, size += bytes) /* the next goes over what is too much */
        put_eight(raw + size, words[i]);
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
