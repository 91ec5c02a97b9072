/*
 * embedded.c - containers that begin behind other bytes. A new format is one line in the table.
 *
 * Magics of three or four bytes stand in any file of some size by chance: a header has to hold by
 * its own sum, or data behind it has to unpack.
 */

#include "source/embedded.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/load.h"
#include "crypto/digest.h"
#include "source/decode.h"
#include "source/git/bundle_header.h"
#include "source/git/pack.h"
#include "source/inflate.h"
#include "source/tar_header.h"

enum {
    TRIES_MAX = 4096, /* places in one item that are unpacked for a start */
    TRIED = 16 * 1024,
    UNPACKED = 64 * 1024, /* bytes that must come out without fault, or all there are, */
    UNPACKED_LEAST = 4096 /* or these before the fault */
};

static uint32_t sum_of(struct bytes head, size_t from, size_t to)
{
    return inflate_crc32(0, bytes_of(head.data + from, to - from));
}

enum { LEAST = 18 /* bytes of any container */ };

/* ---- what a header says, by what is at hand of it ---- */

/* Flags, a level and a system that exist. Source: RFC 1952, 2.3. */
static bool begins_gzip(struct bytes head)
{
    return (head.data[3] & 0xe0) == 0 && (head.data[8] & ~6) == 0 &&
           (head.data[9] <= 13 || head.data[9] == 255);
}

/* True where it does as far as it is at hand. */
static bool inflates(struct bytes head)
{
    uint8_t out[TRIED];
    struct inflate_io io = {.in = head, .out = out, .room = sizeof out};
    struct assay_error ignored;
    struct inflater *inflater;
    enum inflate_result result;

    inflater = inflater_new(INFLATE_GZIP);
    if (!inflater)
        return true; /* then it is looked at once more */
    result = inflate_step(inflater, &io, &ignored);
    inflater_free(inflater);
    return result != INFLATE_DAMAGED;
}

/* Source: RFC 8878, 3.1.1: reserved bits, and a first block that is no larger than may be. */
static bool begins_zstd(struct bytes head)
{
    static const uint8_t dictionary[] = {0, 1, 2, 4}, content[] = {0, 2, 4, 8};
    enum { BLOCK_MAX = 128 * 1024, BLOCK_RESERVED = 3 };
    uint8_t descriptor;
    bool single;
    size_t at;
    uint32_t block;

    if (head.size < 22)
        return false;
    descriptor = head.data[4];
    single = descriptor & 0x20;
    at = 5U + (single ? 0 : 1) + dictionary[descriptor & 3];
    at += single && descriptor >> 6 == 0 ? 1 : content[descriptor >> 6];
    block = load_u32le(head.data + at) & 0xffffff;
    return (descriptor & 0x18) == 0 && (single || head.data[5] >> 3 <= 17) &&
           (block >> 1 & 3) != BLOCK_RESERVED && block >> 3 <= BLOCK_MAX && block >> 3 > 0;
}

/* Source: The .xz File Format 1.1.0, 2.1.1. */
static bool begins_xz(struct bytes head)
{
    return head.data[6] == 0 && head.data[7] <= 15 &&
           sum_of(head, 6, 8) == load_u32le(head.data + 8);
}

/* Source: 7-Zip, 7zFormat.txt, "Signature Header". */
static bool begins_7z(struct bytes head)
{
    return head.size >= 32 && head.data[6] == 0 &&
           sum_of(head, 12, 32) == load_u32le(head.data + 8) && load_u64le(head.data + 20) > 0;
}

/* The main header, which is next. Source: technote.txt of RAR 4.x, "Archive header". */
static bool begins_rar4(struct bytes head)
{
    enum { MAGIC = 7, MAIN = 0x73 };
    size_t size = head.size >= 32 ? load_u16le(head.data + MAGIC + 5) : 0;

    return size >= MAGIC && size <= head.size - MAGIC && head.data[MAGIC + 2] == MAIN &&
           (sum_of(head, MAGIC + 2, MAGIC + size) & 0xffff) == load_u16le(head.data + MAGIC);
}

/* Source: RAR 5.0 archive format, "General archive block format". */
static bool begins_rar5(struct bytes head)
{
    enum { MAGIC = 8, LONGER = 0x80 };
    size_t size = head.size >= 32 ? head.data[MAGIC + 4] : 0;

    return size > 0 && size < LONGER && MAGIC + 5 + size <= head.size &&
           sum_of(head, MAGIC + 4, MAGIC + 5 + size) == load_u32le(head.data + MAGIC);
}

/* Source: [MS-CAB], 2.1: reserved fields, and where the first file is described. */
static bool begins_cab(struct bytes head)
{
    return head.size >= 36 && load_u32le(head.data + 8) > 36 && load_u32le(head.data + 12) == 0 &&
           load_u32le(head.data + 20) == 0 &&
           load_u32le(head.data + 16) < load_u32le(head.data + 8) &&
           load_u32le(head.data + 16) >= 36 && head.data[24] == 3 && head.data[25] == 1 &&
           load_u16le(head.data + 26) > 0 && load_u16le(head.data + 28) > 0;
}

/* The magic is that of the first block. */
static bool begins_bzip2(struct bytes head)
{
    return head.data[3] >= '1' && head.data[3] <= '9';
}

/* Version 1, reserved bits; what else holds the sum of the header says, when it is unpacked. */
static bool begins_lz4(struct bytes head)
{
    return (head.data[4] & 0xc2) == 0x40 && (head.data[5] & 0x8f) == 0 && head.data[5] >> 4 >= 4;
}

/* Source: squashfs-tools, squashfs_fs.h, "struct squashfs_super_block". */
static bool begins_squashfs(struct bytes head)
{
    return head.size >= 96 && load_u16le(head.data + 28) == 4 && load_u16le(head.data + 30) == 0 &&
           load_u16le(head.data + 22) < 32 &&
           load_u32le(head.data + 12) == UINT32_C(1) << load_u16le(head.data + 22) &&
           load_u16le(head.data + 20) >= 1 && load_u16le(head.data + 20) <= 6;
}

static bool begins_tar(struct bytes head)
{
    return head.size >= TAR_BLOCK && tar_header_checks(head.data);
}

/* A version of the format that there is, in the header of an entry. Source: APPNOTE.TXT 4.4.3. */
static bool begins_zip(struct bytes head)
{
    return head.data[4] <= 63 && head.data[5] <= 20;
}

static bool begins_pack(struct bytes head)
{
    struct bytes first = bytes_from(head, PACK_HEADER);

    return pack_entry_may_begin(first, PACK_HEADER, SHA1_SIZE) ||
           pack_entry_may_begin(first, PACK_HEADER, SHA256_SIZE);
}

static const struct {
    struct bytes magic;
    uint16_t at; /* of the magic, behind the beginning */
    bool (*begins)(struct bytes head);
    enum container_format format;
    const char *unread;
} formats[] = {
    {{(const uint8_t *)"\x1f\x8b\x08", 3}, 0, begins_gzip, CONTAINER_GZIP, NULL},
    {{(const uint8_t *)"\x28\xb5\x2f\xfd", 4}, 0, begins_zstd, CONTAINER_ZSTD, NULL},
    {{(const uint8_t *)"\xfd\x37zXZ\0", 6}, 0, begins_xz, CONTAINER_XZ, NULL},
    {{(const uint8_t *)"7z\xbc\xaf\x27\x1c", 6}, 0, begins_7z, CONTAINER_7Z, NULL},
    {{(const uint8_t *)"Rar!\x1a\x07\0", 7}, 0, begins_rar4, CONTAINER_RAR, NULL},
    {{(const uint8_t *)"Rar!\x1a\x07\1\0", 8}, 0, begins_rar5, CONTAINER_RAR, NULL},
    {{(const uint8_t *)"MSCF\0\0\0\0", 8}, 0, begins_cab, CONTAINER_CAB, NULL},
    {{(const uint8_t *)"1AY&SY", 6}, 4, begins_bzip2, CONTAINER_BZIP2, NULL},
    {{(const uint8_t *)"\x04\x22\x4d\x18", 4}, 0, begins_lz4, CONTAINER_LZ4, NULL},
    {{(const uint8_t *)"hsqs", 4}, 0, begins_squashfs, CONTAINER_NONE, "SquashFS"},
    {{(const uint8_t *)"ustar", 5}, 257, begins_tar, CONTAINER_TAR, NULL},
    {{(const uint8_t *)"PACK\0\0\0\2", 8}, 0, begins_pack, CONTAINER_GIT_PACK, NULL},
    {{(const uint8_t *)"PACK\0\0\0\3", 8}, 0, begins_pack, CONTAINER_GIT_PACK, NULL},
    {{(const uint8_t *)"# v2 git bundle\n", 16},
     0,
     bundle_header_begins,
     CONTAINER_GIT_BUNDLE,
     NULL},
    {{(const uint8_t *)"# v3 git bundle\n", 16},
     0,
     bundle_header_begins,
     CONTAINER_GIT_BUNDLE,
     NULL},
    /* not opened here, but by its end */
    {{(const uint8_t *)"PK\3\4", 4}, 0, begins_zip, CONTAINER_ZIP, NULL},
};

/* ---- where one may begin ---- */

void embedded_start(struct embedded_places *places)
{
    places->count = 0;
    places->tries = 0;
    places->more = false;
    places->zip = ASSAY_NO_OFFSET;
}

static bool try_inflate(struct embedded_places *places, struct bytes head)
{
    if (places->tries == TRIES_MAX) {
        places->more = true;
        return false;
    }
    places->tries++;
    return inflates(head);
}

/* The next member of a tar that was met; what stands behind its end is read as members, too. */
static bool is_member(const struct embedded_places *places, size_t format, uint64_t at)
{
    for (size_t i = 0; i < places->count && formats[format].format == CONTAINER_TAR; i++)
        if (places->all[i].format == CONTAINER_TAR && (at - places->all[i].at) % TAR_BLOCK == 0)
            return true;
    return false;
}

static void take(struct embedded_places *places, uint64_t at, size_t format)
{
    if (formats[format].format == CONTAINER_ZIP) {
        if (places->zip == ASSAY_NO_OFFSET)
            places->zip = at;
    } else if (is_member(places, format, at)) {
        return;
    } else if (places->count < EMBEDDED_MAX) {
        places->all[places->count++] = (struct embedded){
            .at = at, .format = formats[format].format, .unread = formats[format].unread};
    } else {
        places->more = true;
    }
}

const size_t embedded_format_count = ARRAY_LEN(formats);

struct bytes embedded_magic(size_t format)
{
    return formats[format].magic;
}

size_t embedded_magic_end(size_t format)
{
    return formats[format].at + formats[format].magic.size;
}

void embedded_meet(struct embedded_places *places, size_t format, struct bytes head, uint64_t at)
{
    if (at > 0 && head.size >= LEAST && formats[format].begins(head) &&
        (formats[format].format != CONTAINER_GZIP || try_inflate(places, head)))
        take(places, at, format);
}

/* ---- whether one does ---- */

static ASSAY_RESULT unpacks(enum container_format format, struct stream *stream,
                            struct source_budget *budget, bool *holds, struct assay_error *err)
{
    CLEANUP(free_cleanup) uint8_t *out = malloc(UNPACKED);
    struct decoded decoded; /* which the stream needs until it is closed */
    CLEANUP(stream_close) struct stream plain = {0};
    struct assay_error failure = {0};
    enum assay_status status = ASSAY_OK;
    size_t have = 0, got = 1;

    if (!out)
        return out_of_memory(err);
    TRY(decode_open(format, stream, budget, &decoded, &plain, err));
    decoded.paid = true; /* by who reads it all */
    while (have < UNPACKED && got > 0 && status == ASSAY_OK) {
        got = 0;
        status = stream_read(&plain, out + have, UNPACKED - have, &got, &failure);
        have += got;
    }
    *holds = status == ASSAY_OK ? have > 0 : have >= UNPACKED_LEAST;
    if (status == ASSAY_ENOMEM || status == ASSAY_EIO) {
        *err = failure;
        return status;
    }
    return ASSAY_OK;
}

/* Reads from the start on what is read by offset. */
struct in_order {
    struct stream *stream;
    uint64_t at;
};

static enum assay_status read_in_order(struct stream *stream, void *to, size_t size, size_t *got,
                                       struct assay_error *err)
{
    struct in_order *order = stream->state;

    TRY(order->stream->read_at(order->stream, order->at, to, size, got, err));
    order->at += *got;
    return ASSAY_OK;
}

enum assay_status embedded_holds(const struct embedded *place, struct stream *stream,
                                 struct source_budget *budget, bool *holds, struct assay_error *err)
{
    struct in_order order = {.stream = stream};
    struct stream all = {.read = read_in_order, .state = &order, .size = stream->size};
    uint8_t head[32];
    size_t got = 0;
    uint64_t end;

    *holds = true;
    switch (place->format) {
    case CONTAINER_7Z:
        TRY(stream->read_at(stream, 0, head, sizeof head, &got, err));
        *holds = got == sizeof head &&
                 !ckd_add(&end, load_u64le(head + 12), load_u64le(head + 20)) && end < stream->size;
        return ASSAY_OK;
    case CONTAINER_CAB:
        TRY(stream->read_at(stream, 0, head, sizeof head, &got, err));
        *holds = got == sizeof head && load_u32le(head + 8) <= stream->size;
        return ASSAY_OK;
    case CONTAINER_NONE:
    case CONTAINER_RAR:
    case CONTAINER_TAR:
    case CONTAINER_GIT_PACK:
    case CONTAINER_GIT_BUNDLE:
        return ASSAY_OK;
    default:
        return unpacks(place->format, &all, budget, holds, err);
    }
}
