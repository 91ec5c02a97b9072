/* test_inspect_npy.c - arrays whose bytes hold what the header tells, and others. */

#include "inspect.h"

#include "base/text.h"
#include "examine/inspect.h"
#include "inventory/gaps.h"

#define PAIRS(descr, shape) "{'descr': " descr ", 'fortran_order': False, 'shape': " shape ", }"

struct row {
    const char *name;
    unsigned version;
    const char *header;
    struct bytes data;
    enum assay_status status;
    uint64_t offset;
    enum assay_load load;
};

#define CLEAN ASSAY_OK, 0, ASSAY_LOAD_CLEAN
#define BROKEN(at) ASSAY_EFORMAT, at, ASSAY_LOAD_SUSPICIOUS

static const struct row rows[] = {
    {"two numbers", 1, PAIRS("'<f8'", "(2,)"), ROW_BYTES("0123456789abcdef"), CLEAN},
    {"version 2", 2, PAIRS("'<f8'", "(1,)"), ROW_BYTES("01234567"), CLEAN},
    {"version 3", 3, PAIRS("'|u1'", "(2, 2)"), ROW_BYTES("abcd"), CLEAN},
    {"a scalar", 1, PAIRS("'<i4'", "()"), ROW_BYTES("abcd"), CLEAN},
    {"no elements", 1, PAIRS("'<i4'", "(0, 5)"), ROW_BYTES(""), CLEAN},
    {"texts", 1, PAIRS("'<U2'", "(1,)"), ROW_BYTES("abcdefgh"), CLEAN},
    {"times", 1, PAIRS("'<M8[ns]'", "(1,)"), ROW_BYTES("abcdefgh"), CLEAN},
    {"a structure", 1, PAIRS("[('a', '<i2'), (('t', 'b'), '|u1', (2,))]", "(1,)"),
     ROW_BYTES("abcd"), CLEAN},
    {"structures in a structure", 1, PAIRS("[('a', [('b', '<i2')])]", "(1,)"), ROW_BYTES("ab"),
     CLEAN},
    {"Python 2 numbers", 1, PAIRS("'|u1'", "(2L,)"), ROW_BYTES("ab"), CLEAN},
    {"harmless objects", 1, PAIRS("'|O'", "(1,)"), ROW_BYTES("\x80\2]q\0."), CLEAN},
    {"dangerous objects", 1, PAIRS("'|O'", "(1,)"), ROW_BYTES("\x80\2cposix\nsystem\n."), ASSAY_OK,
     0, ASSAY_LOAD_DANGEROUS},
    {"dangerous objects, told in two halves", 1, PAIRS("'|' 'O'", "(1,)"),
     ROW_BYTES("\x80\2cposix\nsystem\n."), ASSAY_EFORMAT, 23, ASSAY_LOAD_DANGEROUS},
    {"objects in a field", 1, PAIRS("[('a', '|O')]", "(1,)"), ROW_BYTES("cposix\nsystem\n."),
     ASSAY_OK, 0, ASSAY_LOAD_DANGEROUS},
    {"objects, cut short", 1, PAIRS("'|O'", "(1,)"), ROW_BYTES("\x80\2cposix\nsystem\n"),
     ASSAY_EFORMAT, 82, ASSAY_LOAD_DANGEROUS},
    {"trailing bytes", 1, PAIRS("'|u1'", "(2,)"), ROW_BYTES("abc"), ASSAY_OK, 0,
     ASSAY_LOAD_SUSPICIOUS},
    {"too few bytes", 1, PAIRS("'|u1'", "(2,)"), ROW_BYTES("a"), BROKEN(67)},
    {"a shape that overflows", 1, PAIRS("'|u1'", "(4294967296, 4294967296)"), ROW_BYTES("a"),
     BROKEN(60)},
    {"bytes that overflow", 1, PAIRS("'<f8'", "(9223372036854775807,)"), ROW_BYTES("a"),
     BROKEN(85)},
    {"a negative size", 1, PAIRS("'|u1'", "(-1,)"), ROW_BYTES("a"), BROKEN(61)},
    {"a sum", 1, PAIRS("'|u1'", "(1+1,)"), ROW_BYTES("ab"), BROKEN(62)},
    {"a call", 1, PAIRS("exit()", "(1,)"), ROW_BYTES("ab"), BROKEN(20)},
    {"a name", 1, PAIRS("'|u1'", "x"), ROW_BYTES("ab"), BROKEN(60)},
    {"an unknown type", 1, PAIRS("'|z1'", "(1,)"), ROW_BYTES("a"), BROKEN(25)},
    {"a type without a size", 1, PAIRS("'|u'", "(1,)"), ROW_BYTES("a"), BROKEN(24)},
    {"an escape", 1, PAIRS("'\\x7cu1'", "(1,)"), ROW_BYTES("a"), BROKEN(21)},
    {"a member twice", 1, "{'shape': (), 'shape': ()}", ROW_BYTES("a"), BROKEN(24)},
    {"an unknown member", 1, "{'a': 1}", ROW_BYTES("a"), BROKEN(11)},
    {"a missing member", 1, "{'descr': '|u1', 'shape': ()}", ROW_BYTES("a"), BROKEN(39)},
    {"something behind it", 1, PAIRS("'|u1'", "()") " x", ROW_BYTES("a"), BROKEN(66)},
    {"nothing", 1, "", ROW_BYTES(""), BROKEN(10)},
    {"version 4", 4, PAIRS("'|u1'", "()"), ROW_BYTES("a"), BROKEN(6)},
    {"version 0", 0, PAIRS("'|u1'", "()"), ROW_BYTES("a"), BROKEN(6)},
};

/* The file of a row, the test's to free(). */
static struct bytes file_of(const struct row *row)
{
    size_t size = strlen(row->header), prefix = row->version == 1 ? 10 : 12;
    uint8_t *bytes = calloc(1, prefix + size + row->data.size + 1);

    assert_non_null(bytes);
    memcpy(bytes, "\x93NUMPY", 6);
    bytes[6] = (uint8_t)row->version;
    bytes[8] = (uint8_t)(size & 0xff);
    bytes[9] = (uint8_t)(size >> 8);
    memcpy(bytes + prefix, row->header, size);
    memcpy(bytes + prefix + size, row->data.data, row->data.size);
    return bytes_of(bytes, prefix + size + row->data.size);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    struct bytes file = file_of(row);

    for (size_t step = 1; step < 40; step += 19) {
        struct inspected *seen = inspect_in_steps(&inspect_npy, file, "a.npy", step, true);

        if (seen->status != row->status || (row->status && seen->err.offset != row->offset) ||
            seen->content.load != row->load)
            inspected_fail(seen, "the outcome of the row");
        inspected_free(seen);
    }
    free((void *)(uintptr_t)file.data);
}

static void check_cuts(void **state)
{
    const struct row *row = *state;
    struct bytes file = file_of(row);

    if (row->load == ASSAY_LOAD_CLEAN)
        for (size_t size = 0; size < file.size; size++) {
            struct inspected *seen =
                inspect_bytes(&inspect_npy, bytes_of(file.data, size), "a.npy");

            assert_int_equal(seen->status, ASSAY_EFORMAT);
            assert_true(seen->err.offset <= size);
            assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
            inspected_free(seen);
        }
    free((void *)(uintptr_t)file.data);
}

static void check_depth(void **state)
{
    char header[1024] = "{'descr': ";
    struct row row = {.version = 1, .header = header, .data = {(const uint8_t *)"a", 1}};
    struct inspected *seen;
    struct bytes file;

    (void)state;
    for (int i = 0; i < 40; i++)
        text_append(header, sizeof header, "[('a', ");
    file = file_of(&row);
    seen = inspect_bytes(&inspect_npy, file, "a.npy");
    assert_int_equal(seen->status, ASSAY_EFORMAT);
    assert_int_equal(seen->err.offset, 10 + 10 + 33 * 7 - 1);
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

/* Characters of four bytes become texts, of either order, by field; texts of an array in a field
 * follow each other. Numbers become texts, too; columns are fields, or those of two dimensions. */
static void check_texts(void **state)
{
    static const struct {
        const char *descr;
        struct bytes data;
        const char *values;
    } texts[] = {
        {PAIRS("'<U2'", "(2,)"), ROW_BYTES("a\0\0\0b\0\0\0\xe9\0\0\0\0\0\0\0"),
         "0:0@67 ab\n0:1@75 \xc3\xa9\n"},
        {PAIRS("'>U1'", "(2,)"), ROW_BYTES("\0\0\0a\0\1\xf6\0"),
         "0:0@67 a\n0:1@71 \xf0\x9f\x98\x80\n"},
        {PAIRS("[('n', '<i2'), ('t', '<U1'), ('m', '<i2'), ('u', '<U1', (2,))]", "(1,)"),
         ROW_BYTES("..a\0\0\0..b\0\0\0c\0\0\0"), "1:0@126 a\n3:0@132 bc\n"},
        {PAIRS("'<U1'", "(1,)"), ROW_BYTES("\xff\xff\xff\xff"), ""},
        {PAIRS("'>u4'", "(2,)"), ROW_BYTES("\0\0\1\0\0\0\0\7"), "0:0@67 256\n0:1@71 7\n"},
        {PAIRS("'<i4'", "(1, 2)"), ROW_BYTES("\xff\xff\xff\xff\2\0\0\0"), "0:0@69 -1\n1:0@73 2\n"},
        {PAIRS("'<i2'", "(2,)"), ROW_BYTES("abcd"), ""},
        {PAIRS("'<f4'", "(1,)"), ROW_BYTES("\0\0\x80?"), ""},
        {PAIRS("'<i4'", "(2, 2, 2)"), ROW_BYTES("abcdabcdabcdabcdabcdabcdabcdabcd"), ""},
        {PAIRS("'<i4'", "(2, 1, 1)"), ROW_BYTES("\1\0\0\0\2\0\0\0"), "0:0@72 1\n0:1@76 2\n"},
        {PAIRS("'<i4'", "(1, 2, 1)"), ROW_BYTES("\1\0\0\0\2\0\0\0"), "0:0@72 1\n0:1@76 2\n"},
        {PAIRS("[('f', '<f4'), ('d', '<M8[D]')]", "(1,)"), ROW_BYTES("\0\0\xc0?\1\0\0\0\0\0\0\0"),
         "0:0@93 1.5\n1:0@97 1970-01-02\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct row row = {.version = 1, .header = texts[i].descr, .data = texts[i].data};
        struct bytes file = file_of(&row);
        struct inspected *seen = inspect_in_steps(&inspect_npy, file, "a.npy", 1, true);

        assert_int_equal(seen->status, ASSAY_OK);
        assert_string_equal(seen->values, texts[i].values);
        inspected_free(seen);
        free((void *)(uintptr_t)file.data);
    }
}

static void check_facts(void **state)
{
    struct row row = {.version = 1,
                      .header = PAIRS("'<f4'", "(3, 2)"),
                      .data = {(const uint8_t *)"0123456789abcdefghijklmn", 24}};
    struct bytes file = file_of(&row);
    struct inspected *seen = inspect_bytes(&inspect_npy, file, "x");

    (void)state;
    assert_true(seen->bid > 8);
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_DTYPE), "<f4");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_DATASET_SHAPE), "3x2");
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 3);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), 2);
    assert_true(evidence_is_text_over(seen->evidence));
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_depth),
        cmocka_unit_test(check_texts),
        cmocka_unit_test(check_facts),
    };

    return RUN_CASES(check_row, rows) + RUN_CASES(check_cuts, rows) +
           cmocka_run_group_tests(tests, NULL, NULL);
}
