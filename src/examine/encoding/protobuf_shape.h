/*
 * protobuf_shape.h - which kind of message a file is, from its first bytes: Protocol Buffers have
 * no magic, but numbers and wire types of fields that no other bytes are likely to have.
 */

#pragma once

#include "examine/encoding/protobuf.h"

/*
 * What a message looks like from outside, to tell kinds of message apart by their first bytes: an
 * array of these, ended by number 0.
 */
struct proto_shape {
    uint32_t number;
    enum proto_wire wire;
    bool text;                        /* UTF-8 without control characters */
    const struct proto_shape *inside; /* a message of this shape, or NULL */
};

/*
 * The bits of `head` that had to be so for its bytes to be a message of `shape`: 0 where a field
 * contradicts it (the outermost message may have fields that are not known, which are worth
 * nothing). Where the head is cut (`size` is that of the whole, or STREAM_SIZE_UNKNOWN) the
 * last field is judged as far as it goes. `seen` gets a bit for each field of the outermost message
 * met: 1 << (its index in `shape`).
 */
unsigned proto_likeness(struct bytes head, uint64_t size, const struct proto_shape *shape,
                        uint32_t *seen);
