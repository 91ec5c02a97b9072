/* test_inspect_parquet.c - Parquet files made by hand: every encoding, and what does not hold. */

#include "columnar.h"
#include "parquet.h"

#include "examine/inspect.h"
#include "inventory/gaps.h"

enum { BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED };
enum { UTF8 = 0, DECIMAL = 5, DATE = 6, TIMESTAMP_MILLIS = 9, UINT_8 = 11 };
enum { PLAIN, RLE = 3, DELTA = 5, DELTA_LENGTH, DELTA_BYTES, DICTIONARY, SPLIT };
enum { REQUIRED, OPTIONAL, REPEATED };

#define COLUMN(kind, how, count, bytes)                                                            \
    {                                                                                              \
        .name = "c", .type = kind, .converted = -1, .encoding = how, .values = count,              \
        .page = ROW_BYTES(bytes)                                                                   \
    }

struct row {
    const char *name;
    struct made_column column;
    uint64_t rows;
    const char *values; /* handed on: row and text, a line each */
    const char *gap;    /* id and a word of why; NULL: none */
    const char *why;
};

static const struct row rows[] = {
    {"integers", COLUMN(INT32, PLAIN, 2, "\1\0\0\0\xff\xff\xff\xff"), 2, "0 1\n1 -1\n", NULL, NULL},
    {"wide integers", COLUMN(INT64, PLAIN, 1, "\0\0\0\0\0\0\0\x80"), 1, "0 -9223372036854775808\n",
     NULL, NULL},
    {"without a sign",
     {.name = "c",
      .type = INT32,
      .converted = UINT_8,
      .values = 1,
      .page = ROW_BYTES("\xff\0\0\0")},
     1,
     "0 255\n",
     NULL,
     NULL},
    {"truths", COLUMN(BOOLEAN, PLAIN, 3, "\5"), 3, "0 true\n1 false\n2 true\n", NULL, NULL},
    {"truths in runs", COLUMN(BOOLEAN, RLE, 3, "\2\0\0\0\6\1"), 3, "0 true\n1 true\n2 true\n", NULL,
     NULL},
    {"numbers", COLUMN(DOUBLE, PLAIN, 2, "\0\0\0\0\0\0\xf8\x3f\x9a\x99\x99\x99\x99\x99\xb9\x3f"), 2,
     "0 1.5\n1 0.1\n", NULL, NULL},
    {"narrow numbers", COLUMN(FLOAT, PLAIN, 1, "\xcd\xcc\xcc\x3d"), 1, "0 0.1\n", NULL, NULL},
    {"texts", COLUMN(BYTE_ARRAY, PLAIN, 2, "\2\0\0\0ab\1\0\0\0c"), 2, "0 ab\n1 c\n", NULL, NULL},
    {"texts of one size",
     {.name = "c",
      .type = FIXED,
      .converted = -1,
      .length = 3,
      .values = 2,
      .page = ROW_BYTES("abcdef")},
     2,
     "0 abc\n1 def\n",
     NULL,
     NULL},
    {"bytes that are no text", COLUMN(BYTE_ARRAY, PLAIN, 1, "\3\0\0\0\0\1\2"), 1, "", NULL, NULL},
    {"dates",
     {.name = "c",
      .type = INT32,
      .converted = DATE,
      .values = 2,
      .page = ROW_BYTES("\x59\x51\0\0\xff\xff\xff\xff")},
     2,
     "0 2027-01-07\n1 1969-12-31\n",
     NULL,
     NULL},
    {"instants",
     {.name = "c",
      .type = INT64,
      .converted = TIMESTAMP_MILLIS,
      .values = 2,
      .page = ROW_BYTES("\xe8\3\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff")},
     2,
     "0 1970-01-01T00:00:01Z\n1 1969-12-31T23:59:59.999Z\n",
     NULL,
     NULL},
    {"amounts",
     {.name = "c",
      .type = FIXED,
      .converted = DECIMAL,
      .length = 2,
      .values = 2,
      .page = ROW_BYTES("\x01\x2c\xff\xff")},
     2,
     "0 3.00\n1 -0.01\n",
     NULL,
     NULL},
    {"by a dictionary",
     {.name = "c",
      .type = BYTE_ARRAY,
      .converted = UTF8,
      .encoding = DICTIONARY,
      .values = 5,
      .page = ROW_BYTES("\1\6\1\3\2"),
      .entries = 2,
      .dictionary = ROW_BYTES("\1\0\0\0x\1\0\0\0y")},
     5,
     "0 y\n1 y\n2 y\n3 x\n4 y\n",
     NULL,
     NULL},
    {"differences", COLUMN(INT32, DELTA, 3, "\x80\1\4\3\2\4\0\0\0\0"), 3, "0 1\n1 3\n2 5\n", NULL,
     NULL},
    {"lengths before texts", COLUMN(BYTE_ARRAY, DELTA_LENGTH, 2, "\x80\1\4\2\2\2\0\0\0\0abc"), 2,
     "0 a\n1 bc\n", NULL, NULL},
    {"texts that begin alike",
     COLUMN(BYTE_ARRAY, DELTA_BYTES, 2, "\x80\1\4\2\0\4\0\0\0\0\x80\1\4\2\4\1\0\0\0\0abc"), 2,
     "0 ab\n1 abc\n", NULL, NULL},
    {"bytes apart", COLUMN(INT32, SPLIT, 2, "\1\2\0\0\0\0\0\0"), 2, "0 1\n1 2\n", NULL, NULL},
    {"nothing between",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .repetition = OPTIONAL,
      .values = 3,
      .page = ROW_BYTES("\2\0\0\0\3\5\1\0\0\0\2\0\0\0"),
      .nulls_plus_one = 2},
     3,
     "0 1\n2 2\n",
     NULL,
     NULL},
    {"lists",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .repetition = REPEATED,
      .values = 3,
      .page = ROW_BYTES("\2\0\0\0\3\2\2\0\0\0\6\1\1\0\0\0\2\0\0\0\3\0\0\0")},
     2,
     "0 1\n0 2\n1 3\n",
     NULL,
     NULL},
    {"a page of version 2",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .page = ROW_BYTES("\7\0\0\0"),
      .version_2 = true,
      .version_2_rows = 1},
     1,
     "0 7\n",
     NULL,
     NULL},
    {"a page of version 2 of other rows",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .page = ROW_BYTES("\7\0\0\0"),
      .version_2 = true,
      .version_2_rows = 2},
     1,
     "0 7\n",
     GAP_DATA_BAD_RECORD,
     "other rows or nulls"},
    {"snappy",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .codec = 1,
      .values = 1,
      .plain_size = 4,
      .page = ROW_BYTES("\4\x0c\7\0\0\0")},
     1,
     "0 7\n",
     NULL,
     NULL},
    {"damaged snappy",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .codec = 1,
      .values = 1,
      .plain_size = 4,
      .page = ROW_BYTES("\4\xfc\7\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "damaged block of snappy"},
    {"lz4 without frames",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .codec = 7,
      .values = 1,
      .plain_size = 4,
      .page = ROW_BYTES("\x40\7\0\0\0")},
     1,
     "0 7\n",
     NULL,
     NULL},
    {"LZO",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .codec = 3,
      .values = 1,
      .page = ROW_BYTES("\7\0\0\0")},
     1,
     "",
     GAP_DATA_FORMAT_UNREAD,
     "codec 3"},
    {"a checksum that holds",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .page = ROW_BYTES("\0\0\0\0"),
      .crc_plus_one = 0x2144df1c + 1LL},
     1,
     "0 0\n",
     NULL,
     NULL},
    {"a checksum that does not",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .page = ROW_BYTES("\7\0\0\0"),
      .crc_plus_one = 5},
     1,
     "",
     GAP_DATA_BAD_CHECKSUM,
     "checksum"},
    {"fewer nulls than told",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .page = ROW_BYTES("\7\0\0\0"),
      .nulls_plus_one = 2},
     1,
     "0 7\n",
     GAP_DATA_BAD_RECORD,
     "0 nulls where the footer tells 1"},
    {"fewer values than told",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .told_values = 2,
      .page = ROW_BYTES("\7\0\0\0")},
     1,
     "0 7\n",
     GAP_DATA_BAD_RECORD,
     "1 values where the footer tells 2"},
    {"more values than told",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 2,
      .told_values = 1,
      .page = ROW_BYTES("\7\0\0\0\7\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "more values than its column tells"},
    {"other rows than told", COLUMN(INT32, PLAIN, 1, "\7\0\0\0"), 2, "0 7\n", GAP_DATA_BAD_RECORD,
     "1 rows where the footer tells 2"},
    {"values that are cut short", COLUMN(INT32, PLAIN, 2, "\7\0\0\0\7\0"), 2, "0 7\n",
     GAP_DATA_BAD_RECORD, "cannot be decoded"},
    {"a text of 2^32 bytes",
     COLUMN(BYTE_ARRAY, PLAIN, 1,
            "\xff\xff\xff\xff"
            "a"),
     1, "", GAP_DATA_BAD_RECORD, "cannot be decoded"},
    {"an entry that is not there",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .encoding = DICTIONARY,
      .values = 1,
      .page = ROW_BYTES("\1\2\1"),
      .entries = 1,
      .dictionary = ROW_BYTES("\1\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "cannot be decoded"},
    {"entries of 2^40",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .encoding = DICTIONARY,
      .values = 1,
      .page = ROW_BYTES("\1\2\0"),
      .entries = UINT64_C(1) << 40,
      .dictionary = ROW_BYTES("\1\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "fewer entries"},
    {"no dictionary", COLUMN(INT32, DICTIONARY, 1, "\1\2\0"), 1, "", GAP_DATA_BAD_RECORD,
     "not there"},
    {"indexes of 33 bits",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .encoding = DICTIONARY,
      .values = 1,
      .page = ROW_BYTES("\41\2\0\0\0\0\0"),
      .entries = 1,
      .dictionary = ROW_BYTES("\1\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "cannot be decoded"},
    {"an encoding of another type", COLUMN(INT32, DELTA_LENGTH, 1, "\7\0\0\0"), 1, "",
     GAP_DATA_BAD_RECORD, "which their type has not"},
    {"an unknown encoding", COLUMN(INT32, 77, 1, "\7\0\0\0"), 1, "", GAP_DATA_BAD_RECORD,
     "encoding 77"},
    {"levels above the highest",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .repetition = OPTIONAL,
      .values = 1,
      .page = ROW_BYTES("\2\0\0\0\2\2\1\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "levels"},
    {"levels longer than the page",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .repetition = OPTIONAL,
      .values = 1,
      .page = ROW_BYTES("\xff\xff\xff\xff\2\1\1\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "levels"},
    {"differences in blocks of nothing", COLUMN(INT32, DELTA, 2, "\0\0\2\2"), 2, "",
     GAP_DATA_BAD_RECORD, "cannot be decoded"},
    {"a size that is negative",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .packed_size = -1,
      .page = ROW_BYTES("\7\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "a page of no size"},
    {"a page of 2^31 - 1 bytes",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .packed_size = INT32_MAX,
      .page = ROW_BYTES("\7\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "past the end"},
    {"a page that unpacks to 2^31 - 1 bytes",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .codec = 1,
      .values = 1,
      .plain_size = INT32_MAX,
      .page = ROW_BYTES("\4\x0c\7\0\0\0")},
     1,
     "",
     GAP_DATA_FORMAT_UNREAD,
     "a page of 2147483647 bytes"},
    {"a column past the end",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .total_size = INT64_MAX,
      .page = ROW_BYTES("\7\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "outside of the file"},
    {"a column before the file",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .data_offset = -1,
      .page = ROW_BYTES("\7\0\0\0")},
     1,
     "",
     GAP_DATA_BAD_RECORD,
     "outside of the file"},
    {"a column that is encrypted",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .encrypted = true,
      .page = ROW_BYTES("\7\0\0\0")},
     1,
     "",
     GAP_DATA_ENCRYPTED,
     "encrypted"},
    {"a column in another file",
     {.name = "c",
      .type = INT32,
      .converted = -1,
      .values = 1,
      .elsewhere = true,
      .page = ROW_BYTES("\7\0\0\0")},
     1,
     "",
     GAP_DATA_FORMAT_UNREAD,
     "another file"},
    {"a run of 2^20 cells that are not there",
     {.name = "c",
      .type = BYTE_ARRAY,
      .converted = -1,
      .repetition = OPTIONAL,
      .values = 1 << 20,
      .page = ROW_BYTES("\5\0\0\0\x80\x80\x80\1\1"),
      .told_values = 1 << 20},
     1 << 20,
     "",
     GAP_DATA_BAD_RECORD,
     "cannot be decoded"},
};

/* The column of the row, and a good one behind it, which is read whatever the other is. */
static void make(const struct row *row, struct buf *file)
{
    const struct made_column columns[] = {row->column,
                                          {.name = "good",
                                           .type = BYTE_ARRAY,
                                           .converted = UTF8,
                                           .values = 1,
                                           .page = ROW_BYTES("\4\0\0\0seen")}};

    made_parquet(file, &(struct made_file){.columns = columns, .count = 2, .rows = row->rows});
}

static void check_row(void **state)
{
    const struct row *row = *state;
    struct buf file;

    make(row, &file);
    for (size_t step = 1; step < 5000; step += 4095) {
        struct inspected *seen =
            inspect_in_steps(&inspect_parquet, buf_bytes(&file), "a.parquet", step, true);
        const struct evidence_gap *gap = row->gap ? inspected_gap(seen, row->gap) : NULL;

        if (seen->status != ASSAY_OK || (row->gap && (!gap || !strstr(gap->why, row->why))) ||
            (!row->gap && inspected_gap(seen, GAP_DATA_FORMAT_UNREAD)))
            inspected_fail(seen, row->gap ? row->why : "the outcome of the row");
        assert_string_equal(column_text(seen, 0), row->values);
        assert_string_equal(column_text(seen, 1), "0 seen\n");
        assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), row->rows);
        assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), 2);
        inspected_free(seen);
    }
    buf_clear(&file);
}

/* 2^31 - 1 cells of ten bytes: the work ends where it stands in no measure to the file. */
static void check_too_many_cells(void **state)
{
    const struct row row = {"2^31 - 1 cells",
                            {.name = "c",
                             .type = BYTE_ARRAY,
                             .converted = -1,
                             .repetition = OPTIONAL,
                             .values = INT32_MAX,
                             .page = ROW_BYTES("\6\0\0\0\xfe\xff\xff\xff\xf\1"),
                             .told_values = INT32_MAX},
                            INT32_MAX,
                            "",
                            GAP_DATA_BAD_RECORD,
                            "cannot be decoded"};
    struct buf file;
    struct inspected *seen;

    (void)state;
    make(&row, &file);
    seen = inspect_in_steps(&inspect_parquet, buf_bytes(&file), "a.parquet", 4096, true);
    assert_int_equal(seen->status, ASSAY_ELIMIT);
    assert_non_null(strstr(seen->err.text, "more cells than are looked at"));
    inspected_free(seen);
    buf_clear(&file);
}

/* Cut anywhere, a file that begins as Parquet says so, and where it was cut. */
static void check_cuts(void **state)
{
    struct buf file;

    (void)state;
    make(&rows[13], &file);
    for (size_t size = 8; size < file.size; size++) {
        struct inspected *seen =
            inspect_bytes(&inspect_parquet, bytes_of(file.data, size), "a.parquet");

        if (seen->status != ASSAY_EFORMAT || seen->err.offset > size)
            inspected_fail(seen, "a failure");
        inspected_free(seen);
    }
    buf_clear(&file);
}

static void check_bytes(void **state)
{
    struct buf file;

    (void)state;
    make(&rows[13], &file);
    check_spoilt(&inspect_parquet, buf_bytes(&file));
    buf_clear(&file);
}

static void check_facts(void **state)
{
    static const struct made_column column = {.name = "mail",
                                              .type = BYTE_ARRAY,
                                              .converted = UTF8,
                                              .codec = 0,
                                              .values = 1,
                                              .page = ROW_BYTES("\1\0\0\0a")};
    struct inspected *seen;
    struct buf file;

    (void)state;
    made_parquet(
        &file, &(struct made_file){
                   .columns = &column, .count = 1, .rows = 1, .key = "note", .value = "call 555"});
    seen = inspect_bytes(&inspect_parquet, buf_bytes(&file), "x");
    assert_int_equal(seen->bid, 32);
    assert_int_equal(seen->status, ASSAY_OK);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES), "mail");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_TYPES), "text");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COMPRESSION), "none");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_ENCODINGS), "plain");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_METADATA_KEYS), "note");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_PRODUCER), "by hand");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROW_GROUPS), 1);
    assert_non_null(strstr(seen->values, " call 555\n"));
    inspected_free(seen);
    buf_clear(&file);
}

static void check_rows_of_file(void **state)
{
    static const struct made_column column = COLUMN(INT32, PLAIN, 1, "\1\0\0\0");
    struct inspected *seen;
    struct buf file;

    (void)state;
    made_parquet(&file,
                 &(struct made_file){.columns = &column, .count = 1, .rows = 1, .told_rows = 7});
    seen = inspect_bytes(&inspect_parquet, buf_bytes(&file), "x");
    assert_non_null(inspected_gap(seen, GAP_DATA_BAD_RECORD));
    inspected_free(seen);
    buf_clear(&file);
}

static void check_secret_footer(void **state)
{
    struct inspected *seen =
        inspect_bytes(&inspect_parquet, BYTES("PAREsecret\6\0\0\0PARE"), "x.parquet");

    (void)state;
    assert_int_equal(seen->status, ASSAY_OK);
    assert_non_null(inspected_gap(seen, GAP_DATA_ENCRYPTED));
    inspected_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_cuts),         cmocka_unit_test(check_too_many_cells),
        cmocka_unit_test(check_bytes),        cmocka_unit_test(check_facts),
        cmocka_unit_test(check_rows_of_file), cmocka_unit_test(check_secret_footer),
    };

    return RUN_CASES(check_row, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
