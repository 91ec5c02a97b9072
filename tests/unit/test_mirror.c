/* test_mirror.c - what is written round and round stands in one piece. */

#include "base/mirror.h"

#include <string.h>

#include "rows.h"

enum { SIZE = 64 * 1024 };

static void what_crosses_the_end_is_in_one_piece(void **state)
{
    struct mirror ring;

    (void)state;
    assert_true(mirror_init(&ring, SIZE));
    for (uint64_t at = 0; at < 5 * SIZE; at += 1000) {
        uint8_t *to = mirror_at(&ring, at);

        for (size_t i = 0; i < 1000; i++)
            to[i] = (uint8_t)((at + i) % 251);
        for (uint64_t from = at > SIZE - 1000 ? at + 1000 - SIZE : 0; from < at + 1000;
             from += 977) {
            const uint8_t *all = mirror_at(&ring, from);

            for (uint64_t i = 0; from + i < at + 1000; i += 499)
                assert_int_equal(all[i], (from + i) % 251);
        }
    }
    mirror_clear(&ring);
    assert_null(ring.data);
}

static void two_rings_are_two(void **state)
{
    struct mirror one, other;

    (void)state;
    assert_true(mirror_init(&one, SIZE) && mirror_init(&other, SIZE));
    memset(one.data, 1, SIZE);
    memset(other.data, 2, SIZE);
    assert_int_equal(one.data[SIZE], 1);
    assert_int_equal(other.data[SIZE], 2);
    mirror_clear(&one);
    mirror_clear(&other);
    mirror_clear(&other);
}

static void one_that_is_too_large_is_none(void **state)
{
    struct mirror ring;

    (void)state;
    assert_false(mirror_init(&ring, (size_t)1 << 62));
    mirror_clear(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_crosses_the_end_is_in_one_piece),
        cmocka_unit_test(two_rings_are_two),
        cmocka_unit_test(one_that_is_too_large_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
