/*
 * inspect_jpeg.c - JPEG: size, comments, Exif, XMP and IPTC, and what stands behind the end.
 * Source: ITU-T T.81, annex B; CIPA DC-008 (Exif 2.32), 4.7.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

enum marker {
    SOF0 = 0xc0,
    DHT = 0xc4,
    JPG = 0xc8,
    DAC = 0xcc,
    SOF15 = 0xcf,
    RST0 = 0xd0,
    RST7 = 0xd7,
    SOI = 0xd8,
    EOI = 0xd9,
    SOS = 0xda,
    APP1 = 0xe1,
    APP2 = 0xe2,
    APP15 = 0xef,
    COM = 0xfe,
    TEM = 0x01,
};

enum { BID = 24 };

static bool has_no_size(uint8_t marker)
{
    return marker == TEM || (marker >= RST0 && marker <= SOI);
}

static enum assay_status read_frame(struct media *media)
{
    uint16_t height, width;

    TRY(cursor_skip(media->cursor, 1)); /* bits of a sample */
    TRY(cursor_u16be(media->cursor, &height));
    TRY(cursor_u16be(media->cursor, &width));
    evidence_int(media->evidence, ASSAY_FACT_MEDIA_WIDTH, MEASURED, width);
    evidence_int(media->evidence, ASSAY_FACT_MEDIA_HEIGHT, MEASURED, height);
    return ASSAY_OK;
}

static enum assay_status read_segment(struct media *media, uint8_t marker, uint64_t size)
{
    struct bytes start;

    if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC)
        return read_frame(media);
    TRY(cursor_peek(media->cursor, 6, &start));
    if (marker == APP1 && size > 6 && bytes_starts(start, BYTES("Exif\0\0")))
        return media_exif(media, cursor_at(media->cursor) + 6, size - 6, false);
    if (marker == COM || marker == APP1 || (marker > APP2 && marker <= APP15))
        return media_text(media, size);
    return ASSAY_OK;
}

/* Moves past coded data, to the marker behind it. */
static enum assay_status skip_scan(struct cursor *cursor)
{
    for (;;) {
        struct bytes some;
        const uint8_t *sign;

        TRY(cursor_some(cursor, &some));
        if (some.size == 0)
            return cursor_fail(cursor, "ends within its picture");
        sign = memchr(some.data, 0xff, some.size);
        cursor_consume(cursor, sign ? (size_t)(sign - some.data) : some.size);
        if (!sign)
            continue;
        TRY(cursor_peek(cursor, 2, &some));
        if (some.size < 2)
            return cursor_fail(cursor, "ends within its picture");
        if (some.data[1] != 0 && some.data[1] != 0xff &&
            !(some.data[1] >= RST0 && some.data[1] <= RST7))
            return ASSAY_OK;
        cursor_consume(cursor, some.data[1] == 0xff ? 1 : 2);
    }
}

static enum assay_status read_marker(struct cursor *cursor, uint8_t *marker)
{
    uint8_t sign;

    TRY(cursor_u8(cursor, &sign));
    if (sign != 0xff)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor_at(cursor) - 1, "no marker");
    do
        TRY(cursor_u8(cursor, marker));
    while (*marker == 0xff);
    return ASSAY_OK;
}

static unsigned jpeg_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("\xff\xd8\xff")) ? BID : 0;
}

static enum assay_status jpeg_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct media media = {.cursor = cursor, .evidence = evidence};
    uint8_t marker = 0;

    (void)subject;
    while (marker != EOI) {
        uint16_t size;
        uint64_t at;

        TRY(media_part(&media));
        TRY(read_marker(cursor, &marker));
        if (has_no_size(marker) || marker == EOI)
            continue;
        at = cursor_at(cursor);
        TRY(cursor_u16be(cursor, &size));
        if (size < 2 || size - 2U > cursor_left(cursor))
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at, "a segment of %u bytes",
                                  (unsigned)size);
        TRY(read_segment(&media, marker, size - 2U));
        TRY(cursor_seek(cursor, at + size));
        if (marker == SOS)
            TRY(skip_scan(cursor));
    }
    return media_rest(&media);
}

const struct inspector inspect_jpeg = {
    .format = "jpeg", .kind = ASSAY_KIND_OTHER, .packed = true, .bid = jpeg_bid, .read = jpeg_read};
