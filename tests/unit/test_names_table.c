/* test_names_table.c - names and what is known of each. */

#include "rows.h"

#include "base/kit.h"
#include "examine/text/names_table.h"

static void names_are_kept_in_order(void **state)
{
    static const char *const names[] = {"m", "a", "z", "", "mm", "a", "m"};
    CLEANUP(names_table_clear) struct names_table table = {0};
    struct named *entry;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_int_equal(names_table_add(&table, bytes_text(names[i]), i, 5, &entry), ASSAY_OK);
        entry->value++;
    }
    assert_int_equal(table.count, 5);
    for (size_t i = 1; i < table.count; i++)
        assert_true(
            bytes_compare(named_bytes(&table.entries[i - 1]), named_bytes(&table.entries[i])) < 0);
    entry = names_table_find(&table, BYTES("a"));
    assert_non_null(entry);
    assert_int_equal(entry->at, 1); /* the first place */
    assert_int_equal(entry->value, 2);
    assert_null(names_table_find(&table, BYTES("b")));
}

static void names_are_bounded(void **state)
{
    CLEANUP(names_table_clear) struct names_table table = {0};
    struct named *entry;

    (void)state;
    for (unsigned i = 0; i < 200; i++)
        assert_int_equal(names_table_add(&table, bytes_of(&i, sizeof i), i, 200, &entry), ASSAY_OK);
    assert_int_equal(names_table_add(&table, BYTES("one more"), 0, 200, &entry), ASSAY_ELIMIT);
    assert_int_equal(names_table_add(&table, bytes_of("\7\0\0", 4), 0, 200, &entry), ASSAY_OK);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_kept_in_order),
        cmocka_unit_test(names_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
