/* test_asides.c - bytes of no member: kept with their places, without the zeros around them. */

#include "source/asides.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"

#include "rows.h"

static void read_back(struct asides *asides, const char *expected, size_t size)
{
    CLEANUP(outside_clear) struct outside outside = {0};
    struct source_budget budget;
    struct assay_error err = {0};
    uint64_t from = 0, to = 0;
    char out[64] = "";
    size_t have = 0, got = 0;

    source_budget_init(&budget, NULL);
    assert_ok(asides_outside(asides, &budget, &outside, &err), err);
    while (outside.in && outside_next(&outside, &from, &to) && have < sizeof out - 1) {
        size_t wanted = to - from < sizeof out - have ? (size_t)(to - from) : sizeof out - have;

        assert_ok(outside_read_at(&outside, from, out + have, wanted, &got, &err), err);
        have += got;
    }
    assert_int_equal(have, size);
    assert_memory_equal(out, expected, size);
}

static void keeps_pieces_in_any_order_at_their_places(void **state)
{
    CLEANUP(asides_clear) struct asides asides;

    (void)state;
    asides_init(&asides);
    asides_add(&asides, 9000, BYTES("\0\0second piece"));
    asides_add(&asides, 100, BYTES("first piece"));
    asides_add(&asides, 111, BYTES("s")); /* goes on */
    asides_add(&asides, 200, BYTES("short"));
    asides_add(&asides, 300, BYTES("\0\0\0\0\0\0\0\0"));
    asides_add(NULL, 0, BYTES("nowhere to keep it"));
    assert_int_equal(asides.count, 2);
    assert_int_equal(asides.end, 9014);
    read_back(&asides,
              "first pieces"
              "second piece",
              24);
}

static void keeps_what_is_shared_once(void **state)
{
    CLEANUP(asides_clear) struct asides asides;

    (void)state;
    asides_init(&asides);
    for (uint64_t at = 0; at < 100000; at += 1000)
        asides_add_once(&asides, at, BYTES("an owner's name"));
    asides_add_once(&asides, 1, BYTES("another name"));
    assert_int_equal(asides.count, 2);
}

static void tells_that_more_was_there_than_is_kept(void **state)
{
    CLEANUP(asides_clear) struct asides asides;
    CLEANUP(outside_clear) struct outside outside = {0};
    CLEANUP(free_cleanup) uint8_t *bytes = malloc(LIMIT_ASIDES);
    struct source_budget budget;
    struct assay_error err = {0};

    (void)state;
    memset(bytes, 'x', LIMIT_ASIDES);
    source_budget_init(&budget, NULL);
    asides_init(&asides);
    asides_add(&asides, 7, bytes_of(bytes, LIMIT_ASIDES - 10));
    assert_true(asides_has_room(&asides));
    asides_add(&asides, 1 << 30, bytes_of(bytes, 11));
    assert_false(asides_has_room(&asides));
    asides_add(&asides, 1 << 30, bytes_of(bytes, 11)); /* and nothing more */
    assert_int_equal(asides.bytes.size, LIMIT_ASIDES);
    assert_ok(asides_outside(&asides, &budget, &outside, &err), err);
    assert_true(outside.cut);
}

static void has_nothing_outside_where_nothing_was_kept(void **state)
{
    CLEANUP(asides_clear) struct asides asides;

    (void)state;
    asides_init(&asides);
    read_back(&asides, "", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_pieces_in_any_order_at_their_places),
        cmocka_unit_test(keeps_what_is_shared_once),
        cmocka_unit_test(tells_that_more_was_there_than_is_kept),
        cmocka_unit_test(has_nothing_outside_where_nothing_was_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
