/*
 * inspect_mp3.c - MP3: texts of its ID3 tag, rate and channels of its first frame.
 * Source: ID3 tag version 2.3.0 and 2.4.0; ISO/IEC 11172-3, 2.4.1.
 */

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

enum { BID_TAG = 40, BID_FRAME = 12, FRAME_HEAD = 10, UTF16 = 1, UTF16_BIG = 2 };

/* 28 bits, seven in each byte. */
static uint32_t safe_number(const uint8_t *b)
{
    return (b[0] & 127U) << 21 | (b[1] & 127U) << 14 | (b[2] & 127U) << 7 | (b[3] & 127U);
}

static enum assay_status read_text(struct media *media, uint32_t size)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_MEDIA_TEXT};
    uint64_t at = cursor_at(media->cursor);
    uint8_t encoding;
    struct bytes wide;

    if (size < 2)
        return ASSAY_OK;
    TRY(cursor_u8(media->cursor, &encoding));
    if (encoding != UTF16 && encoding != UTF16_BIG)
        return media_text(media, size - 1U);
    TRY(cursor_take(media->cursor,
                    size - 1U < LIMIT_MEDIA_TEXT / 2 ? size - 1U : LIMIT_MEDIA_TEXT / 2, &wide));
    media_utf16(wide, encoding == UTF16_BIG || bytes_starts(wide, BYTES("\xfe\xff")), &text);
    evidence_value(media->evidence, EVIDENCE_NO_COLUMN, 0, at, buf_bytes(&text));
    return ASSAY_OK;
}

/* Text frames, comments, lyrics, links. */
static bool is_text(const uint8_t id[4])
{
    return id[0] == 'T' || id[0] == 'W' || memcmp(id, "COMM", 4) == 0 || memcmp(id, "USLT", 4) == 0;
}

static enum assay_status read_tag(struct media *media)
{
    struct cursor *cursor = media->cursor;
    struct bytes head;
    uint64_t end;
    uint8_t version;

    TRY(cursor_take(cursor, FRAME_HEAD, &head));
    version = head.data[3];
    end = cursor_at(cursor) + safe_number(head.data + 6);
    if (end - cursor_at(cursor) > cursor_left(cursor))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 6, "a tag behind the end");
    while ((version == 3 || version == 4) && end - cursor_at(cursor) >= FRAME_HEAD) {
        uint8_t frame[FRAME_HEAD];
        uint32_t size;
        uint64_t at;

        TRY(media_part(media));
        TRY(cursor_copy(cursor, frame, sizeof frame));
        if (frame[0] == 0)
            break; /* what fills the tag up */
        size = version == 4 ? safe_number(frame + 4) : load_u32be(frame + 4);
        at = cursor_at(cursor);
        if (size > end - at)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, at - FRAME_HEAD, "a frame of %u bytes",
                                  (unsigned)size);
        if (is_text(frame))
            TRY(read_text(media, size));
        TRY(cursor_seek(cursor, at + size));
    }
    return cursor_seek(cursor, end);
}

static bool is_frame(struct bytes head)
{
    return head.size >= 4 && head.data[0] == 0xff && (head.data[1] & 0xe6) == 0xe2 &&
           head.data[2] >> 4 != 0 && head.data[2] >> 4 != 15 && (head.data[2] >> 2 & 3) != 3;
}

static enum assay_status read_frame(struct media *media)
{
    static const uint16_t rates[] = {44100, 48000, 32000};
    struct bytes head;
    unsigned version;

    TRY(cursor_peek(media->cursor, 4, &head));
    if (!is_frame(head))
        return ASSAY_OK;
    version = head.data[1] >> 3 & 3; /* 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5 */
    evidence_int(media->evidence, ASSAY_FACT_MEDIA_SAMPLE_RATE, MEASURED,
                 rates[head.data[2] >> 2 & 3] >> (version == 3   ? 0
                                                  : version == 2 ? 1
                                                                 : 2));
    evidence_int(media->evidence, ASSAY_FACT_MEDIA_CHANNELS, MEASURED,
                 head.data[3] >> 6 == 3 ? 1 : 2);
    return ASSAY_OK;
}

/* The old tag at the end: texts of a fixed size. */
static enum assay_status read_old_tag(struct media *media, uint64_t end)
{
    enum { OLD_TAG = 128 };
    struct bytes head;

    if (end < OLD_TAG)
        return ASSAY_OK;
    TRY(cursor_seek(media->cursor, end - OLD_TAG));
    TRY(cursor_peek(media->cursor, 3, &head));
    return bytes_equal(head, BYTES("TAG")) ? media_text(media, OLD_TAG) : ASSAY_OK;
}

static unsigned mp3_bid(const struct subject *subject)
{
    struct bytes head = subject->head;

    if (bytes_starts(head, BYTES("ID3")) && head.size > FRAME_HEAD && head.data[3] < 5)
        return BID_TAG;
    return is_frame(head) && bytes_ends(subject->name, BYTES(".mp3")) ? BID_FRAME : 0;
}

static enum assay_status mp3_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    struct media media = {.cursor = cursor, .evidence = evidence};
    uint64_t end = cursor_left(cursor);
    struct bytes head;

    (void)subject;
    TRY(cursor_peek(cursor, 3, &head));
    if (bytes_equal(head, BYTES("ID3")))
        TRY(read_tag(&media));
    TRY(read_frame(&media));
    return read_old_tag(&media, end);
}

const struct inspector inspect_mp3 = {
    .format = "mp3", .kind = ASSAY_KIND_OTHER, .packed = true, .bid = mp3_bid, .read = mp3_read};
