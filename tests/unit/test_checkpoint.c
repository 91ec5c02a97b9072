/* test_checkpoint.c - the text of checkpoints. */

#include "ledger/checkpoint.h"

#include "base/kit.h"
#include "rows.h"

#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

struct row {
    const char *name;
    struct bytes text;
    enum assay_status status;
    uint64_t value; /* size, or the offset to blame */
};

static const struct row rows[] = {
    {"size 0", ROW_BYTES("log.example/x\n0\n" ROOT "\n"), ASSAY_OK, 0},
    {"largest size", ROW_BYTES("log.example/x\n9223372036854775807\n" ROOT "\n"), ASSAY_OK,
     INT64_MAX},
    {"2^63", ROW_BYTES("log.example/x\n9223372036854775808\n" ROOT "\n"), ASSAY_EFORMAT, 34},
    {"a further line", ROW_BYTES("log.example/x\n7\n" ROOT "\nmore\n"), ASSAY_OK, 7},
    {"empty", ROW_BYTES(""), ASSAY_EFORMAT, 0},
    {"no origin", ROW_BYTES("\n7\n" ROOT "\n"), ASSAY_EFORMAT, 0},
    {"blank in the origin", ROW_BYTES("a b\n7\n" ROOT "\n"), ASSAY_EFORMAT, 0},
    {"no size", ROW_BYTES("log\n"), ASSAY_EFORMAT, 4},
    {"leading zero", ROW_BYTES("log\n07\n" ROOT "\n"), ASSAY_EFORMAT, 7},
    {"negative", ROW_BYTES("log\n-7\n" ROOT "\n"), ASSAY_EFORMAT, 7},
    {"beyond 64 bits", ROW_BYTES("log\n18446744073709551616\n" ROOT "\n"), ASSAY_EFORMAT, 25},
    {"short root", ROW_BYTES("log\n7\nAAAA\n"), ASSAY_EFORMAT, 11},
    {"root cut off", ROW_BYTES("log\n7\n" ROOT), ASSAY_EFORMAT, 6},
    {"stray bits in the root", ROW_BYTES("log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n"),
     ASSAY_EFORMAT, 51},
    {"an empty line", ROW_BYTES("log\n7\n" ROOT "\n\nmore\n"), ASSAY_EFORMAT, 52},
};

static void check(void **state)
{
    const struct row *row = *state;
    struct checkpoint checkpoint = {0};
    struct assay_error err = {0};

    assert_int_equal(checkpoint_read(row->text, "checkpoint", &checkpoint, &err), row->status);
    if (row->status != ASSAY_OK)
        assert_int_equal(err.offset, row->value);
    else
        assert_true(checkpoint.size == row->value);
}

static void test_round_trip(void **state)
{
    CLEANUP(buf_clear) struct buf out = {.ceiling = 1024};
    struct checkpoint checkpoint;
    struct assay_error err = {0};

    (void)state;
    assert_ok(checkpoint_read(BYTES("log\n7\n" ROOT "\n"), "checkpoint", &checkpoint, &err), err);
    checkpoint_write(&checkpoint, &out);
    assert_string_equal(buf_string(&out), "log\n7\n" ROOT "\n");
}

/* A name longer than a name may be does not fit in the struct either. */
static void test_long_origin(void **state)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = 4096};
    struct checkpoint checkpoint;
    struct assay_error err = {0};

    (void)state;
    for (int i = 0; i < NOTE_NAME_MAX; i++)
        buf_byte(&text, 'x');
    buf_text(&text, "\n7\n" ROOT "\n");
    assert_ok(checkpoint_read(buf_bytes(&text), "checkpoint", &checkpoint, &err), err);
    assert_int_equal(strlen(checkpoint.origin), NOTE_NAME_MAX);
    buf_reset(&text);
    for (int i = 0; i < NOTE_NAME_MAX + 1; i++)
        buf_byte(&text, 'x');
    buf_text(&text, "\n7\n" ROOT "\n");
    assert_int_equal(checkpoint_read(buf_bytes(&text), "checkpoint", &checkpoint, &err),
                     ASSAY_EFORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_long_origin),
    };

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
