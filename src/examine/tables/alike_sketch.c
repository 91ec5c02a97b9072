/* alike_sketch.c - see alike_sketch.h. */

#include "examine/tables/alike_sketch.h"

#include "examine/evidence.h"

/*
 * In a place's `count`: 1, the part left out, and the upper bits of the hash of the row, which are
 * all 0 once there are several. So a place takes no more room than one of row_sketch.h.
 */
enum { USED = 1, PART_AT = 1, ROW_AT = 3, PART_MASK = ROW_PARTS - 1 };

static bool is_of_several(uint64_t note)
{
    return note >> ROW_AT == 0;
}

static unsigned part_of(uint64_t note)
{
    return (unsigned)(note >> PART_AT) & PART_MASK;
}

static uint64_t note_of(uint64_t row, unsigned part)
{
    return row >> ROW_AT << ROW_AT | (uint64_t)part << PART_AT | USED;
}

void alike_sketch_add_small(struct row_sketch *sketch, uint64_t rest, uint64_t row, unsigned part)
{
    struct row_sketch_place *place = row_sketch_find(sketch, rest);
    uint64_t held = place->count;

    if (held == 0) {
        *place = (struct row_sketch_place){.hash = rest, .count = note_of(row, part)};
        row_sketch_filled(sketch);
    } else if (held >> ROW_AT != row >> ROW_AT) {
        /* the lower part, so that the order of rows does not matter */
        place->count = note_of(0, part < part_of(held) ? part : part_of(held));
    }
}

void alike_parts_add(struct alike_parts *parts, unsigned part, uint64_t distinct)
{
    double *others = &parts->others[part];

    *others = (*others > 0 ? *others : 1) * (double)(distinct ? distinct : 1);
}

static bool others_tell(const struct alike_parts *parts, unsigned left_out)
{
    double all = 1;

    for (unsigned part = 0; part < ROW_PARTS; part++)
        if (part != left_out && parts->others[part] > 0)
            all *= parts->others[part];
    return all >= parts->enough;
}

/* Eight bytes as the fact has them. A rest that its number or time alone makes another one is told
 * as one of several rows, which are no pair. */
static uint64_t told(const struct row_sketch_place *place, const struct alike_parts *parts)
{
    const unsigned part = part_of(place->count), left = ~(1U << part);
    const bool number = parts->numbered & left, time = parts->timed & left,
               several =
                   is_of_several(place->count) || ((number || time) && !others_tell(parts, part));

    return place->hash >> 16 << 16 | (uint64_t)part << 14 | (uint64_t)several << 13 |
           (number ? UINT64_C(1) << 12 : 0) | (several ? 0 : place->count >> 52);
}

void alike_sketch_tell(const struct row_sketch *sketch, const struct alike_parts *parts,
                       struct evidence *evidence)
{
    struct row_sketch_place held[ROW_SKETCH_MOST];
    size_t count = row_sketch_sort(sketch, held);
    uint64_t words[ROW_SKETCH_ROWS];
    double groups = 0;

    for (size_t i = 0; i < count; i++) {
        words[i] = told(&held[i], parts);
        groups += is_of_several(held[i].count);
    }
    if (count == ROW_SKETCH_ROWS)
        groups *= 0x1p64 / ((double)held[count - 1].hash + 1);
    row_sketch_tell_words(words, count, ALIKE_SKETCH_BYTES, ASSAY_FACT_DATASET_ALIKE_SKETCH,
                          evidence);
    evidence_int(evidence, ASSAY_FACT_DATASET_ALIKE_GROUPS, MEASURED,
                 groups < 0x1p63 ? (uint64_t)groups : INT64_MAX);
}
