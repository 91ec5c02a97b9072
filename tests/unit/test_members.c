/* test_members.c - names of members: those that came before, in whatever order they come. */

#include "source/members.h"

#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    const char *members; /* separated by blanks */
    const char *before;  /* for each of them: y or - */
};

static const struct row rows[] = {
    {"in order", "a a/b a/c b", "----"},
    {"the same twice", "a b b c", "--y-"},
    {"the first again, at the end", "a b c a", "---y"},
    {"and others behind it", "a b c a d c b", "---y-yy"},
    {"in no order", "c a b a c d", "---yy-"},
    {"a prefix behind what it begins", "ab a ab a", "--yy"},
};

static void check(void **state)
{
    const struct row *row = *state;
    char *words = strdup(row->members), *rest = NULL;
    struct member_names names;
    struct assay_error err = {0};
    size_t at = 0;

    assert_non_null(words);
    member_names_init(&names);
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        bool before;

        assert_ok(member_names_add(&names, bytes_text(word), &before, &err), err);
        assert_int_equal(before, row->before[at++] == 'y');
    }
    assert_int_equal(at, strlen(row->before));
    member_names_clear(&names);
    free(words);
}

/* More than any first table holds, in order; then each of them again. */
static void many_in_order(void **state)
{
    enum { MANY = 5000 };
    struct member_names names;
    struct assay_error err = {0};
    char name[16];
    bool before;

    (void)state;
    member_names_init(&names);
    for (int i = 0; i < 2 * MANY; i++) {
        snprintf(name, sizeof name, "%06d", i % MANY);
        assert_ok(member_names_add(&names, bytes_text(name), &before, &err), err);
        assert_int_equal(before, i >= MANY);
    }
    assert_ok(member_names_add(&names, BYTES(""), &before, &err), err);
    assert_false(before);
    assert_ok(member_names_add(&names, BYTES(""), &before, &err), err);
    assert_true(before);
    member_names_clear(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_in_order),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
