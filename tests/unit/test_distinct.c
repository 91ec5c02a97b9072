/* Different values, counted: exactly while few, about when many. */

#include "examine/tables/distinct.h"

#include <inttypes.h>
#include <stdio.h>

#include "examine/text/text_hash.h"
#include "rows.h"

static const struct row {
    const char *name;
    bool grows;
    uint64_t values, times;
    double within;
} rows[] = {
    {"none", true, 0, 0, 0},
    {"one", true, 1, 1000, 0},
    {"as many as stand in it", true, 96, 5, 0},
    {"one too many", true, 97, 2, 0},
    {"hundreds", true, 500, 2, 0},
    {"as many as are counted", true, DISTINCT_MANY, 3, 0},
    {"one more", true, DISTINCT_MANY + 1, 2, 10},
    {"many", true, 100000, 2, 10},
    {"a great many", true, 2000000, 1, 10},
    {"few where it may not grow", false, 96, 5, 0},
    {"one more there", false, 97, 2, 4},
    {"thousands there", false, 3000, 2, 10},
};

static void counts(void **state)
{
    const struct row *row = *state;
    struct distinct distinct = {.grows = row->grows};
    double counted, wanted = (double)row->values;

    for (uint64_t time = 0; time < row->times; time++) {
        for (uint64_t i = 0; i < row->values; i++) {
            char text[32];

            snprintf(text, sizeof text, "value %" PRIu64, i);
            distinct_add(&distinct, text_hash(bytes_text(text)));
        }
    }
    counted = (double)distinct_count(&distinct);
    distinct_clear(&distinct);
    assert_true(counted >= wanted - wanted * row->within / 100 &&
                counted <= wanted + wanted * row->within / 100);
}

/* Such a hash cannot be told from a free place, and must be one value all the same. */
static void zero_is_a_value(void **state)
{
    struct distinct distinct = {0};

    (void)state;
    for (uint64_t i = 0; i <= DISTINCT_FEW; i++)
        distinct_add(&distinct, i * DISTINCT_PLACES); /* all in one place */
    assert_in_range(distinct_count(&distinct), 1, DISTINCT_FEW + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(zero_is_a_value)};
    int failures = RUN_CASES(counts, rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
