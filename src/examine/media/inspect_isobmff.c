/*
 * inspect_isobmff.c - boxes of the ISO base media file format: MP4, MOV, M4A, 3GP, HEIC, AVIF.
 * Source: ISO/IEC 14496-12 (boxes, tracks), 23008-12 (HEIF); QuickTime File Format (user data).
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

enum { BID = 32, HEAD = 8 };

struct boxes {
    struct media media;
    struct cursor *cursor;
    uint32_t handler; /* of the track being read: 'vide', 'soun' */
    uint64_t area;    /* of the largest picture so far */
    uint32_t exif;    /* id of the item that is Exif, or 0 */
    uint64_t exif_at, exif_size;
};

#define TYPE(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))

static void tell_size(struct boxes *boxes, uint64_t width, uint64_t height)
{
    if (width == 0 || height == 0 || width * height <= boxes->area)
        return;
    boxes->area = width * height;
    evidence_int(boxes->media.evidence, ASSAY_FACT_MEDIA_WIDTH, MEASURED, width);
    evidence_int(boxes->media.evidence, ASSAY_FACT_MEDIA_HEIGHT, MEASURED, height);
}

static enum assay_status read_movie_header(struct boxes *boxes)
{
    struct cursor *cursor = boxes->cursor;
    uint32_t scale, small;
    uint64_t duration;
    uint8_t version;

    TRY(cursor_u8(cursor, &version));
    TRY(cursor_skip(cursor, 3 + (version ? 16U : 8U)));
    TRY(cursor_u32be(cursor, &scale));
    if (version) {
        TRY(cursor_u64be(cursor, &duration));
    } else {
        TRY(cursor_u32be(cursor, &small));
        duration = small;
    }
    if (scale > 0 && duration < UINT64_MAX / 1000)
        evidence_int(boxes->media.evidence, ASSAY_FACT_MEDIA_DURATION, MEASURED,
                     duration * 1000 / scale);
    return ASSAY_OK;
}

static enum assay_status read_track_header(struct boxes *boxes)
{
    struct cursor *cursor = boxes->cursor;
    uint32_t width, height;
    uint8_t version;

    TRY(cursor_u8(cursor, &version));
    TRY(cursor_skip(cursor, 3U + (version ? 32U : 20U) + 16U + 36U));
    TRY(cursor_u32be(cursor, &width)); /* 16.16 */
    TRY(cursor_u32be(cursor, &height));
    tell_size(boxes, width >> 16, height >> 16);
    return ASSAY_OK;
}

static enum assay_status read_handler(struct boxes *boxes)
{
    TRY(cursor_skip(boxes->cursor, 8));
    return cursor_u32be(boxes->cursor, &boxes->handler);
}

static enum assay_status read_sample_entry(struct boxes *boxes)
{
    struct cursor *cursor = boxes->cursor;
    uint32_t count, size, rate;
    uint16_t channels;
    struct bytes codec;

    TRY(cursor_skip(cursor, 4));
    TRY(cursor_u32be(cursor, &count));
    if (count == 0)
        return ASSAY_OK;
    TRY(cursor_u32be(cursor, &size));
    TRY(cursor_take(cursor, 4, &codec));
    evidence_set(boxes->media.evidence, ASSAY_FACT_MEDIA_CODECS, MEASURED, codec);
    if (boxes->handler != TYPE('s', 'o', 'u', 'n') || size < 36)
        return ASSAY_OK;
    TRY(cursor_skip(cursor, 8 + 8));
    TRY(cursor_u16be(cursor, &channels));
    TRY(cursor_skip(cursor, 6));
    TRY(cursor_u32be(cursor, &rate)); /* 16.16 */
    evidence_int(boxes->media.evidence, ASSAY_FACT_MEDIA_CHANNELS, MEASURED, channels);
    evidence_int(boxes->media.evidence, ASSAY_FACT_MEDIA_SAMPLE_RATE, MEASURED, rate >> 16);
    return ASSAY_OK;
}

static enum assay_status read_extent(struct boxes *boxes)
{
    uint32_t width, height;

    TRY(cursor_skip(boxes->cursor, 4));
    TRY(cursor_u32be(boxes->cursor, &width));
    TRY(cursor_u32be(boxes->cursor, &height));
    tell_size(boxes, width, height);
    return ASSAY_OK;
}

/* Which item is Exif. */
static enum assay_status read_item(struct boxes *boxes)
{
    struct cursor *cursor = boxes->cursor;
    uint8_t version;
    uint16_t small;
    uint32_t id, type;

    TRY(cursor_u8(cursor, &version));
    TRY(cursor_skip(cursor, 3));
    if (version < 2)
        return ASSAY_OK;
    if (version == 2) {
        TRY(cursor_u16be(cursor, &small));
        id = small;
    } else {
        TRY(cursor_u32be(cursor, &id));
    }
    TRY(cursor_skip(cursor, 2));
    TRY(cursor_u32be(cursor, &type));
    if (type == TYPE('E', 'x', 'i', 'f'))
        boxes->exif = id;
    return ASSAY_OK;
}

/* A number of 0, 4 or 8 bytes, as its box tells. */
static enum assay_status read_sized(struct cursor *cursor, unsigned size, uint64_t *out)
{
    uint32_t small;

    *out = 0;
    if (size == 8)
        return cursor_u64be(cursor, out);
    if (size == 0)
        return ASSAY_OK;
    if (size != 4)
        return cursor_fail(cursor, "a number of %u bytes", size);
    TRY(cursor_u32be(cursor, &small));
    *out = small;
    return ASSAY_OK;
}

/* Number of 16 bits, or 32 where `wide`. */
static enum assay_status read_id(struct cursor *cursor, bool wide, uint32_t *out)
{
    uint16_t small;

    if (wide)
        return cursor_u32be(cursor, out);
    TRY(cursor_u16be(cursor, &small));
    *out = small;
    return ASSAY_OK;
}

/* Where the item lies that is Exif; items inside other boxes are not looked for. */
static enum assay_status read_locations(struct boxes *boxes)
{
    struct cursor *cursor = boxes->cursor;
    uint8_t version, sizes, more;
    uint32_t count, id;
    uint16_t method, extents;
    uint64_t base, offset, size, index;

    TRY(cursor_u8(cursor, &version));
    TRY(cursor_skip(cursor, 3));
    TRY(cursor_u8(cursor, &sizes));
    TRY(cursor_u8(cursor, &more));
    TRY(read_id(cursor, version >= 2, &count));
    for (uint32_t i = 0; i < count; i++) {
        TRY(media_part(&boxes->media));
        TRY(read_id(cursor, version >= 2, &id));
        method = 0;
        if (version >= 1)
            TRY(cursor_u16be(cursor, &method));
        TRY(cursor_skip(cursor, 2));
        TRY(read_sized(cursor, more >> 4, &base));
        TRY(cursor_u16be(cursor, &extents));
        for (unsigned j = 0; j < extents; j++) {
            TRY(media_part(&boxes->media));
            if (version >= 1)
                TRY(read_sized(cursor, more & 15U, &index));
            TRY(read_sized(cursor, sizes >> 4, &offset));
            TRY(read_sized(cursor, sizes & 15U, &size));
            if (id == boxes->exif && id > 0 && j == 0 && (method & 15U) == 0 &&
                !ckd_add(&boxes->exif_at, base, offset))
                boxes->exif_size = size;
        }
    }
    return ASSAY_OK;
}

static enum assay_status see_place(struct boxes *boxes, uint64_t at, uint64_t size)
{
    media_see(&boxes->media, "pii.coordinates", "location", at);
    evidence_bool(boxes->media.evidence, ASSAY_FACT_MEDIA_LOCATION, MEASURED, true);
    return media_text(&boxes->media, size);
}

static bool holds_boxes(uint32_t type)
{
    static const uint32_t types[] = {
        TYPE('m', 'o', 'o', 'v'), TYPE('t', 'r', 'a', 'k'), TYPE('m', 'd', 'i', 'a'),
        TYPE('m', 'i', 'n', 'f'), TYPE('s', 't', 'b', 'l'), TYPE('u', 'd', 't', 'a'),
        TYPE('i', 'l', 's', 't'), TYPE('i', 'p', 'r', 'p'), TYPE('i', 'p', 'c', 'o'),
    };

    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (types[i] == type)
            return true;
    return false;
}

/* Bytes before the boxes in a box that holds some besides; 0 where it is none. */
static enum assay_status leading(struct boxes *boxes, uint32_t type, uint64_t *size)
{
    struct bytes head;

    *size = 0;
    if (type == TYPE('i', 'i', 'n', 'f')) {
        TRY(cursor_peek(boxes->cursor, 1, &head));
        *size = head.size && head.data[0] ? 8 : 6;
    } else if (type == TYPE('m', 'e', 't', 'a')) { /* in QuickTime without version and flags */
        TRY(cursor_peek(boxes->cursor, 8, &head));
        *size = head.size == 8 && memcmp(head.data + 4, "hdlr", 4) == 0 ? 0 : 4;
    }
    return ASSAY_OK;
}

static enum assay_status read_box(struct boxes *boxes, uint32_t type, uint64_t size)
{
    switch (type) {
    case TYPE('m', 'v', 'h', 'd'):
        return read_movie_header(boxes);
    case TYPE('t', 'k', 'h', 'd'):
        return read_track_header(boxes);
    case TYPE('h', 'd', 'l', 'r'):
        return read_handler(boxes);
    case TYPE('s', 't', 's', 'd'):
        return read_sample_entry(boxes);
    case TYPE('i', 's', 'p', 'e'):
        return read_extent(boxes);
    case TYPE('i', 'n', 'f', 'e'):
        return read_item(boxes);
    case TYPE('i', 'l', 'o', 'c'):
        return read_locations(boxes);
    case TYPE(0xa9, 'x', 'y', 'z'):
    case TYPE('l', 'o', 'c', 'i'):
        return see_place(boxes, cursor_at(boxes->cursor), size);
    case TYPE('m', 'd', 'a', 't'):
    case TYPE('f', 'r', 'e', 'e'):
        return ASSAY_OK;
    default: /* user data: a text, or boxes with a text */
        return type >> 24 == 0xa9 || type == TYPE('u', 'u', 'i', 'd') ||
                       type == TYPE('c', 'p', 'r', 't') || type == TYPE('a', 'u', 't', 'h')
                   ? media_text(&boxes->media, size)
                   : ASSAY_OK;
    }
}

/* Boxes up to `end`. NOLINTNEXTLINE(misc-no-recursion): `depth` ends at LIMIT_MEDIA_DEPTH */
static enum assay_status read_boxes(struct boxes *boxes, uint64_t end, unsigned depth)
{
    while (cursor_at(boxes->cursor) + HEAD <= end) {
        uint64_t at = cursor_at(boxes->cursor), size, inner, before;
        uint32_t small, type;
        bool holds;

        TRY(media_part(&boxes->media));
        TRY(cursor_u32be(boxes->cursor, &small));
        TRY(cursor_u32be(boxes->cursor, &type));
        size = small;
        if (small == 1)
            TRY(cursor_u64be(boxes->cursor, &size));
        if (small == 0)
            size = end - at;
        inner = cursor_at(boxes->cursor);
        if (size < inner - at || size > end - at)
            return cursor_fail_at(boxes->cursor, ASSAY_EFORMAT, at, "a box of %" PRIu64 " bytes",
                                  size);
        TRY(leading(boxes, type, &before));
        holds = holds_boxes(type) || type == TYPE('m', 'e', 't', 'a') ||
                type == TYPE('i', 'i', 'n', 'f');
        if (holds && depth < LIMIT_MEDIA_DEPTH && size >= inner - at + before) {
            TRY(cursor_skip(boxes->cursor, before));
            TRY(read_boxes(boxes, at + size, depth + 1));
        } else if (!holds) {
            TRY(read_box(boxes, type, at + size - inner));
        }
        TRY(cursor_seek(boxes->cursor, at + size));
    }
    return ASSAY_OK;
}

/* An item of Exif tells first where its TIFF begins. */
static enum assay_status read_exif(struct boxes *boxes)
{
    uint32_t skip;

    TRY(cursor_seek(boxes->cursor, boxes->exif_at));
    TRY(cursor_u32be(boxes->cursor, &skip));
    if (boxes->exif_size < 4 || skip > boxes->exif_size - 4)
        return cursor_fail(boxes->cursor, "Exif that begins behind its end");
    return media_exif(&boxes->media, boxes->exif_at + 4 + skip, boxes->exif_size - 4 - skip, false);
}

static const char *format_of(struct bytes brand)
{
    static const struct {
        const char *brand, *format;
    } brands[] = {
        {"avif", "avif"}, {"avis", "avif"}, {"heic", "heic"}, {"heix", "heic"}, {"hevc", "heic"},
        {"mif1", "heic"}, {"msf1", "heic"}, {"qt  ", "mov"},  {"M4A ", "m4a"},
    };

    for (size_t i = 0; i < ARRAY_LEN(brands); i++)
        if (bytes_equal(brand, bytes_text(brands[i].brand)))
            return brands[i].format;
    return "mp4";
}

static unsigned isobmff_bid(const struct subject *subject)
{
    return bytes_starts(bytes_from(subject->head, 4), BYTES("ftyp")) ? BID : 0;
}

static enum assay_status isobmff_read(struct cursor *cursor, const struct subject *subject,
                                      struct evidence *evidence)
{
    struct boxes boxes = {.media = {.cursor = cursor, .evidence = evidence}, .cursor = cursor};
    struct bytes head;

    (void)subject;
    TRY(cursor_peek(cursor, 12, &head));
    if (head.size == 12)
        evidence_format(evidence, format_of(bytes_from(head, 8)));
    TRY(read_boxes(&boxes, cursor_left(cursor), 0));
    return boxes.exif_size > 0 ? read_exif(&boxes) : ASSAY_OK;
}

const struct inspector inspect_isobmff = {.format = "isobmff",
                                          .kind = ASSAY_KIND_OTHER,
                                          .packed = true,
                                          .bid = isobmff_bid,
                                          .read = isobmff_read};
