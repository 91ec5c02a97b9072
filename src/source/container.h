/* container.h - what container.c and the reader of members share. */

#pragma once

#include "source/class.h"
#include "source/decode.h"

/* Where a container's members are read from. */
struct container {
    const struct assay_path *path; /* its own */
    struct source_budget *budget;
    struct stream *plain;    /* the bytes of the tar or zip */
    struct decoded *decoded; /* where `plain` was compressed, else NULL */
};

/* Members of a zip; its `plain` is read by offset. `container` is copied. */
ASSAY_RESULT zip_open(const struct container *container, struct source **out,
                      struct assay_error *err);

/* Members of a tar. `container` is copied. */
ASSAY_RESULT tar_open(const struct container *container, struct source **out,
                      struct assay_error *err);

enum { CONTAINER_SLACK = 4096 /* bytes of input that a decoder holds */ };

/* True where a member gave more than the ratio allows for what was taken in. `slack` is what may
 * have been taken in before it was asked for. */
bool container_over_ratio(const struct source_budget *budget, uint64_t out, uint64_t in,
                          uint64_t slack);
ASSAY_RESULT fail_ratio(const struct source_budget *budget, struct assay_error *err);
