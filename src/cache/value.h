/*
 * value.h - what the examination of one entry found, as bytes: its item, all members below it where
 * it is a container, and the gaps.
 *
 *     value    = spread:u8 entries expanded taken paths items gaps
 *     paths    = count { container name }         members' names; container 0 is the entry itself
 *     items    = count { path type link content } the first is the entry's own, its path 0
 *     content  = size sha256 kind:u8 load:u8 format facts observations cut:u8 claims
 *     fact     = id flags:u8 from value           from: 0, or a path's number plus one
 *     gap      = id path offset why               offset plus one; 0 is none
 *     text     = size bytes
 *
 * Numbers are LEB128. The entry's own path and origins are not in it: those are the entry's. A
 * value is bytes of a file that anybody may have written, so the reader believes nothing of it.
 */

#pragma once

#include "base/buf.h"
#include "inventory/build.h"
#include "source/source.h"

/* What an examination found, wherever it landed; in no order. What stands at the entry's further
 * places is the same as at the first, and need not be there, but for gaps. */
struct findings {
    const struct assay_item **items;
    const struct assay_gap **gaps;
    size_t item_count, item_capacity, gap_count, gap_capacity;
    bool failed; /* there is more, which was not to be had */
};

void findings_item(struct findings *findings, const struct assay_item *item);
void findings_gap(struct findings *findings, const struct assay_gap *gap);
void findings_clear(struct findings *findings);

/* Adds what a part got since `mark` by the examination of `entry`. */
void findings_since(struct findings *findings, const struct inventory_part *part,
                    struct inventory_mark mark, const struct entry *entry);

/*
 * Writes what was found by examining `entry`, and what that took of the budget. False where it must
 * not be kept, for it depends on more than the entry's bytes and name: a pointer whose target was
 * looked for, a file that could not be read, a limit of the whole run.
 */
bool value_write(const struct entry *entry, const struct source_budget *spent,
                 const struct findings *findings, struct buf *out);

/*
 * Adds to `part` what a value says of `entry`. False, with nothing added and nothing taken from the
 * budget, where the value is damaged, does not fit an entry with more places, or would exceed the
 * budget: the entry is then examined.
 */
bool value_read(struct bytes value, const struct entry *entry, struct source_budget *budget,
                struct inventory_part *part);

/* What a value tells of the entry's own gaps: those that examination repeats at each place of a
 * content cannot be told from others where there was one place only. */
enum value_spread { SPREAD_NONE, SPREAD_UNKNOWN, SPREAD_EACH, SPREAD_FIRST, SPREADS };

/* Bits of a fact's flags; the value's type stands in the dictionary. */
enum { FACT_DECLARED = 1, FACT_TRUE = 2 };
