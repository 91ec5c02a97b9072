/* test_inspect_xgboost.c - models of XGBoost in their three forms. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define TOLD                                                                                       \
    "fact model.features = 4\nfact model.objective = binary:logistic\nfact model.producer = "      \
    "XGBoost 1.7.3\nfact model.trees = 2\nfact model.type = gbtree\n"
#define ZERO8 "\0\0\0\0\0\0\0\0"
#define ZERO40 ZERO8 ZERO8 ZERO8 ZERO8 ZERO8
/* The head of the binary form: score, features, classes, two flags, version 1.0, what is reserved.
 */
#define LEARNER                                                                                    \
    "\0\0\0\x3f\4\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0" ZERO40 ZERO40 ZERO8 ZERO8 ZERO8   \
    "\0\0\0\0"
#define BOOSTER(trees) trees ZERO40 ZERO40 ZERO40 ZERO8 ZERO8 ZERO8 ZERO8 "\0\0\0\0"

static const struct inspect_row rows[] = {
    {"JSON", "m.json",
     ROW_BYTES("{\"learner\":{\"attributes\":{},\"gradient_booster\":{\"model\":{\"trees\":[{},{}]"
               "},\"name\":\"gbtree\"},\"learner_model_param\":{\"num_class\":\"0\",\"num_feature\""
               ":\"4\"},\"objective\":{\"name\":\"binary:logistic\"}},\"version\":[1,7,3]}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, TOLD},
    {"UBJSON", "m.ubj",
     ROW_BYTES("{L\0\0\0\0\0\0\0\7learner{U\x10gradient_booster{i\5model{i\5trees[#i\2{}{}"
               "i\7weights[$d#L\0\0\0\0\0\0\0\3abcdabcdabcd}i\4nameSi\6gbtree}"
               "i\x13learner_model_param{i\x0bnum_featureSi\1"
               "4}"
               "i\x09objective{i\4nameSi\x0f"
               "binary:logistic}}i\7version[$i#i\0"
               "i\7version[i\1i\7i\3]}"),
     ASSAY_OK, ASSAY_LOAD_CLEAN, TOLD},
    {"binary", "m.model",
     ROW_BYTES("binf" LEARNER "\x0e"
               "\0\0\0\0\0\0\0multi:softprob\6\0\0\0\0\0\0\0gbtree" BOOSTER("\2\0\0\0") ZERO40),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "fact model.classes = 3\nfact model.features = 4\nfact model.objective = multi:softprob\n"
     "fact model.producer = XGBoost 1.0.0\nfact model.trees = 2\nfact model.type = gbtree\n"},
    {"more trees than bytes", "m.model",
     ROW_BYTES(LEARNER "\x0e"
                       "\0\0\0\0\0\0\0multi:softprob\6\0\0\0\0\0\0\0gbtree\xff\xff\xff\x7f"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"an array of 2^62", "m.ubj", ROW_BYTES("{L\0\0\0\0\0\0\0\7learner[$d#L\x40\0\0\0\0\0\0\0"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"a negative count", "m.ubj", ROW_BYTES("{L\0\0\0\0\0\0\0\7learner[#l\xff\xff\xff\xff..."),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"a text longer than the file", "m.ubj",
     ROW_BYTES("{L\0\0\0\0\0\0\0\7learnerSL\x7f\0\0\0\0\0\0\0"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"bytes behind", "m.ubj", ROW_BYTES("{L\0\0\0\0\0\0\0\7learner{}}x"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_xgboost, *state);
    inspect_row_cuts(&inspect_xgboost, *state, true);
}

static void nesting_is_bounded(void **state)
{
    enum { LEVELS = 100000 };
    char *text = malloc(LEVELS);
    struct inspected *seen;

    (void)state;
    assert_non_null(text);
    memset(text, '[', LEVELS);
    memcpy(text, "{i\7learner", 10);
    seen = inspect_bytes(&inspect_xgboost, bytes_of(text, LEVELS), "x.ubj");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    inspected_free(seen);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nesting_is_bounded)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
