/* test_compare.c - what differs between two inventories. */

#include <assay/ledger.h>

#include "base/buf.h"
#include "base/kit.h"
#include "inventory/build.h"
#include "rows.h"

/* An inventory as text: items in canonical order, each a path (one letter) and a content digit. */
struct row {
    const char *name;
    const char *recorded, *present;
    const char *changes; /* = changed, - removed, + added */
};

static const struct row rows[] = {
    {"both empty", "", "", ""},
    {"the same", "a1b2", "a1b2", ""},
    {"changed", "a1b2", "a1b3", "=b"},
    {"removed", "a1b2", "a1", "-b"},
    {"added", "b2", "a1b2", "+a"},
    {"all removed", "a1b2", "", "-a-b"},
    {"all added", "", "a1b2", "+a+b"},
    {"moved", "a1", "b1", "-a+b"},
    {"one path twice, the same", "a1a2", "a1a2", ""},
    {"one of two versions changed", "a1a3", "a2a3", "=a"},
    {"one of two versions removed", "a1a2b1", "a2b1", "-a"},
    {"a version added", "a2", "a1a2a3", "+a+a"},
    {"versions replaced and one more", "a1a2", "a3a4a5", "=a=a+a"},
    {"the same content twice, then once", "a1a1", "a1", "-a"},
};

static struct assay_inventory *make(const char *text)
{
    struct inventory_part *part = inventory_part_new();
    struct assay_target_facts target = {
        .type = "directory", .view = "", .name = "x", .head = "", .range = ""};
    struct assay_inventory *inventory = NULL;
    struct assay_error err = {0};

    for (; *text; text += 2) {
        struct assay_examination *content =
            arena_alloc(inventory_part_arena(part), sizeof *content);

        content->format = "";
        content->sha256[0] = (uint8_t)text[1];
        inventory_add(part, &(struct assay_item){
                                .path = inventory_path(part, NULL, bytes_of(text, 1)),
                                .content = content,
                            });
    }
    assert_ok(inventory_merge(&part, 1, &target, &inventory, &err), err);
    return inventory;
}

static void tell(void *user, const struct assay_change *change)
{
    static const char signs[] = {[ASSAY_CHANGED] = '=', [ASSAY_REMOVED] = '-', [ASSAY_ADDED] = '+'};
    const struct assay_item *item = change->present ? change->present : change->recorded;

    assert_int_equal(change->recorded == NULL, change->kind == ASSAY_ADDED);
    assert_int_equal(change->present == NULL, change->kind == ASSAY_REMOVED);
    buf_printf(user, "%c%s", signs[change->kind], item->path->name);
}

static void check(void **state)
{
    const struct row *row = *state;
    CLEANUP(assay_inventory_freep) struct assay_inventory *recorded = make(row->recorded);
    CLEANUP(assay_inventory_freep) struct assay_inventory *present = make(row->present);
    CLEANUP(buf_clear) struct buf changes = {.ceiling = 1024};

    assay_inventory_compare(recorded, present, tell, &changes);
    assert_string_equal(buf_string(&changes), row->changes);
}

int main(void)
{
    return RUN_CASES(check, rows);
}
