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

static void record_view(struct bench *bench, const char *view, const char *head, uint32_t version)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    CLEANUP(assay_inventory_freep)
    struct assay_inventory *inventory = bench_inventory("one", version);
    struct assay_record_result result = {0};
    struct assay_error err = {0};

    inventory->target.type = "git";
    inventory->target.view = view;
    inventory->target.head = head;
    inventory->target.range = strcmp(view, "range") == 0 ? "a..b" : "";
    assert_ok(assay_ledger_open_writer(bench->path, NULL, bench->key, &ledger, &err), err);
    assert_ok(assay_ledger_record(ledger, bench->key, inventory, BENCH_TIME, &result, &err), err);
}

static void a_project_is_found_in_another_view(void **state)
{
    static const struct {
        const char *view, *head;
        uint64_t entry;
    } asked[] = {
        {"worktree", "bb", 2}, {"head", "aa", 1},    {"commit", "aa", 1}, {"head", "bb", 2},
        {"range", "bb", 2},    {"history", "bb", 2}, {"staged", "bb", 4},
    };
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_error err = {0};

    (void)state;
    bench_make(&bench);
    record_view(&bench, "head", "aa", 1);
    record_view(&bench, "worktree", "aa", 2);
    record_view(&bench, "range", "aa", 3);
    record_view(&bench, "staged", "aa", 4);
    assert_ok(assay_ledger_open(bench.path, &ledger, &err), err);
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
        struct assay_target_facts facts = target("one");
        uint64_t entry = 0;

        facts.type = "git";
        facts.view = asked[i].view;
        facts.head = asked[i].head;
        assert_ok(assay_ledger_newest_of_project(ledger, &facts, &entry, &inventory, &err), err);
        assert_int_equal(entry, asked[i].entry);
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
        cmocka_unit_test(a_project_is_found_in_another_view),
        cmocka_unit_test(test_object_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
