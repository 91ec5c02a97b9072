/* sqlite_varint.h - the whole numbers of SQLite: seven bits a byte, eight in the ninth. Source:
 * "Database File Format", 1.6. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* Takes one off the front; false where the bytes end in it. */
static inline bool sqlite_varint(struct bytes *bytes, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < bytes->size; i++) {
        if (i == 8) {
            *out = *out << 8 | bytes->data[i];
            *bytes = bytes_from(*bytes, 9);
            return true;
        }
        *out = *out << 7 | (bytes->data[i] & 0x7f);
        if (bytes->data[i] < 0x80) {
            *bytes = bytes_from(*bytes, i + 1);
            return true;
        }
    }
    return false;
}
