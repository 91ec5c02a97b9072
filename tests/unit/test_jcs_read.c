/* test_jcs_read.c - canonical JSON read in one pass: what it takes is canonical, and the tree is
 * the one that reading any JSON gives. */

#include <stdio.h>

#include "base/kit.h"
#include "doc/jcs.h"
#include "rows.h"

struct row {
    const char *name;
    struct bytes text;
    bool taken;
};

static const struct row rows[] = {
    {"empty object", ROW_BYTES("{}"), true},
    {"empty list", ROW_BYTES("[]"), true},
    {"a text alone", ROW_BYTES("\"a\""), true},
    {"nested", ROW_BYTES("{\"a\":[1,{\"b\":null},[]],\"aa\":{},\"b\":true,\"c\":false}"), true},
    {"integers", ROW_BYTES("[0,-1,10,999999999999999,-999999999999999]"), true},
    {"escapes", ROW_BYTES("\"\\b\\t\\n\\f\\r\\\"\\\\\\u0000\\u001f/\x7f\""), true},
    {"beyond ASCII", ROW_BYTES("\"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x82\""), true},
    {"order of UTF-16 units", ROW_BYTES("{\"a\":0,\"\xf0\x9f\x98\x82\":1,\"\xef\xac\xb3\":2}"),
     true},
    {"order of bytes", ROW_BYTES("{\"\xef\xac\xb3\":1,\"\xf0\x9f\x98\x82\":2}"), false},
    {"names out of order", ROW_BYTES("{\"b\":1,\"a\":2}"), false},
    {"a longer name first", ROW_BYTES("{\"aa\":1,\"a\":2}"), false},
    {"a name twice", ROW_BYTES("{\"a\":1,\"a\":1}"), false},
    {"an empty name twice", ROW_BYTES("{\"\":1,\"\":1}"), false},
    {"blank", ROW_BYTES("[1, 2]"), false},
    {"blank in front", ROW_BYTES(" []"), false},
    {"final newline", ROW_BYTES("[]\n"), false},
    {"two values", ROW_BYTES("[][]"), false},
    {"nothing", ROW_BYTES(""), false},
    {"a NUL", ROW_BYTES("\0"), false},
    {"a NUL behind", ROW_BYTES("[]\0"), false},
    {"a NUL inside a text", ROW_BYTES("\"\0\""), false},
    {"comma at the end", ROW_BYTES("[1,]"), false},
    {"comma in front", ROW_BYTES("[,1]"), false},
    {"two commas", ROW_BYTES("{\"a\":1,,\"b\":2}"), false},
    {"no colon", ROW_BYTES("{\"a\"1}"), false},
    {"no value", ROW_BYTES("{\"a\":}"), false},
    {"a list ends as a map", ROW_BYTES("[1}"), false},
    {"open list", ROW_BYTES("[1"), false},
    {"open map", ROW_BYTES("{\"a\":1"), false},
    {"open text", ROW_BYTES("\"a"), false},
    {"open escape", ROW_BYTES("\"\\"), false},
    {"open digits", ROW_BYTES("\"\\u00"), false},
    {"leading zero", ROW_BYTES("01"), false},
    {"minus zero", ROW_BYTES("-0"), false},
    {"minus alone", ROW_BYTES("-"), false},
    {"plus", ROW_BYTES("+1"), false},
    {"a word cut short", ROW_BYTES("tru"), false},
    {"a word and more", ROW_BYTES("nulll"), false},
    {"capital hex", ROW_BYTES("\"\\u001F\""), false},
    {"short form not taken", ROW_BYTES("\"\\u000a\""), false},
    {"escaped slash", ROW_BYTES("\"\\/\""), false},
    {"escaped although it need not be", ROW_BYTES("\"\\u0061\""), false},
    {"lone surrogate", ROW_BYTES("\"\xed\xa0\x80\""), false},
    {"overlong", ROW_BYTES("\"\xc0\xaf\""), false},
    {"cut inside a character", ROW_BYTES("\"\xe2\x80\""), false},
    {"a control character", ROW_BYTES("\"\x1f\""), false},
    /* canonical, and left to others */
    {"2^53-1", ROW_BYTES("9007199254740991"), false},
    {"a fraction", ROW_BYTES("1.5"), false},
    {"an exponent", ROW_BYTES("1e+21"), false},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    CLEANUP(buf_clear) struct buf again = {.ceiling = 4096};
    struct doc_source source = {"test", row->text};
    struct doc *doc, *other;
    struct assay_error err = {0};
    struct jcs jcs;

    assert_int_equal(jcs_read(arena, row->text, &doc), row->taken);
    if (!row->taken)
        return;
    assert_true(jcs_is_canonical(row->text));
    assert_ok(doc_read_json(arena, &source, &other, &err), err);
    assert_int_equal(doc->type, other->type);
    jcs_init(&jcs, &again);
    jcs_doc(&jcs, doc);
    assert_true(bytes_equal(buf_bytes(&again), row->text));
}

static void test_depth(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char text[2 * 65];
    struct doc *doc;

    (void)state;
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    assert_true(jcs_read(arena, bytes_of(text + 1, 128), &doc));
    assert_false(jcs_read(arena, bytes_of(text, 130), &doc));
}

static void test_texts_end(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc *doc;

    (void)state;
    assert_true(jcs_read(arena, BYTES("{\"a\":\"b\\n\",\"c\":[\"\"]}"), &doc));
    assert_string_equal((const char *)doc->members[0].name.data, "a");
    assert_string_equal((const char *)doc->members[0].value.text.data, "b\n");
    assert_string_equal((const char *)doc->members[1].value.items[0].text.data, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_texts_end),
    };

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
