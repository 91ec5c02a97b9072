/* test_merge.c - one canonical order, whichever part an item came from; totals; gaps. */

#include "rows.h"
#include "sample.h"

static const char *const order[] = {
    "README.md",
    "data/caf\\xe9.csv",
    "data/users.csv",
    "deploy.sh",
    "latest",
    "models.zip",
    "models.zip!/inner.tar",
    "models.zip!/inner.tar!/a/<b>&\\x1b[31m\\u202e.csv",
    "models.zip notes",
    "models/v3.safetensors",
    "models/v3/model.pt",
    "models/v3/model.pt!/archive/data.pkl",
};

static void items_are_sorted(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = sample_inventory();

    (void)state;
    assert_int_equal(inventory->item_count, ARRAY_LEN(order));
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        CLEANUP(free_cleanup) char *shown = assay_path_show(inventory->items[i].path);

        assert_string_equal(shown, order[i]);
    }
}

static void totals_count(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = sample_inventory();
    const struct assay_totals *totals = &inventory->totals;

    (void)state;
    assert_int_equal(totals->items, 12);
    assert_int_equal(totals->models, 3);
    assert_int_equal(totals->datasets, 3);
    assert_int_equal(totals->containers, 2);
    assert_int_equal(totals->commits, 9);
    assert_int_equal(totals->ignored, 14);
    assert_int_equal(totals->bytes,
                     4130221 + 12 * 2 + 1999 + 9876543210 + 812 + 4938268 + 70000 * 2 + 300);
}

static void gaps_are_sorted(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = sample_inventory();

    (void)state;
    assert_int_equal(inventory->gap_count, 3);
    assert_string_equal(inventory->gaps[0].path->name, "a.bin");
    assert_string_equal(inventory->gaps[1].path->name, "keys.bin");
    assert_string_equal(inventory->gaps[2].id, GAP_GIT_SHALLOW);
}

static void swap(struct inventory_part **parts)
{
    struct inventory_part *first = parts[0];

    parts[0] = parts[1];
    parts[1] = first;
}

static void parts_do_not_show(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *one = sample_inventory();
    CLEANUP(assay_inventory_freep) struct assay_inventory *other = NULL;
    struct inventory_part *parts[2] = {inventory_part_new(), inventory_part_new()};
    struct assay_error err = {0};

    (void)state;
    sample_fill(parts[0], parts[1]);
    swap(parts);
    assert_ok(inventory_merge(parts, 2, &sample_target, &other, &err), err);
    assert_null(parts[0]);
    assert_null(parts[1]);
    assert_memory_equal(one->root, other->root, sizeof one->root);
}

/* The same path many times, as a history has it: content decides, then where it came from. */
static void one_path_many_contents(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct inventory_part *part = inventory_part_new();
    const struct assay_path *path = inventory_path(part, NULL, BYTES("a"));
    struct assay_error err = {0};

    (void)state;
    sample_item(part, path, &sample_card, NULL);
    sample_item(part, path, &sample_small_csv, &sample_removed);
    sample_item(part, path, &sample_small_csv, &sample_origin);
    assert_ok(inventory_merge(&part, 1, &sample_target, &inventory, &err), err);
    assert_ptr_equal(inventory->items[0].origin, &sample_origin);
    assert_ptr_equal(inventory->items[1].origin, &sample_removed);
    assert_ptr_equal(inventory->items[2].content, &sample_card);
}

static void declared_afterwards(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = sample_inventory();

    (void)state;
    inventory_declare(inventory, 2, sample_tensor_facts, 1);
    assert_string_equal(assay_item_fact(&inventory->items[2], ASSAY_FACT_MODEL_NAME)->value.text,
                        "credit-risk");
}

static void nothing_is_an_inventory_too(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    (void)state;
    assert_ok(inventory_merge(NULL, 0, &sample_target, &inventory, &err), err);
    assert_int_equal(inventory->item_count, 0);
    assert_int_equal(inventory->root[0], 0xe3); /* H(""): the tree of nothing */
}

/* Before anything came, when all had come, or not at all. */
static void parts_may_be_sorted(void **state)
{
    (void)state;
    for (unsigned when = 0; when < 4; when++) {
        CLEANUP(assay_inventory_freep) struct assay_inventory *one = sample_inventory();
        CLEANUP(assay_inventory_freep) struct assay_inventory *other = NULL;
        struct inventory_part *parts[2] = {inventory_part_new(), inventory_part_new()};
        struct assay_error err = {0};

        if (when & 1)
            inventory_part_sort(parts[0]);
        sample_fill(parts[0], parts[1]);
        if (when & 2)
            inventory_part_sort(parts[0]);
        assert_ok(inventory_merge(parts, 2, &sample_target, &other, &err), err);
        assert_int_equal(other->item_count, one->item_count);
        assert_memory_equal(other->root, one->root, sizeof one->root);
    }
}

static void memory_lost_while_adding_is_told(void **state)
{
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    struct inventory_part *part = inventory_part_new();
    struct assay_error err = {0};

    (void)state;
    inventory_path(part, NULL, bytes_of(NULL, SIZE_MAX)); /* no such memory */
    assert_int_equal(inventory_merge(&part, 1, &sample_target, &inventory, &err), ASSAY_ENOMEM);
    assert_null(part);
    assert_null(inventory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_sorted),
        cmocka_unit_test(totals_count),
        cmocka_unit_test(gaps_are_sorted),
        cmocka_unit_test(parts_do_not_show),
        cmocka_unit_test(parts_may_be_sorted),
        cmocka_unit_test(one_path_many_contents),
        cmocka_unit_test(declared_afterwards),
        cmocka_unit_test(nothing_is_an_inventory_too),
        cmocka_unit_test(memory_lost_while_adding_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
