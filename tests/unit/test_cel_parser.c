#include "cel_case.h"

static const struct cel_row rows[] = {
    {"precedence of operators", "1 + 2 * 3 - 4 / 2", "5"},
    {"comparison binds less than sum", "1 + 1 == 2 && 2 > 1", "true"},
    {"and binds more than or", "true || false && false", "true"},
    {"choice is right associative", "false ? 1 : false ? 2 : 3", "3"},
    {"trailing comma in a list", "[1, 2,]", "[1, 2]"},
    {"trailing comma in a map", "{'a': 1,}", "{\"a\": 1}"},
    {"comment to the end of the line", "1 // one\n + 1", "2"},
    {"quoted field", "{'a-b': 1}.`a-b`", "1"},
    {"reserved word as a field", "{'for': 1}.for", "1"},
    {"many minuses", "---1", "-1"},
    {"lowest int", "-9223372036854775808", "-9223372036854775808"},
    {"int too large", "9223372036854775808", "1:1: number is too large for an int"},
    {"nothing", "", "1:1: the expression ends where a value should be"},
    {"only blanks", "  ", "1:3: the expression ends where a value should be"},
    {"operator without right side", "1 +", "1:4: the expression ends where a value should be"},
    {"two values side by side", "1 2", "1:3: \"2\" stands where the end or an operator should be"},
    {"parenthesis not closed", "(1", "1:3: the expression ends where \")\" should be"},
    {"list not closed", "[1", "1:3: the expression ends where \"]\" or \",\" should be"},
    {"trailing comma in a call", "size('a',)", "1:10: \")\" stands where an argument should be"},
    {"reserved word as a name", "for + 1", "1:1: \"for\" is a reserved word"},
    {"field after a dot that is missing", "item.",
     "1:6: the expression ends where a field's name should be"},
    {"in cannot be a field", "item.in", "1:6: \"in\" stands where a field's name should be"},
    {"error on the second line", "1 +\n  *", "2:3: \"*\" stands where a value should be"},
    {"has() of something else", "has(1)", "1:5: has() asks for a field: has(a.b)"},
    {"has() of a has()", "has(has(item.size))", "1:5: has() asks for a field: has(a.b)"},
    {"messages are not values here", "a.b{c: 1}",
     "1:4: \"{\" stands where the end or an operator should be"},
};

/* What nests, and what chains: both would end in a deep tree. */
static void depth_is_bounded(void **state)
{
    static const struct {
        const char *before, *unit, *after;
    } shapes[] = {
        {"", "(", "1"},     {"", "[", "1"},    {"", "-(", "1"},
        {"", "{1:", "1"},   {"1", "+1", ""},   {"u", ".a", ""},
        {"u", "[0]", ""},   {"", "!", "true"}, {"", "true ? 1 : ", "1"},
        {"", "size(", "1"}, {"u", ".a()", ""}, {"", "[1].all(x, ", "true"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
        CLEANUP(buf_clear) struct buf text;
        struct cel_case c;

        cel_case_init(&c);
        buf_init(&text, 1 << 20);
        buf_text(&text, shapes[i].before);
        for (int j = 0; j < 4000; j++)
            buf_text(&text, shapes[i].unit);
        buf_text(&text, shapes[i].after);
        assert_non_null(
            strstr(cel_case_run(&c, buf_string(&text), CEL_BUDGET), "more than 250 levels deep"));
        cel_case_clear(&c);
    }
}

/* The arms of a chain of && are one node, so it may be long. */
static void chains_of_logic_may_be_long(void **state)
{
    CLEANUP(buf_clear) struct buf text;
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 5000; i++)
        buf_text(&text, "true && ");
    buf_text(&text, "true");
    assert_string_equal(cel_case_run(&c, buf_string(&text), CEL_BUDGET), "true");
    cel_case_clear(&c);
}

static void size_is_bounded(void **state)
{
    CLEANUP(buf_clear) struct buf text;
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    buf_init(&text, 1 << 20);
    for (int i = 0; i <= CEL_SOURCE_MAX; i++)
        buf_text(&text, " ");
    assert_string_equal(cel_case_run(&c, buf_string(&text), CEL_BUDGET),
                        "0:0: an expression of 65537 bytes; 65536 are allowed");
    cel_case_clear(&c);
}

int main(void)
{
    return RUN_CASES(cel_check_row, rows) +
           cmocka_run_group_tests_name(
               "bounds",
               ((const struct CMUnitTest[]){cmocka_unit_test(depth_is_bounded),
                                            cmocka_unit_test(chains_of_logic_may_be_long),
                                            cmocka_unit_test(size_is_bounded)}),
               NULL, NULL);
}
