/*
 * inspect_matroska.c - Matroska and WebM: tracks, duration, texts of tags.
 * Source: RFC 8794 (EBML), RFC 9559 (Matroska).
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

enum { BID = 32 };

enum element {
    EBML = 0x1a45dfa3,
    DOC_TYPE = 0x4282,
    SEGMENT = 0x18538067,
    INFO = 0x1549a966,
    SCALE = 0x2ad7b1,
    DURATION = 0x4489,
    TITLE = 0x7ba9,
    MUXER = 0x4d80,
    WRITER = 0x5741,
    TRACKS = 0x1654ae6b,
    TRACK = 0xae,
    TRACK_NAME = 0x536e,
    CODEC = 0x86,
    VIDEO = 0xe0,
    PIXEL_WIDTH = 0xb0,
    PIXEL_HEIGHT = 0xba,
    AUDIO = 0xe1,
    SAMPLE_RATE = 0xb5,
    CHANNELS = 0x9f,
    TAGS = 0x1254c367,
    TAG = 0x7373,
    SIMPLE_TAG = 0x67c8,
    TAG_STRING = 0x4487,
    CHAPTERS = 0x1043a770,
    ATTACHMENTS = 0x1941a469,
    CLUSTER = 0x1f43b675,
};

struct matroska {
    struct media media;
    struct cursor *cursor;
    uint64_t scale; /* nanoseconds of a tick */
    double duration;
};

/* A number of 1 to 8 bytes whose length its first byte tells; with the mark left in for ids. */
static enum assay_status read_vint(struct cursor *cursor, bool keep, uint64_t *out)
{
    uint8_t first, next;
    unsigned size;

    TRY(cursor_u8(cursor, &first));
    if (first == 0)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor_at(cursor) - 1, "no element");
    size = (unsigned)__builtin_clz((unsigned)first << 24) + 1;
    *out = keep ? first : first & (0xffU >> size);
    for (unsigned i = 1; i < size; i++) {
        TRY(cursor_u8(cursor, &next));
        *out = *out << 8 | next;
    }
    if (!keep && *out == (UINT64_C(1) << (7 * size)) - 1)
        *out = UINT64_MAX; /* of unknown size: up to the end */
    return ASSAY_OK;
}

static enum assay_status read_unsigned(struct matroska *matroska, uint64_t size, uint64_t *out)
{
    uint8_t next;

    *out = 0;
    for (uint64_t i = 0; i < size && i < 8; i++) {
        TRY(cursor_u8(matroska->cursor, &next));
        *out = *out << 8 | next;
    }
    return ASSAY_OK;
}

static enum assay_status read_real(struct matroska *matroska, uint64_t size, double *out)
{
    union {
        uint64_t bits;
        double value;
    } real;
    union {
        uint32_t bits;
        float value;
    } small;

    TRY(read_unsigned(matroska, size, &real.bits));
    small.bits = (uint32_t)real.bits;
    *out = size == 4 ? (double)small.value : size == 8 ? real.value : 0;
    return ASSAY_OK;
}

static enum assay_status tell_number(struct matroska *matroska, enum assay_fact_id fact,
                                     uint64_t size)
{
    uint64_t value;

    TRY(read_unsigned(matroska, size, &value));
    evidence_int(matroska->media.evidence, fact, MEASURED, value);
    return ASSAY_OK;
}

static enum assay_status tell_text(struct matroska *matroska, uint64_t element, uint64_t size)
{
    struct evidence *evidence = matroska->media.evidence;
    uint64_t at = cursor_at(matroska->cursor);
    struct bytes text;

    TRY(cursor_peek(matroska->cursor, size < 256 ? (size_t)size : 256, &text));
    while (text.size > 0 && text.data[text.size - 1] == 0)
        text.size--;
    if (element == CODEC)
        evidence_set(evidence, ASSAY_FACT_MEDIA_CODECS, MEASURED, text);
    if (element == WRITER)
        evidence_text(evidence, ASSAY_FACT_MEDIA_PRODUCER, DECLARED, text);
    if (element == DOC_TYPE && bytes_equal(text, BYTES("webm")))
        evidence_format(evidence, "webm");
    TRY(cursor_seek(matroska->cursor, at));
    return media_text(&matroska->media, size);
}

static enum assay_status read_value(struct matroska *matroska, uint64_t element, uint64_t size)
{
    double real;

    switch (element) {
    case SCALE:
        return read_unsigned(matroska, size, &matroska->scale);
    case DURATION:
        return read_real(matroska, size, &matroska->duration);
    case PIXEL_WIDTH:
        return tell_number(matroska, ASSAY_FACT_MEDIA_WIDTH, size);
    case PIXEL_HEIGHT:
        return tell_number(matroska, ASSAY_FACT_MEDIA_HEIGHT, size);
    case CHANNELS:
        return tell_number(matroska, ASSAY_FACT_MEDIA_CHANNELS, size);
    case SAMPLE_RATE:
        TRY(read_real(matroska, size, &real));
        if (real > 0 && real < 1e9)
            evidence_int(matroska->media.evidence, ASSAY_FACT_MEDIA_SAMPLE_RATE, MEASURED,
                         (uint64_t)real);
        return ASSAY_OK;
    case DOC_TYPE:
    case TITLE:
    case MUXER:
    case WRITER:
    case TRACK_NAME:
    case CODEC:
    case TAG_STRING:
        return tell_text(matroska, element, size);
    default:
        return ASSAY_OK;
    }
}

static bool holds_elements(uint64_t element)
{
    switch (element) {
    case EBML:
    case SEGMENT:
    case INFO:
    case TRACKS:
    case TRACK:
    case VIDEO:
    case AUDIO:
    case TAGS:
    case TAG:
    case SIMPLE_TAG:
        return true;
    default:
        return false;
    }
}

/* Elements up to `end`. NOLINTNEXTLINE(misc-no-recursion): `depth` ends at LIMIT_MEDIA_DEPTH */
static enum assay_status read_elements(struct matroska *matroska, uint64_t end, unsigned depth)
{
    struct cursor *cursor = matroska->cursor;

    while (cursor_at(cursor) < end) {
        uint64_t start = cursor_at(cursor), element, size, at;

        TRY(media_part(&matroska->media));
        TRY(read_vint(cursor, true, &element));
        TRY(read_vint(cursor, false, &size));
        at = cursor_at(cursor);
        if (at > end || (size != UINT64_MAX && size > end - at))
            return cursor_fail_at(cursor, ASSAY_EFORMAT, start, "an element of %" PRIu64 " bytes",
                                  size);
        if (size == UINT64_MAX)
            size = element == CLUSTER ? 0 : end - at; /* the elements of a cluster follow */
        if (holds_elements(element) && depth < LIMIT_MEDIA_DEPTH)
            TRY(read_elements(matroska, at + size, depth + 1));
        else
            TRY(read_value(matroska, element, size));
        TRY(cursor_seek(cursor, at + size));
    }
    return ASSAY_OK;
}

static unsigned matroska_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("\x1a\x45\xdf\xa3")) ? BID : 0;
}

static enum assay_status matroska_read(struct cursor *cursor, const struct subject *subject,
                                       struct evidence *evidence)
{
    struct matroska matroska = {
        .media = {.cursor = cursor, .evidence = evidence}, .cursor = cursor, .scale = 1000000};
    double milliseconds;

    (void)subject;
    TRY(read_elements(&matroska, cursor_left(cursor), 0));
    milliseconds = matroska.duration * (double)matroska.scale / 1e6;
    if (milliseconds > 0 && milliseconds < 1e15)
        evidence_int(evidence, ASSAY_FACT_MEDIA_DURATION, MEASURED, (uint64_t)milliseconds);
    return ASSAY_OK;
}

const struct inspector inspect_matroska = {.format = "matroska",
                                           .kind = ASSAY_KIND_OTHER,
                                           .packed = true,
                                           .bid = matroska_bid,
                                           .read = matroska_read};
