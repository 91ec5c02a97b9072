/* part.h - what a growing part holds; shared by build.c, which fills it, and merge.c. */

#pragma once

#include "inventory/build.h"

enum { PART_CHUNK = 256 }; /* items of one chunk: several share a block of the arena */

/* Items in an arena of their own: merging copies them into one array and lets the chunks go. */
struct item_chunk {
    struct item_chunk *next;
    size_t count;
    struct assay_item items[PART_CHUNK];
};

struct gap_node {
    struct gap_node *next;
    struct assay_gap gap;
};

struct inventory_part {
    struct arena *arena, *chunks;
    struct item_chunk *first, *last;
    struct gap_node *gaps, *notes; /* newest first */
    size_t item_count, gap_count, note_count;
    uint64_t commits, ignored;
    enum assay_status status;
    const struct assay_item **sorted; /* the first `sorted_count` that came, in order; or NULL */
    size_t sorted_count;
};

/* The items of a part, in order where it was sorted; returns their number, for which there is room
 * in `out`. */
size_t part_items(const struct inventory_part *part, const struct assay_item **out);

/* Puts items in order; returns whichever of the two arrays holds the result. */
const struct assay_item **sort_items(const struct assay_item **items,
                                     const struct assay_item **spare, size_t count);
