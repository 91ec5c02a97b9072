/* test_seen.c - names are found again, however many there are. */

#include "rows.h"

#include "examine/text/seen.h"

static void check_again(void **state)
{
    struct seen seen = {0};
    bool again;

    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 5000; i++) {
            char name[16];
            int size = snprintf(name, sizeof name, "n%d", i);

            assert_int_equal(seen_add(&seen, bytes_of(name, (size_t)size), 5000, &again), ASSAY_OK);
            assert_int_equal(again, round == 1);
        }
    assert_int_equal(seen_add(&seen, BYTES("one more"), 5000, &again), ASSAY_ELIMIT);
    assert_int_equal(seen_add(&seen, BYTES(""), 5001, &again), ASSAY_OK);
    assert_false(again);
    seen_clear(&seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(check_again)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
