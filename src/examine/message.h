/*
 * message.h - fields of a message of Protocol Buffers that is in memory.
 *
 *     while (message_next(&bytes, &field))
 *         ...
 *
 * Source: protobuf.dev, "Encoding".
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum message_wire {
    MESSAGE_INTEGER = 0,
    MESSAGE_8_BYTES = 1,
    MESSAGE_BYTES = 2,
    MESSAGE_4_BYTES = 5
};

struct message_field {
    uint32_t number, wire;
    uint64_t integer;   /* of MESSAGE_INTEGER */
    struct bytes bytes; /* of all others */
};

/* Takes a field off the front. False at the end, and where the bytes are no message: then some are
 * left. */
bool message_next(struct bytes *data, struct message_field *field);

/* Takes a number of variable length off the front, as packed lists have them. */
bool message_integer(struct bytes *data, uint64_t *out);

/* Takes `size` bytes off the front. */
bool message_take(struct bytes *data, uint64_t size, struct bytes *out);
