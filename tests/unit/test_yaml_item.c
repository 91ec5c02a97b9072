/* test_yaml_item.c - an item that is one YAML document, and ways into it. */

#include "rows.h"

#include "base/kit.h"
#include "base/limits.h"
#include "drip.h"
#include "examine/encoding/yaml_item.h"

static const struct row {
    const char *name, *yaml, *way, *text;
} rows[] = {
    {"a text", "a: one\n", "a", "one"},
    {"a text in maps", "a:\n  b:\n    c: one\n", "a.b.c", "one"},
    {"a number is a text as it is written", "a: 007\n", "a", "007"},
    {"a quoted null is a text", "a: 'null'\n", "a", "null"},
    {"null is none", "a: null\n", "a", ""},
    {"a map is no text", "a: {b: c}\n", "a", ""},
    {"a list is no text", "a: [b]\n", "a", ""},
    {"a way into a list", "a: [b]\n", "a.b", ""},
    {"a way into a text", "a: one\n", "a.b", ""},
    {"a way that is not there", "a: one\n", "b", ""},
    {"a way with a name longer than any that is asked for", "a: one\n",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""},
    {"a document that is a text", "one\n", "a", ""},
    {"the document itself", "one\n", "", "one"},
    {"no way at all is the document", "a: one\n", "", ""},
    {"an empty document", "", "a", ""},
};

static enum assay_status read_yaml(struct bytes yaml, size_t step, struct arena *arena,
                                   struct doc **doc, struct assay_error *err)
{
    enum assay_status status;
    struct cursor cursor;
    struct drip drip;

    drip_cursor(&drip, yaml, step, &cursor, err);
    status = yaml_item(&cursor, arena, "a test", doc);
    drip_clear(&drip);
    return status;
}

static void check_row(void **state)
{
    const struct row *row = *state;

    for (size_t step = 0; step < 20; step += 9) {
        struct assay_error err = {0};
        struct arena *arena = arena_new();
        struct doc *doc = NULL;

        assert_non_null(arena);
        if (read_yaml(bytes_text(row->yaml), step, arena, &doc, &err) == ASSAY_OK)
            assert_true(bytes_equal(yaml_text(doc, row->way), bytes_text(row->text)));
        else
            assert_string_equal(row->yaml, "");
        arena_free(arena);
    }
}

static const struct bad {
    const char *name;
    struct bytes yaml;
    const char *why;
} bad[] = {
    {"no YAML", ROW_BYTES("a: [1\nb: 2\n"), "line "},
    {"an alias, which could grow without bound", ROW_BYTES("a: &x [1]\nb: *x\n"),
     "line 1, column 4"},
    {"a name that stands twice", ROW_BYTES("a: 1\na: 2\n"), "line 2"},
    {"bytes that are no UTF-8", ROW_BYTES("a: \xff\xfe\n"), ""},
};

static void check_bad(void **state)
{
    const struct bad *row = *state;
    struct assay_error err = {0};
    struct arena *arena = arena_new();
    struct doc *doc = NULL;

    assert_non_null(arena);
    assert_int_equal(read_yaml(row->yaml, 4, arena, &doc, &err), ASSAY_EFORMAT);
    assert_non_null(strstr(err.text, row->why));
    arena_free(arena);
}

static void a_document_beyond_the_limit(void **state)
{
    CLEANUP(free_cleanup) char *large = malloc(LIMIT_DOCUMENT + 2);
    struct assay_error err = {0};
    struct arena *arena = arena_new();
    struct doc *doc = NULL;

    (void)state;
    assert_true(large && arena);
    memset(large, '#', LIMIT_DOCUMENT + 2);
    assert_int_equal(read_yaml(bytes_of(large, LIMIT_DOCUMENT + 2), 4096, arena, &doc, &err),
                     ASSAY_ELIMIT);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(a_document_beyond_the_limit)};

    return RUN_CASES(check_row, rows) + RUN_CASES(check_bad, bad) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
