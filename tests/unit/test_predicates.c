/* test_predicates.c - the tables of statements: whole, sorted, and printed as schemas. */

#include "ledger/predicates.h"

#include "base/kit.h"
#include "json.h"

/* NOLINTNEXTLINE(misc-no-recursion): tables are finite */
static void check_table(const char *kind, const struct shape *members, bool top)
{
    for (size_t i = 0; members[i].name; i++) {
        const struct shape *member = &members[i];

        if (i > 0 && strcmp(members[i - 1].name, member->name) >= 0)
            fail_msg("%s: %s stands behind %s", kind, member->name, members[i - 1].name);
        if (!member->meaning[0] || (member->type == SHAPE_WORD) != (member->words != NULL))
            fail_msg("%s: %s is half said", kind, member->name);
        if ((member->type == SHAPE_MAP || member->type == SHAPE_LIST) != (member->members != NULL))
            fail_msg("%s: %s has members of its own, or should", kind, member->name);
        if (member->type == SHAPE_PERSONAL && !top)
            fail_msg("%s: %s is personal below the top, where nothing is sealed", kind,
                     member->name);
        if (member->members)
            check_table(kind, member->members, false);
    }
}

static void test_tables_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 0; i < predicate_kind_count; i++) {
        const struct predicate_kind *kind = &predicate_kinds[i];

        assert_true(i == 0 || strcmp(predicate_kinds[i - 1].name, kind->name) < 0);
        assert_true(predicate_find(bytes_text(kind->type)) == kind);
        assert_true(predicate_named(kind->name) == kind);
        assert_string_not_equal(ledger_role_name(kind->role), "");
        check_table(kind->name, kind->members, true);
    }
    assert_null(predicate_named("nothing"));
}

/* Canonical, so that the published copy is the same bytes everywhere. */
static void test_schemas_are_canonical(void **state)
{
    (void)state;
    for (size_t i = 0; i < predicate_kind_count; i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = 1 << 20};

        predicate_schema(&predicate_kinds[i], &text);
        assert_int_equal(text.status, ASSAY_OK);
        assert_int_equal(text.data[text.size - 1], '\n');
        if (!jcs_is_canonical(bytes_of(text.data, text.size - 1)))
            fail_msg("%s", predicate_kinds[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_sorted),
        cmocka_unit_test(test_schemas_are_canonical),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
