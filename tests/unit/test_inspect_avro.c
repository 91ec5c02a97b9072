/* test_inspect_avro.c - Avro containers made by hand: all types, and what does not hold. */

#include "columnar.h"

#include "base/buf.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

#define SYNC "0123456789abcdef"

struct row {
    const char *name, *schema;
    struct bytes data; /* one block of it */
    uint64_t rows;
    const char *values; /* of column 0 */
    const char *why;    /* a word of the gap; NULL: none */
};

#define RECORD(fields) "{\"type\":\"record\",\"name\":\"r\",\"fields\":[" fields "]}"
#define FIELD(type) RECORD("{\"name\":\"a\",\"type\":" type "}")

static const struct row rows[] = {
    {"texts", FIELD("\"string\""), ROW_BYTES("\4ab\2c"), 2, "0 ab\n1 c\n", NULL},
    {"integers", FIELD("\"int\""), ROW_BYTES("\2\1\x80\1"), 3, "0 1\n1 -1\n2 64\n", NULL},
    {"numbers", FIELD("\"double\""), ROW_BYTES("\0\0\0\0\0\0\xf8\x3f"), 1, "0 1.5\n", NULL},
    {"truths", FIELD("\"boolean\""), ROW_BYTES("\1\0"), 2, "0 true\n1 false\n", NULL},
    {"or nothing", FIELD("[\"null\",\"string\"]"), ROW_BYTES("\2\2x\0"), 2, "0 x\n", NULL},
    {"one of several", FIELD("[\"int\",\"string\"]"), ROW_BYTES("\2\2x\0\4"), 2, "0 x\n1 2\n",
     NULL},
    {"words", FIELD("{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"no\",\"yes\"]}"),
     ROW_BYTES("\2\0"), 2, "0 yes\n1 no\n", NULL},
    {"bytes of one size", FIELD("{\"type\":\"fixed\",\"name\":\"f\",\"size\":2}"),
     ROW_BYTES("abcd"), 2, "0 ab\n1 cd\n", NULL},
    {"lists", FIELD("{\"type\":\"array\",\"items\":\"int\"}"), ROW_BYTES("\4\2\4\0\0\2\6\0"), 3,
     "0 1\n0 2\n2 3\n", NULL},
    {"lists with sizes", FIELD("{\"type\":\"array\",\"items\":\"int\"}"), ROW_BYTES("\3\4\2\4\0"),
     1, "0 1\n0 2\n", NULL},
    {"maps", FIELD("{\"type\":\"map\",\"values\":\"int\"}"), ROW_BYTES("\2\2k\2\0"), 1, "0 k\n",
     NULL},
    {"days", FIELD("{\"type\":\"int\",\"logicalType\":\"date\"}"), ROW_BYTES("\2"), 1,
     "0 1970-01-02\n", NULL},
    {"instants", FIELD("{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}"), ROW_BYTES("\2"),
     1, "0 1970-01-01T00:00:00.001Z\n", NULL},
    {"amounts",
     FIELD("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4,\"scale\":2}"),
     ROW_BYTES("\4\1\x2c"), 1, "0 3.00\n", NULL},
    {"no record", "\"string\"", ROW_BYTES("\2x"), 1, "0 x\n", NULL},
    {"a record inside itself",
     RECORD("{\"name\":\"v\",\"type\":\"int\"},{\"name\":\"n\",\"type\":[\"null\",\"r\"]}"),
     ROW_BYTES("\2\2\4\0"), 1, "0 1\n", NULL},
    {"a record without end", RECORD("{\"name\":\"n\",\"type\":\"r\"}"), ROW_BYTES("\0"), 1, "",
     "deeper than 64"},
    {"a text of 2^62 bytes", FIELD("\"string\""),
     ROW_BYTES("\xfe\xff\xff\xff\xff\xff\xff\xff\x7f"
               "a"),
     1, "", "cut short"},
    {"a text of fewer than no bytes", FIELD("\"string\""), ROW_BYTES("\1"), 1, "", "fewer than no"},
    {"a word that is none", FIELD("{\"type\":\"enum\",\"name\":\"e\",\"symbols\":[\"no\"]}"),
     ROW_BYTES("\4"), 1, "", "enum has not"},
    {"a branch that is none", FIELD("[\"null\",\"string\"]"), ROW_BYTES("\4"), 1, "",
     "union has not"},
    {"more than its records", FIELD("\"int\""), ROW_BYTES("\2\2"), 1, "0 1\n", "behind the last"},
    {"fewer than its records", FIELD("\"int\""), ROW_BYTES("\2"), 2, "0 1\n", "cut short"},
    {"2^40 items of nothing", FIELD("{\"type\":\"array\",\"items\":\"null\"}"),
     ROW_BYTES("\x80\x80\x80\x80\x80\x40\0"), 1, "", NULL},
};

static void add_long(struct buf *out, int64_t value)
{
    uint64_t zigzag = (uint64_t)value << 1 ^ (uint64_t)(value >> 63);

    for (; zigzag > 0x7f; zigzag >>= 7)
        buf_byte(out, (uint8_t)(zigzag | 0x80));
    buf_byte(out, (uint8_t)zigzag);
}

static void add_text(struct buf *out, const char *text)
{
    add_long(out, (int64_t)strlen(text));
    buf_text(out, text);
}

static void add_block(struct buf *out, uint64_t count, struct bytes data)
{
    add_long(out, (int64_t)count);
    add_long(out, (int64_t)data.size);
    buf_add(out, data.data, data.size);
    buf_text(out, SYNC);
}

static void make(struct buf *out, const char *schema, const char *codec)
{
    buf_init(out, SIZE_MAX);
    buf_text(out, "Obj\1");
    add_long(out, 2);
    add_text(out, "avro.schema");
    add_text(out, schema);
    add_text(out, "avro.codec");
    add_text(out, codec);
    add_long(out, 0);
    buf_text(out, SYNC);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    struct inspected *seen;
    struct buf file;

    make(&file, row->schema, "null");
    add_block(&file, row->rows, row->data);
    seen = inspect_bytes(&inspect_avro, buf_bytes(&file), "x");
    if (strcmp(row->name, "2^40 items of nothing") == 0) { /* more than are looked at */
        assert_int_equal(seen->status, ASSAY_ELIMIT);
    } else {
        if (seen->status != ASSAY_OK)
            inspected_fail(seen, "all of it");
        if ((evidence_gap_count(seen->evidence) > 0) != (row->why != NULL) ||
            (row->why && !strstr(evidence_gap_at(seen->evidence, 0)->why, row->why)))
            inspected_fail(seen, row->why ? row->why : "no gap");
    }
    assert_string_equal(column_text(seen, 0), row->values);
    inspected_free(seen);
    buf_clear(&file);
}

/* Blocks around a broken one are read. */
static void check_blocks(void **state)
{
    struct inspected *seen;
    struct buf file;

    (void)state;
    make(&file, FIELD("\"int\""), "null");
    add_block(&file, 1, BYTES("\2"));
    add_block(&file, 2, BYTES("\2"));
    add_block(&file, 1, BYTES("\4"));
    seen = inspect_bytes(&inspect_avro, buf_bytes(&file), "x");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_non_null(strstr(inspected_gap(seen, GAP_DATA_BAD_RECORD)->why, "block 2"));
    assert_string_equal(column_text(seen, 0), "0 1\n1 1\n3 2\n");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 4);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROW_GROUPS), 3);
    inspected_free(seen);
    file.data[file.size - 1] ^= 1; /* the mark of the last block */
    seen = inspect_bytes(&inspect_avro, buf_bytes(&file), "x");
    assert_int_equal(seen->status, ASSAY_EFORMAT);
    assert_int_equal(seen->err.offset, file.size - 16);
    inspected_free(seen);
    buf_clear(&file);
}

static void check_codec(void **state)
{
    struct inspected *seen;
    struct buf file;

    (void)state;
    make(&file, FIELD("\"int\""), "deflate");
    add_block(&file, 1, BYTES("\1\1\0\xfe\xff\2")); /* stored as it is */
    seen = inspect_bytes(&inspect_avro, buf_bytes(&file), "x");
    assert_string_equal(column_text(seen, 0), "0 1\n");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COMPRESSION), "deflate");
    inspected_free(seen);
    buf_clear(&file);
    make(&file, FIELD("\"int\""), "secret");
    add_block(&file, 1, BYTES("\2"));
    seen = inspect_bytes(&inspect_avro, buf_bytes(&file), "x");
    assert_non_null(inspected_gap(seen, GAP_DATA_FORMAT_UNREAD));
    inspected_free(seen);
    buf_clear(&file);
}

static void check_schemas(void **state)
{
    static const char *const schemas[] = {
        "",
        "{",
        "[]}",
        "\"nothing\"",
        "{\"type\":\"record\"}",
        "{\"type\":\"record\",\"name\":\"r\"}",
        FIELD("\"other\""),
        FIELD("{\"type\":\"array\"}"),
        FIELD("{\"type\":\"fixed\",\"name\":\"f\",\"size\":-1}"),
        FIELD("7"),
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
        struct inspected *seen;
        struct buf file;

        make(&file, schemas[i], "null");
        seen = inspect_bytes(&inspect_avro, buf_bytes(&file), "x");
        if (seen->status != ASSAY_EFORMAT)
            inspected_fail(seen, schemas[i]);
        inspected_free(seen);
        buf_clear(&file);
    }
}

static void check_bytes(void **state)
{
    struct buf file;

    (void)state;
    make(&file,
         RECORD("{\"name\":\"a\",\"type\":[\"null\",{\"type\":\"array\",\"items\":\"string\"}]}"),
         "null");
    add_block(&file, 2, BYTES("\0\2\2\2x\0"));
    check_spoilt(&inspect_avro, buf_bytes(&file));
    buf_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_blocks),
        cmocka_unit_test(check_codec),
        cmocka_unit_test(check_schemas),
        cmocka_unit_test(check_bytes),
    };

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
