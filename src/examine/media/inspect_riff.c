/*
 * inspect_riff.c - RIFF: WAV, AVI and WebP.
 * Source: Microsoft, Multimedia Programming Interface 1.0; RFC 9649 (WebP); OpenDML (AVI).
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

enum { BID = 64, HEAD = 8 };

struct riff {
    struct media media;
    struct cursor *cursor;
    uint32_t bytes_a_second;
};

static bool is(const uint8_t type[4], const char *name)
{
    return memcmp(type, name, 4) == 0;
}

static void tell(const struct riff *riff, enum assay_fact_id fact, uint64_t value)
{
    evidence_int(riff->media.evidence, fact, MEASURED, value);
}

static enum assay_status read_wave_format(struct riff *riff)
{
    CLEANUP(buf_clear) struct buf codec = {.ceiling = 32};
    uint16_t format, channels;
    uint32_t rate;

    TRY(cursor_u16le(riff->cursor, &format));
    TRY(cursor_u16le(riff->cursor, &channels));
    TRY(cursor_u32le(riff->cursor, &rate));
    TRY(cursor_u32le(riff->cursor, &riff->bytes_a_second));
    buf_printf(&codec, "wave-%04x", (unsigned)format);
    evidence_set(riff->media.evidence, ASSAY_FACT_MEDIA_CODECS, MEASURED,
                 format == 1 ? BYTES("pcm") : buf_bytes(&codec));
    tell(riff, ASSAY_FACT_MEDIA_CHANNELS, channels);
    tell(riff, ASSAY_FACT_MEDIA_SAMPLE_RATE, rate);
    return ASSAY_OK;
}

static enum assay_status read_avi_header(struct riff *riff)
{
    uint32_t frame, frames, width, height;

    TRY(cursor_u32le(riff->cursor, &frame)); /* microseconds */
    TRY(cursor_skip(riff->cursor, 12));
    TRY(cursor_u32le(riff->cursor, &frames));
    TRY(cursor_skip(riff->cursor, 12));
    TRY(cursor_u32le(riff->cursor, &width));
    TRY(cursor_u32le(riff->cursor, &height));
    tell(riff, ASSAY_FACT_MEDIA_DURATION, (uint64_t)frame * frames / 1000);
    tell(riff, ASSAY_FACT_MEDIA_WIDTH, width);
    tell(riff, ASSAY_FACT_MEDIA_HEIGHT, height);
    return ASSAY_OK;
}

static enum assay_status read_webp_extended(struct riff *riff)
{
    struct bytes b;

    TRY(cursor_take(riff->cursor, 10, &b));
    tell(riff, ASSAY_FACT_MEDIA_WIDTH, 1U + (load_u32le(b.data + 4) & 0xffffff));
    tell(riff, ASSAY_FACT_MEDIA_HEIGHT, 1U + (load_u32le(b.data + 6) >> 8));
    return ASSAY_OK;
}

static enum assay_status read_webp_lossy(struct riff *riff)
{
    struct bytes b;

    TRY(cursor_take(riff->cursor, 10, &b));
    tell(riff, ASSAY_FACT_MEDIA_WIDTH, load_u16le(b.data + 6) & 0x3fff);
    tell(riff, ASSAY_FACT_MEDIA_HEIGHT, load_u16le(b.data + 8) & 0x3fff);
    return ASSAY_OK;
}

static enum assay_status read_webp_lossless(struct riff *riff)
{
    uint32_t bits;

    TRY(cursor_skip(riff->cursor, 1));
    TRY(cursor_u32le(riff->cursor, &bits));
    tell(riff, ASSAY_FACT_MEDIA_WIDTH, (bits & 0x3fff) + 1);
    tell(riff, ASSAY_FACT_MEDIA_HEIGHT, (bits >> 14 & 0x3fff) + 1);
    return ASSAY_OK;
}

static enum assay_status read_exif(struct riff *riff, uint64_t size)
{
    uint64_t at = cursor_at(riff->cursor);
    struct bytes start;

    TRY(cursor_peek(riff->cursor, 6, &start));
    if (size > 6 && bytes_starts(start, BYTES("Exif\0\0"))) { /* as in JPEG, by mistake */
        at += 6;
        size -= 6;
    }
    return media_exif(&riff->media, at, size, false);
}

/* A chunk that holds no chunks; `info`: it stands in a list of texts. */
static enum assay_status read_chunk(struct riff *riff, const uint8_t type[4], uint64_t size,
                                    bool info)
{
    if (is(type, "fmt ") && size >= 16)
        return read_wave_format(riff);
    if (is(type, "avih") && size >= 40)
        return read_avi_header(riff);
    if (is(type, "VP8X") && size >= 10)
        return read_webp_extended(riff);
    if (is(type, "VP8 ") && size >= 10)
        return read_webp_lossy(riff);
    if (is(type, "VP8L") && size >= 5)
        return read_webp_lossless(riff);
    if (is(type, "EXIF"))
        return read_exif(riff, size);
    if (is(type, "data") && riff->bytes_a_second > 0)
        tell(riff, ASSAY_FACT_MEDIA_DURATION, size * 1000 / riff->bytes_a_second);
    if (info || is(type, "XMP ") || is(type, "_PMX") || is(type, "bext") || is(type, "iXML"))
        return media_text(&riff->media, size);
    return ASSAY_OK;
}

/* Chunks up to `end`. NOLINTNEXTLINE(misc-no-recursion): `depth` ends at LIMIT_MEDIA_DEPTH */
static enum assay_status read_chunks(struct riff *riff, uint64_t end, unsigned depth, bool info)
{
    while (cursor_at(riff->cursor) + HEAD <= end) {
        uint8_t type[4], list[4];
        uint32_t size;
        uint64_t at;

        TRY(media_part(&riff->media));
        TRY(cursor_copy(riff->cursor, type, sizeof type));
        TRY(cursor_u32le(riff->cursor, &size));
        at = cursor_at(riff->cursor);
        if (size > end - at)
            return cursor_fail_at(riff->cursor, ASSAY_EFORMAT, at - HEAD,
                                  "a chunk of %" PRIu32 " bytes behind the end", size);
        if (is(type, "LIST") && size >= 4 && depth < LIMIT_MEDIA_DEPTH) {
            TRY(cursor_copy(riff->cursor, list, sizeof list));
            if (!is(list, "movi"))
                TRY(read_chunks(riff, at + size, depth + 1, is(list, "INFO")));
        } else {
            TRY(read_chunk(riff, type, size, info));
        }
        TRY(cursor_seek(riff->cursor, at + size < end ? at + size + size % 2 : end));
    }
    return ASSAY_OK;
}

static const char *format_of(const uint8_t type[4])
{
    return is(type, "WAVE") ? "wav" : is(type, "AVI ") ? "avi" : is(type, "WEBP") ? "webp" : "riff";
}

static unsigned riff_bid(const struct subject *subject)
{
    return subject->head.size >= 12 && bytes_starts(subject->head, BYTES("RIFF")) &&
                   strcmp(format_of(subject->head.data + 8), "riff") != 0
               ? BID
               : 0;
}

static enum assay_status riff_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct riff riff = {.media = {.cursor = cursor, .evidence = evidence}, .cursor = cursor};
    uint8_t type[4];
    uint32_t size;
    uint64_t left;

    (void)subject;
    TRY(cursor_skip(cursor, 4));
    TRY(cursor_u32le(cursor, &size));
    left = cursor_left(cursor);
    TRY(cursor_copy(cursor, type, sizeof type));
    evidence_format(evidence, format_of(type));
    if (size > left && size != UINT32_MAX) /* which a program that cannot seek leaves there */
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 4, "%" PRIu32 " bytes of %" PRIu64, size,
                              left);
    if (size < 4 || size == UINT32_MAX)
        size = (uint32_t)(left < UINT32_MAX ? left : UINT32_MAX);
    TRY(read_chunks(&riff, HEAD + (uint64_t)size, 0, false));
    return media_rest(&riff.media);
}

const struct inspector inspect_riff = {
    .format = "riff", .kind = ASSAY_KIND_OTHER, .packed = true, .bid = riff_bid, .read = riff_read};
