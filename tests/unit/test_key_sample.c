/* The keys that are drawn of many: all of few, and the same share of all in every table. */

#include "examine/tables/key_sample.h"

#include <stdlib.h>

#include "base/kit.h"
#include "examine/text/text_hash.h"
#include "rows.h"

static void add(struct key_sample *sample, uint64_t from, uint64_t to)
{
    for (uint64_t i = from; i < to; i++) {
        uint64_t hash = text_hash(bytes_of(&i, sizeof i));
        struct key_place *place = key_sample_find(sample, hash);

        if (!place->drawn)
            key_sample_put(sample, place, hash, hash);
    }
}

static const struct row {
    const char *name;
    uint64_t keys;
    unsigned level;
} rows[] = {
    {"none", 0, 0},
    {"one", 1, 0},
    {"as many as are held", KEY_SAMPLE_MOST, 0},
    {"one more", KEY_SAMPLE_MOST + 1, 1},
    {"many", 100000, 7},
};

static void draws(void **state)
{
    const struct row *row = *state;
    CLEANUP(free_cleanup) struct key_sample *sample = key_sample_new();
    uint64_t keys[KEY_SAMPLE_MOST];
    size_t count;

    assert_non_null(sample);
    add(sample, 0, row->keys);
    add(sample, 0, row->keys);
    count = key_sample_keys(sample, keys);
    assert_int_equal(sample->level, row->level);
    if (row->level == 0)
        assert_int_equal(count, row->keys);
    else
        assert_in_range(count, KEY_SAMPLE_MOST / 3, KEY_SAMPLE_MOST);
    for (size_t i = 0; i < count; i++) {
        assert_true(keys[i] <= UINT64_MAX >> row->level);
        assert_true(i == 0 || keys[i] > keys[i - 1]);
    }
}

static bool holds(const uint64_t *keys, size_t count, uint64_t key)
{
    for (size_t i = 0; i < count; i++)
        if (keys[i] == key)
            return true;
    return false;
}

/* Of what two tables share, the one with fewer keys holds all that the other draws. */
static void draws_the_same(void **state)
{
    CLEANUP(free_cleanup) struct key_sample *large = key_sample_new(), *small = key_sample_new();
    uint64_t of_large[KEY_SAMPLE_MOST], of_small[KEY_SAMPLE_MOST];
    size_t large_count, small_count, both = 0;

    (void)state;
    assert_true(large && small);
    add(large, 0, 50000);
    add(small, 40000, 50000);
    large_count = key_sample_keys(large, of_large);
    small_count = key_sample_keys(small, of_small);
    for (uint64_t i = 40000; i < 50000; i++) {
        uint64_t hash = text_hash(bytes_of(&i, sizeof i));

        if (!holds(of_large, large_count, hash))
            continue;
        assert_true(holds(of_small, small_count, hash));
        both++;
    }
    assert_in_range(both, 10000 >> large->level >> 1, (10000 >> large->level) * 2);
}

/* A key that was written in two ways is one. */
static void knows_keys_by_the_other_hash(void **state)
{
    CLEANUP(free_cleanup) struct key_sample *sample = key_sample_new();
    uint64_t keys[KEY_SAMPLE_MOST];

    (void)state;
    assert_non_null(sample);
    key_sample_put(sample, key_sample_find(sample, 5), 5, 77);
    key_sample_put(sample, key_sample_find(sample, 6), 6, 77);
    assert_int_equal(key_sample_keys(sample, keys), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(draws_the_same),
                                       cmocka_unit_test(knows_keys_by_the_other_hash)};

    return RUN_CASES(draws, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
