#include "base/key_index.h"

#include "base/kit.h"
#include "rows.h"

static const char *const keys[] = {"b", "a", "b", "ab", "", "b"};

static const struct row {
    const char *name, *key;
    size_t places[4], count; /* where it stands, in order */
} rows[] = {
    {"one", "a", {1}, 1},
    {"several, in their order", "b", {0, 2, 5}, 3},
    {"longer than another", "ab", {3}, 1},
    {"empty", "", {4}, 1},
    {"none", "c", {0}, 0},
    {"none, the start of one", "a\n", {0}, 0},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(key_index_clear) struct key_index index;
    const struct key_place *found;
    struct assay_error err = {0};
    size_t count;

    key_index_init(&index);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        key_index_add(&index, bytes_text(keys[i]), i);
    assert_ok(key_index_sort(&index, &err), err);
    found = key_index_find(&index, bytes_text(row->key), &count);
    assert_int_equal(count, row->count);
    assert_int_equal(found != NULL, count > 0);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(found[i].at, row->places[i]);
}

static void an_empty_index_has_nothing(void **state)
{
    CLEANUP(key_index_clear) struct key_index index;
    struct assay_error err = {0};
    size_t count;

    (void)state;
    key_index_init(&index);
    assert_ok(key_index_sort(&index, &err), err);
    assert_null(key_index_find(&index, BYTES("a"), &count));
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_empty_index_has_nothing)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
