#include "cel_case.h"

struct row {
    const char *name;
    const char *expression;
    const char *leaves; /* "source = value (path = value, ...) [element failing/elements]; ..." */
};

static const struct row rows[] = {
    {"the false arms", "item.size < 3 && item.name == 'x' && item.size > 1",
     "item.size < 3 = false (item.size = 99); item.name == 'x' = false (item.name = \"model.pt\")"},
    {"all of an or", "item.size < 3 || item.name == 'x'",
     "item.size < 3 = false (item.size = 99); item.name == 'x' = false (item.name = \"model.pt\")"},
    {"the true arms of a true or", "item.size > 3 || item.name == 'x'",
     "item.size > 3 = true (item.size = 99)"},
    {"turned", "!(item.size > 3 || item.name == 'x')", "item.size > 3 = true (item.size = 99)"},
    {"not of one thing", "!has(item.size)", "!has(item.size) = false (item.size = present)"},
    {"absent", "has(item.path)", "has(item.path) = false (item.path = absent)"},
    {"the arm taken", "item.size > 3 ? item.name == 'x' : false",
     "item.name == 'x' = false (item.name = \"model.pt\")"},
    {"failing elements", "item.files.all(f, f < 2)",
     "f < 2 = false (item.files[0] = 3) [item.files[0] 2/3]; "
     "f < 2 = false (item.files[2] = 2) [item.files[2] 2/3]"},
    {"the first five", "[9, 9, 1, 9, 9, 9, 9].all(x, x < 5)",
     "x < 5 = false [x = 9 6/7]; x < 5 = false [x = 9 6/7]; x < 5 = false [x = 9 6/7]; "
     "x < 5 = false [x = 9 6/7]; x < 5 = false [x = 9 6/7]"},
    {"elements that have no short text", "[[1], [2]].all(x, size(x) == 2)",
     "size(x) == 2 = false [element 0 2/2]; size(x) == 2 = false [element 1 2/2]"},
    {"elements that are texts", "['a', 'b'].all(x, x == 'a')", "x == 'a' = false [x = \"b\" 1/2]"},
    {"a map by key", "{'a': 1, 'b': 2}.all(k, k == 'a')", "k == 'a' = false [k = \"b\" 1/2]"},
    {"the arm inside an element", "item.files.all(f, f > 0 && f < 3)",
     "f < 3 = false (item.files[0] = 3) [item.files[0] 1/3]"},
    {"folds in folds", "[1].all(x, item.files.all(f, f > x))",
     "f > x = false (item.files[1] = 1) [item.files[1] 1/3]"},
    {"nothing to go through", "[].exists(x, true)", "[].exists(x, true) = false"},
    {"unknown arms", "item.path == 'a' && item.size > 3 && item.model.license == 'b'",
     "item.path == 'a' = unknown(item.path) (item.path = unknown(item.path)); "
     "item.model.license == 'b' = unknown(item.model.license) "
     "(item.model.license = unknown(item.model.license))"},
    {"fault", "item.size > 3 && 1 / 0 == 1", "1 / 0 == 1 = fault(divided by zero)"},
    {"no bool", "item.size + 1", "item.size + 1 = 100 (item.size = 99)"},
    {"with a name", "cel.bind(s, item.size, s < 3)", "s < 3 = false (item.size = 99)"},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(buf_clear) struct buf text;
    struct cel_explanation explanation;
    struct cel_case c;

    cel_case_init(&c);
    buf_init(&text, 4096);
    (void)cel_case_run(&c, row->expression, CEL_BUDGET);
    assert_ok(cel_explain(c.evaluation, &explanation, &c.err), c.err);
    for (size_t i = 0; i < explanation.count; i++) {
        const struct cel_leaf *leaf = &explanation.leaves[i];

        buf_printf(&text, "%s%s = %s", i > 0 ? "; " : "", leaf->source, leaf->value);
        for (size_t j = 0; j < leaf->read_count; j++)
            buf_printf(&text, "%s%s = %s%s", j > 0 ? ", " : " (", leaf->reads[j].path,
                       leaf->reads[j].value, j + 1 == leaf->read_count ? ")" : "");
        if (leaf->element)
            buf_printf(&text, " [%s %u/%u]", leaf->element, (unsigned)leaf->failing,
                       (unsigned)leaf->elements);
    }
    assert_string_equal(buf_string(&text), row->leaves);
    assert_false(explanation.cut);
    cel_case_clear(&c);
}

static void leaves_and_texts_are_cut(void **state)
{
    CLEANUP(buf_clear) struct buf text;
    struct cel_explanation explanation;
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    buf_init(&text, 1 << 16);
    for (int i = 0; i < 60; i++)
        buf_printf(&text, "item.name == '%d' || ", i);
    buf_text(&text, "false");
    (void)cel_case_run(&c, buf_string(&text), CEL_BUDGET);
    assert_ok(cel_explain(c.evaluation, &explanation, &c.err), c.err);
    assert_int_equal(explanation.count, CEL_EXPLAIN_LEAVES);
    assert_true(explanation.cut);

    buf_reset(&text);
    for (int i = 0; i < 150; i++)
        buf_text(&text, "\xc3\xa4");
    (void)cel_case_run(&c, arena_printf(c.arena, "'%s'", buf_string(&text)), CEL_BUDGET);
    assert_ok(cel_explain(c.evaluation, &explanation, &c.err), c.err);
    assert_int_equal(strlen(explanation.leaves[0].value), 199 + 3);
    assert_string_equal(explanation.leaves[0].value + 199, "...");
    cel_case_clear(&c);
}

/* The budget is one for the run and its explanation. */
static void explaining_is_bounded(void **state)
{
    struct cel_explanation explanation;
    struct cel_case c;

    (void)state;
    cel_case_init(&c);
    assert_string_equal(
        cel_case_run(&c, "[3, 3, 3, 3, 3].all(x, x < 2)", (struct cel_budget){12, 1000}), "false");
    assert_ok(cel_explain(c.evaluation, &explanation, &c.err), c.err);
    assert_true(explanation.cut);
    cel_case_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(leaves_and_texts_are_cut),
                                       cmocka_unit_test(explaining_is_bounded)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
