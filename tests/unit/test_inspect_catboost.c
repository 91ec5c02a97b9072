/* test_inspect_catboost.c - models of CatBoost. */

#include "inspect_rows.h"

#include "examine/inspect.h"

/* A table of three fields: version, trees, information; then what they point to. */
#define MODEL MODEL_OF("\x8c")
#define MODEL_OF(size)                                                                             \
    "CBM1" size "\0\0\0" /* 8: to the root at 24 */ "\x10\0\0\0" /* 12: its fields */              \
    "\x0a\0\x10\0\4\0\x08\0\x0c\0\0\0" /* 24: version at 40, trees at 64, information at 96 */     \
    "\x0c\0\0\0\x0c\0\0\0\x20\0\0\0\x3c\0\0\0" /* 40 */ "\7\0\0\0FlabuF1\0" /* 52: fields of the   \
                                                                               trees */            \
    "\x0c\0\x0c\0\0\0\0\0\4\0\0\0" /* 64: two sizes at 76 */ "\x0c\0\0\0\x08\0\0\0\0\0\0\0" /* 76  \
                                                                                             */    \
    "\2\0\0\0\6\0\0\0\6\0\0\0" /* 88 */ "\0\0\0\0\0\0\0\0" /* 96 */ "\1\0\0\0" /* 100: to the pair \
                                                                                  at 112 */        \
    "\x0c\0\0\0" /* 104 */ "\x08\0\x0c\0\4\0\x08\0" /* 112: name at 124, value at 140 */           \
    "\x08\0\0\0\x08\0\0\0\x14\0\0\0" /* 124 */ "\x0a\0\0\0model_guid\0\0" /* 140 */ "\3\0\0\0abc"  \
    "\0"

static const struct inspect_row rows[] = {
    {"a model", "m.cbm", ROW_BYTES(MODEL), ASSAY_OK, ASSAY_LOAD_CLEAN,
     "fact model.format-version = FlabuF1\nfact model.id = abc\nfact model.trees = 2\n"},
    {"a size beyond the file", "m.cbm", ROW_BYTES("CBM1\xff\xff\xff\xff\0\0\0\0"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"texts behind the size that it states", "m.cbm", ROW_BYTES(MODEL_OF("\x74")), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, "fact model.trees = 2\n"},
    {"a root beyond the file", "m.cbm", ROW_BYTES("CBM1\4\0\0\0\xff\xff\xff\x7f"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"a table of its own fields", "m.cbm", ROW_BYTES("CBM1\x08\0\0\0\4\0\0\0\xff\xff\xff\xff"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_catboost, *state);
    inspect_row_cuts(&inspect_catboost, *state, true);
}

/* Each word of the file set to what breaks counts and offsets: an answer, in bounds. */
static void any_word_may_be_wrong(void **state)
{
    static const uint32_t words[] = {0, 1, UINT32_MAX, 0x80000000, 0x7fffffff, sizeof MODEL};

    (void)state;
    for (size_t at = 4; at + 4 < sizeof MODEL; at++)
        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
            char bytes[] = MODEL;
            struct inspected *seen;

            memcpy(bytes + at, &words[i], 4);
            seen = inspect_bytes(&inspect_catboost, bytes_of(bytes, sizeof bytes - 1), "m.cbm");
            assert_true(seen->status == ASSAY_OK || seen->status == ASSAY_EFORMAT);
            inspected_free(seen);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_word_may_be_wrong)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
