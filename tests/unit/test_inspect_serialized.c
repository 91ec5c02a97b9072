/* test_inspect_serialized.c - objects as languages write them by their own means. */

#include "inspect_rows.h"

#include "examine/inspect.h"

#define TOLD(what) "observation model.unknown-import [" what "] medium x1 at 0\n"

static const struct inspect_row rows[] = {
    {"Java", "j48.model", ROW_BYTES("\xac\xed\0\5sr\0\7weka.J8\1\2\3\4\5\6\7\x08\2\0\0xp"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     "kind model, format serialized-objects\n" TOLD("objects of Java: weka.J8")},
    {"Java, a class longer than the file", "a",
     ROW_BYTES("\xac\xed\0\5sr\xff\xff"
               "weka"),
     ASSAY_OK, ASSAY_LOAD_SUSPICIOUS, TOLD("objects of Java: weka")},
    {"Java, no object", "a.ser", ROW_BYTES("\xac\xed\0\5t\0\1x"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     TOLD("objects of Java")},
    {".NET", "model.bin",
     ROW_BYTES("\0\1\0\0\0\xff\xff\xff\xff\1\0\0\0\0\0\0\0\x0c\2\0\0\0\3Mod\5"), ASSAY_OK,
     ASSAY_LOAD_SUSPICIOUS, TOLD("objects of .NET: Mod")},
    {"Ruby", "svc.dump", ROW_BYTES("\4\10o:\x0bRumale\6:\7@a"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     TOLD("objects of Ruby: Rumale")},
    {"Julia", "model.jls", ROW_BYTES("7JL\x1b\4\0\0\0\x34\x10"), ASSAY_OK, ASSAY_LOAD_SUSPICIOUS,
     TOLD("objects of Julia")},
};

static void check(void **state)
{
    inspect_row_check(&inspect_serialized, *state);
    inspect_row_cuts(&inspect_serialized, *state, true);
}

static void others_are_not_taken(void **state)
{
    static const struct bytes others[] = {ROW_BYTES("\xac\xed\0\4sr"), ROW_BYTES("7JL is a text\n"),
                                          ROW_BYTES("\4\10[\x06i\x06"),
                                          ROW_BYTES("\0\1\0\0\0\xff\xff\xff\xff\2\0\0\0\0\0\0\0")};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        const struct subject subject = {
            .head = others[i], .name = BYTES("a"), .size = others[i].size};

        assert_int_equal(inspect_serialized.bid(&subject), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(others_are_not_taken)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
