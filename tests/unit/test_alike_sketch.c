/* Rows that are alike: what is left of them without one part of their columns. */

#include "examine/tables/alike_sketch.h"

#include "base/buf.h"
#include "base/codec.h"
#include "inspect.h"

/* Up to six rows of four parts; 0: no cell there. */
static const struct row {
    const char *name;
    uint64_t rows[6][ROW_PARTS];
    bool few;
    size_t rests;
    unsigned groups;
} rows[] = {
    {"one row", {{1, 2, 3, 4}}, false, 4, 0},
    {"one row of few columns: as a whole, too", {{1, 2, 3, 4}}, true, 5, 0},
    {"the same row twice", {{1, 2, 3, 4}, {1, 2, 3, 4}}, false, 4, 0},
    {"two that differ in one part", {{1, 2, 3, 4}, {1, 2, 3, 5}}, false, 7, 1},
    {"three that do", {{1, 2, 3, 4}, {1, 2, 3, 5}, {1, 2, 3, 6}}, false, 10, 1},
    {"two that differ in two parts", {{1, 2, 3, 4}, {1, 2, 6, 5}}, false, 8, 0},
    {"two empty parts: the whole row once", {{1, 2, 0, 0}}, false, 3, 0},
    {"one part: nothing is left without it", {{1, 0, 0, 0}}, false, 1, 0},
    {"a row, and the same with a cell more", {{1, 2, 0, 0}, {1, 2, 3, 0}}, false, 6, 1},
};

static void counts(void **state)
{
    const struct row *row = *state;
    CLEANUP(row_sketch_clear) struct row_sketch sketch;
    struct inspected seen = {.arena = arena_new(), .evidence = evidence_new()};
    CLEANUP(buf_clear) struct buf raw = {.ceiling = SIZE_MAX};
    struct assay_error err = {0};

    assert_true(seen.arena && seen.evidence);
    evidence_start(seen.evidence, seen.arena);
    assert_ok(row_sketch_init(&sketch, &err), err);
    for (size_t i = 0; i < ARRAY_LEN(row->rows); i++) {
        struct row_sum sum;

        for (unsigned part = 0; part < ROW_PARTS; part++)
            sum.parts[part] = row->rows[i][part] << 16 * part;
        if (row_sum_all(&sum))
            alike_sketch_add(&sketch, &sum, text_hash_of_row(row_sum_all(&sum)), row->few);
    }
    alike_sketch_tell(&sketch, seen.evidence);
    assert_ok(evidence_end(seen.evidence, &seen.content, &err), err);
    assert_true(base64_decode(
        &raw, bytes_text(inspected_list(&seen, ASSAY_FACT_DATASET_ALIKE_SKETCH)), false));
    assert_int_equal(raw.size, row->rests * ALIKE_SKETCH_BYTES);
    assert_int_equal(inspected_int(&seen, ASSAY_FACT_DATASET_ALIKE_GROUPS), row->groups);
    evidence_free(seen.evidence);
    arena_free(seen.arena);
}

int main(void)
{
    return RUN_CASES(counts, rows) ? 1 : 0;
}
