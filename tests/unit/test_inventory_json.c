/* test_inventory_json.c - the canonical form of an inventory, and reading it back. */

#include "golden.h"
#include "sample.h"

#include "doc/jcs.h"

static void same_as_golden(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = sample_inventory();
    CLEANUP(free_cleanup) char *text = NULL;
    struct assay_error err = {0};
    size_t size;

    (void)state;
    assert_ok(assay_inventory_json(inventory, &text, &size, &err), err);
    assert_int_equal(strlen(text), size);
    assert_golden("inventory.json", bytes_of(text, size));
    assert_true(jcs_is_canonical(bytes_of(text, size)));
}

static void round_trip(const struct assay_inventory *inventory)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *again = NULL;
    CLEANUP(free_cleanup) char *text = NULL;
    CLEANUP(free_cleanup) char *text_again = NULL;
    struct assay_error err = {0};
    size_t size, size_again;

    assert_ok(assay_inventory_json(inventory, &text, &size, &err), err);
    assert_ok(assay_inventory_parse(text, size, &again, &err), err);
    assert_ok(assay_inventory_json(again, &text_again, &size_again, &err), err);
    assert_string_equal(text_again, text);
    assert_memory_equal(again->root, inventory->root, sizeof again->root);
}

static void reads_back_byte_for_byte(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = sample_inventory();

    (void)state;
    round_trip(inventory);
}

static void nothing_reads_back(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct assay_target_facts nowhere = {0};
    struct assay_error err = {0};

    (void)state;
    assert_ok(inventory_merge(NULL, 0, &nowhere, &inventory, &err), err);
    round_trip(inventory);
}

/* A commit of the year 60000 has no calendar text: its time is left out, and stays out. */
static void times_without_a_calendar(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct inventory_part *part = inventory_part_new();
    struct assay_commit commit = sample_commit;
    struct assay_origin origin = {.commit = &commit};
    struct assay_error err = {0};

    (void)state;
    commit.time = INT64_C(1) << 41;
    sample_item(part, inventory_path(part, NULL, BYTES("a")), &sample_card, &origin);
    assert_ok(inventory_merge(&part, 1, &sample_target, &inventory, &err), err);
    round_trip(inventory);
}

static void sizes_that_no_reader_gets_back(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct inventory_part *part = inventory_part_new();
    struct assay_examination content = {.size = UINT64_C(1) << 53, .format = ""};
    struct assay_error err = {0};
    char *text = NULL;
    size_t size;

    (void)state;
    sample_item(part, inventory_path(part, NULL, BYTES("a")), &content, NULL);
    assert_ok(inventory_merge(&part, 1, &sample_target, &inventory, &err), err);
    assert_int_equal(assay_inventory_json(inventory, &text, &size, &err), ASSAY_ELIMIT);
    assert_null(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_golden),
        cmocka_unit_test(reads_back_byte_for_byte),
        cmocka_unit_test(nothing_reads_back),
        cmocka_unit_test(times_without_a_calendar),
        cmocka_unit_test(sizes_that_no_reader_gets_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
