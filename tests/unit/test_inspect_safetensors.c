/* test_inspect_safetensors.c - headers that hold, and headers that lie. */

#include "inspect.h"

#include "examine/inspect.h"

struct row {
    const char *name;
    const char *header;
    size_t data; /* bytes behind the header */
    enum assay_status status;
    uint64_t offset; /* to blame: of the file, the header begins at 8 */
};

#define T(name, dtype, shape, begin, end)                                                          \
    "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":[" #begin "," #end \
    "]}"

static const struct row rows[] = {
    {"no tensors", "{}", 0, ASSAY_OK, 0},
    {"one tensor", "{" T("a", "F32", "[2,3]", 0, 24) "}", 24, ASSAY_OK, 0},
    {"padding behind the object", "{" T("a", "F32", "[2,3]", 0, 24) "}   ", 24, ASSAY_OK, 0},
    {"a scalar", "{" T("a", "I64", "[]", 0, 8) "}", 8, ASSAY_OK, 0},
    {"an empty tensor between others",
     "{" T("a", "U8", "[1]", 0, 1) "," T("b", "F16", "[0,9]", 1, 1) "," T("c", "U8", "[1]", 1,
                                                                          2) "}",
     2, ASSAY_OK, 0},
    {"not in the order of their places",
     "{" T("b", "U8", "[1]", 1, 2) "," T("a", "U8", "[1]", 0, 1) "}", 2, ASSAY_OK, 0},
    {"half bytes", "{" T("a", "F4", "[2]", 0, 1) "}", 1, ASSAY_OK, 0},
    {"half a byte too many", "{" T("a", "F4", "[3]", 0, 1) "}", 1, ASSAY_EFORMAT, 9},
    {"metadata", "{\"__metadata__\":{\"format\":\"pt\"}," T("a", "U8", "[1]", 0, 1) "}", 1,
     ASSAY_OK, 0},
    {"metadata that is no text", "{\"__metadata__\":{\"format\":1}}", 0, ASSAY_EFORMAT, 34},
    {"metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0, ASSAY_EFORMAT, 27},
    {"a tensor's name twice", "{" T("a", "U8", "[1]", 0, 1) "," T("a", "U8", "[1]", 1, 2) "}", 2,
     ASSAY_EFORMAT, 61},
    {"a name twice, once escaped",
     "{" T("a", "U8", "[1]", 0, 1) "," T("\\u0061", "U8", "[1]", 1, 2) "}", 2, ASSAY_EFORMAT, 61},
    {"a member twice", "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", 0, ASSAY_EFORMAT, 27},
    {"a member unknown", "{\"a\":{\"type\":\"U8\"}}", 0, ASSAY_EFORMAT, 14},
    {"a type unknown", "{" T("a", "F33", "[1]", 0, 1) "}", 1, ASSAY_EFORMAT, 22},
    {"no type", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, ASSAY_EFORMAT, 9},
    {"no shape", "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, ASSAY_EFORMAT, 9},
    {"no place", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, ASSAY_EFORMAT, 9},
    {"a hole before the first", "{" T("a", "U8", "[1]", 1, 2) "}", 2, ASSAY_EFORMAT, 9},
    {"a hole", "{" T("a", "U8", "[1]", 0, 1) "," T("b", "U8", "[1]", 2, 3) "}", 3, ASSAY_EFORMAT,
     61},
    {"an overlap", "{" T("a", "U8", "[2]", 0, 2) "," T("b", "U8", "[1]", 1, 2) "}", 2,
     ASSAY_EFORMAT, 61},
    {"the same place twice", "{" T("a", "U8", "[1]", 0, 1) "," T("b", "U8", "[1]", 0, 1) "}", 1,
     ASSAY_EFORMAT, 61},
    {"end before begin", "{" T("a", "U8", "[1]", 1, 0) "}", 0, ASSAY_EFORMAT, 58},
    {"three places", "{\"a\":{\"data_offsets\":[0,1,2]}}", 0, ASSAY_EFORMAT, 34},
    {"one place", "{\"a\":{\"data_offsets\":[0]}}", 0, ASSAY_EFORMAT, 31},
    {"a size that is negative", "{" T("a", "U8", "[-1]", 0, 1) "}", 1, ASSAY_EFORMAT, 36},
    {"a size with a point", "{" T("a", "U8", "[1.0]", 0, 1) "}", 1, ASSAY_EFORMAT, 36},
    {"a size as text", "{" T("a", "U8", "[\"1\"]", 0, 1) "}", 1, ASSAY_EFORMAT, 36},
    {"sizes whose product does not fit", "{" T("a", "U8", "[4294967296,4294967296]", 0, 1) "}", 1,
     ASSAY_EFORMAT, 57},
    {"bytes whose number does not fit", "{" T("a", "F64", "[18446744073709551615]", 0, 1) "}", 1,
     ASSAY_EFORMAT, 9},
    {"a place beyond 64 bits", "{" T("a", "U8", "[1]", 0, 18446744073709551616) "}", 1,
     ASSAY_EFORMAT, 57},
    {"a shape larger than its place", "{" T("a", "F32", "[2,3]", 0, 23) "}", 23, ASSAY_EFORMAT, 9},
    {"too few bytes", "{" T("a", "U8", "[9]", 0, 9) "}", 8, ASSAY_EFORMAT, 61},
    {"too many bytes", "{" T("a", "U8", "[9]", 0, 9) "}", 10, ASSAY_EFORMAT, 61},
    {"a list for a header", "[]", 0, ASSAY_EFORMAT, 8},
    {"a number for a tensor", "{\"a\":1}", 0, ASSAY_EFORMAT, 13},
    {"deeper than tensors are", "{\"a\":{\"shape\":[[[1]]]}}", 0, ASSAY_EFORMAT, 23},
    {"something behind the object", "{} x", 0, ASSAY_EFORMAT, 11},
    {"another object behind it", "{}{}", 0, ASSAY_EFORMAT, 10},
    {"a byte that is not UTF-8", "{\"\xff\":1}", 0, ASSAY_EFORMAT, 10},
    {"nothing", "", 0, ASSAY_EFORMAT, 8},
};

/* The file of a row, the test's to free(). */
static struct bytes file_of(const char *header, size_t data)
{
    size_t size = strlen(header);
    uint8_t *bytes = calloc(1, 8 + size + data + 1);

    assert_non_null(bytes);
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(size >> (8 * i) & 0xff);
    memcpy(bytes + 8, header, size);
    return bytes_of(bytes, 8 + size + data);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    struct bytes file = file_of(row->header, row->data);

    for (size_t step = 1; step < 40; step += 19) {
        struct inspected *seen =
            inspect_in_steps(&inspect_safetensors, file, "m.safetensors", step, true);

        if (seen->status != row->status || (row->status && seen->err.offset != row->offset))
            inspected_fail(seen, "the status and offset of the row");
        assert_int_equal(seen->content.load,
                         row->status == ASSAY_OK ? ASSAY_LOAD_CLEAN : ASSAY_LOAD_SUSPICIOUS);
        inspected_free(seen);
    }
    free((void *)(uintptr_t)file.data);
}

/* Without a size to trust, the data is counted. */
static void check_size_unknown(void **state)
{
    const struct row *row = *state;
    struct bytes file = file_of(row->header, row->data);
    struct inspected *seen =
        inspect_in_steps(&inspect_safetensors, file, "m.safetensors", 5, false);

    assert_int_equal(seen->status, row->status);
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

static void check_every_cut(void **state)
{
    const char *header =
        "{\"__metadata__\":{\"license\":\"MIT\"}," T("a", "F32", "[2,3]", 0, 24) "}";
    struct bytes file = file_of(header, 24);

    (void)state;
    for (size_t size = 0; size < file.size; size++)
        for (int known = 0; known < 2; known++) {
            struct inspected *seen = inspect_in_steps(
                &inspect_safetensors, bytes_of(file.data, size), "m.safetensors", 3, known);

            assert_int_equal(seen->status, ASSAY_EFORMAT);
            assert_true(seen->err.offset <= size);
            assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
            inspected_free(seen);
        }
    free((void *)(uintptr_t)file.data);
}

static void check_facts(void **state)
{
    const char *header =
        "{\"__metadata__\":{\"license\":\"Apache-2.0\",\"base_model\":\"org/base\","
        "\"modelspec.title\":\"Tiny\",\"format\":\"pt\",\"other\":\"x\"}," T(
            "w", "BF16", "[4,2]", 0, 16) "," T("b", "F32", "[2]", 16, 24) "}";
    struct bytes file = file_of(header, 24);
    struct inspected *seen = inspect_bytes(&inspect_safetensors, file, "m.bin");

    (void)state;
    assert_int_equal(seen->status, ASSAY_OK);
    assert_true(seen->bid > 8);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_TENSORS), 2);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_MODEL_PARAMETERS), 10);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_DTYPES), "BF16,F32");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_LICENSE), "Apache-2.0");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_BASE_MODEL), "org/base");
    assert_string_equal(inspected_fact_text(seen, ASSAY_FACT_MODEL_NAME), "Tiny");
    assert_true(inspected_find(seen, ASSAY_FACT_MODEL_LICENSE)->declared);
    assert_true(evidence_is_text_over(seen->evidence));
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

struct size_row {
    const char *name;
    struct bytes bytes;
    uint64_t offset;
};

static const struct size_row sizes[] = {
    {"empty", ROW_BYTES(""), 0},
    {"seven bytes", ROW_BYTES("\2\0\0\0\0\0\0"), 0},
    {"a header larger than the file", ROW_BYTES("\3\0\0\0\0\0\0\0{}"), 8},
    {"a header larger than any", ROW_BYTES("\1\xe1\xf5\5\0\0\0\0{}"), 0},
    {"a header of all ones", ROW_BYTES("\xff\xff\xff\xff\xff\xff\xff\xff{}"), 0},
};

static void check_size(void **state)
{
    const struct size_row *row = *state;
    struct inspected *seen = inspect_bytes(&inspect_safetensors, row->bytes, "m.safetensors");

    assert_int_equal(seen->status, ASSAY_EFORMAT);
    assert_int_equal(seen->err.offset, row->offset);
    assert_true(seen->bid > 0);
    inspected_free(seen);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_every_cut),
        cmocka_unit_test(check_facts),
    };

    return RUN_CASES(check_row, rows) + RUN_CASES(check_size_unknown, rows) +
           RUN_CASES(check_size, sizes) + cmocka_run_group_tests(tests, NULL, NULL);
}
