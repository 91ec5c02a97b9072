/* Rows known again: the smallest hashes, whatever the order, and how many rows came twice. */

#include "examine/tables/row_sketch.h"

#include <stdlib.h>

#include "base/kit.h"
#include "examine/text/text_hash.h"
#include "rows.h"

/* Any 64 bits, the same each time. */
static uint64_t nth(uint64_t n)
{
    return text_hash(bytes_of(&n, sizeof n));
}

static int compare(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

static const struct row {
    const char *name;
    uint64_t different, times;
} rows[] = {
    {"none", 0, 1},
    {"few", 5, 1},
    {"as many as no longer fit in the first places", 32, 2},
    {"places grow twice", 200, 3},
    {"as many as are kept", ROW_SKETCH_ROWS, 3},
    {"more than the table holds", 3 * ROW_SKETCH_PLACES, 1},
    {"more, each twice", 50000, 2},
};

static void keeps_the_smallest(void **state)
{
    const struct row *row = *state;
    CLEANUP(row_sketch_clear) struct row_sketch sketch;
    CLEANUP(free_cleanup) uint64_t *all = calloc(row->different + 1, sizeof *all);
    uint64_t hashes[ROW_SKETCH_ROWS], duplicates = UINT64_MAX;
    struct assay_error err = {0};
    size_t count, wanted = row->different < ROW_SKETCH_ROWS ? row->different : ROW_SKETCH_ROWS;

    assert_non_null(all);
    assert_ok(row_sketch_init(&sketch, &err), err);
    for (uint64_t i = 0; i < row->different; i++)
        all[i] = nth(i);
    for (uint64_t time = 0; time < row->times; time++)
        for (uint64_t i = 0; i < row->different; i++)
            row_sketch_add(&sketch, all[time % 2 ? row->different - 1 - i : i]);
    count = row_sketch_end(&sketch, hashes, &duplicates);
    qsort(all, row->different, sizeof *all, compare);
    assert_int_equal(count, wanted);
    assert_memory_equal(hashes, all, wanted * sizeof *all);
    assert_int_equal(duplicates, row->different * (row->times - 1));
}

int main(void)
{
    return RUN_CASES(keeps_the_smallest, rows) ? 1 : 0;
}
