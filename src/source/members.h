/*
 * members.h - what the readers of all kinds of container share: names that were met, what a name
 * or link could do, and the ratio that each member is held to.
 */

#pragma once

#include "base/buf.h"
#include "source/container.h"
#include "source/table.h"

/* The names of one container's members, by hash alone: 2^-64 is never. Most writers sort them: a
 * name that is greater than all before it is a new one, and is not looked up. */
struct member_names {
    struct table table; /* empty while they come in order */
    uint64_t *hashes;
    size_t count, capacity;
    uint64_t seed;
    struct buf greatest; /* so far; of no use once one was met that is not */
    bool mixed;          /* it was */
};

void member_names_init(struct member_names *names);
void member_names_clear(struct member_names *names);

/* True in *before where a member of that name came before. ASSAY_ENOMEM */
ASSAY_RESULT member_names_add(struct member_names *names, struct bytes name, bool *before,
                              struct assay_error *err);

/*
 * Tells, at the offset `at` of the container, what is wrong with a member's name, type and link:
 * bundle.unsafe-path, link-escape, special-entry, duplicate-name (where `before`), bad-header
 * (no name).
 */
void member_judge(struct inventory_part *part, const struct assay_path *path,
                  const struct entry *entry, uint64_t at, bool before);
