/* delta.c - carries out the instructions of a delta; each is held to base and result first. */

#include "source/git/delta.h"

enum { COPY = 0x80, COPY_SIZE_DEFAULT = 0x10000, ARGUMENTS_MAX = 7, SHORT_COPY = DELTA_SLACK };

/* Little-endian groups of 7 bits, the high bit of each byte says that more follow. */
static bool take_size(struct bytes *rest, uint64_t *size)
{
    unsigned shift = 0;

    *size = 0;
    while (rest->size > 0 && shift < 63) {
        uint8_t byte = rest->data[0];

        *rest = bytes_from(*rest, 1);
        *size |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return true;
        shift += 7;
    }
    return false;
}

bool delta_open(struct bytes bytes, struct delta *out)
{
    *out = (struct delta){.rest = bytes};
    return take_size(&out->rest, &out->base_size) && take_size(&out->rest, &out->size);
}

/* `from` has `left` bytes in all. */
static void copy(uint8_t *to, const uint8_t *from, size_t size, size_t left)
{
    if (size <= SHORT_COPY && left >= SHORT_COPY)
        memcpy(to, from, SHORT_COPY); /* of a fixed size: a few moves; the rest is written over */
    else
        memcpy(to, from, size);
}

/* The arguments of a copy: four bytes of offset and three of size, those that are zero left out. */
static bool take_copy(struct bytes *rest, uint8_t code, size_t *offset, size_t *size)
{
    const uint8_t *at = rest->data, *end = at + rest->size;
    uint32_t values[2] = {0};

    if (rest->size < ARGUMENTS_MAX && rest->size < (size_t)__builtin_popcount(code & 0x7f))
        return false;
    for (unsigned bit = 0; bit < ARGUMENTS_MAX; bit++) {
        if (code & (1U << bit)) {
            values[bit >= 4] |= (uint32_t)*at << (8 * (bit & 3));
            at++;
        }
    }
    *offset = values[0];
    *size = values[1] ? values[1] : COPY_SIZE_DEFAULT;
    *rest = bytes_of(at, (size_t)(end - at));
    return true;
}

bool delta_step(struct delta *delta, struct bytes base, uint8_t *to, size_t enough)
{
    struct bytes rest = delta->rest;
    size_t written = delta->written, room = (size_t)delta->size - written;
    size_t least = room > enough ? room - enough : 0; /* of room that is left */

    while (rest.size > 0 && (room > least || room == 0)) {
        uint8_t code = rest.data[0];
        size_t offset, size = code;

        rest = bytes_of(rest.data + 1, rest.size - 1);
        if (code & COPY) {
            if (!take_copy(&rest, code, &offset, &size) || size > room || offset > base.size ||
                size > base.size - offset)
                return false;
            copy(to + written, base.data + offset, size, base.size - offset);
        } else {
            if (size == 0 || size > room || size > rest.size) /* 0 is reserved */
                return false;
            copy(to + written, rest.data, size, rest.size);
            rest = bytes_of(rest.data + size, rest.size - size);
        }
        written += size;
        room -= size;
    }
    delta->rest = rest;
    delta->written = written;
    return rest.size > 0 || room == 0;
}
