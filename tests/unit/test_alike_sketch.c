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
    alike_sketch_tell(&sketch, &(struct alike_parts){0}, seen.evidence);
    assert_ok(evidence_end(seen.evidence, &seen.content, &err), err);
    assert_true(base64_decode(
        &raw, bytes_text(inspected_list(&seen, ASSAY_FACT_DATASET_ALIKE_SKETCH)), false));
    assert_int_equal(raw.size, row->rests * ALIKE_SKETCH_BYTES);
    assert_int_equal(inspected_int(&seen, ASSAY_FACT_DATASET_ALIKE_GROUPS), row->groups);
    evidence_free(seen.evidence);
    arena_free(seen.arena);
}

/* One row of four parts: what its rests are told as. */
static const struct told {
    const char *name;
    struct alike_parts parts;
    unsigned numbered, several; /* rests of the row */
} tellings[] = {
    {"no number", {.others = {2, 2, 2, 2}, .enough = 8}, 0, 0},
    {"a number in the first part", {.numbered = 1, .others = {0, 9, 9, 9}, .enough = 81}, 3, 0},
    {"numbers in two parts", {.numbered = 3, .others = {0, 9, 9, 9}, .enough = 81}, 4, 0},
    {"beside a number nothing that tells",
     {.numbered = 1, .others = {0, 2, 2, 2}, .enough = 8},
     3,
     3},
    {"beside a number the second part alone does",
     {.numbered = 1, .others = {0, 9, 0, 0}, .enough = 9},
     3,
     1},
    {"beside a time nothing that tells", {.timed = 1, .others = {0, 2, 2, 2}, .enough = 8}, 0, 3},
    {"beside a time that which tells", {.timed = 1, .others = {0, 2, 2, 2}, .enough = 4}, 0, 0},
};

static void tells(void **state)
{
    const struct told *row = *state;
    CLEANUP(row_sketch_clear) struct row_sketch sketch;
    struct inspected seen = {.arena = arena_new(), .evidence = evidence_new()};
    CLEANUP(buf_clear) struct buf raw = {.ceiling = SIZE_MAX};
    const struct row_sum sum = {.parts = {1, 2 << 16, 3 << 20, 4 << 24}};
    unsigned numbered = 0, several = 0;
    struct assay_error err = {0};

    assert_true(seen.arena && seen.evidence);
    evidence_start(seen.evidence, seen.arena);
    assert_ok(row_sketch_init(&sketch, &err), err);
    alike_sketch_add(&sketch, &sum, text_hash_of_row(row_sum_all(&sum)), false);
    alike_sketch_tell(&sketch, &row->parts, seen.evidence);
    assert_ok(evidence_end(seen.evidence, &seen.content, &err), err);
    assert_true(base64_decode(
        &raw, bytes_text(inspected_list(&seen, ASSAY_FACT_DATASET_ALIKE_SKETCH)), false));
    for (size_t at = 6; at < raw.size; at += ALIKE_SKETCH_BYTES) {
        numbered += buf_bytes(&raw).data[at] >> 4 & 1;
        several += buf_bytes(&raw).data[at] >> 5 & 1;
    }
    assert_int_equal(numbered, row->numbered);
    assert_int_equal(several, row->several);
    evidence_free(seen.evidence);
    arena_free(seen.arena);
}

int main(void)
{
    return RUN_CASES(counts, rows) + RUN_CASES(tells, tellings) ? 1 : 0;
}
