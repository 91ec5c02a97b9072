/* Digests as text, names that stay inside, and lines of lists. */

#include "examine/words/claim_words.h"

#include "drip.h"
#include "rows.h"

#define HEX64 "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
#define UPPER "4D7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"

struct word_row {
    const char *name;
    struct bytes text;
    enum digest_word word;
};

static const struct word_row words[] = {
    {"sha256", ROW_BYTES("sha256:" HEX64), DIGEST_WORD_SHA256},
    {"sha512", ROW_BYTES("sha512:" HEX64 HEX64), DIGEST_WORD_OTHER},
    {"an algorithm of tomorrow", ROW_BYTES("sha3-256+x.y:AZaz09=_-"), DIGEST_WORD_OTHER},
    {"upper case", ROW_BYTES("sha256:" UPPER), DIGEST_WORD_WRONG},
    {"a digit short", ROW_BYTES("sha256:4d7a"), DIGEST_WORD_WRONG},
    {"a digit long", ROW_BYTES("sha256:" HEX64 "0"), DIGEST_WORD_WRONG},
    {"sha512 of the length of sha256", ROW_BYTES("sha512:" HEX64), DIGEST_WORD_WRONG},
    {"no algorithm", ROW_BYTES(HEX64), DIGEST_WORD_WRONG},
    {"an empty algorithm", ROW_BYTES(":" HEX64), DIGEST_WORD_WRONG},
    {"nothing behind the colon", ROW_BYTES("x:"), DIGEST_WORD_WRONG},
    {"a path for an algorithm", ROW_BYTES("../x:abc"), DIGEST_WORD_WRONG},
    {"a path for a digest", ROW_BYTES("x:../../etc/passwd"), DIGEST_WORD_WRONG},
    {"joined to nothing", ROW_BYTES("x+:abc"), DIGEST_WORD_WRONG},
    {"NUL", ROW_BYTES("x:a\0b"), DIGEST_WORD_WRONG},
    {"empty", ROW_BYTES(""), DIGEST_WORD_WRONG},
};

static void is_word(void **state)
{
    const struct word_row *row = *state;

    assert_int_equal(digest_word(row->text), row->word);
}

static void a_long_word_is_none(void **state)
{
    char text[DIGEST_WORD_MAX + 2];

    (void)state;
    memset(text, 'a', sizeof text);
    text[1] = ':';
    assert_int_equal(digest_word(bytes_of(text, DIGEST_WORD_MAX)), DIGEST_WORD_OTHER);
    assert_int_equal(digest_word(bytes_of(text, DIGEST_WORD_MAX + 1)), DIGEST_WORD_WRONG);
}

static void names_stay_inside(void **state)
{
    (void)state;
    assert_true(claim_name_is_safe(BYTES("a/b c.bin")));
    assert_false(claim_name_is_safe(BYTES("")));
    assert_false(claim_name_is_safe(BYTES("/a")));
    assert_false(claim_name_is_safe(BYTES("a/../../b")));
    assert_false(claim_name_is_safe(BYTES("a\0b")));
    assert_false(claim_name_is_safe(BYTES("C:\\x")));
}

static void lines_end_in_three_ways(void **state)
{
    static const char *const wanted[] = {"one", "", "two", "last"};

    (void)state;
    for (size_t step = 0; step < 16; step++) {
        struct assay_error err = {0};
        struct cursor cursor;
        struct drip drip;
        struct bytes line;
        bool more;

        drip_cursor(&drip, BYTES("one\r\n\ntwo\nlast"), step, &cursor, &err);
        for (size_t i = 0; i < 4; i++) {
            assert_ok(claim_line(&cursor, &line, &more), err);
            assert_true(more);
            assert_true(bytes_equal(line, bytes_text(wanted[i])));
        }
        assert_ok(claim_line(&cursor, &line, &more), err);
        assert_false(more);
        drip_clear(&drip);
    }
}

static void a_line_without_end_fails(void **state)
{
    static uint8_t text[CURSOR_WINDOW_MAX + 1];
    struct assay_error err = {0};
    struct cursor cursor;
    struct bytes line;
    bool more;

    (void)state;
    cursor_of_bytes(&cursor, bytes_of(text, sizeof text), &err);
    assert_int_equal(claim_line(&cursor, &line, &more), ASSAY_EFORMAT);
    assert_int_equal(err.offset, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_word_is_none),
        cmocka_unit_test(names_stay_inside),
        cmocka_unit_test(lines_end_in_three_ways),
        cmocka_unit_test(a_line_without_end_fails),
    };

    return RUN_CASES(is_word, words) + cmocka_run_group_tests(tests, NULL, NULL);
}
