/* test_store.c - names and failures that all stores share. */

#include "ledger/store.h"

#include "rows.h"

static void test_object_name(void **state)
{
    static const uint8_t digest[32] = {0xab, 0xcd, 0xef};
    char name[STORE_NAME_SIZE];

    (void)state;
    store_object_name(digest, name);
    assert_string_equal(name, "objects/sha256/ab/"
                              "cdef0000000000000000000000000000000000000000000000000000000000");
}

static void test_damage(void **state)
{
    const struct store store = {.where = "/ledger"};
    struct assay_error err = {0};

    (void)state;
    assert_int_equal(store_damaged(&store, "tile/0/000", 32, &err, "hash %d", 1), ASSAY_ETRUST);
    assert_string_equal(err.id, "ledger.damaged");
    assert_string_equal(err.path, "/ledger/tile/0/000");
    assert_string_equal(err.text, "tile/0/000: hash 1");
    assert_int_equal(err.offset, 32);
    assert_int_not_equal(strlen(err.why), 0);
    assert_int_not_equal(strlen(err.remedy), 0);
    assert_int_equal(store_required(&store, "x", ASSAY_EMISSING, &err), ASSAY_ETRUST);
    assert_int_equal(store_required(&store, "x", ASSAY_ELIMIT, &err), ASSAY_ETRUST);
    assert_int_equal(store_required(&store, "x", ASSAY_EIO, &err), ASSAY_EIO);
    assert_int_equal(store_required(&store, "x", ASSAY_OK, &err), ASSAY_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_object_name),
        cmocka_unit_test(test_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
