#include "base/glob.h"

#include <time.h>

#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    const char *pattern, *path;
    bool matches;
};

static const struct row rows[] = {
    {"itself", "data/a.csv", "data/a.csv", true},
    {"star in a folder", "*.csv", "a.csv", true},
    {"a star stays in its folder", "*.csv", "data/a.csv", false},
    {"any depth", "**/*.csv", "data/2026/a.csv", true},
    {"any depth is also none", "**/*.csv", "a.csv", true},
    {"everything below", "data/**", "data/2026/a.csv", true},
    {"below, not the folder itself", "data/**", "data", false},
    {"folders between", "a/**/b", "a/x/y/b", true},
    {"no folder between", "a/**/b", "a/b", true},
    {"two stars not alone are one", "a**b", "a/b", false},
    {"question mark", "?.csv", "a.csv", true},
    {"question mark is no slash", "a?b", "a/b", false},
    {"range", "[a-c].csv", "b.csv", true},
    {"range negated", "[!a-c].csv", "b.csv", false},
    {"a bracket in a set", "[]]", "]", true},
    {"a set never matches a slash", "a[!x]b", "a/b", false},
    {"never closed", "[ab", "a", false},
    {"quoted star", "\\*", "*", true},
    {"quoted star is no star", "\\*", "a", false},
    {"backtracking over stars", "*a*b*c", "xxaxxbxxbxxc", true},
    {"a prefix is not enough", "data", "data/a", false},
    {"empty pattern, empty path", "", "", true},
};

static void check(void **state)
{
    const struct row *row = *state;

    assert_int_equal(glob_match(bytes_text(row->pattern), bytes_text(row->path)), row->matches);
}

/* Many stars over a long path without an end took exponential time in older matchers. */
static void stars_cost_no_more_than_their_product(void **state)
{
    char path[4097], pattern[257];
    clock_t start = clock();

    (void)state;
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = 0;
    for (size_t i = 0; i + 1 < sizeof pattern; i += 2)
        memcpy(pattern + i, "a*", 2);
    pattern[255] = 'b';
    pattern[256] = 0;
    assert_false(glob_match(bytes_text(pattern), bytes_text(path)));
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
}

static void some_patterns_match_no_path(void **state)
{
    static const char *const never[] = {"",      "/a",     "a/",  "a//b", "..",
                                        "../**", "a/../b", "./a", "."};
    static const char *const perhaps[] = {"a", "**", "a/**", "**/.a", "...", "..a/b", "[.]"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(never); i++)
        assert_false(glob_can_match(bytes_text(never[i])));
    for (size_t i = 0; i < ARRAY_LEN(perhaps); i++)
        assert_true(glob_can_match(bytes_text(perhaps[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stars_cost_no_more_than_their_product),
                                       cmocka_unit_test(some_patterns_match_no_path)};

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check, rows);
}
