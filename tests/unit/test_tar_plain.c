/* test_tar_plain.c - headers of a tar that have no magic, behind other bytes. */

#include "source/tar_plain.h"

#include "base/kit.h"

#include "seed.h"

enum { FRONT = 15, HEADER = 512, NAME = 0, MODE = 100, SUM = 148, TYPE = 156 };

static const struct row {
    const char *name;
    size_t at; /* in the header, of the byte that is changed */
    uint8_t byte;
    size_t found;
} rows[] = {
    {"as it is", HEADER - 1, 0, FRONT},
    {"its sum does not hold", HEADER - 1, 1, 0},
    {"no name", NAME, 0, 0},
    {"no number", MODE, 'x', 0},
    {"no kind of member", TYPE, 'x', 0},
    {"no sum", SUM + 5, 'x', 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};

    seed_read("embedded/tar-v7", &seed);
    seed.data[FRONT + row->at] = row->byte;
    assert_int_equal(tar_plain_behind(buf_bytes(&seed)), row->found);
}

static void finds_it_at_any_place_but_the_first(void **state)
{
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};

    (void)state;
    seed_read("embedded/tar-v7", &seed);
    for (size_t front = 0; front < 100; front++) {
        CLEANUP(buf_clear) struct buf moved = {.ceiling = 1 << 16};

        for (size_t i = 0; i < front; i++)
            buf_byte(&moved, 'x');
        buf_add(&moved, seed.data + FRONT, seed.size - FRONT);
        assert_int_equal(tar_plain_behind(buf_bytes(&moved)), front);
    }
}

static void wants_all_of_it(void **state)
{
    CLEANUP(buf_clear) struct buf seed = {.ceiling = 1 << 16};

    (void)state;
    seed_read("embedded/tar-v7", &seed);
    for (size_t size = 0; size < FRONT + HEADER; size++)
        assert_int_equal(tar_plain_behind(bytes_of(seed.data, size)), 0);
    assert_int_equal(tar_plain_behind(bytes_of(seed.data, FRONT + HEADER)), FRONT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_it_at_any_place_but_the_first),
        cmocka_unit_test(wants_all_of_it),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
