/* test_inventory_parse.c - documents that are not quite an inventory are refused, by name. */

#include "rows.h"
#include "sample.h"

#include "base/buf.h"

#define DIGEST "1100000000000000000000000000000000000000000000000000000000000000"
#define EMPTY_ROOT "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define TOTALS(n) "\"totals\":{\"commits\":0,\"ignored\":0,\"items\":" n "}"
#define HEAD "{\"schema\":\"assay.inventory/1\",\"root\":\"" EMPTY_ROOT "\",\"target\":{},"
#define EMPTY HEAD TOTALS("0") "}"
#define ONE(members)                                                                               \
    HEAD TOTALS("1") ",\"items\":[{\"path\":[\"a\"],\"kind\":\"model\",\"type\":\"file\",\"sha25"  \
                     "6\":\"" DIGEST "\",\"size\":1" members "}]}"
#define FACT(fact) ONE(",\"facts\":{" fact "}")
#define SEEN(seen) ONE(",\"observations\":[" seen "]")
#define GAP(gap) HEAD TOTALS("0") ",\"gaps\":[" gap "]}"

struct parse_row {
    const char *name;
    const char *text;
    const char *blames; /* what the error's text must name; NULL: it is read */
};

static const struct parse_row rows[] = {
    {"nothing in it", EMPTY, NULL},
    {"members that are not known", HEAD TOTALS("0") ",\"later\":[1,{\"x\":null}]}", NULL},
    {"no JSON", "{", "not JSON"},
    {"another schema", "{\"schema\":\"assay.inventory/2\"}", "schema"},
    {"an array for a document", "[]", "schema"},
    {"no totals", "{\"schema\":\"assay.inventory/1\"}", "items"},
    {"fewer items than stated", HEAD TOTALS("7") "}", "items"},
    {"items is an object", HEAD TOTALS("0") ",\"items\":{}}", "items"},
    {"an item that is none", HEAD TOTALS("1") ",\"items\":[7]}", "items[0]: \"path\""},
    {"an item without a name", HEAD TOTALS("1") ",\"items\":[{\"path\":[]}]}", "path"},
    {"a name that is a number", HEAD TOTALS("1") ",\"items\":[{\"path\":[7]}]}", "path"},
    {"a name in no base64", HEAD TOTALS("1") ",\"items\":[{\"path_b64\":[\"*\"]}]}", "path_b64"},
    {"another root than the items have", ONE(""), "root"},
    {"a negative size", ONE(",\"git\":{},\"link\":7"), "link"},
    {"a kind that does not exist",
     HEAD TOTALS("1") ",\"items\":[{\"path\":[\"a\"],\"type\":\"file\",\"kind\":\"cat\"}]}",
     "kind"},
    {"load of an unknown word", ONE(",\"load\":\"maybe\""), "load"},
    {"git without presence", ONE(",\"git\":{}"), "present"},
    {"a blob id of no known length", ONE(",\"git\":{\"present\":true,\"blob\":\"abc\"}"), "blob"},
    {"a commit without an author", ONE(",\"git\":{\"present\":true,\"commit\":\"" DIGEST "\"}"),
     "author"},
    {"a time that is none",
     ONE(",\"git\":{\"present\":true,\"author\":\"A\",\"time\":\"noon\",\"commit\":\"" DIGEST
         "\"}"),
     "time"},
    {"facts is an array", ONE(",\"facts\":[]"), "facts"},
    {"a fact without a value", FACT("\"model.name\":{\"how\":\"measured\"}"), "value"},
    {"a fact that is neither measured nor declared",
     FACT("\"model.name\":{\"how\":\"guessed\",\"value\":\"x\"}"), "how"},
    {"a text fact with a number", FACT("\"model.name\":{\"how\":\"measured\",\"value\":1}"),
     "value"},
    {"a text fact that holds a NUL",
     FACT("\"model.name\":{\"how\":\"measured\",\"value\":\"a\\u0000\"}"), "value"},
    {"an integer fact with a fraction",
     FACT("\"model.tensors\":{\"how\":\"measured\",\"value\":1.5}"), "value"},
    {"a list fact with a text", FACT("\"model.imports\":{\"how\":\"measured\",\"value\":\"os\"}"),
     "value"},
    {"a truth fact with a text",
     FACT("\"dataset.header\":{\"how\":\"measured\",\"value\":\"yes\"}"), "value"},
    {"further statements that are no array",
     FACT("\"model.name\":{\"how\":\"measured\",\"value\":\"a\",\"also\":1}"), "also"},
    {"an observation without a class", SEEN("{}"), "class"},
    {"an observation of unknown confidence", SEEN("{\"class\":\"a\",\"confidence\":\"sure\"}"),
     "confidence"},
    {"an observation without a count", SEEN("{\"class\":\"a\",\"confidence\":\"low\"}"), "count"},
    {"a place without an offset",
     SEEN("{\"class\":\"a\",\"confidence\":\"low\",\"count\":1,\"places\":[{}]}"), "offset"},
    {"a place with half a digest of its value",
     SEEN("{\"class\":\"a\",\"confidence\":\"low\",\"count\":1,\"places\":[{\"offset\":1,\"value\":"
          "\"00ff\"}]}"),
     "value"},
    {"a line past 32 bits",
     SEEN(
         "{\"class\":\"a\",\"confidence\":\"low\",\"count\":1,\"places\":[{\"line\":4294967296}]}"),
     "line"},
    {"a column without a name",
     SEEN("{\"class\":\"a\",\"confidence\":\"low\",\"count\":1,\"columns\":[{\"count\":1}]}"),
     "name"},
    {"a gap without an id", GAP("{\"why\":\"\"}"), "gaps[0]: \"id\""},
    {"a gap whose id would write on the terminal", GAP("{\"id\":\"\\u001b[31m\",\"why\":\"\"}"),
     "id"},
    {"a gap without a reason", GAP("{\"id\":\"git.shallow\"}"), "why"},
    {"a gap of the target", GAP("{\"id\":\"git.shallow\",\"why\":\"x\"}"), NULL},
};

static void check(void **state)
{
    const struct parse_row *row = *state;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};
    enum assay_status status =
        assay_inventory_parse(row->text, strlen(row->text), &inventory, &err);

    if (!row->blames) {
        assert_ok(status, err);
        return;
    }
    assert_int_equal(status, ASSAY_EFORMAT);
    assert_null(inventory);
    if (!strstr(err.text, row->blames))
        fail_msg("\"%s\" does not name %s", err.text, row->blames);
}

/* The folder that was named is read back, also in bytes that are not UTF-8. */
static void folders_come_back(void **state)
{
    static const char text[] =
        "{\"gaps\":[],\"items\":[],\"root\":\"" EMPTY_ROOT
        "\",\"schema\":\"assay.inventory/1\",\"target\":{\"folder\":\"tests/caf\\\\xe9\","
        "\"folder_b64\":\"dGVzdHMvY2Fm6Q==\",\"type\":\"git\"},\"totals\":{\"bytes\":0,"
        "\"commits\":0,\"containers\":0,\"datasets\":0,\"ignored\":0,\"items\":0,"
        "\"models\":0}}";
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(free_cleanup) char *again = NULL;
    struct assay_error err = {0};
    size_t size;

    (void)state;
    assert_ok(assay_inventory_parse(text, sizeof text - 1, &inventory, &err), err);
    assert_string_equal(inventory->target.folder, "tests/caf\xe9");
    assert_ok(assay_inventory_json(inventory, &again, &size, &err), err);
    assert_string_equal(again, text);
}

#define CHECKED_OUT(members)                                                                       \
    "{\"gaps\":[],\"items\":[],\"root\":\"" EMPTY_ROOT                                             \
    "\",\"schema\":\"assay.inventory/1\",\"target\":{" members                                     \
    "},\"totals\":{\"bytes\":0,\"commits\":0,\"containers\":0,\"datasets\":0,\"ignored\":0,"       \
    "\"items\":0,\"models\":0}}"
#define COMMIT "\"checked_out\":\"e4f5a6b0112233445566778899aabbccddeeff01\""

/* How the files stood to their commit is read back: all of it, or it is wrong. */
static void what_is_checked_out_comes_back(void **state)
{
    static const char *const texts[] = {
        CHECKED_OUT(COMMIT ",\"differs\":3,\"type\":\"git\",\"untracked\":2"),
        CHECKED_OUT(COMMIT ",\"differs\":0,\"type\":\"git\",\"undecided\":7,\"untracked\":0"),
    };
    static const char *const wrong[] = {
        CHECKED_OUT(COMMIT ",\"untracked\":2"),
        CHECKED_OUT(COMMIT ",\"differs\":2"),
        CHECKED_OUT(COMMIT ",\"differs\":-1,\"untracked\":2"),
        CHECKED_OUT(COMMIT ",\"differs\":0,\"untracked\":2,\"undecided\":\"some\""),
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
        CLEANUP(free_cleanup) char *again = NULL;
        struct assay_error err = {0};
        size_t size;

        assert_ok(assay_inventory_parse(texts[i], strlen(texts[i]), &inventory, &err), err);
        assert_ok(assay_inventory_json(inventory, &again, &size, &err), err);
        assert_string_equal(again, texts[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
        struct assay_error err = {0};

        assert_int_equal(assay_inventory_parse(wrong[i], strlen(wrong[i]), &inventory, &err),
                         ASSAY_EFORMAT);
    }
}

static const struct told {
    const char *name;
    struct assay_checked_out told;
    const char *text;
} tolds[] = {
    {"as the commit has it", {"0123456789abcdef", 0, 0, 0}, ""},
    {"not known", {NULL, 0, 0, 0}, ""},
    {"one file", {"0123456789abcdef", 1, 0, 0}, "1 file differs from commit 0123456789ab"},
    {"both",
     {"0123456789abcdef", 3, 1, 0},
     "3 files differ from commit 0123456789ab, 1 is not in it"},
    {"others", {"0123456789abcdef", 0, 2, 0}, "2 files are not in commit 0123456789ab"},
    {"all",
     {"0123456789abcdef", 1, 2, 3},
     "1 file differs from commit 0123456789ab, 2 are not in it, only git can tell of 3"},
    {"filters alone", {"0123456789abcdef", 0, 0, 3}, "only git can tell of 3"},
};

static void it_is_put_into_words(void **state)
{
    const struct told *row = *state;
    char text[ASSAY_CHECKED_OUT_SIZE];

    assay_checked_out_text(&row->told, text);
    assert_string_equal(text, row->text);
}

static void paths_too_deep(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(buf_clear) struct buf text;
    struct assay_error err = {0};

    (void)state;
    buf_init(&text, 1 << 20);
    buf_text(&text, HEAD TOTALS("1") ",\"items\":[{\"path\":[\"\"");
    for (int i = 0; i < 256; i++)
        buf_text(&text, ",\"\"");
    buf_text(&text, "]}]}");
    assert_int_equal(assay_inventory_parse(text.data, text.size, &inventory, &err), ASSAY_EFORMAT);
    assert_non_null(strstr(err.text, "levels"));
}

/* Cut anywhere, the sample is refused and nothing leaks; a byte changed is never a crash. */
static void cut_and_changed_everywhere(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *sample = sample_inventory();
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    size_t size;

    (void)state;
    assert_ok(assay_inventory_json(sample, &text, &size, &err), err);
    for (size_t i = 0; i < size; i += 7) {
        CLEANUP(assay_inventory_freep) struct assay_inventory *cut = NULL;
        CLEANUP(assay_inventory_freep) struct assay_inventory *changed = NULL;
        char kept = text[i];

        assert_int_equal(assay_inventory_parse(text, i, &cut, &err), ASSAY_EFORMAT);
        text[i] = kept == '1' ? '2' : '1';
        (void)!assay_inventory_parse(text, size, &changed, &err);
        text[i] = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_come_back),
        cmocka_unit_test(what_is_checked_out_comes_back),
        cmocka_unit_test(paths_too_deep),
        cmocka_unit_test(cut_and_changed_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) + RUN_CASES(check, rows) +
           RUN_CASES(it_is_put_into_words, tolds);
}
