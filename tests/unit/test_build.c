/* test_build.c - parts as they grow: what is copied, what is counted. */

#include "rows.h"

#include "base/kit.h"
#include "inventory/part.h"

static void paths_are_copied(void **state)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    char name[] = "a/b\xff";
    const struct assay_path *outer = inventory_path(part, NULL, bytes_of(name, 4));
    const struct assay_path *inner = inventory_path(part, outer, bytes_of(NULL, 0));

    (void)state;
    name[0] = 'z';
    assert_int_equal(outer->size, 4);
    assert_string_equal(outer->name, "a/b\xff");
    assert_ptr_equal(inner->container, outer);
    assert_string_equal(inner->name, "");
}

static void items_fill_chunk_after_chunk(void **state)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    struct assay_examination content = {.size = 3};
    struct assay_item item = {.content = &content};
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i < 2 * PART_CHUNK + 1; i++)
        inventory_add(part, &item);
    for (const struct item_chunk *chunk = part->first; chunk; chunk = chunk->next)
        seen += chunk->count;
    assert_int_equal(seen, 2 * PART_CHUNK + 1);
    assert_int_equal(part->item_count, seen);
    assert_int_equal(part->status, ASSAY_OK);
}

static void gaps_copy_their_reason(void **state)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    struct assay_error failure = {.offset = 17, .text = "9 entries cannot fit"};

    (void)state;
    inventory_gap_of(part, "model.invalid", NULL, &failure);
    failure.text[0] = 'X';
    assert_int_equal(part->gap_count, 1);
    assert_string_equal(part->gaps->gap.why, "9 entries cannot fit");
    assert_int_equal(part->gaps->gap.offset, 17);
}

/* Broken bytes add up to any number; none of them may break the whole inventory. */
static void no_offset_is_more_than_json_holds(void **state)
{
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    const uint64_t most = (UINT64_C(1) << 53) - 1;

    (void)state;
    inventory_gap(part, "bundle.bad-header", NULL, UINT64_MAX - 21, "wrapped");
    assert_true(part->gaps->gap.offset == ASSAY_NO_OFFSET);
    inventory_gap(part, "bundle.bad-header", NULL, most, "the last that fits");
    assert_true(part->gaps->gap.offset == most);
}

static void nothing_to_free_is_fine(void **state)
{
    struct inventory_part *part = NULL;

    (void)state;
    inventory_part_freep(&part);
    assert_null(part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_copied),
        cmocka_unit_test(items_fill_chunk_after_chunk),
        cmocka_unit_test(gaps_copy_their_reason),
        cmocka_unit_test(no_offset_is_more_than_json_holds),
        cmocka_unit_test(nothing_to_free_is_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
