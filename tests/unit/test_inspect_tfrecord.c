/* test_inspect_tfrecord.c - records with checksums, features as columns, and what does not hold. */

#include "columnar.h"

#include "base/buf.h"
#include "base/crc32c.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

static void add_u32(struct buf *out, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        buf_byte(out, (uint8_t)(value >> (8 * i)));
}

static uint32_t masked(struct bytes bytes)
{
    uint32_t crc = crc32c(0, bytes);

    return (crc >> 15 | crc << 17) + UINT32_C(0xa282ead8);
}

static void add_record(struct buf *out, struct bytes data, uint64_t size)
{
    size_t at = out->size;

    add_u32(out, (uint32_t)size);
    add_u32(out, (uint32_t)(size >> 32));
    add_u32(out, masked(bytes_of(out->data + at, 8)));
    buf_add(out, data.data, data.size);
    add_u32(out, masked(data));
}

/* Features {name: "ann", age: 7, score: [1.5, 2]}: a message in a message for each. */
#define EXAMPLE                                                                                    \
    "\x0a\x36" /* features */                                                                      \
    "\x0a\x0f\x0a\x04name\x12\x07\x0a\x05\x0a\x03"                                                 \
    "ann"                                                                                          \
    "\x0a\x0c\x0a\x03"                                                                             \
    "age\x12\x05\x1a\x03\x0a\x01\x07"                                                              \
    "\x0a\x15\x0a\x05score\x12\x0c\x12\x0a\x0a\x08\0\0\xc0\x3f\0\0\0\x40"

static void check_features(void **state)
{
    struct inspected *seen;
    struct buf file;

    (void)state;
    buf_init(&file, SIZE_MAX);
    add_record(&file, BYTES(EXAMPLE), sizeof EXAMPLE - 1);
    add_record(&file, BYTES(EXAMPLE), sizeof EXAMPLE - 1);
    seen = inspect_bytes(&inspect_tfrecord, buf_bytes(&file), "x");
    assert_int_equal(seen->bid, 32);
    if (seen->status != ASSAY_OK || evidence_gap_count(seen->evidence) > 0)
        inspected_fail(seen, "all of it");
    assert_string_equal(column_text(seen, 0), "0 ann\n1 ann\n");
    assert_string_equal(column_text(seen, 1), "0 7\n1 7\n");
    assert_string_equal(column_text(seen, 2), "0 1.5\n0 2\n1 1.5\n1 2\n");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 2);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES), "name,age,score");
    check_spoilt(&inspect_tfrecord, buf_bytes(&file));
    inspected_free(seen);
    buf_clear(&file);
}

static void check_checksum(void **state)
{
    struct inspected *seen;
    struct buf file;

    (void)state;
    buf_init(&file, SIZE_MAX);
    add_record(&file, BYTES("first"), 5);
    add_record(&file, BYTES("other"), 5);
    file.data[12] ^= 1;
    seen = inspect_bytes(&inspect_tfrecord, buf_bytes(&file), "x");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(inspected_gap(seen, GAP_DATA_BAD_CHECKSUM)->offset, 0);
    assert_string_equal(column_text(seen, 0), "1 other\n");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 2);
    inspected_free(seen);
    buf_clear(&file);
}

static void check_sizes(void **state)
{
    static const uint64_t sizes[] = {6, 0x7fffffff, 0x80000000, UINT64_MAX >> 1, UINT64_MAX};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct inspected *seen;
        struct buf file;

        buf_init(&file, SIZE_MAX);
        add_record(&file, BYTES("first"), sizes[i]);
        seen = inspect_bytes(&inspect_tfrecord, buf_bytes(&file), "x");
        assert_int_equal(seen->status, ASSAY_EFORMAT);
        assert_int_equal(seen->err.offset, 0);
        inspected_free(seen);
        buf_clear(&file);
    }
}

static void check_opaque(void **state)
{
    struct inspected *seen;
    struct buf file;

    (void)state;
    buf_init(&file, SIZE_MAX);
    add_record(&file, BYTES("\0\1\2\3"), 4);
    seen = inspect_bytes(&inspect_tfrecord, buf_bytes(&file), "x");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_non_null(inspected_gap(seen, GAP_DATA_FORMAT_UNREAD));
    inspected_free(seen);
    buf_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_features),
        cmocka_unit_test(check_checksum),
        cmocka_unit_test(check_sizes),
        cmocka_unit_test(check_opaque),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
