/* Rows by their values: as a whole, without a part, without two. */

#include "examine/tables/value_sketch.h"

#include "base/buf.h"
#include "base/codec.h"
#include "examine/text/text_hash.h"
#include "inspect.h"

enum { WHOLE = 1 << 15, SEVERAL = 1 << 14, COUNT = 0xff };

/* Up to three rows of up to five values, by the part of each and a number; 0: none. */
static const struct row {
    const char *name;
    struct {
        unsigned part, number;
    } rows[3][5];
    size_t sums, wholes, several;
    unsigned most; /* values in a sum */
} rows[] = {
    {"one value", {{{0, 1}}}, 1, 1, 0, 1},
    {"two in one part", {{{2, 1}, {2, 2}}}, 1, 1, 0, 2},
    {"two in two parts", {{{0, 1}, {1, 2}}}, 3, 1, 0, 2},
    {"a value in each part", {{{0, 1}, {1, 2}, {2, 3}, {3, 4}}}, 11, 1, 0, 4},
    {"five", {{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {3, 5}}}, 11, 1, 0, 5},
    {"the same twice", {{{0, 1}, {1, 2}}, {{1, 2}, {0, 1}}}, 3, 1, 3, 2},
    {"a row, and the same with a value more",
     {{{0, 1}, {1, 2}}, {{0, 1}, {1, 2}, {2, 3}}},
     7,
     2,
     3,
     3},
};

static void add_row(struct row_sketch *sketch, const struct row *row, size_t index)
{
    struct row_sum sum = {0};

    for (size_t i = 0; i < ARRAY_LEN(row->rows[index]) && row->rows[index][i].number; i++) {
        uint64_t number = row->rows[index][i].number;

        row_sum_add_value(&sum, (uint64_t)row->rows[index][i].part << 62 |
                                    (text_hash(bytes_of(&number, sizeof number)) >> 2));
    }
    if (sum.values[0] + sum.values[1] + sum.values[2] + sum.values[3])
        value_sketch_add(sketch, &sum);
}

static void counts(void **state)
{
    const struct row *row = *state;
    CLEANUP(row_sketch_clear) struct row_sketch sketch;
    struct inspected seen = {.arena = arena_new(), .evidence = evidence_new()};
    CLEANUP(buf_clear) struct buf raw = {.ceiling = SIZE_MAX};
    size_t wholes = 0, several = 0;
    struct assay_error err = {0};
    unsigned most = 0;

    assert_true(seen.arena && seen.evidence);
    evidence_start(seen.evidence, seen.arena);
    assert_ok(row_sketch_init(&sketch, &err), err);
    for (size_t i = 0; i < ARRAY_LEN(row->rows); i++)
        add_row(&sketch, row, i);
    value_sketch_tell(&sketch, seen.evidence);
    assert_ok(evidence_end(seen.evidence, &seen.content, &err), err);
    assert_true(base64_decode(
        &raw, bytes_text(inspected_list(&seen, ASSAY_FACT_DATASET_VALUE_SKETCH)), false));
    for (size_t at = 0; at < raw.size; at += VALUE_SKETCH_BYTES) {
        unsigned note = (unsigned)raw.data[at + 6] << 8 | raw.data[at + 7];

        wholes += (note & WHOLE) != 0;
        several += (note & SEVERAL) != 0;
        most = (note & COUNT) > most ? note & COUNT : most;
    }
    assert_int_equal(raw.size, row->sums * VALUE_SKETCH_BYTES);
    assert_int_equal(wholes, row->wholes);
    assert_int_equal(several, row->several);
    assert_int_equal(most, row->most);
    evidence_free(seen.evidence);
    arena_free(seen.arena);
}

int main(void)
{
    return RUN_CASES(counts, rows) ? 1 : 0;
}
