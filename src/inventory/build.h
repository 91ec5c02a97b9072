/*
 * build.h - makes an inventory: parts that grow, one a thread, merged and sorted at the end.
 *
 * Writers fail late: the add calls keep the first failure, inventory_merge() tells it.
 */

#pragma once

#include <assay/inventory.h>

#include "base/arena.h"
#include "base/bytes.h"

struct inventory_part;

/* NULL when memory ran out. Not for two threads at once. */
struct inventory_part *inventory_part_new(void);
void inventory_part_free(struct inventory_part *part);
void inventory_part_freep(struct inventory_part **part);

/* Memory that lives as long as the inventory that the part ends in. */
struct arena *inventory_part_arena(struct inventory_part *part);

/* Copies the name. Never NULL: after memory ran out, a path without a name. */
const struct assay_path *inventory_path(struct inventory_part *part,
                                        const struct assay_path *container, struct bytes name);

/* Adds a copy of `item`; what it points to lives in a part's arena. */
void inventory_add(struct inventory_part *part, const struct assay_item *item);

/* Adds a gap; `why` is copied, `id` is a literal of gaps.h. An offset behind 2^53 - 1 is none. */
void inventory_gap(struct inventory_part *part, const char *id, const struct assay_path *path,
                   uint64_t offset, const char *why);
/* The same from a failure: its text and offset. */
void inventory_gap_of(struct inventory_part *part, const char *id, const struct assay_path *path,
                      const struct assay_error *failure);

/* Adds a note in the same way: worth knowing, though nothing was left out for it. */
void inventory_note(struct inventory_part *part, const char *id, const struct assay_path *path,
                    const char *why);

/* Where a part stands, to see later what was added since. */
struct inventory_mark {
    const struct item_chunk *chunk; /* NULL: before the first */
    size_t at;
    const struct gap_node *newest, *last; /* gaps are told newest first, down to `last` */
};

void inventory_mark(const struct inventory_part *part, struct inventory_mark *mark);
/* What was added behind the mark, one a call, then NULL; the mark moves on. */
const struct assay_item *inventory_item_since(const struct inventory_part *part,
                                              struct inventory_mark *mark);
const struct assay_gap *inventory_gap_since(const struct inventory_part *part,
                                            struct inventory_mark *mark);
/* False after memory ran out: what was added is not all there. */
bool inventory_part_is_whole(const struct inventory_part *part);

/* Counts that only the walker knows. */
void inventory_count(struct inventory_part *part, uint64_t commits, uint64_t ignored);

/* Puts the items of a part in order, so that each thread does with its own what is left to one of
 * them else. Where there is no memory for it, inventory_merge() does. */
void inventory_part_sort(struct inventory_part *part);

/*
 * Joins parts into one sorted inventory, takes over their memory and frees them (each entry of
 * `parts` is NULL afterwards, also on failure). `target` is copied.
 * out  the caller's, to release with assay_inventory_free()
 */
ASSAY_RESULT inventory_merge(struct inventory_part **parts, size_t count,
                             const struct assay_target_facts *target, struct assay_inventory **out,
                             struct assay_error *err);

/* Sets what cards elsewhere declare about an item; before the inventory is shown to anyone. */
void inventory_declare(struct assay_inventory *inventory, size_t item,
                       const struct assay_fact *declared, size_t count);
/* Sets what was found in an item, with more than there was; likewise. */
void inventory_set_content(struct assay_inventory *inventory, size_t item,
                           const struct assay_examination *content);
/* Sets the layer of a container image that an item comes from; likewise. */
void inventory_set_layer(struct assay_inventory *inventory, size_t item,
                         const struct assay_layer *layer);
/* Sets where git has an item from; likewise. It must live as long as the inventory. */
void inventory_set_origin(struct assay_inventory *inventory, size_t item,
                          const struct assay_origin *origin);
/* Sets why a gap is one; likewise. */
void inventory_set_reason(struct assay_inventory *inventory, size_t gap, const char *why);
/* Sorts in gaps that were found when all items were known, doubles dropped; their texts live as
 * long as the inventory. */
ASSAY_RESULT inventory_add_gaps(struct assay_inventory *inventory, const struct assay_gap *gaps,
                                size_t count, struct assay_error *err);
struct arena *inventory_arena(struct assay_inventory *inventory);

/* The tree manifest of ledger-formats.md 9.4: lines joined and ended by LF. */
struct buf;
void inventory_manifest(const struct assay_inventory *inventory, struct buf *out);
