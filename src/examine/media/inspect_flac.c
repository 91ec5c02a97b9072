/* inspect_flac.c - FLAC: rate, channels, duration, comments. Source: RFC 9639, 8. */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

enum { STREAM_INFO = 0, COMMENTS = 4, LAST = 0x80 };

static enum assay_status read_info(struct media *media)
{
    struct bytes b;
    uint64_t rate, samples = 0;

    TRY(cursor_take(media->cursor, 18, &b));
    rate = (uint64_t)b.data[10] << 12 | (uint64_t)b.data[11] << 4 | b.data[12] >> 4;
    for (unsigned i = 13; i < 18; i++)
        samples = samples << 8 | b.data[i];
    samples &= UINT64_C(0xfffffffff);
    evidence_int(media->evidence, ASSAY_FACT_MEDIA_SAMPLE_RATE, MEASURED, rate);
    evidence_int(media->evidence, ASSAY_FACT_MEDIA_CHANNELS, MEASURED, (b.data[12] >> 1 & 7U) + 1U);
    if (rate > 0)
        evidence_int(media->evidence, ASSAY_FACT_MEDIA_DURATION, MEASURED, samples * 1000 / rate);
    return ASSAY_OK;
}

static unsigned flac_bid(const struct subject *subject)
{
    enum { BID = 32 };

    return bytes_starts(subject->head, BYTES("fLaC")) ? BID : 0;
}

static enum assay_status flac_read(struct cursor *cursor, const struct subject *subject,
                                   struct evidence *evidence)
{
    struct media media = {.cursor = cursor, .evidence = evidence};
    struct bytes head;
    uint8_t type = 0;

    (void)subject;
    TRY(cursor_expect(cursor, "fLaC", 4));
    while (!(type & LAST)) {
        uint64_t size, at;

        TRY(media_part(&media));
        TRY(cursor_take(cursor, 4, &head));
        type = head.data[0];
        size = (uint64_t)head.data[1] << 16 | (uint64_t)head.data[2] << 8 | head.data[3];
        at = cursor_at(cursor);
        if (size > cursor_left(cursor))
            return cursor_fail(cursor, "a block of %u bytes", (unsigned)size);
        if ((type & 0x7f) == STREAM_INFO && size >= 18)
            TRY(read_info(&media));
        if ((type & 0x7f) == COMMENTS)
            TRY(media_text(&media, size));
        TRY(cursor_seek(cursor, at + size));
    }
    return ASSAY_OK;
}

const struct inspector inspect_flac = {
    .format = "flac", .kind = ASSAY_KIND_OTHER, .packed = true, .bid = flac_bid, .read = flac_read};
