/* test_inspect_orc.c - ORC files made by hand: what the footer tells, and what does not hold. */

#include "columnar.h"

#include "base/buf.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

static void add_integer(struct buf *out, uint64_t value)
{
    for (; value > 0x7f; value >>= 7)
        buf_byte(out, (uint8_t)(value | 0x80));
    buf_byte(out, (uint8_t)value);
}

static void add_number(struct buf *out, unsigned field, uint64_t value)
{
    add_integer(out, field << 3);
    add_integer(out, value);
}

static void add_bytes(struct buf *out, unsigned field, struct bytes bytes)
{
    add_integer(out, field << 3 | 2);
    add_integer(out, bytes.size);
    buf_add(out, bytes.data, bytes.size);
}

/* A row of a text, and a list of numbers; two stripes of 3 rows. */
static void make_footer(struct buf *out, uint64_t rows)
{

    buf_init(out, SIZE_MAX);
    add_bytes(out, 3, BYTES("\x28\3")); /* rows of a stripe */
    add_bytes(out, 3, BYTES("\x28\3"));
    add_bytes(out, 4, BYTES("\x08\x0c\x12\2\1\2\x1a\4name\x1a\1n"));
    add_bytes(out, 4, BYTES("\x08\7"));
    add_bytes(out, 4, BYTES("\x08\x0a\x12\1\3"));
    add_bytes(out, 4, BYTES("\x08\4"));
    add_bytes(out, 5, BYTES("\x0a\3key\x12\5value"));
    add_number(out, 6, rows);
    add_bytes(out, 7, BYTES("\x08\6")); /* statistics of the row */
    add_bytes(out, 7, BYTES("\x08\6\x22\x0a\x0a\3ann\x12\3zoe"));
    add_number(out, 9, 1);
}

static void make(struct buf *out, struct bytes footer, unsigned compression, uint64_t told)
{
    struct buf script;

    buf_init(out, SIZE_MAX);
    buf_init(&script, SIZE_MAX);
    buf_add(out, "ORC\x0a", 4);
    buf_add(out, footer.data, footer.size);
    add_number(&script, 1, told ? told : footer.size);
    add_number(&script, 2, compression);
    add_bytes(&script, 4, BYTES("\0\x0c"));
    add_bytes(&script, 8000, BYTES("ORC"));
    buf_add(out, script.data, script.size);
    buf_byte(out, (uint8_t)script.size);
    buf_clear(&script);
}

static void check_told(const struct inspected *seen)
{
    if (seen->status != ASSAY_OK)
        inspected_fail(seen, "all of it");
    assert_int_equal(seen->bid, 24);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 6);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROW_GROUPS), 2);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), 2);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES), "name,n");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_TYPES), "text,nested");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_FORMAT_VERSION), "0.12");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_PRODUCER), "ORC C++");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_METADATA_KEYS), "key");
    assert_string_equal(column_text(seen, 0), "0 ann\n0 zoe\n");
    assert_non_null(strstr(seen->values, " value\n"));
    assert_non_null(inspected_gap(seen, GAP_DATA_FORMAT_UNREAD));
    assert_null(inspected_gap(seen, GAP_DATA_BAD_RECORD));
}

static void check_facts(void **state)
{
    struct buf footer, chunk, file;
    struct inspected *seen;

    (void)state;
    make_footer(&footer, 6);
    make(&file, buf_bytes(&footer), 0, 0);
    seen = inspect_bytes(&inspect_orc, buf_bytes(&file), "x");
    check_told(seen);
    inspected_free(seen);
    check_spoilt(&inspect_orc, buf_bytes(&file));
    buf_clear(&file);

    buf_init(&chunk, SIZE_MAX); /* in a chunk that is as it was */
    buf_byte(&chunk, (uint8_t)(footer.size << 1 | 1));
    buf_byte(&chunk, (uint8_t)(footer.size >> 7));
    buf_byte(&chunk, 0);
    buf_add(&chunk, footer.data, footer.size);
    make(&file, buf_bytes(&chunk), 1, 0);
    seen = inspect_bytes(&inspect_orc, buf_bytes(&file), "x");
    check_told(seen);
    inspected_free(seen);
    chunk.data[0] ^= 1; /* packed, which it is not */
    buf_clear(&file);
    make(&file, buf_bytes(&chunk), 1, 0);
    seen = inspect_bytes(&inspect_orc, buf_bytes(&file), "x");
    assert_int_equal(seen->status, ASSAY_EFORMAT);
    inspected_free(seen);
    buf_clear(&file);
    buf_clear(&chunk);
    buf_clear(&footer);
}

static void check_rows(void **state)
{
    struct inspected *seen;
    struct buf footer, file;

    (void)state;
    make_footer(&footer, 7);
    make(&file, buf_bytes(&footer), 0, 0);
    seen = inspect_bytes(&inspect_orc, buf_bytes(&file), "x");
    assert_non_null(inspected_gap(seen, GAP_DATA_BAD_RECORD));
    inspected_free(seen);
    buf_clear(&file);
    buf_clear(&footer);
}

struct row {
    const char *name;
    struct bytes footer;
    uint64_t told; /* bytes of it; 0: as many as there are */
};

static const struct row rows[] = {
    {"a footer of 2^40 bytes", ROW_BYTES(""), UINT64_C(1) << 40},
    {"no message", ROW_BYTES("\x07"), 0},
    {"types inside each other", ROW_BYTES("\x22\5\x08\x0c\x12\1\0"), 0},
    {"a type that is not there", ROW_BYTES("\x22\5\x08\x0c\x12\1\x09"), 0},
    {"a type in none", ROW_BYTES("\x22\2\x08\x0c\x22\2\x08\4"), 0},
};

static void check_row(void **state)
{
    const struct row *row = *state;
    struct inspected *seen;
    struct buf file;

    make(&file, row->footer, 0, row->told);
    seen = inspect_bytes(&inspect_orc, buf_bytes(&file), "x");
    if (seen->status != ASSAY_EFORMAT || seen->err.offset > file.size)
        inspected_fail(seen, "a failure");
    inspected_free(seen);
    buf_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_facts),
        cmocka_unit_test(check_rows),
    };

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
