/* containers.h - what a container is by what is in it: a model, a set of arrays, or just a box. */

#pragma once

#include "examine/evidence.h"
#include "examine/tables/samples.h"

/* What is learnt of a container while its members go by, in whatever order. */
struct contents {
    uint64_t entries, expanded;
    uint32_t marked;      /* one bit a profile: its mark was among the members */
    uint32_t broken;      /* a member that the profile does not allow was met */
    uint32_t joined;      /* one bit a profile: its second mark was, too */
    uint64_t lost;        /* members that could not be read, or not to their end */
    enum assay_load load; /* the worst of all members */
    bool order_unknown;   /* a zip of torch names an order of bytes that there is none of */
    uint64_t weights;     /* bytes of the members that hold the tensors of a zip of torch */
    struct lifted {
        const struct assay_examination *content;
        uint64_t number;
        uint64_t count;      /* marked members */
    } lifted[16], also[16];  /* by profile: the first marked member, and the one beside it */
    struct samples *samples; /* NULL where members do not come as readers of shards meet them */
};

/* The format of the profile at an index, or NULL behind the last. */
const char *container_profile_format(size_t index);

/* Takes note of a member of which nothing is known but its name, and gaps. */
void contents_lost(struct contents *contents, struct bytes name);

/* Takes note of one member; `name` is its path inside the container, `number` its place there. */
void contents_member(struct contents *contents, uint64_t number, struct bytes name,
                     const struct assay_examination *content);

/* Sets facts of the container, and kind, format and load where a profile fits. */
void contents_end(const struct contents *contents, struct evidence *evidence);
