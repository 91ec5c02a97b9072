/* id_set.h - ids of objects, each once, in the order in which they were added. */

#pragma once

#include "source/git/object_id.h"
#include "source/table.h"

#include <assay/error.h>

struct id_set {
    struct object_id *ids;
    size_t count, capacity;
    struct table by_id;
    uint64_t seed;
};

void id_set_init(struct id_set *set);
void id_set_clear(struct id_set *set);

/* Adds an id that is not there yet. ASSAY_ENOMEM */
ASSAY_RESULT id_set_add(struct id_set *set, const struct object_id *id);
bool id_set_has(const struct id_set *set, const struct object_id *id);

/* Puts the ids into the order of their bytes; nothing is found or added afterwards. */
void id_set_sort(struct id_set *set);
