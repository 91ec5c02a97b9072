/* tar_member.h - the content of one member of a tar, its holes filled, held to the limits. */

#pragma once

#include "source/asides.h"
#include "source/tar_sparse.h"

struct tar_member {
    struct tar_input *input; /* borrowed, as is `container` */
    const struct container *container;
    struct asides *asides; /* where padding goes that is not zero */
    uint64_t left;         /* stored bytes that were not read */
    uint64_t padding;      /* behind them, up to the next block */
    uint64_t size;         /* of the content, holes and all */
    uint64_t out;          /* bytes handed out */
    uint64_t taken;        /* bytes of the container taken in before the member's first header */
    bool sparse;
    struct tar_sparse map; /* where `sparse` */
    size_t part;           /* the first of its parts that was not handed out whole */
};

/* Bytes are handed out as they are asked for, straight into the caller's memory where they can. */
void tar_member_stream(struct tar_member *member, struct stream *stream);

/* Moves to where the next header is, by way of the padding; false where the tar ends before. */
bool tar_member_finish(struct tar_member *member);
