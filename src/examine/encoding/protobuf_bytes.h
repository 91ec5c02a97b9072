/*
 * protobuf_bytes.h - messages of Protocol Buffers that are in memory: fields taken off their front.
 *
 *     while (proto_take_field(&message, &field))
 *         if (field.number == FOOTER_ROWS)
 *             rows = field.integer;
 *
 * Beside protobuf.h, which reads a message of any size once and in order, for those that are small
 * and looked into again and again, or are many and small (a footer that was unpacked, a record):
 * a message in a message is bytes like any other, and nothing has to be opened or closed. Numbers
 * of packed lists are taken with varint_take().
 *
 * Source: protobuf.dev, "Encoding".
 */

#pragma once

#include "base/bytes.h"
#include "examine/encoding/protobuf.h"

/* A field and what it holds. */
struct proto_value {
    uint32_t number;
    enum proto_wire wire;
    uint64_t integer;   /* of PROTO_VARINT */
    struct bytes bytes; /* of all others, as they stand there */
};

/* Takes a field. False at the end, and where the bytes are no message: then some are left. */
bool proto_take_field(struct bytes *message, struct proto_value *field);

/* Takes `size` bytes, or is false. */
bool proto_take_bytes(struct bytes *bytes, uint64_t size, struct bytes *out);
