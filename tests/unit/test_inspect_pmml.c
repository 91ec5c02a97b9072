/* test_inspect_pmml.c - PMML, and XML that would reach further. */

#include "inspect_rows.h"

#include "examine/inspect.h"

static const struct inspect_row rows[] = {
    {"a forest", "m.pmml",
     ROW_BYTES(
         "<?xml version='1.0'?><PMML version='4.4' xmlns='http://www.dmg.org/PMML-4_4'><Header>"
         "<Application name='JPMML' version='1.2'/></Header><MiningModel functionName="
         "'classification' modelName='m'><MiningSchema><MiningField name='y' usageType="
         "'target'/><MiningField name='a'/><MiningField name='b'/></MiningSchema><Segmentation>"
         "<Segment><TreeModel/></Segment><Segment><TreeModel/></Segment></Segmentation>"
         "</MiningModel></PMML>"),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "fact model.features = 2\nfact model.format-version = 4.4\nfact model.name = m\n"
     "fact model.objective = classification\nfact model.producer = JPMML 1.2\n"
     "fact model.trees = 2\nfact model.type = MiningModel\n"},
    {"entities", "m.pmml",
     ROW_BYTES("<!DOCTYPE PMML [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><PMML>&b;</PMML>"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"a file from outside", "m.pmml",
     ROW_BYTES("<!DOCTYPE PMML [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><PMML>&a;</PMML>"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"another root", "m.pmml", ROW_BYTES("<x><PMML/></x>"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS,
     ""},
    {"no end", "m.pmml", ROW_BYTES("<PMML version='4.4'>"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS,
     "fact model.format-version = 4.4\n"},
};

static void check(void **state)
{
    inspect_row_check(&inspect_pmml, *state);
    inspect_row_cuts(&inspect_pmml, *state, true);
}

static void nesting_is_bounded(void **state)
{
    enum { LEVELS = 100000 };
    char *text = malloc(6 + LEVELS * 3);
    struct inspected *seen;

    (void)state;
    assert_non_null(text);
    memcpy(text, "<PMML>", 6);
    for (size_t i = 0; i < LEVELS; i++)
        memcpy(text + 6 + i * 3, "<a>", 3);
    seen = inspect_bytes(&inspect_pmml, bytes_of(text, 6 + LEVELS * 3), "x.pmml");
    assert_int_not_equal(seen->status, ASSAY_OK);
    assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
    inspected_free(seen);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nesting_is_bounded)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
