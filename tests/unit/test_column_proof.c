/* test_column_proof.c - words of a column's name, and how many cells chance gives. */

#include "rows.h"

#include "base/kit.h"
#include "examine/detect/column_proof.h"

static const char *const headers[] = {"card", "social security", NULL};

static const struct name_row {
    const char *name;
    bool named;
} name_rows[] = {
    {"card", true},
    {"CARD", true},
    {"cardNumber", true},
    {"customer_card-no", true},
    {"pay/card", true},
    {"SocialSecurity", true},
    {"social.security number", true},
    {"social", false},
    {"cardinality", false},
    {"discard", false},
    {"a carpet, a card", true},
    {"social_so_social_security", true},
    {"so cial security", false},
    {"", false},
    {NULL, false},
};

static void check_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(name_rows); i++)
        if (column_is_named(name_rows[i].name, headers) != name_rows[i].named)
            fail_msg("\"%s\"", name_rows[i].name ? name_rows[i].name : "NULL");
    assert_false(column_is_named("card", NULL));
}

/* A name that does not fit is cut, and never written past. */
static void check_long_name(void **state)
{
    char name[4096];

    (void)state;
    for (size_t i = 0; i < sizeof name; i++)
        name[i] = i % 2 ? '_' : 'A';
    name[sizeof name - 1] = 0;
    assert_false(column_is_named(name, headers));
}

static const struct chance_row {
    uint64_t n, k;
    double c;
    bool beyond;
} chance_rows[] = {
    {0, 0, 0.1, false},
    {100, 10, 0.1, false}, /* as chance has it */
    {100, 5, 0.1, false},  /* less */
    {100, 60, 0.1, true},
    {3, 3, 0.1, false}, /* one in a thousand */
    {6, 6, 0.1, false}, /* one in a million, and no less */
    {7, 7, 0.1, true},
    {100, 70, 0.62, false},
    {10000, 7000, 0.62, true},
    {10, 11, 0.01, true}, /* more hits than cells */
    {100, 100, 0, false}, /* a shape that a column proves nothing of */
    {UINT64_MAX, UINT64_MAX, 0.5, true},
};

static void check_chance(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(chance_rows); i++) {
        const struct chance_row *row = &chance_rows[i];

        if (column_is_beyond_chance(row->n, row->k, row->c) != row->beyond)
            fail_msg("%llu of %llu at %g", (unsigned long long)row->k, (unsigned long long)row->n,
                     row->c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_names),
        cmocka_unit_test(check_long_name),
        cmocka_unit_test(check_chance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
