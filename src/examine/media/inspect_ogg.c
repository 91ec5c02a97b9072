/*
 * inspect_ogg.c - Ogg: rate and channels of Vorbis and Opus, comments, duration.
 * Source: RFC 3533 (Ogg), RFC 7845 (Opus); Vorbis I specification, 4.2 and 5.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

enum { HEADERS = 8 /* pages that may hold headers */, PAGE_HEAD = 27, TAIL = 65307 };

struct ogg {
    struct media media;
    struct cursor *cursor;
    uint32_t rate;
};

static enum assay_status read_packet(struct ogg *ogg, uint64_t size)
{
    struct evidence *evidence = ogg->media.evidence;
    struct bytes head;

    TRY(cursor_peek(ogg->cursor, 24, &head));
    if (head.size < 24 || size < 24)
        return ASSAY_OK;
    if (bytes_starts(head, BYTES("\1vorbis"))) {
        ogg->rate = load_u32le(head.data + 12);
        evidence_int(evidence, ASSAY_FACT_MEDIA_CHANNELS, MEASURED, head.data[11]);
        evidence_int(evidence, ASSAY_FACT_MEDIA_SAMPLE_RATE, MEASURED, ogg->rate);
        evidence_set(evidence, ASSAY_FACT_MEDIA_CODECS, MEASURED, BYTES("vorbis"));
    } else if (bytes_starts(head, BYTES("OpusHead"))) {
        ogg->rate = 48000; /* whatever went in */
        evidence_int(evidence, ASSAY_FACT_MEDIA_CHANNELS, MEASURED, head.data[9]);
        evidence_int(evidence, ASSAY_FACT_MEDIA_SAMPLE_RATE, MEASURED, ogg->rate);
        evidence_set(evidence, ASSAY_FACT_MEDIA_CODECS, MEASURED, BYTES("opus"));
    } else if (bytes_starts(head, BYTES("\3vorbis")) || bytes_starts(head, BYTES("OpusTags"))) {
        return media_text(&ogg->media, size);
    }
    return ASSAY_OK;
}

/* A page: *granule is where it ends, in samples. */
static enum assay_status read_page(struct ogg *ogg, uint64_t *granule)
{
    struct bytes table;
    uint64_t size = 0, at;
    uint8_t segments;

    TRY(media_part(&ogg->media));
    TRY(cursor_expect(ogg->cursor, "OggS\0", 5));
    TRY(cursor_skip(ogg->cursor, 1));
    TRY(cursor_u64le(ogg->cursor, granule));
    TRY(cursor_skip(ogg->cursor, 12));
    TRY(cursor_u8(ogg->cursor, &segments));
    TRY(cursor_take(ogg->cursor, segments, &table));
    for (unsigned i = 0; i < segments; i++)
        size += table.data[i];
    at = cursor_at(ogg->cursor);
    if (size > cursor_left(ogg->cursor))
        return cursor_fail(ogg->cursor, "a page of %u bytes", (unsigned)size);
    TRY(read_packet(ogg, size));
    return cursor_seek(ogg->cursor, at + size);
}

/* The last page begins at most so far before the end. */
static enum assay_status read_duration(struct ogg *ogg, uint64_t end)
{
    uint64_t granule = 0;
    struct bytes tail;

    TRY(cursor_seek(ogg->cursor, end > TAIL ? end - TAIL : 0));
    TRY(cursor_take(ogg->cursor, (size_t)(end > TAIL ? TAIL : end), &tail));
    for (size_t i = tail.size; i >= PAGE_HEAD && granule == 0; i--) {
        const uint8_t *page = tail.data + i - PAGE_HEAD;

        if (memcmp(page, "OggS", 4) != 0)
            continue;
        for (unsigned j = 8; j > 0; j--)
            granule = granule << 8 | page[6 + j - 1];
    }
    if (ogg->rate > 0 && granule < UINT64_MAX / 1000)
        evidence_int(ogg->media.evidence, ASSAY_FACT_MEDIA_DURATION, MEASURED,
                     granule * 1000 / ogg->rate);
    return ASSAY_OK;
}

static unsigned ogg_bid(const struct subject *subject)
{
    enum { BID = 40 };

    return bytes_starts(subject->head, BYTES("OggS\0")) ? BID : 0;
}

static enum assay_status ogg_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    struct ogg ogg = {.media = {.cursor = cursor, .evidence = evidence}, .cursor = cursor};
    uint64_t end = cursor_left(cursor), granule;

    (void)subject;
    for (unsigned i = 0; i < HEADERS && cursor_left(cursor) > 0; i++)
        TRY(read_page(&ogg, &granule));
    return read_duration(&ogg, end);
}

const struct inspector inspect_ogg = {
    .format = "ogg", .kind = ASSAY_KIND_OTHER, .packed = true, .bid = ogg_bid, .read = ogg_read};
