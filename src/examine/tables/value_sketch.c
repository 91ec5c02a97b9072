/* value_sketch.c - see value_sketch.h. */

#include "examine/tables/value_sketch.h"

#include "examine/evidence.h"

/* In a place's `count`; so a place takes no more room than one of row_sketch.h. */
enum { USED = 1, WHOLE = 2, SEVERAL = 4 };

static void add(struct row_sketch *sketch, uint64_t values, uint64_t note)
{
    struct row_sketch_place *place;

    if (values == 0 || values >= sketch->below)
        return;
    place = row_sketch_find(sketch, values);
    if (place->count) {
        place->count |= note | SEVERAL;
        return;
    }
    *place = (struct row_sketch_place){.hash = values, .count = note};
    row_sketch_filled(sketch);
}

/* A part that is empty leaves what another one leaves: it would seem to be of two rows. */
void value_sketch_add_row(struct row_sketch *sketch, const uint64_t parts[ROW_PARTS])
{
    uint64_t all = parts[0] + parts[1] + parts[2] + parts[3];

    add(sketch, all, USED | WHOLE);
    for (unsigned one = 0; one < ROW_PARTS; one++) {
        if (parts[one] == 0)
            continue;
        add(sketch, all - parts[one], USED);
        for (unsigned other = one + 1; other < ROW_PARTS; other++)
            if (parts[other] != 0)
                add(sketch, all - parts[one] - parts[other], USED);
    }
}

/* Eight bytes as the fact has them. */
static uint64_t told(const struct row_sketch_place *place)
{
    uint64_t whole = (place->count & WHOLE) != 0, several = (place->count & SEVERAL) != 0;

    return place->hash >> 16 << 16 | whole << 15 | several << 14 | (-place->hash & 0xff);
}

void value_sketch_tell(const struct row_sketch *sketch, struct evidence *evidence)
{
    struct row_sketch_place held[ROW_SKETCH_MOST];
    size_t count = row_sketch_sort(sketch, held);
    uint64_t words[ROW_SKETCH_ROWS];

    for (size_t i = 0; i < count; i++)
        words[i] = told(&held[i]);
    row_sketch_tell_words(words, count, VALUE_SKETCH_BYTES, ASSAY_FACT_DATASET_VALUE_SKETCH,
                          evidence);
}
