/* test_json_walk.c - ways through a document: which values they fit, and how they are shown. */

#include "rows.h"

#include "base/kit.h"
#include "drip.h"
#include "examine/encoding/json_walk.h"

struct row {
    const char *name, *way, *json;
    const char *found; /* ways of the values that fit, as they are shown, a space behind each */
};

static const struct row rows[] = {
    {"a member", "a.b", "{\"a\":{\"b\":1,\"c\":{\"b\":2}},\"b\":3}", "a.b "},
    {"elements", "a.[]", "{\"a\":[1,[2],{\"a\":[3]}]}", "a[0] a[1] a[2] "},
    {"elements of elements", "[].[]", "[[1,2],3,[{}]]", "[0][0] [0][1] [2][0] "},
    {"any one", "a.*", "{\"a\":{\"b\":1,\"c\":2}}", "a.b a.c "},
    {"any one is not two", "*.b", "{\"a\":{\"b\":1},\"b\":2,\"c\":[{\"b\":3}]}", "a.b "},
    {"any number", "**.b", "{\"b\":1,\"a\":[{\"b\":2}],\"c\":{\"d\":{\"b\":{}}}}",
     "b a[0].b c.d.b "},
    {"the document", "", "[1]", " "},
    {"a name with a dot", "a.b", "{\"a.b\":1}", ""},
    {"a name that is an index", "a.0", "{\"a\":[1]}", ""},
    {"a name in escapes", "a", "{\"\\u0061\":1}", "a "},
    {"after a level is left", "a.c", "{\"a\":{\"b\":[[{}]],\"c\":1}}", "a.c "},
};

struct seen {
    struct json_walk walk;
    struct buf text;
};

static enum assay_status note(struct json_walk *walk, const struct json_way *way)
{
    struct seen *seen = walk->reader;

    (void)way;
    json_walk_show(walk, &seen->text);
    buf_byte(&seen->text, ' ');
    return ASSAY_OK;
}

static enum assay_status walk_text(const char *json, const char *way, size_t step,
                                   struct seen *seen, struct assay_error *err)
{
    const struct json_way ways[] = {{way, note, 0}};
    struct cursor cursor;
    struct drip drip;
    enum assay_status status;

    *seen = (struct seen){.text = {.ceiling = 4096}};
    seen->walk.reader = seen;
    drip_cursor(&drip, bytes_text(json), step, &cursor, err);
    status = json_walk(&cursor, ways, 1, &seen->walk);
    json_walk_clear(&seen->walk);
    drip_clear(&drip);
    return status;
}

static void check(void **state)
{
    const struct row *row = *state;

    for (size_t step = 0; step < 4; step++) {
        struct assay_error err = {0};
        struct seen seen;

        assert_ok(walk_text(row->json, row->way, step, &seen, &err), err);
        assert_string_equal(buf_string(&seen.text), row->found);
        buf_clear(&seen.text);
    }
}

static void names_that_stand_twice_are_counted(void **state)
{
    struct assay_error err = {0};
    struct seen seen;

    (void)state;
    assert_ok(walk_text("{\"a\":1,\"b\":{\"a\":1},\"a\":2}", "a", 0, &seen, &err), err);
    assert_int_equal(seen.walk.repeats, 1);
    assert_int_equal(seen.walk.first_repeat_at, 19);
    buf_clear(&seen.text);
}

static void nothing_may_follow(void **state)
{
    struct assay_error err = {0};
    struct seen seen;

    (void)state;
    assert_ok(walk_text("{} \n", "a", 0, &seen, &err), err);
    buf_clear(&seen.text);
    assert_int_equal(walk_text("{} {}", "a", 0, &seen, &err), ASSAY_EFORMAT);
    assert_int_equal(err.offset, 3);
    buf_clear(&seen.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_stand_twice_are_counted),
        cmocka_unit_test(nothing_may_follow),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
