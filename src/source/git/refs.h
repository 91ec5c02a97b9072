/* refs.h - all names of a repository that point to objects, read as git keeps them. */

#pragma once

#include "inventory/build.h"
#include "source/git/repository.h"

struct ref {
    char *name; /* "refs/heads/main", "worktrees/other/HEAD" */
    struct object_id id;
};

struct refs {
    struct ref *refs; /* in no order; a name may stand twice, loose and packed */
    size_t count, capacity;
    const struct repository *repository; /* borrowed */
    size_t id_size;
    size_t replaced; /* refs that name stand-ins, left out */
};

/*
 * Every ref of the repository and of its linked work trees, their heads, and all stashes; not
 * refs/replace, which names stand-ins. A ref that cannot be read is a gap.
 */
ASSAY_RESULT refs_read(const struct repository *repository, struct inventory_part *part,
                       struct refs *out, struct assay_error *err);
void refs_clear(struct refs *refs);
