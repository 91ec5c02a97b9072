/*
 * fuzz_value.c - any bytes as a result that was kept: refused with nothing added, or read, and then
 * what is written of it reads back to the same.
 */

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/kit.h"
#include "cache/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads a value into a part of its own, and shows that; NULL where it is refused. */
static char *show(struct bytes value, struct buf *again)
{
    const struct assay_target_facts target = {.type = "", .view = "", .head = "", .range = ""};
    CLEANUP(assay_inventory_freep) struct assay_inventory *inventory = NULL;
    CLEANUP(inventory_part_freep) struct inventory_part *part = inventory_part_new();
    CLEANUP(findings_clear) struct findings findings = {0};
    struct source_budget whole, spent;
    struct inventory_mark mark, unchanged;
    struct entry_place place;
    struct entry entry = {.places = &place, .place_count = 1, .type = ASSAY_ITEM_FILE};
    struct assay_error err = {0};
    char *text = NULL;
    size_t size;

    assert(part);
    place = (struct entry_place){.path = inventory_path(part, NULL, BYTES("a/b.zip"))};
    source_budget_init(&whole, NULL);
    source_budget_part(&spent, &whole);
    inventory_mark(part, &mark);
    if (!value_read(value, &entry, &whole, part)) {
        unchanged = mark;
        assert(!inventory_item_since(part, &unchanged) && !inventory_gap_since(part, &unchanged));
        assert(whole.entries == 0 && whole.expanded == 0);
        return NULL;
    }
    spent.entries = whole.entries;
    spent.expanded = whole.expanded;
    spent.taken = whole.taken;
    findings_since(&findings, part, mark, &entry);
    buf_reset(again);
    if (!value_write(&entry, &spent, &findings, again)) /* what would not have been kept */
        buf_reset(again);
    if (inventory_merge(&part, 1, &target, &inventory, &err) != ASSAY_OK ||
        assay_inventory_json(inventory, &text, &size, &err) != ASSAY_OK)
        assert(err.status == ASSAY_ELIMIT); /* a sum of sizes that JSON cannot hold */
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buf_clear) struct buf written = {.ceiling = SIZE_MAX};
    CLEANUP(buf_clear) struct buf again = {.ceiling = SIZE_MAX};
    CLEANUP(free_cleanup) char *first = show(bytes_of(data, size), &written);
    CLEANUP(free_cleanup) char *second = NULL;

    if (!first || written.size == 0)
        return 0;
    second = show(buf_bytes(&written), &again);
    assert(second && strcmp(first, second) == 0);
    return 0;
}
