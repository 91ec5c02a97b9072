/* test_json.c - what is JSON and what is refused, and where the blame falls. */

#include "base/kit.h"
#include "base/limits.h"
#include "doc/doc.h"
#include "rows.h"

struct row {
    const char *name;
    struct bytes in;
    enum assay_status status;
    uint32_t line; /* to blame */
};

static const struct row rows[] = {
    {"object", ROW_BYTES("{\"a\":[1,2.5,\"x\",true,false,null]}"), ASSAY_OK, 0},
    {"scalar alone", ROW_BYTES("7"), ASSAY_OK, 0},
    {"escaped NUL", ROW_BYTES("\"a\\u0000b\""), ASSAY_OK, 0},
    {"pair of surrogates", ROW_BYTES("\"\\ud83d\\ude02\""), ASSAY_OK, 0},
    {"integer beyond 64 bits", ROW_BYTES("[99999999999999999999999999999999999999]"), ASSAY_OK, 0},
    {"brackets inside a string", ROW_BYTES("\"[[[{{{\\\"[[[\""), ASSAY_OK, 0},
    {"nothing", ROW_BYTES(""), ASSAY_EFORMAT, 1},
    {"byte order mark", ROW_BYTES("\xef\xbb\xbf{}"), ASSAY_EFORMAT, 1},
    {"duplicate name", ROW_BYTES("{\"a\":1,\n\"a\":2}"), ASSAY_EFORMAT, 2},
    {"duplicate after unescaping", ROW_BYTES("{\"a\":1,\n\"\\u0061\":2}"), ASSAY_EFORMAT, 2},
    {"lone surrogate", ROW_BYTES("[\n\n\"\\ud83d\"]"), ASSAY_EFORMAT, 3},
    {"bad UTF-8", ROW_BYTES("\"\xff\""), ASSAY_EFORMAT, 1},
    {"NaN", ROW_BYTES("[NaN]"), ASSAY_EFORMAT, 1},
    {"number too large for a double", ROW_BYTES("[\n1e999]"), ASSAY_EFORMAT, 2},
    {"integer too large for a double",
     ROW_BYTES(
         "[1"
         "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "00000000000000000000000000000000000000000000000000000000000000000000000]"),
     ASSAY_EFORMAT, 1},
    {"leading zero", ROW_BYTES("[01]"), ASSAY_EFORMAT, 1},
    {"leading zero, many digits", ROW_BYTES("[01234567890123456789012]"), ASSAY_EFORMAT, 1},
    {"trailing comma", ROW_BYTES("[1,\n]"), ASSAY_EFORMAT, 2},
    {"two texts", ROW_BYTES("{}\n{}"), ASSAY_EFORMAT, 2},
    {"cut string", ROW_BYTES("[\"abc"), ASSAY_EFORMAT, 1},
    {"cut escape", ROW_BYTES("[\"abc\\"), ASSAY_EFORMAT, 1},
    {"NUL byte", ROW_BYTES("[1]\0"), ASSAY_EFORMAT, 1},
    {"NUL in a name", ROW_BYTES("{\"a\\u0000\":1}"), ASSAY_EFORMAT, 1},
    {"comment", ROW_BYTES("// x\n{}"), ASSAY_EFORMAT, 1},
    {"blame behind big integers", ROW_BYTES("[18446744073709551616,\n18446744073709551616,\n\n?]"),
     ASSAY_EFORMAT, 4},
};

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {"file.json", row->in};
    struct assay_error err = {0};
    struct doc *doc = NULL;

    assert_int_equal(doc_read_json(arena, &source, &doc, &err), row->status);
    assert_int_equal(err.line, row->line);
    if (row->status == ASSAY_OK) {
        assert_non_null(doc);
    } else {
        assert_null(doc);
        assert_int_not_equal(err.column, 0);
        assert_true(err.offset <= row->in.size);
        assert_string_equal(err.path, "file.json");
    }
}

static enum assay_status read_nested(size_t depth)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    char text[4096];
    struct doc_source source = {"", bytes_of(text, 2 * depth)};
    struct doc *doc;

    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    return doc_read_json(arena, &source, &doc, NULL);
}

static void test_depth(void **state)
{
    (void)state;
    assert_int_equal(read_nested(LIMIT_DOCUMENT_DEPTH), ASSAY_OK);
    assert_int_equal(read_nested(LIMIT_DOCUMENT_DEPTH + 1), ASSAY_EFORMAT);
    assert_int_equal(read_nested(2000), ASSAY_EFORMAT);
}

static void test_values(void **state)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct doc_source source = {"", BYTES("{\"z\":-9223372036854775808,\"b\":9223372036854775807,"
                                          "\"a\":9223372036854775808,\"t\":\"x\\u0000y\"}")};
    struct assay_error err = {0};
    struct doc *doc;

    (void)state;
    assert_ok(doc_read_json(arena, &source, &doc, &err), err);
    assert_int_equal(doc->type, DOC_MAP);
    assert_int_equal(doc->count, 4);
    assert_true(bytes_equal(doc->members[0].name, BYTES("z"))); /* the order of the file */
    assert_int_equal(doc_get(doc, "z")->type, DOC_INT);
    assert_true(doc_get(doc, "z")->integer == INT64_MIN);
    assert_true(doc_get(doc, "b")->integer == INT64_MAX);
    assert_int_equal(doc_get(doc, "a")->type, DOC_REAL);
    assert_true(doc_get(doc, "a")->real == 9223372036854775808.0);
    assert_true(bytes_equal(doc_get(doc, "t")->text, BYTES("x\0y")));
    assert_null(doc_get(doc, "none"));
    assert_null(doc_get(doc_get(doc, "t"), "none"));
    assert_null(doc_get(NULL, "none"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_values),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
