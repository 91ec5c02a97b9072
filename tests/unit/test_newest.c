/* test_newest.c - coming back to what was recorded last. */

#include "ledger.h"
#include "ledger/ledger.h"

static struct assay_target_facts target(const char *name)
{
    return (struct assay_target_facts){
        .type = "directory", .view = "", .name = name, .head = "", .range = ""};
}

static void test_newest(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_target_facts one = target("one"), three = target("three");
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    bench_record(&bench, "one", 2);
    bench_record(&bench, "two", 3);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    for (int any = 0; any < 2; any++) {
        CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
        uint64_t index = 0;

        assert_ok(assay_ledger_newest(ledger, any ? NULL : &one, &index, &inventory, &err), err);
        assert_int_equal(index, any ? 3 : 2);
        assert_int_equal(inventory->items[1].content->sha256[1], any ? 3 : 2);
    }
    assert_int_equal(assay_ledger_newest(ledger, &three, &(uint64_t){0},
                                         &(struct assay_inventory *){NULL}, &err),
                     ASSAY_EMISSING);
    assert_string_equal(err.id, "ledger.unrecorded");
}

static void a_lone_target_is_found_under_another_name(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    struct assay_target_facts other = target("renamed");
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    bench_record(&bench, "one", 2);
    for (int names = 1; names <= 2; names++) {
        CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
        CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
        uint64_t index = 0;
        enum assay_status status;

        if (names == 2) /* now nobody can tell which of the two it was */
            bench_record(&bench, "two", 3);
        assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
        status = assay_ledger_newest(ledger, &other, &index, &inventory, &err);
        assert_int_equal(status, names == 1 ? ASSAY_OK : ASSAY_EMISSING);
        assert_int_equal(index, names == 1 ? 2 : 0);
    }
}

static void remove_object(void *user, const char *name)
{
    struct store *store = user;
    char folder[STORE_NAME_SIZE];

    snprintf(folder, sizeof folder, "objects/sha256/%.2s", name);
    assert_int_equal(store_remove(store, folder, NULL), ASSAY_OK);
}

static void test_object_gone(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    assert_ok(store_list(ledger->store, "objects/sha256", remove_object, ledger->store, &err), err);
    assert_int_equal(
        assay_ledger_newest(ledger, NULL, &(uint64_t){0}, &(struct assay_inventory *){NULL}, &err),
        ASSAY_ETRUST);
    assert_non_null(strstr(err.path, "/objects/sha256/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_newest),
        cmocka_unit_test(a_lone_target_is_found_under_another_name),
        cmocka_unit_test(test_object_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
