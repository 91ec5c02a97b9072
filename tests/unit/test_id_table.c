/* test_id_table.c - every id is found in tables of all sizes, and none that is not there. */

#include "rows.h"

#include "source/git/id_table.h"

enum { IDS_MAX = 3000, SIZE = 20 };

static uint8_t ids[IDS_MAX * SIZE], fanout[FANOUT_SIZE];

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, SIZE);
}

static void put_count(size_t at, uint32_t count)
{
    for (size_t i = 0; i < 4; i++)
        fanout[4 * at + i] = (uint8_t)(count >> (24 - 8 * i));
}

/* `spread`: how many first bytes the ids share among them. */
static void fill(uint32_t count, unsigned spread)
{
    uint32_t at = 0, seed = 1;

    for (size_t i = 0; i < (size_t)count * SIZE; i++) {
        seed = seed * 1664525 + 1013904223;
        ids[i] = (uint8_t)(seed >> 24);
        if (i % SIZE == 0)
            ids[i] = (uint8_t)(ids[i] % spread);
    }
    qsort(ids, count, SIZE, compare);
    for (size_t first = 0; first < 256; first++) {
        while (at < count && ids[(size_t)at * SIZE] <= first)
            at++;
        put_count(first, at);
    }
}

static void finds_each(void **state)
{
    static const uint32_t counts[] = {0, 1, 2, 3, 100, IDS_MAX};

    (void)state;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        for (unsigned spread = 1; spread <= 256; spread *= 16) {
            struct id_table table = {.ids = ids, .stride = SIZE, .id_size = SIZE};
            struct object_id id;
            uint32_t found;

            fill(counts[c], spread);
            assert_true(id_table_open(&table, fanout));
            assert_int_equal(table.count, counts[c]);
            for (uint32_t i = 0; i < counts[c]; i++) {
                id_table_get(&table, i, &id);
                assert_true(id_table_find(&table, &id, &found));
                assert_int_equal(found, i);
                id.bytes[SIZE - 1] ^= 0x55;
                assert_false(id_table_find(&table, &id, &found));
            }
        }
    }
}

/* Out of order, or all the same: it may not be found, but the search ends. */
static void ends_in_disorder(void **state)
{
    struct id_table table = {.ids = ids, .stride = SIZE, .id_size = SIZE};
    struct object_id id = {.size = SIZE};
    uint32_t found;

    (void)state;
    memset(ids, 0xff, sizeof ids);
    for (size_t first = 0; first < 256; first++)
        put_count(first, IDS_MAX);
    assert_true(id_table_open(&table, fanout));
    assert_false(id_table_find(&table, &id, &found));
    for (size_t i = 0; i < sizeof ids; i++)
        ids[i] = (uint8_t)(i * 7);
    (void)!id_table_find(&table, &id, &found);
}

static void refuses_counts_that_shrink(void **state)
{
    struct id_table table = {0};

    (void)state;
    for (size_t first = 0; first < 256; first++)
        put_count(first, 5);
    put_count(100, 4);
    assert_false(id_table_open(&table, fanout));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each),
        cmocka_unit_test(ends_in_disorder),
        cmocka_unit_test(refuses_counts_that_shrink),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
