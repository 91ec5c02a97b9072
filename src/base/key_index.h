/* key_index.h - where a key stands among things that have many: filled once, sorted, then asked. */

#pragma once

#include "base/buf.h"

/* One key of the thing at `at`; the bytes are borrowed. */
struct key_place {
    struct bytes key;
    size_t at;
};

struct key_index {
    struct buf places; /* struct key_place */
};

void key_index_init(struct key_index *index);
void key_index_clear(struct key_index *index);

void key_index_add(struct key_index *index, struct bytes key, size_t at);
/* To be called once, after the last key; ASSAY_ENOMEM of any call before it is told here. */
ASSAY_RESULT key_index_sort(struct key_index *index, struct assay_error *err);

/* The places of a key, `*count` side by side in the order of `at`; NULL where there is none. */
const struct key_place *key_index_find(const struct key_index *index, struct bytes key,
                                       size_t *count);
