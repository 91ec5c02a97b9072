/* test_pattern_cost.c - expressions that are quick to look for, and those that would run
 * everywhere. */

#include "examine/detect/pattern_cost.h"

#include <hs.h>

#include "base/kit.h"
#include "examine/detect/patterns.h"
#include "rows.h"

struct row {
    const char *name, *find;
    const char *why; /* what the refusal says; NULL: it is quick */
};

static const struct row rows[] = {
    {"a prefix", "ghp_[0-9A-Za-z]{36}", NULL},
    {"a prefix of few choices", "gh[oprsu]_[0-9A-Za-z]{36}", NULL},
    {"alternatives with a literal each", "(?:AKIA|ASIA)[0-9A-Z]{16}", NULL},
    {"a literal behind classes", "[0-9a-f]{4}-us[0-9]{1,2}", NULL},
    {"in any case", "(?i:secret)[ ]{0,4}=[0-9]{8}", NULL},
    {"repeated bytes", "A{18}[0-9A-Z]{60}", NULL},
    {"a group repeated", "(?:ab){3}[0-9]{4}", NULL},
    {"bytes in hex", "\\xfe\\xed\\xfe\\xed\\x00[\\x01\\x02]", NULL},
    {"classes alone", "[0-9A-Za-z]{40}", "no literal of three bytes"},
    {"an address", "\\b[a-z0-9._]{1,64}@[a-z0-9.]{1,80}", "no literal of three bytes"},
    {"two bytes", "SK[0-9A-Za-z]{32}", "no literal of three bytes"},
    {"a literal that may not be there", "(?:key-)?[0-9a-f]{32}", "no literal of three bytes"},
    {"one alternative without", "(?:token|[0-9]{4})[0-9a-f]{32}", "no literal of three bytes"},
    {"a literal cut by a gap", "a.b.c[0-9]{10}", "no literal of three bytes"},
    {"no end", "key-[0-9a-f]+", "longer than 512 bytes"},
    {"too long", "key-[0-9a-f]{600}", "longer than 512 bytes"},
    {"nothing at all", "(?:key)?", "where there is nothing"},
    {"looks around", "(?<!x)key-[0-9]{4}", "cannot look around"},
    {"not closed", "key-(?:[0-9]{4}", "a ( is not closed"},
    {"closed too often", "key-[0-9]{4})", "a ) closes nothing"},
    {"a class not closed", "key-[0-9", "a [ is not closed"},
    {"counts of counts", "key-(?:(?:a{200}){200}){200}", "20,000 states"},
    {"a back reference", "key-([0-9])\\1{20}", "no such"},
    {"a count behind a count", "key-[0-9]{4}+", "a count behind a count"},
    {"half a byte", "key\\x0", "two digits of hex"},
};

static void is_told(void **state)
{
    const struct row *row = *state;
    struct pattern_cost cost;
    char why[PATTERN_WHY_SIZE] = "";
    bool quick = pattern_cost(row->find, &cost, why);

    if (quick != !row->why)
        fail_msg("%s: %s", row->find, quick ? "is quick" : why);
    if (row->why && !strstr(why, row->why))
        fail_msg("%s: %s", row->find, why);
}

static void deep_nesting_ends(void **state)
{
    static char find[200001];
    struct pattern_cost cost;
    char why[PATTERN_WHY_SIZE];

    (void)state;
    memset(find, '(', 100000);
    memset(find + 100000, ')', 100000);
    assert_false(pattern_cost(find, &cost, why));
    assert_non_null(strstr(why, "inside each other"));
}

/* The lint of the shipped tables. */
static void shipped_patterns_are_quick(void **state)
{
    const struct pattern *pattern;

    (void)state;
    for (size_t i = 0; (pattern = pattern_shipped(i)); i++) {
        hs_compile_error_t *failure = NULL;
        hs_expr_info_t *info = NULL;
        struct pattern_cost cost;
        char why[PATTERN_WHY_SIZE];

        if (!pattern_cost(pattern->find, &cost, why))
            fail_msg("%s (%s): %s", pattern->what.class_name, pattern->find, why);
        assert_int_equal(hs_expression_info(pattern->find, 0, &info, &failure), HS_SUCCESS);
        if (cost.least != info->min_width || cost.most != info->max_width)
            fail_msg("%s: %u to %u bytes, and Hyperscan says %u to %u", pattern->find, cost.least,
                     cost.most, info->min_width, info->max_width);
        free(info);
        if (cost.states > 1000)
            fail_msg("%s: %u states", pattern->what.class_name, cost.states);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(deep_nesting_ends),
                                       cmocka_unit_test(shipped_patterns_are_quick)};

    return RUN_CASES(is_told, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
