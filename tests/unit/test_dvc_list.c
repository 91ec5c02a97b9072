/* test_dvc_list.c - lists of folders in caches of DVC. */

#include "rows.h"

#include "base/kit.h"
#include "source/dvc_list.h"

#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define FILE_OF(name) "{\"md5\": \"" MD5 "\", \"relpath\": \"" name "\"}"

struct row {
    const char *name;
    struct bytes text;
    enum assay_status status;
    uint64_t offset;  /* to blame, or how many files */
    const char *last; /* relpath, NULL: not asked */
    bool sorted;
};

static const struct row rows[] = {
    {"as DVC writes it", ROW_BYTES("[" FILE_OF("a") ", " FILE_OF("b/c") "]"), ASSAY_OK, 2, "b/c",
     true},
    {"empty", ROW_BYTES("[]"), ASSAY_OK, 0, NULL, true},
    {"blanks and other members",
     ROW_BYTES(" [ {\"isexec\": true , \"md5\":\"" MD5 "\",\"size\": 1.5e3,\n\"x\": \"y\", "
               "\"relpath\":\"a\"} ] \n"),
     ASSAY_OK, 1, "a", true},
    {"escapes", ROW_BYTES("[" FILE_OF("\\u00e9\\/\\\"\\\\\\n\\ud83d\\ude00") "]"), ASSAY_OK, 1,
     "\xc3\xa9/\"\\\n\xf0\x9f\x98\x80", true},
    {"UTF-8", ROW_BYTES("[" FILE_OF("\xc3\xa9") "]"), ASSAY_OK, 1, "\xc3\xa9", true},
    {"not in order", ROW_BYTES("[" FILE_OF("b") "," FILE_OF("a") "]"), ASSAY_OK, 2, "a", false},
    {"a name twice", ROW_BYTES("[" FILE_OF("a") "," FILE_OF("a") "]"), ASSAY_OK, 2, "a", false},
    {"nothing", ROW_BYTES(""), ASSAY_EFORMAT, 0, NULL, false},
    {"no list", ROW_BYTES("{}"), ASSAY_EFORMAT, 0, NULL, false},
    {"it does not end", ROW_BYTES("[" FILE_OF("a")), ASSAY_EFORMAT, 63, NULL, false},
    {"it goes on", ROW_BYTES("[]x"), ASSAY_EFORMAT, 2, NULL, false},
    {"NUL behind", ROW_BYTES("[]\0"), ASSAY_EFORMAT, 2, NULL, false},
    {"a comma too many", ROW_BYTES("[" FILE_OF("a") ",]"), ASSAY_EFORMAT, 64, NULL, false},
    {"no md5", ROW_BYTES("[{\"relpath\": \"a\"}]"), ASSAY_EFORMAT, 17, NULL, false},
    {"no name", ROW_BYTES("[{\"md5\": \"" MD5 "\"}]"), ASSAY_EFORMAT, 43, NULL, false},
    {"a name of no size", ROW_BYTES("[" FILE_OF("") "]"), ASSAY_EFORMAT, 62, NULL, false},
    {"capitals", ROW_BYTES("[{\"md5\": \"D41D8CD98F00B204E9800998ECF8427E\", \"relpath\": \"a\"}]"),
     ASSAY_EFORMAT, 63, NULL, false},
    {"an md5 that is no text", ROW_BYTES("[{\"md5\": 1, \"relpath\": \"a\"}]"), ASSAY_EFORMAT, 9,
     NULL, false},
    {"a member twice", ROW_BYTES("[{\"md5\": \"" MD5 "\", \"md5\": \"" MD5 "\"}]"), ASSAY_EFORMAT,
     85, NULL, false},
    {"a list in it", ROW_BYTES("[{\"md5\": \"" MD5 "\", \"x\": [1], \"relpath\": \"a\"}]"),
     ASSAY_EFORMAT, 49, NULL, false},
    {"half a character", ROW_BYTES("[" FILE_OF("\\ud83d") "]"), ASSAY_EFORMAT, 66, NULL, false},
    {"a NUL in a name", ROW_BYTES("[" FILE_OF("a\\u0000") "]"), ASSAY_EFORMAT, 67, NULL, false},
    {"a control character", ROW_BYTES("[" FILE_OF("a\nb") "]"), ASSAY_EFORMAT, 62, NULL, false},
    {"not UTF-8", ROW_BYTES("[" FILE_OF("\xff") "]"), ASSAY_EFORMAT, 62, NULL, false},
};

static void parses(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct dvc_list list;
    struct assay_error err = {0};

    assert_int_equal(dvc_list_parse(row->text, arena, &list, &err), row->status);
    if (row->status != ASSAY_OK) {
        assert_true(err.text[0] != 0);
        assert_true(err.offset <= row->text.size);
        return;
    }
    assert_int_equal(list.count, row->offset);
    assert_int_equal(list.sorted, row->sorted);
    if (row->last)
        assert_true(bytes_equal(list.files[list.count - 1].relpath, bytes_text(row->last)));
}

/* No beginning of a list is one. */
static void refuses_cuts(void **state)
{
    struct bytes whole = rows[0].text;

    (void)state;
    for (size_t size = 0; size < whole.size; size++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new();
        struct dvc_list list;
        struct assay_error err = {0};

        assert_int_equal(dvc_list_parse(bytes_of(whole.data, size), arena, &list, &err),
                         ASSAY_EFORMAT);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(refuses_cuts)};

    return RUN_CASES(parses, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
