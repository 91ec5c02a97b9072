/* test_escapes.c - what escapes of JSON, YAML and programs mean, and where it was written. */

#include "rows.h"

#include "base/kit.h"
#include "examine/detect/escapes.h"

static const struct row {
    const char *raw, *text;
    bool hides;
} rows[] = {
    {"plain", "plain", false},
    {"g\\u0068p_", "ghp_", true},
    {"\\x67\\x68p", "ghp", true},
    {"\\U00000067hp", "ghp", true},
    {"g\\\\u0068p", "ghp", true}, /* a text in a text */
    {"a\\nb\\tc\\\"d\\/e", "a\nb\tc\"d/e", false},
    {"a\\\\nb", "a\\nb", false},
    {"caf\\u00e9", "caf\xc3\xa9", false},
    {"\\ud83d\\ude00", "??", false},
    {"\\u00", "\\u00", false}, /* what is no escape stays */
    {"\\x4", "\\x4", false},
    {"\\u00zz", "\\u00zz", false},
    {"\\U00110041", "?", false},
    {"\\q\\", "\\q\\", false},
    {"\\\\", "\\\\", false}, /* cut off: nobody knows what follows */
    {"", "", false},
};

static void check_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(buf_clear) struct buf text = {.ceiling = SIZE_MAX};
        const struct bytes raw = bytes_text(rows[i].raw);

        escapes_decode(raw, &text);
        if (!bytes_equal(buf_bytes(&text), bytes_text(rows[i].text)))
            fail_msg("\"%s\" gives \"%s\"", rows[i].raw, buf_string(&text));
        assert_int_equal(escapes_hide(raw, 0, raw.size), rows[i].hides);
        assert_int_equal(escapes_place(raw, text.size), raw.size);
    }
}

static void places_are_those_of_the_bytes(void **state)
{
    const struct bytes raw = BYTES("ab\\u0063d\\x65");

    (void)state;
    assert_int_equal(escapes_place(raw, 0), 0);
    assert_int_equal(escapes_place(raw, 2), 2);
    assert_int_equal(escapes_place(raw, 3), 8);
    assert_int_equal(escapes_place(raw, 4), 9);
    assert_int_equal(escapes_place(raw, 5), 13);
    assert_false(escapes_hide(raw, 0, 2));
    assert_true(escapes_hide(raw, 2, 3));
    assert_false(escapes_hide(raw, 3, 9));
}

/* Spans go to the ends of their line, and the next begins behind what the last one covers. */
static void spans_follow_lines(void **state)
{
    static const char text[] = "first line\nkey: g\\u0068p\nlast \\u0041 \\u0042 line";
    const struct view view = {.data = (const uint8_t *)text, .size = sizeof text - 1, .last = true};
    struct coded_spans spans = {.count = 0};
    uint64_t covered = 0;

    (void)state;
    escapes_met(&spans, &view, 23, &covered);
    escapes_met(&spans, &view, 36, &covered);
    escapes_met(&spans, &view, 43, &covered);
    assert_int_equal(spans.count, 2);
    assert_int_equal(spans.all[0].start, 11);
    assert_int_equal(spans.all[0].end, 24);
    assert_int_equal(spans.all[1].start, 25);
    assert_int_equal(spans.all[1].end, sizeof text - 1);
    free(spans.all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_rows),
                                       cmocka_unit_test(places_are_those_of_the_bytes),
                                       cmocka_unit_test(spans_follow_lines)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
