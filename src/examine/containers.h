/* containers.h - what a container is by what is in it: a model, a set of arrays, or just a box. */

#pragma once

#include "examine/evidence.h"

/* What is learnt of a container while its members go by, in whatever order. */
struct contents {
    uint64_t entries, expanded;
    uint32_t marked;      /* one bit a profile: its mark was among the members */
    uint32_t broken;      /* a member that the profile does not allow was met */
    enum assay_load load; /* the worst of all members */
    struct lifted {
        const struct assay_examination *content;
        uint64_t number;
    } lifted[8], also[8]; /* by profile: the first marked member, and the one beside it */
};

/* The format of the profile at an index, or NULL behind the last. */
const char *container_profile_format(size_t index);

/* Takes note of one member; `name` is its path inside the container, `number` its place there. */
void contents_member(struct contents *contents, uint64_t number, struct bytes name,
                     const struct assay_examination *content);

/* Sets facts of the container, and kind, format and load where a profile fits. */
void contents_end(const struct contents *contents, struct evidence *evidence);
