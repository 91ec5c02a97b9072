/*
 * openpgp.c - messages of OpenPGP that are packed.
 * Source: RFC 4880, 4.2 "Packet Headers", 5.4, 5.6 "Compressed Data Packet", 5.9.
 */

#include "source/openpgp.h"

#include "base/kit.h"
#include "source/inflate.h"

enum {
    COMPRESSED = 8, /* tags of packets */
    ONE_PASS_SIGNATURE = 4,
    LITERAL = 11,
    DEFLATE = 1, /* ways to pack */
    ZLIB = 2,
    BZIP2 = 3,
    PEEKED = 16, /* of what was packed, in bytes */
};

/* Takes the header of a packet off the front; its tag, or -1. */
static int take_header(struct bytes *rest)
{
    static const size_t old_lengths[] = {1, 2, 4, 0};
    uint8_t first, second;
    size_t size;

    if (rest->size < 2 || !(rest->data[0] & 0x80))
        return -1;
    first = rest->data[0];
    second = rest->data[1];
    if (first & 0x40) /* the newer form; from 224 on the length is of a part */
        size = second < 192 || (second >= 224 && second < 255) ? 1 : second < 224 ? 2 : 5;
    else
        size = old_lengths[first & 3];
    *rest = bytes_from(*rest, 1 + size);
    return first & 0x40 ? first & 0x3f : first >> 2 & 0xf;
}

/* A signature that is to follow, or a file: its mode, and how long its name is. */
static bool begins_message(struct bytes text)
{
    switch (take_header(&text)) {
    case ONE_PASS_SIGNATURE:
        return text.size > 1 && (text.data[0] == 3 || text.data[0] == 6) && text.data[1] < 4;
    case LITERAL:
        return text.size > 0 && bytes_has(BYTES("bmtul1"), text.data[0]);
    default:
        return false;
    }
}

static bool inflates_to_message(struct bytes packed)
{
    struct inflater *inflater = inflater_new(INFLATE_RAW);
    uint8_t text[PEEKED];
    struct inflate_io io = {.in = packed, .out = text, .room = sizeof text};
    enum inflate_result result = INFLATE_DAMAGED;

    if (inflater)
        result = inflate_step(inflater, &io, NULL);
    inflater_free(inflater);
    return result != INFLATE_DAMAGED && begins_message(bytes_of(text, sizeof text - io.room));
}

bool openpgp_is_packed(struct bytes head)
{
    struct bytes packed = head;

    if (take_header(&packed) != COMPRESSED || packed.size == 0)
        return false;
    switch (packed.data[0]) {
    case DEFLATE:
        return inflates_to_message(bytes_from(packed, 1));
    case ZLIB:
        return packed.size > 2 && packed.data[1] == 0x78 &&
               (0x7800 | packed.data[2]) % 31 == 0; /* RFC 1950, FCHECK */
    case BZIP2:
        return bytes_starts(bytes_from(packed, 1), BYTES("BZh"));
    default:
        return false;
    }
}
