/*
 * varint.h - numbers in groups of seven bits, the lowest first; all bytes but the last have their
 * high bit set. Protocol Buffers, Thrift, Avro, Parquet and LevelDB write their numbers so.
 * Source: "LEB128", DWARF 5, section 7.6; protobuf.dev, "Encoding".
 */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"
#include "base/cursor.h"

enum { VARINT_MAX = 10 }; /* bytes of 64 bits in sevens */

/* Adds byte `index` of one; false where it grows beyond 64 bits. */
static inline bool varint_add(uint64_t *value, unsigned index, uint8_t byte)
{
    *value |= (uint64_t)(byte & 0x7f) << 7 * index;
    return index < VARINT_MAX - 1 || byte <= 1;
}

/* Takes one off the front. False where it is cut short or has more than 64 bits. In line: records
 * are read number by number. */
static inline bool varint_take(struct bytes *bytes, uint64_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < VARINT_MAX && i < bytes->size; i++) {
        uint8_t byte = bytes->data[i];

        if (!varint_add(value, i, byte))
            return false;
        if (byte < 0x80) {
            *bytes = bytes_from(*bytes, i + 1);
            return true;
        }
    }
    return false;
}

/* The next one. ASSAY_EFORMAT, at its first byte, where it has more than 64 bits. */
ASSAY_RESULT varint_read(struct cursor *cursor, uint64_t *value);

/* The signed number that is written as 0, -1, 1, -2, 2 ... ("zigzag"), in two's complement. */
static inline uint64_t varint_unzigzag(uint64_t value)
{
    return value >> 1 ^ (~(value & 1) + 1);
}
