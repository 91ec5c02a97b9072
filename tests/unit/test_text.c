#include "base/text.h"

#include "base/buf.h"
#include "base/kit.h"
#include "rows.h"

struct row {
    const char *name;
    const char *bytes;
    bool valid;
    const char *shown;
};

static const struct row rows[] = {
    {"plain", "data/users.csv", true, "data/users.csv"},
    {"umlaut", "gr\xc3\xbc\xc3\x9f", true, "gr\xc3\xbc\xc3\x9f"},
    {"escape sequence of a terminal", "a\x1b[31m", true, "a\\x1b[31m"},
    {"line feed", "a\nb", true, "a\\x0ab"},
    {"C1 control", "\xc2\x9b", true, "\\x9b"},
    {"right-to-left override",
     "a\xe2\x80\xae"
     "b",
     true, "a\\u202eb"},
    {"zero-width space", "\xe2\x80\x8b", true, "\\u200b"},
    {"overlong slash", "\xc0\xaf", false, "\\xc0\\xaf"},
    {"overlong of three bytes", "\xe0\x80\xaf", false, "\\xe0\\x80\\xaf"},
    {"surrogate", "\xed\xa0\x80", false, "\\xed\\xa0\\x80"},
    {"above U+10FFFF", "\xf4\x90\x80\x80", false, "\\xf4\\x90\\x80\\x80"},
    {"cut short", "a\xe2\x82", false, "a\\xe2\\x82"},
    {"bad byte behind eight good ones", "12345678\xff", false, "12345678\\xff"},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct buf out;

    assert_int_equal(utf8_valid(bytes_text(row->bytes)), row->valid);
    buf_init(&out, 256);
    text_show(&out, bytes_text(row->bytes));
    assert_string_equal(buf_string(&out), row->shown);
    buf_clear(&out);
}

static void every_code_point_survives_the_round_trip(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char text[4];
        size_t size = utf8_encode(code, text), again;
        uint32_t decoded;

        if (code >= 0xd800 && code <= 0xdfff) {
            assert_int_equal(size, 0);
            continue;
        }
        assert_true(utf8_decode(bytes_of(text, size), &decoded, &again));
        assert_int_equal(decoded, code);
        assert_int_equal(again, size);
    }
}

static void json_is_shown_as_the_same_value(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 256);
    text_show_json(&out, BYTES("{\"a\\n\xc2\x9b\":\"\x7f\xe2\x80\xae\xf3\xa0\x81\x81\xc3\xa9\"}"));
    assert_string_equal(buf_string(&out),
                        "{\"a\\n\\u009b\":\"\\u007f\\u202e\\udb40\\udc41\xc3\xa9\"}");
    buf_clear(&out);
}

static void one_suggestion_or_none(void **state)
{
    static const char *const words[] = {"check", "explain", "fail-on"};

    (void)state;
    assert_string_equal(text_nearest("chek", words, ARRAY_LEN(words)), "check");
    assert_string_equal(text_nearest("fail_on", words, ARRAY_LEN(words)), "fail-on");
    assert_null(text_nearest("zebra", words, ARRAY_LEN(words)));
}

static void numbers_are_decimal_and_fit(void **state)
{
    uint64_t value;

    (void)state;
    assert_true(text_u64(BYTES("18446744073709551615"), &value));
    assert_true(value == UINT64_MAX);
    assert_false(text_u64(BYTES("18446744073709551616"), &value));
    assert_false(text_u64(BYTES("007"), &value));
    assert_false(text_u64(BYTES("-1"), &value));
    assert_false(text_u64(BYTES(""), &value));
}

static void copies_say_whether_all_fitted(void **state)
{
    char four[4];

    (void)state;
    assert_true(text_copy(four, sizeof four, "abc"));
    assert_false(text_copy(four, sizeof four, "abcd"));
    assert_string_equal(four, "abc");
    assert_false(text_append(four, sizeof four, "d"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_survives_the_round_trip),
        cmocka_unit_test(json_is_shown_as_the_same_value),
        cmocka_unit_test(one_suggestion_or_none),
        cmocka_unit_test(numbers_are_decimal_and_fit),
        cmocka_unit_test(copies_say_whether_all_fitted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check, rows);
}
