/* lookup.h - questions about an item that its path answers. */

#pragma once

#include <assay/inventory.h>

#include "base/bytes.h"

/* Of a history only what still stands there says anything. */
bool lookup_is_current(const struct assay_inventory *inventory, const struct assay_item *item);

/* Where the first item stands that is at a path or behind it, in the canonical order. */
size_t lookup_place(const struct assay_inventory *inventory, const struct assay_path *path);

/* The first item at a path, by search in the canonical order; NULL when there is none. */
const struct assay_item *lookup_item(const struct assay_inventory *inventory,
                                     const struct assay_path *path);

/* A path as people write it, as items have it: ./a is a. */
struct bytes lookup_path_written(struct bytes path);

/* The gaps of an inventory by path. */
struct gap_index {
    const struct assay_gap **sorted; /* those that name a path */
    size_t count;
};

ASSAY_RESULT gap_index_init(struct gap_index *index, const struct assay_inventory *inventory,
                            struct assay_error *err);
void gap_index_clear(struct gap_index *index);

/* The gaps at a path: the first of `*count` that stand side by side, or NULL. */
const struct assay_gap *const *gap_index_find(const struct gap_index *index,
                                              const struct assay_path *path, size_t *count);

/*
 * Whether what stands at a path speaks for something other than the target: it is a fixture or an
 * example, of a package that was copied in, or packed in a file of the target. Names of folders
 * count below the target alone: who judges what lies in `examples/credit` means it.
 */
bool lookup_is_of_others(const struct assay_target_facts *target, const struct assay_path *path);

/* What a path below the target says of an item's use: "notebook", "log", "prompt", "transcript",
 * "fixture", or "". */
const char *lookup_role(const struct assay_target_facts *target, const struct assay_path *path);
