/* test_inspect_flax.c - parameters of Flax. */

#include "inspect_rows.h"

#include "examine/inspect.h"

/* {"w": array of 2x1 float32} */
#define ARRAY                                                                                      \
    "\xc7\x16\1\x93\x92\2\1\xa7"                                                                   \
    "float32\xc4\x08"                                                                              \
    "abcdefgh"

static const struct inspect_row rows[] = {
    {"two arrays", "flax_model.msgpack",
     ROW_BYTES("\x82\xa1"
               "a" ARRAY "\xa1"
               "b\x81\xa1"
               "c" ARRAY),
     ASSAY_OK, ASSAY_LOAD_CLEAN,
     "fact model.dtypes = [F32]\nfact model.parameters = 4\nfact model.tensor-bytes = 16\n"
     "fact model.tensors = 2\n"},
    {"bytes that the shape does not have", "x.msgpack",
     ROW_BYTES("\x81\xa1"
               "a\xc7\x16\1\x93\x92\2\2\xa7"
               "float32\xc4\x08"
               "abcdefgh"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"a map of 2^32", "x.msgpack", ROW_BYTES("\xdf\xff\xff\xff\xff"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"a text longer than the file", "x.msgpack",
     ROW_BYTES("\x81\xdb\x7f\xff\xff\xff"
               "a"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
    {"a byte that is never used", "x.msgpack", ROW_BYTES("\x81\xc1"), ASSAY_EFORMAT,
     ASSAY_LOAD_SUSPICIOUS, ""},
    {"bytes behind", "x.msgpack",
     ROW_BYTES("\x81\xa1"
               "a" ARRAY "x"),
     ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, "fact model.tensors = 1\n"},
    {"no arrays", "x.msgpack", ROW_BYTES("\x80"), ASSAY_EFORMAT, ASSAY_LOAD_SUSPICIOUS, ""},
};

static void check(void **state)
{
    inspect_row_check(&inspect_flax, *state);
    inspect_row_cuts(&inspect_flax, *state, true);
}

static void nesting_is_bounded(void **state)
{
    enum { LEVELS = 100000 };
    char *text = malloc(LEVELS);
    struct inspected *seen;

    (void)state;
    assert_non_null(text);
    memset(text, 0x91, LEVELS);
    seen = inspect_bytes(&inspect_flax, bytes_of(text, LEVELS), "x.msgpack");
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    inspected_free(seen);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nesting_is_bounded)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
