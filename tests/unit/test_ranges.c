/* test_ranges.c - ranges in order, and the first that lies over another. */

#include "rows.h"

#include "examine/models/ranges.h"

struct row {
    const char *name;
    struct range ranges[4];
    size_t count;
    uint64_t blamed; /* told_at of the one that overlaps, 0 for none */
};

static const struct row rows[] = {
    {"none", {{0, 0, 0}}, 0, 0},
    {"side by side", {{4, 8, 1}, {0, 4, 2}}, 2, 0},
    {"with holes", {{9, 10, 1}, {0, 4, 2}}, 2, 0},
    {"empty ones at an end", {{0, 4, 1}, {4, 4, 2}, {4, 8, 3}}, 3, 0},
    {"one byte shared", {{3, 8, 1}, {0, 4, 2}}, 2, 1},
    {"the same twice", {{0, 4, 1}, {0, 4, 2}}, 2, 2},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct ranges ranges = {0};
    const struct range *found;

    for (size_t i = 0; i < row->count; i++)
        assert_int_equal(ranges_add(&ranges, row->ranges[i]), ASSAY_OK);
    ranges_sort(&ranges);
    found = ranges_overlap(&ranges);
    assert_int_equal(found ? found->told_at : 0, row->blamed);
    ranges_clear(&ranges);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
