/* test_json_scan.c - JSON token by token: what it is, and where it stops being JSON. */

#include "drip.h"
#include "rows.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "examine/encoding/json_scan.h"

/* The tokens of a text, one letter each: { } [ ] n(ame) s(tring) i r t f z(null). */
static const char letters[JSON_TOKENS] = {
    [JSON_END] = '.',       [JSON_OBJECT] = '{', [JSON_OBJECT_END] = '}', [JSON_ARRAY] = '[',
    [JSON_ARRAY_END] = ']', [JSON_NAME] = 'n',   [JSON_TEXT] = 's',       [JSON_INT] = 'i',
    [JSON_REAL] = 'r',      [JSON_TRUE] = 't',   [JSON_FALSE] = 'f',      [JSON_NULL] = 'z',
};

struct row {
    const char *name;
    struct bytes text;
    const char *tokens;
    enum assay_status status;
    uint64_t offset; /* to blame; where the value ends, on success */
};

static const struct row rows[] = {
    {"empty object", ROW_BYTES("{}"), "{}.", ASSAY_OK, 2},
    {"blanks everywhere", ROW_BYTES(" { \"a\" : [ 1 , 2.5 ] } "), "{n[ir]}.", ASSAY_OK, 22},
    {"all words", ROW_BYTES("[true,false,null,\"\"]"), "[tfzs].", ASSAY_OK, 20},
    {"numbers", ROW_BYTES("[0,-0,18446744073709551615,18446744073709551616,1e5,-2.5E-3]"),
     "[iiirrr].", ASSAY_OK, 60},
    {"a bare value", ROW_BYTES("12\n13"), "i.", ASSAY_OK, 2},
    {"nothing behind the value is read", ROW_BYTES("{}\xff"), "{}.", ASSAY_OK, 2},
    {"escapes and characters of all sizes",
     ROW_BYTES("[\"\\u00e9\\n\\ud83d\\ude00 \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"]"), "[s].",
     ASSAY_OK, 36},
    {"empty", ROW_BYTES(""), "", ASSAY_EFORMAT, 0},
    {"byte order mark", ROW_BYTES("\xef\xbb\xbf{}"), "", ASSAY_EFORMAT, 0},
    {"cut inside an object", ROW_BYTES("{\"a\":1"), "{ni", ASSAY_EFORMAT, 6},
    {"cut inside a text: blamed where it began", ROW_BYTES("[\"abc"), "[", ASSAY_EFORMAT, 1},
    {"comma before the end", ROW_BYTES("[1,]"), "[i", ASSAY_EFORMAT, 3},
    {"comma before the brace", ROW_BYTES("{\"a\":1,}"), "{ni", ASSAY_EFORMAT, 7},
    {"wrong bracket", ROW_BYTES("[1}"), "[i", ASSAY_EFORMAT, 2},
    {"a name that is no text", ROW_BYTES("{1:2}"), "{", ASSAY_EFORMAT, 1},
    {"no colon", ROW_BYTES("{\"a\" 1}"), "{n", ASSAY_EFORMAT, 5},
    {"leading zero", ROW_BYTES("[01]"), "[i", ASSAY_EFORMAT, 2},
    {"minus alone", ROW_BYTES("[-]"), "[", ASSAY_EFORMAT, 2},
    {"no digit behind the point", ROW_BYTES("[1.]"), "[", ASSAY_EFORMAT, 3},
    {"plus sign", ROW_BYTES("[+1]"), "[", ASSAY_EFORMAT, 1},
    {"not a number", ROW_BYTES("[NaN]"), "[", ASSAY_EFORMAT, 1},
    {"half a word", ROW_BYTES("[tru]"), "[", ASSAY_EFORMAT, 4},
    {"line feed inside a text", ROW_BYTES("[\"a\nb\"]"), "[", ASSAY_EFORMAT, 3},
    {"unknown escape", ROW_BYTES("[\"a\\x\"]"), "[", ASSAY_EFORMAT, 4},
    {"escape of NUL by itself", ROW_BYTES("[\"a\\\0\"]"), "[", ASSAY_EFORMAT, 4},
    {"half a surrogate pair", ROW_BYTES("[\"\\ud83d\"]"), "[", ASSAY_EFORMAT, 2},
    {"two high surrogates", ROW_BYTES("[\"\\ud83d\\ud83d\"]"), "[", ASSAY_EFORMAT, 2},
    {"low surrogate first", ROW_BYTES("[\"\\ude00\"]"), "[", ASSAY_EFORMAT, 2},
    {"not a hex digit", ROW_BYTES("[\"\\u00g0\"]"), "[", ASSAY_EFORMAT, 6},
    {"overlong UTF-8", ROW_BYTES("[\"\xc0\xaf\"]"), "[", ASSAY_EFORMAT, 2},
    {"a surrogate in UTF-8", ROW_BYTES("[\"\xed\xa0\x80\"]"), "[", ASSAY_EFORMAT, 2},
    {"UTF-8 cut by the quote", ROW_BYTES("[\"\xe2\x82\"]"), "[", ASSAY_EFORMAT, 2},
    {"single quotes", ROW_BYTES("['a']"), "[", ASSAY_EFORMAT, 1},
    {"five levels where four are allowed", ROW_BYTES("[[[[[1]]]]]"), "[[[[", ASSAY_ELIMIT, 4},
};

static enum assay_status tokens_of(struct cursor *cursor, const struct json_options *options,
                                   char *out)
{
    CLEANUP(json_scan_clear) struct json_scan scan;
    enum json_token token;

    json_scan_init(&scan, cursor, options);
    do {
        TRY(json_next(&scan, &token));
        *out++ = letters[token];
        *out = 0;
    } while (token != JSON_END);
    return ASSAY_OK;
}

static void check_tokens(void **state)
{
    static const struct json_options options = {.text_max = 8, .depth = 4, .find_repeats = true};
    const struct row *row = *state;

    for (size_t step = 0; step < 4; step++) {
        struct assay_error err = {0};
        struct drip drip;
        struct cursor cursor;
        char tokens[64] = "";

        drip_cursor(&drip, row->text, step, &cursor, &err);
        assert_int_equal(tokens_of(&cursor, &options, tokens), row->status);
        assert_string_equal(tokens, row->tokens);
        assert_int_equal(row->status == ASSAY_OK ? cursor_at(&cursor) : err.offset, row->offset);
        drip_clear(&drip);
    }
}

static void check_every_cut_fails(void **state)
{
    static const struct json_options options = {.text_max = 64};
    struct bytes text =
        BYTES("{\"a\":[1,-2.5e+3,\"x\\u00e9\\ud83d\\ude00\xc3\xa9\",true,null],\"b\":{}}");

    (void)state;
    for (size_t size = 0; size < text.size; size++) {
        struct assay_error err = {0};
        struct cursor cursor;
        char tokens[64];

        cursor_of_bytes(&cursor, bytes_of(text.data, size), &err);
        assert_int_equal(tokens_of(&cursor, &options, tokens), ASSAY_EFORMAT);
        assert_true(err.offset <= size);
    }
}

struct text_row {
    const char *name;
    struct bytes json, text;
    bool cut;
};

static const struct text_row texts[] = {
    {"plain", ROW_BYTES("\"abc\""), ROW_BYTES("abc"), false},
    {"as long as is kept", ROW_BYTES("\"abcdefgh\""), ROW_BYTES("abcdefgh"), false},
    {"longer than is kept", ROW_BYTES("\"abcdefghi\""), ROW_BYTES("abcdefgh"), true},
    {"never half a character", ROW_BYTES("\"abcdefg\xc3\xa9i\""), ROW_BYTES("abcdefg"), true},
    {"escapes are decoded", ROW_BYTES("\"\\t\\/\\\"\\u20ac\""), ROW_BYTES("\t/\"\xe2\x82\xac"),
     false},
    {"NUL is a character", ROW_BYTES("\"a\\u0000b\""), ROW_BYTES("a\0b"), false},
    {"a number keeps its spelling", ROW_BYTES("-1.50e1"), ROW_BYTES("-1.50e1"), false},
};

static void check_text(void **state)
{
    static const struct json_options options = {.text_max = 8};
    const struct text_row *row = *state;

    for (size_t step = 0; step < 12; step++) {
        struct assay_error err = {0};
        struct drip drip;
        struct cursor cursor;
        struct json_scan scan;
        enum json_token token;

        drip_cursor(&drip, row->json, step, &cursor, &err);
        json_scan_init(&scan, &cursor, &options);
        assert_ok(json_next(&scan, &token), err);
        assert_true(bytes_equal(scan.text, row->text));
        assert_int_equal(scan.cut, row->cut);
        json_scan_clear(&scan);
        drip_clear(&drip);
    }
}

struct repeat_row {
    const char *name;
    struct bytes json;
    unsigned repeated;
};

static const struct repeat_row repeats[] = {
    {"none", ROW_BYTES("{\"a\":1,\"b\":2}"), 0},
    {"one", ROW_BYTES("{\"a\":1,\"b\":2,\"a\":3}"), 1},
    {"hidden by an escape", ROW_BYTES("{\"a\":1,\"\\u0061\":3}"), 1},
    {"longer than what is kept", ROW_BYTES("{\"abcdefghijk\":1,\"abcdefghijk\":3}"), 1},
    {"alike only in what is kept", ROW_BYTES("{\"abcdefghijk\":1,\"abcdefghijl\":3}"), 0},
    {"in two objects", ROW_BYTES("{\"a\":{\"a\":1},\"b\":{\"a\":1}}"), 0},
    {"behind an inner object", ROW_BYTES("{\"a\":{\"b\":1,\"c\":2},\"c\":1,\"a\":2}"), 1},
    {"in an inner object", ROW_BYTES("[{\"a\":{\"b\":1,\"b\":2}}]"), 1},
    {"records alike", ROW_BYTES("{\"a\":1,\"b\":2}{\"a\":1,\"b\":2}{\"a\":1,\"b\":2}"), 0},
    {"behind the usual names", ROW_BYTES("{\"a\":1,\"b\":2}{\"a\":1,\"b\":2,\"a\":3}"), 1},
    {"instead of the usual name", ROW_BYTES("{\"a\":1,\"b\":2}{\"a\":1,\"a\":2}"), 1},
    {"in another order", ROW_BYTES("{\"a\":1,\"b\":2}{\"b\":1,\"a\":2,\"b\":3}"), 1},
    {"behind a repeated one", ROW_BYTES("{\"a\":1,\"a\":2,\"b\":3}{\"a\":1,\"b\":2,\"b\":3}"),
     1 + 1},
    {"behind fewer", ROW_BYTES("{\"a\":1,\"b\":2}{\"a\":1}{\"a\":1,\"c\":2,\"b\":3,\"c\":4}"), 1},
    {"of inner names", ROW_BYTES("{\"a\":{\"b\":1},\"b\":2}{\"a\":{\"b\":1,\"b\":2},\"c\":3}"), 1},
};

static void check_repeats(void **state)
{
    static const struct json_options options = {.text_max = 4, .find_repeats = true};
    const struct repeat_row *row = *state;
    struct assay_error err = {0};
    struct cursor cursor;
    struct json_scan scan;
    enum json_token token;
    unsigned repeated = 0;

    cursor_of_bytes(&cursor, row->json, &err);
    json_scan_init(&scan, &cursor, &options);
    do {
        assert_ok(json_next(&scan, &token), err);
        repeated += token == JSON_NAME && scan.repeated;
    } while (token != JSON_END || cursor_left(&cursor) > 0);
    assert_int_equal(repeated, row->repeated);
    json_scan_clear(&scan);
}

/* Enough names to make the table grow again and again, with inner objects coming and going. */
static void check_many_names(void **state)
{
    static const struct json_options options = {.text_max = 4, .find_repeats = true};
    struct assay_error err = {0};
    struct buf json;
    struct cursor cursor;
    struct json_scan scan;
    enum json_token token;
    unsigned repeated = 0;

    (void)state;
    buf_init(&json, 1 << 20);
    buf_text(&json, "{");
    for (int i = 0; i < 10000; i++)
        buf_printf(&json, "\"n%d\":{\"x\":1,\"y\":2},", i);
    buf_text(&json, "\"n77\":0}");
    assert_ok(buf_status(&json, &err), err);
    cursor_of_bytes(&cursor, buf_bytes(&json), &err);
    json_scan_init(&scan, &cursor, &options);
    do {
        assert_ok(json_next(&scan, &token), err);
        repeated += token == JSON_NAME && scan.repeated;
    } while (token != JSON_END);
    assert_int_equal(repeated, 1);
    json_scan_clear(&scan);
    buf_clear(&json);
}

/* As JSON Lines are read: a broken record is left behind at its line feed. */
static void check_lines(void **state)
{
    static const struct json_options options = {
        .text_max = 16, .one_line = true, .find_repeats = true};
    struct assay_error err = {0};
    struct cursor cursor;
    struct json_scan scan;
    enum json_token token;

    (void)state;
    cursor_of_bytes(&cursor, BYTES("{\"a\":\n1}\n{\"a\":2}"), &err);
    json_scan_init(&scan, &cursor, &options);
    assert_ok(json_next(&scan, &token), err);
    assert_ok(json_next(&scan, &token), err);
    assert_int_equal(json_next(&scan, &token), ASSAY_EFORMAT);
    assert_int_equal(err.offset, 5);
    json_scan_restart(&scan);
    assert_ok(cursor_skip(&cursor, 4), err);
    assert_ok(json_next(&scan, &token), err);
    assert_int_equal(token, JSON_OBJECT);
    assert_ok(json_skip(&scan, token), err);
    assert_ok(json_next(&scan, &token), err);
    assert_int_equal(token, JSON_END);
    json_scan_clear(&scan);
}

static void check_long_number(void **state)
{
    static const struct json_options options = {.text_max = 4};
    struct assay_error err = {0};
    struct cursor cursor;
    uint8_t digits[LIMIT_JSON_NUMBER + 2];
    char tokens[8];

    (void)state;
    memset(digits, '7', sizeof digits);
    cursor_of_bytes(&cursor, bytes_of(digits, sizeof digits), &err);
    assert_int_equal(tokens_of(&cursor, &options, tokens), ASSAY_ELIMIT);
    assert_int_equal(err.offset, 0);
}

/* Where the same name is expected again its bytes are compared, and it is read as it was before. */
static void usual_names_are_read_the_same(void **state)
{
    static const struct json_options options = {.text_max = 32, .find_repeats = true};
    static const struct bytes names[][2] = {
        /* as written, as read */
        {ROW_BYTES("a"), ROW_BYTES("a")},
        {ROW_BYTES(""), ROW_BYTES("")},
        {ROW_BYTES("sixteen letters."), ROW_BYTES("sixteen letters.")},
        {ROW_BYTES("seventeen letters"), ROW_BYTES("seventeen letters")},
        {ROW_BYTES("\xc3\xa9"), ROW_BYTES("\xc3\xa9")},
        {ROW_BYTES("\\u0062"), ROW_BYTES("b")},
        {ROW_BYTES("q\\\"x"), ROW_BYTES("q\"x")},
        {ROW_BYTES("x\\\\"), ROW_BYTES("x\\")},
    };

    (void)state;
    for (size_t behind = 0; behind < 24; behind++) { /* as many blanks end the text */
        CLEANUP(buf_clear) struct buf json = {.ceiling = SIZE_MAX};
        struct assay_error err = {0};
        struct cursor cursor;
        struct json_scan scan;
        enum json_token token;
        size_t at = 0;

        for (size_t record = 0; record < 3; record++) {
            for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                buf_text(&json, i == 0 ? "{\"" : ",\"");
                buf_add(&json, names[i][0].data, names[i][0].size);
                buf_text(&json, "\":1");
            }
            buf_text(&json, "}");
        }
        for (size_t i = 0; i < behind; i++)
            buf_byte(&json, ' ');
        cursor_of_bytes(&cursor, buf_bytes(&json), &err);
        json_scan_init(&scan, &cursor, &options);
        while (at < 3 * ARRAY_LEN(names)) {
            assert_ok(json_next(&scan, &token), err);
            if (token != JSON_NAME)
                continue;
            assert_true(bytes_equal(scan.text, names[at % ARRAY_LEN(names)][1]));
            assert_int_equal(scan.text_digest, text_hash(names[at++ % ARRAY_LEN(names)][1]));
            assert_false(scan.repeated);
        }
        json_scan_clear(&scan);
    }
}

/* A name that holds a backslash is not taken for one that is followed by a quote. */
static void usual_names_are_whole(void **state)
{
    static const struct json_options options = {.text_max = 32, .find_repeats = true};
    struct assay_error err = {0};
    struct cursor cursor;
    struct json_scan scan;
    enum json_token token;
    enum assay_status status;

    (void)state;
    cursor_of_bytes(&cursor, BYTES("{\"x\\\\\":1}{\"x\\\":1}                  "), &err);
    json_scan_init(&scan, &cursor, &options);
    do
        status = json_next(&scan, &token);
    while (status == ASSAY_OK && cursor_left(&cursor) > 0);
    assert_int_equal(status, ASSAY_EFORMAT);
    json_scan_clear(&scan);
}

/* Every token of `json` and all that is told of it, by json_take_usual_name() wherever it takes
 * one; returns how many it took. */
static size_t write_tokens(struct cursor *cursor, bool usual, struct buf *out)
{
    static const struct json_options options = {.text_max = 32, .find_repeats = true};
    struct json_scan scan;
    enum assay_status status = ASSAY_OK;
    size_t taken = 0;

    json_scan_init(&scan, cursor, &options);
    for (;;) {
        size_t place = usual ? json_take_usual_name(&scan) : JSON_NOT_USUAL;
        enum json_token token = JSON_NAME;

        taken += place != JSON_NOT_USUAL;
        if (place == JSON_NOT_USUAL)
            status = json_next(&scan, &token);
        if (status != ASSAY_OK)
            break;
        buf_printf(out, "%c %llu %llu %d%d ", letters[token], (unsigned long long)scan.at,
                   (unsigned long long)scan.line, scan.repeated, scan.cut);
        if (token == JSON_NAME || token == JSON_TEXT)
            buf_add(out, scan.text.data, scan.text.size);
        if (token == JSON_NAME)
            buf_printf(out, " %llx", (unsigned long long)scan.text_digest);
        buf_byte(out, '\n');
        if (token == JSON_END && cursor_left(cursor) == 0)
            break;
    }
    buf_printf(out, "%d %llu %s\n", status, (unsigned long long)cursor->err->offset,
               status == ASSAY_OK ? "" : cursor->err->text);
    json_scan_clear(&scan);
    return taken;
}

/* Names that were taken at once are those that are read token by token, whatever stands there. */
static void usual_names_are_taken_as_they_stand(void **state)
{
    static const char *const rests[] = {
        "{\"a\": 1, \"bb\": \"x\", \"sixteen letters.\": [1], \"seventeen letters\": {\"a\": 2}, "
        "\"z\": 3}",
        "{\"a\":1,\"bb\":\"x\",\"sixteen letters.\":[{\"a\":1}],\"seventeen "
        "letters\":null,\"z\":3}",
        "{\"a\"  :  1  ,  \"bb\":\n\"x\",\n\"sixteen letters.\":true}",
        "{\"bb\": 1, \"a\": 2}",
        "{\"a\": 1, \"a\": 2, \"bb\": 3}",
        "{\"a\": 1, \"bb\": 2, \"bb\": 3}",
        "{\"a\": 1, \"bb\\\"\": 2}",
        "{\"a\": 1, \"b\": 2}",
        "{} [{\"a\": 1}] {\"a\": 1}",
        "{\"a\": ]}",
        "{\"a\" 1}",
        "{\"a\": 1, \"bb\"; 2}",
        "{\"a\": 1 \"bb\": 2}",
        "{,\"a\": 1}",
        "{\"a\": 1,}",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rests); i++) {
        for (size_t step = 0; step <= 256; step = step * 2 + 1) {
            CLEANUP(buf_clear) struct buf json = {.ceiling = SIZE_MAX};
            CLEANUP(buf_clear) struct buf one = {.ceiling = SIZE_MAX}, two = {.ceiling = SIZE_MAX};
            struct assay_error err = {0}, other = {0};
            struct drip drip, same;
            struct cursor cursor;
            size_t taken;

            buf_printf(&json, "%s\n%s\n%s\n%s\n", rests[0], rests[i], rests[0], rests[0]);
            drip_cursor(&drip, buf_bytes(&json), step, &cursor, &err);
            assert_int_equal(write_tokens(&cursor, false, &one), 0);
            drip_cursor(&same, buf_bytes(&json), step, &cursor, &other);
            taken = write_tokens(&cursor, true, &two);
            buf_byte(&one, 0);
            buf_byte(&two, 0);
            assert_string_equal((const char *)two.data, (const char *)one.data);
            if (i == 0 && step > 128)
                assert_in_range(taken, 6, 12); /* three records of four names, all but a long one */
            drip_clear(&drip);
            drip_clear(&same);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_every_cut_fails),
        cmocka_unit_test(check_many_names),
        cmocka_unit_test(usual_names_are_read_the_same),
        cmocka_unit_test(usual_names_are_whole),
        cmocka_unit_test(usual_names_are_taken_as_they_stand),
        cmocka_unit_test(check_lines),
        cmocka_unit_test(check_long_number),
    };

    return RUN_CASES(check_tokens, rows) + RUN_CASES(check_text, texts) +
           RUN_CASES(check_repeats, repeats) + cmocka_run_group_tests(tests, NULL, NULL);
}
