/* LMDB environments that its own library wrote (tests/conformance/check-lmdb makes such), whole and
 * damaged. */

#include "examine/inspect.h"
#include "inspect.h"
#include "inventory/gaps.h"

/* The test's to free(). */
static struct bytes load(const char *name)
{
    char path[512];
    uint8_t *data;
    FILE *in;
    long size;

    snprintf(path, sizeof path, "%s/lmdb/%s", TEST_DATA, name);
    in = fopen(path, "rb");
    assert_non_null(in);
    assert_int_equal(fseek(in, 0, SEEK_END), 0);
    size = ftell(in);
    assert_true(size > 0);
    rewind(in);
    data = malloc((size_t)size);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)size, in), size);
    fclose(in);
    return bytes_of(data, (size_t)size);
}

static void release(struct bytes bytes)
{
    free((void *)(uintptr_t)bytes.data);
}

static void databases_are_tables(void **state)
{
    struct bytes bytes = load("small.mdb");
    struct inspected *seen = inspect_bytes(&inspect_lmdb, bytes, "data.mdb");

    (void)state;
    assert_int_equal(seen->bid, 64);
    assert_int_equal(seen->status, ASSAY_OK);
    assert_int_equal(evidence_gap_count(seen->evidence), 0);
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 8);
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_TABLES), "train,twins");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_NAMES),
                        "train.key,train.value,twins.key,twins.value");
    assert_string_equal(inspected_list(seen, ASSAY_FACT_DATASET_COLUMN_DISTINCT), "5,5,2,3");
    assert_non_null(strstr(seen->values, " text 4\n"));
    assert_non_null(
        strstr(seen->values, "3:2@")); /* the value of b, third row of the fourth column */
    inspected_free(seen);
    release(bytes);
}

static void long_values_are_read(void **state)
{
    struct bytes bytes = load("big.mdb");
    struct inspected *seen = inspect_bytes(&inspect_lmdb, bytes, "data.mdb");

    (void)state;
    assert_int_equal(inspected_int(seen, ASSAY_FACT_DATASET_ROWS), 2);
    assert_true(seen->values_size > 5000);
    assert_null(inspected_find(seen, ASSAY_FACT_DATASET_TABLES));
    inspected_free(seen);
    release(bytes);
}

static const struct hostile_row {
    const char *name;
    size_t offset;
    uint8_t value;
    const char *gap; /* NULL: reading fails */
} hostile_rows[] = {
    {"no magic", 16, 0, NULL},
    {"a version of tomorrow", 20, 2, NULL},
    {"pages of 1 byte", 41, 0, NULL},
    {"pages of 256 MiB", 43, 16, NULL},
    {"the second meta page is none", 4096 + 16, 0, NULL},
    {"a root outside of the file", 4096 + 129, 255, GAP_DATA_BAD_RECORD},
    {"a root that is a meta page", 4096 + 128, 0, GAP_DATA_BAD_RECORD},
};

static void hostile_fields_are_told(void **state)
{
    const struct hostile_row *row = *state;
    struct bytes bytes = load("small.mdb");
    struct inspected *seen;

    ((uint8_t *)(uintptr_t)bytes.data)[row->offset] = row->value;
    seen = inspect_bytes(&inspect_lmdb, bytes, "data.mdb");
    if (row->gap ? !inspected_gap(seen, row->gap) : seen->status != ASSAY_EFORMAT)
        inspected_fail(seen, row->gap ? row->gap : "a failure");
    inspected_free(seen);
    release(bytes);
}

/* Cut anywhere, or with a byte changed where there is one, it is read to some end. */
static void damage_is_survived(void **state)
{
    static const char *const names[] = {"small.mdb", "big.mdb"};
    static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct bytes bytes = load(names[i]);
        uint8_t *data = (uint8_t *)(uintptr_t)bytes.data;

        for (size_t size = 0; size < bytes.size; size += 97)
            inspected_free(inspect_bytes(&inspect_lmdb, bytes_of(data, size), "data.mdb"));
        for (size_t at = 0; at < bytes.size; at++) {
            uint8_t kept = data[at];

            if (!kept || kept == 'x')
                continue;
            for (size_t v = 0; v < ARRAY_LEN(values); v++) {
                data[at] = values[v];
                inspected_free(inspect_bytes(&inspect_lmdb, bytes, "data.mdb"));
            }
            data[at] = kept;
        }
        release(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(databases_are_tables),
        cmocka_unit_test(long_values_are_read),
        cmocka_unit_test(damage_is_survived),
    };
    int failures = RUN_CASES(hostile_fields_are_told, hostile_rows);

    failures += cmocka_run_group_tests(tests, NULL, NULL);
    return failures ? 1 : 0;
}
