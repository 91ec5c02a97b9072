/* test_text_repeats.c - one fault of many items, told once; all else item by item. */

#include "report/text_repeats.h"

#include "base/kit.h"
#include "rows.h"

static const struct assay_rule missing = {.code = "INV-001"}, other = {.code = "LIC-001"};
static const struct assay_path paths[] = {{.size = 1, .name = "a"}, {.size = 1, .name = "b"},
                                          {.size = 1, .name = "c"}, {.size = 1, .name = "d"},
                                          {.size = 1, .name = "e"}, {.size = 1, .name = "f"}};
static const struct assay_commit commit = {.author = "A Doe"};
static const struct assay_origin past = {.commit = &commit};
static const struct assay_item items[] = {{.path = &paths[0]},
                                          {.path = &paths[1]},
                                          {.path = &paths[2]},
                                          {.path = &paths[3]},
                                          {.path = &paths[4]},
                                          {.path = &paths[5]},
                                          {.path = &paths[0], .origin = &past},
                                          {.path = &paths[1], .origin = &past}};
static const struct assay_observation seen = {.class_name = "pii.email"};
static char again[] = "no inventory"; /* the same words elsewhere */

#define FINDING(which, words, of, mark)                                                            \
    {                                                                                              \
        .rule = &(which), .message = (words), .item = (of), .verdict = ASSAY_FAIL,                 \
        .fingerprint = mark                                                                        \
    }
static const struct assay_finding findings[] = {
    FINDING(missing, "no inventory", &items[0], "0123456789abcdef"),
    FINDING(other, "no licence", &items[0], "0123456789abcdef"),
    FINDING(missing, again, &items[1], "0123456789abcdef"),
    FINDING(other, "not a known licence: X", &items[1], "0123456789abcdef"),
    FINDING(missing, "no inventory", &items[2], "89abcdef01234567"),
    FINDING(missing, "no inventory", &items[3], "0123456789abcdef"),
    FINDING(missing, "no inventory", &items[4], "0123456789abcdef"),
    FINDING(missing, "no inventory", &items[5], "0123456789abcdef"),
    FINDING(missing, "no inventory", NULL, "0123456789abcdef"),
    FINDING(missing, "no inventory", &items[6], "0123456789abcdef"),
    FINDING(missing, "no inventory", &items[7], "0123456789abcdef"),
    {.rule = &other, .message = "1 address", .item = &items[2], .observation = &seen},
    {.rule = &other, .message = "1 address", .item = &items[3], .observation = &seen},
    {.rule = &other, .message = "no licence", .item = &items[3], .verdict = ASSAY_UNKNOWN},
};

static const struct row {
    const char *name;
    size_t at;
    bool told, tells;
    const char *others;
} rows[] = {
    {"the first", 0, false, true, "b, c 89ab-cdef-0123, d and 2 more: assay check -v"},
    {"another, in the same words", 2, true, false, ""},
    {"the last", 7, true, false, ""},
    {"alone of its words", 1, false, false, ""},
    {"other words", 3, false, false, ""},
    {"of the target", 8, false, false, ""},
    {"of a commit", 9, false, false, ""},
    {"of another commit", 10, false, false, ""},
    {"what was seen", 11, false, false, ""},
    {"what was seen elsewhere", 12, false, false, ""},
    {"another verdict", 13, false, false, ""},
};

static void check(void **state)
{
    const struct row *row = *state;
    const struct assay_inventory inventory = {.target = {.type = "directory", .view = ""}};
    const struct assay_assessment assessment = {.inventory = &inventory};
    const struct assay_finding *order[ARRAY_LEN(findings)];
    CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
    CLEANUP(repeats_clear) struct repeats repeats;
    struct assay_error err = {0};

    for (size_t i = 0; i < ARRAY_LEN(findings); i++)
        order[i] = &findings[i];
    assert_ok(repeats_init(&repeats, order, ARRAY_LEN(findings), &err), err);
    assert_int_equal(repeats_told(&repeats, row->at), row->told);
    assert_int_equal(repeats_tells(&repeats, row->at), row->tells);
    if (!row->told)
        repeats_others(&repeats, row->at, &assessment, &text);
    assert_string_equal(buf_string(&text), row->others);
}

static void who_asks_for_all_gets_all(void **state)
{
    const struct repeats none = {0};

    (void)state;
    assert_false(repeats_told(&none, 0));
    assert_false(repeats_tells(&none, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(who_asks_for_all_gets_all)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
