/* test_read.c - taking values out of a document; nodes are made by hand to be of either kind. */

#include "base/kit.h"
#include "doc/doc.h"
#include "rows.h"

static const struct doc_source source = {".assay.yml",
                                         ROW_BYTES("version: 1\ngate:\n  fail_on: x\n")};

#define QUOTED(value)                                                                              \
    {                                                                                              \
        .type = DOC_TEXT, .line = 3, .column = 3, .text = ROW_BYTES(value)                         \
    }
#define PLAIN(value)                                                                               \
    {                                                                                              \
        .type = DOC_TEXT, .plain = true, .line = 3, .column = 3, .text = ROW_BYTES(value)          \
    }

enum want { BOOL, U64, TEXT, TEXTS };

struct row {
    const char *name;
    struct doc doc;
    enum want want;
    enum assay_status status;
    uint64_t value;
};

static const struct row rows[] = {
    {"JSON bool", {.type = DOC_BOOL, .boolean = true}, BOOL, ASSAY_OK, true},
    {"plain true", PLAIN("true"), BOOL, ASSAY_OK, true},
    {"plain false", PLAIN("false"), BOOL, ASSAY_OK, false},
    {"quoted true is a text", QUOTED("true"), BOOL, ASSAY_EUSAGE, 0},
    {"yes is no bool", PLAIN("yes"), BOOL, ASSAY_EUSAGE, 0},
    {"1 is no bool", {.type = DOC_INT, .integer = 1}, BOOL, ASSAY_EUSAGE, 0},
    {"JSON number", {.type = DOC_INT, .integer = 7}, U64, ASSAY_OK, 7},
    {"plain number", PLAIN("18446744073709551615"), U64, ASSAY_OK, UINT64_MAX},
    {"quoted number", QUOTED("7"), U64, ASSAY_EUSAGE, 0},
    {"negative", {.type = DOC_INT, .integer = -1}, U64, ASSAY_EUSAGE, 0},
    {"fraction", {.type = DOC_REAL, .real = 1.0}, U64, ASSAY_EUSAGE, 0},
    {"octal", PLAIN("010"), U64, ASSAY_EUSAGE, 0},
    {"list for a number", {.type = DOC_LIST}, U64, ASSAY_EUSAGE, 0},
    {"text", QUOTED("abc"), TEXT, ASSAY_OK, 3},
    {"plain text", PLAIN("abc"), TEXT, ASSAY_OK, 3},
    {"text with NUL", QUOTED("a\0c"), TEXT, ASSAY_EUSAGE, 0},
    {"empty text", QUOTED(""), TEXT, ASSAY_OK, 0},
    {"null for a text", {.type = DOC_NULL}, TEXT, ASSAY_EUSAGE, 0},
    {"one text for a list", PLAIN("abc"), TEXTS, ASSAY_OK, 1},
    {"empty list", {.type = DOC_LIST}, TEXTS, ASSAY_OK, 0},
    {"two texts",
     {.type = DOC_LIST, .count = 2, .items = (struct doc[]){QUOTED("a"), PLAIN("b")}},
     TEXTS,
     ASSAY_OK,
     2},
    {"list of lists",
     {.type = DOC_LIST, .count = 1, .items = (struct doc[]){{.type = DOC_LIST}}},
     TEXTS,
     ASSAY_EUSAGE,
     0},
    {"map for a list", {.type = DOC_MAP}, TEXTS, ASSAY_EUSAGE, 0},
};

static enum assay_status take(struct arena *arena, const struct row *row, uint64_t *value,
                              struct assay_error *err)
{
    const char *const *texts;
    const char *text = "";
    size_t count = 0;
    bool boolean = false;
    enum assay_status status = ASSAY_EINTERNAL;

    switch (row->want) {
    case BOOL:
        status = doc_bool(&row->doc, &source, "field", &boolean, err);
        *value = boolean;
        break;
    case U64:
        status = doc_u64(&row->doc, &source, "field", value, err);
        break;
    case TEXT:
        status = doc_text(&row->doc, &source, "field", &text, err);
        *value = strlen(text);
        break;
    case TEXTS:
        status = doc_texts(arena, &row->doc, &source, "field", &texts, &count, err);
        *value = count;
        break;
    }
    return status;
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct assay_error err = {0};
    uint64_t value = 0;

    assert_int_equal(take(arena, row, &value, &err), row->status);
    if (row->status == ASSAY_OK) {
        assert_int_equal(value, row->value);
    } else {
        assert_string_equal(err.path, ".assay.yml");
        assert_int_equal(err.line, row->doc.line);
        assert_string_equal(err.excerpt, row->doc.line ? "  fail_on: x" : "");
        assert_int_not_equal(strlen(err.id), 0);
        assert_int_not_equal(strlen(err.why), 0);
        assert_int_not_equal(strlen(err.remedy), 0);
    }
}

static void test_unknown_key(void **state)
{
    static const char *const known[] = {"fail-on", "gaps"};
    struct doc_member member = {.name = BYTES("fail_on"), .line = 3, .column = 3};
    struct doc map = {.type = DOC_MAP, .count = 1, .members = &member};
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(doc_check_keys(&map, &source, "gate", known, ARRAY_LEN(known), &err),
                     ASSAY_EUSAGE);
    assert_string_equal(err.id, "config.unknown-key");
    assert_string_equal(err.text, "unknown key \"fail_on\" in \"gate\"");
    assert_string_equal(err.why, "did you mean \"fail-on\"?");
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 3);
    member.name = BYTES("something-else");
    assert_int_equal(doc_check_keys(&map, &source, "", known, ARRAY_LEN(known), &err),
                     ASSAY_EUSAGE);
    assert_string_equal(err.text, "unknown key \"something-else\"");
    assert_string_equal(err.why, "known are \"fail-on\", \"gaps\"");
    member.name = BYTES("gaps");
    assert_ok(doc_check_keys(&map, &source, "gate", known, ARRAY_LEN(known), &err), err);
    map.type = DOC_LIST;
    assert_int_equal(doc_check_keys(&map, &source, "gate", known, ARRAY_LEN(known), &err),
                     ASSAY_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_unknown_key)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
