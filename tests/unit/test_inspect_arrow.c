/* test_inspect_arrow.c - an Arrow file and stream as apache-arrow wrote them, and what does not
 * hold. */

#include "columnar.h"

#include "examine/inspect.h"
#include "inventory/gaps.h"

static const char *const wanted[] = {
    "0 ann\n1 bob\n3 eve\n",
    "0 31\n2 7\n3 -1\n",
    "0 true\n1 false\n3 true\n",
    "0 1.5\n2 0.1\n3 -2\n",
    "0 Rom\n1 Ulm\n2 Rom\n",
    "0 2001-02-03T04:05:06.789\n2 1970-01-01T00:00:00\n3 1969-12-31T23:59:59.999\n",
    "0 a\n0 b\n3 c\n",
    "0 1\n1 2\n3 4\n",
    "0 p\n3 q\n",
};

static void check_values(void **state)
{
    static const char *const names[] = {"columnar/people.arrow", "columnar/people.arrows"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct bytes file = file_bytes(names[i]);

        for (size_t step = 1; step < 5000; step += 4095) {
            struct inspected *seen = inspect_in_steps(&inspect_arrow, file, "x", step, true);

            assert_true(seen->bid > 32);
            if (seen->status != ASSAY_OK || evidence_gap_count(seen->evidence) > 0)
                inspected_fail(seen, "all of it");
            for (uint32_t column = 0; column < ARRAY_LEN(wanted); column++)
                assert_string_equal(column_text(seen, column), wanted[column]);
            assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 4);
            assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_COLUMNS), 9);
            assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES),
                                "name,age,ok,score,city,born,tags,at.x,at.y");
            assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_TYPES),
                                "text,integer,boolean,number,text,date,nested,integer,text");
            assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROW_GROUPS), 1);
            inspected_free(seen);
        }
        free((void *)(uintptr_t)file.data);
    }
}

/* CVE-2023-47248: the type is made from a pickle as soon as the schema is read. */
static void check_extension(void **state)
{
    struct bytes file = file_bytes("columnar/extension.arrows");
    struct inspected *seen = inspect_bytes(&inspect_arrow, file, "x");

    (void)state;
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(seen->content.load, ASSAY_LOAD_DANGEROUS);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_MODEL_CUSTOM_CODE),
                        "arrow.py_extension_type");
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

/* Ray's tensors keep their shape in a pickle; this one is a name that nobody registered. */
static void check_parameters(void **state)
{
    static const uint8_t name[] = "\x15\0\0\0ray.data.arrow_tensor\0";
    struct bytes file = file_bytes("columnar/extension.arrows");
    uint8_t *bytes = (uint8_t *)(uintptr_t)file.data;
    uint8_t *pickle = memmem(bytes, file.size, "\xc2\x80\4N.", 5);
    uint8_t *type = memmem(bytes, file.size, "\x17\0\0\0arrow.py_extension_type", 27);
    struct inspected *seen;

    (void)state;
    assert_non_null(pickle);
    assert_non_null(type);
    memcpy(pickle, "\x80\4\x82\1.", 5);
    memcpy(type, name, sizeof name);
    seen = inspect_bytes(&inspect_arrow, file, "x");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(seen->content.load, ASSAY_LOAD_SUSPICIOUS);
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

static void check_bytes(void **state)
{
    struct bytes file = file_bytes(*state);

    check_spoilt(&inspect_arrow, file);
    free((void *)(uintptr_t)file.data);
}

/* An offset that is wrong is told with its column; the others are read. */
static void check_column(void **state)
{
    struct bytes file = file_bytes("columnar/people.arrow");
    uint8_t *bytes = (uint8_t *)(uintptr_t)file.data;
    struct inspected *seen;
    uint8_t *offsets;

    (void)state;
    offsets = memmem(bytes, file.size, "\3\0\0\0\6\0\0\0\6\0\0\0\x09", 13);
    assert_non_null(offsets);
    offsets[4] = 0x7f; /* where the second name ends */
    seen = inspect_bytes(&inspect_arrow, file, "x");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_non_null(inspected_gap(seen, GAP_DATA_BAD_RECORD));
    assert_non_null(strstr(inspected_gap(seen, GAP_DATA_BAD_RECORD)->why, "column name"));
    for (uint32_t column = 1; column < ARRAY_LEN(wanted); column++)
        assert_string_equal(column_text(seen, column), wanted[column]);
    inspected_free(seen);
    free((void *)(uintptr_t)file.data);
}

static void check_behind(void **state)
{
    struct bytes file = file_bytes("columnar/people.arrows");
    uint8_t *longer = realloc((void *)(uintptr_t)file.data, file.size + 4);
    struct inspected *seen;

    (void)state;
    assert_non_null(longer);
    memcpy(longer + file.size, "more", 4);
    seen = inspect_bytes(&inspect_arrow, bytes_of(longer, file.size + 4), "x");
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(inspected_gap(seen, GAP_DATA_BAD_RECORD)->offset, file.size);
    inspected_free(seen);
    free(longer);
}

static void check_old_feather(void **state)
{
    struct inspected *seen = inspect_bytes(&inspect_arrow, BYTES("FEA1\0\0\0\0\1\0\0\0FEA1"), "x");

    (void)state;
    assert_int_equal(seen->status, ASSAY_EFORMAT);
    inspected_free(seen);
}

int main(void)
{
    static char file[] = "columnar/people.arrow", stream[] = "columnar/people.arrows";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_values),
        cmocka_unit_test(check_extension),
        cmocka_unit_test(check_parameters),
        cmocka_unit_test(check_column),
        cmocka_unit_test(check_behind),
        cmocka_unit_test(check_old_feather),
        cmocka_unit_test_prestate(check_bytes, file),
        cmocka_unit_test_prestate(check_bytes, stream),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
