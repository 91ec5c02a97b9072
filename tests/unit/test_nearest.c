/* test_nearest.c - which record files come from, and how they stand to it. */

#include <assay/nearest.h>

#include "ledger.h"
#include "ledger/held_files.h"

struct pair {
    const char *label, *one, *other;
    bool related;
};

static void check_related(const struct pair *row)
{
    assert_int_equal(names_related(bytes_text(row->one), bytes_text(row->other)), row->related);
    assert_int_equal(names_related(bytes_text(row->other), bytes_text(row->one)), row->related);
}

static const struct pair pairs[] = {
    {"the same", "a/b.csv", "a/b.csv", true},
    {"in a folder more", "b.csv", "a/b.csv", true},
    {"in two", "b.csv", "v1/a/b.csv", true},
    {"an end that is no whole name", "b.csv", "ab.csv", false},
    {"in other folders", "x/y/b.csv", "z/b.csv", true},
    {"another file of one folder", "x/a.csv", "x/b.csv", false},
    {"a name that is empty", "", "a/", false},
    {"a folder alone", "/", "a/", false},
};

static void names_are_related_below_a_folder(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        check_related(&pairs[i]);
}

static struct assay_nearest *find(const struct bench *bench,
                                  const struct assay_inventory *inventory, enum assay_status wanted)
{
    CLEANUP(assay_ledger_freep) struct assay_ledger *ledger = NULL;
    struct assay_nearest *nearest = NULL;
    struct assay_error err = {0};

    assert_ok(assay_ledger_open(bench->path, &ledger, &err), err);
    assert_int_equal(assay_ledger_nearest(ledger, inventory, &nearest, &err), wanted);
    return nearest;
}

static void the_record_that_fits_is_found_and_a_newer_one_told(void **state)
{
    CLEANUP(bench_clear) struct bench bench;

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    bench_record(&bench, "one", 2);
    bench_record(&bench, "two", 3);
    for (uint32_t version = 1; version <= 3; version++) {
        CLEANUP(assay_inventory_freep)
        struct assay_inventory *inventory = bench_inventory("handed", version);
        CLEANUP(assay_nearest_freep)
        struct assay_nearest *nearest = find(&bench, inventory, ASSAY_OK);

        assert_int_equal(nearest->entry, version);
        assert_int_equal(nearest->newer, version == 1 ? 2 : ASSAY_NO_ENTRY);
        assert_int_equal(nearest->counts[ASSAY_STANDS_SAME], 3);
        assert_int_equal(nearest->file_count, 3);
    }
}

/* Two files are in every record: then the newest is as good as any. */
static void what_no_record_has_is_told_apart(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = bench_inventory("handed", 9);
    CLEANUP(assay_nearest_freep) struct assay_nearest *nearest = NULL;

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    bench_record(&bench, "two", 2);
    nearest = find(&bench, inventory, ASSAY_OK);
    assert_int_equal(nearest->entry, 2);
    assert_int_equal(nearest->known, 2);
    assert_int_equal(nearest->asked, 3);
    assert_int_equal(nearest->counts[ASSAY_STANDS_CHANGED], 1);
    assert_int_equal(nearest->files[1].standing, ASSAY_STANDS_CHANGED);
    assert_int_equal(nearest->files[1].entry, ASSAY_NO_ENTRY);
}

static void a_tree_of_which_nothing_is_known_has_no_record(void **state)
{
    CLEANUP(bench_clear) struct bench bench;
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = bench_inventory("handed", 1);

    (void)state;
    bench_make(&bench);
    bench_record(&bench, "one", 1);
    inventory->item_count = 0;
    assert_null(find(&bench, inventory, ASSAY_EMISSING));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_related_below_a_folder),
        cmocka_unit_test(the_record_that_fits_is_found_and_a_newer_one_told),
        cmocka_unit_test(what_no_record_has_is_told_apart),
        cmocka_unit_test(a_tree_of_which_nothing_is_known_has_no_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
