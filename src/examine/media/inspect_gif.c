/*
 * inspect_gif.c - GIF: size, comments, and what stands behind the end.
 * Source: GIF89a specification, 18 to 27.
 */

#include "base/kit.h"
#include "examine/inspect.h"
#include "examine/media/media.h"

enum { BID = 48, EXTENSION = 0x21, IMAGE = 0x2c, TRAILER = 0x3b, COMMENT = 0xfe, PLAIN = 0x01 };

/* Blocks of up to 255 bytes, up to an empty one. */
static enum assay_status read_blocks(struct media *media, bool text)
{
    uint8_t size;

    for (;;) {
        TRY(media_part(media));
        TRY(cursor_u8(media->cursor, &size));
        if (size == 0)
            return ASSAY_OK;
        TRY(text ? media_text(media, size) : cursor_skip(media->cursor, size));
    }
}

static uint64_t table_size(uint8_t flags)
{
    return flags & 0x80 ? UINT64_C(3) << ((flags & 7U) + 1) : 0;
}

static enum assay_status read_image(struct media *media)
{
    uint8_t flags;

    TRY(cursor_skip(media->cursor, 8));
    TRY(cursor_u8(media->cursor, &flags));
    TRY(cursor_skip(media->cursor, table_size(flags) + 1)); /* and the size of codes */
    return read_blocks(media, false);
}

static enum assay_status read_extension(struct media *media)
{
    uint8_t label;

    TRY(cursor_u8(media->cursor, &label));
    return read_blocks(media, label == COMMENT || label == PLAIN);
}

static unsigned gif_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES("GIF87a")) ||
                   bytes_starts(subject->head, BYTES("GIF89a"))
               ? BID
               : 0;
}

static enum assay_status gif_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    struct media media = {.cursor = cursor, .evidence = evidence};
    uint16_t width, height;
    uint8_t flags, next;

    (void)subject;
    TRY(cursor_skip(cursor, 6));
    TRY(cursor_u16le(cursor, &width));
    TRY(cursor_u16le(cursor, &height));
    TRY(cursor_u8(cursor, &flags));
    TRY(cursor_skip(cursor, 2 + table_size(flags)));
    evidence_int(evidence, ASSAY_FACT_MEDIA_WIDTH, MEASURED, width);
    evidence_int(evidence, ASSAY_FACT_MEDIA_HEIGHT, MEASURED, height);
    for (;;) {
        TRY(media_part(&media));
        TRY(cursor_u8(cursor, &next));
        if (next == TRAILER)
            return media_rest(&media);
        if (next != IMAGE && next != EXTENSION)
            return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor_at(cursor) - 1, "no block");
        TRY(next == IMAGE ? read_image(&media) : read_extension(&media));
    }
}

const struct inspector inspect_gif = {
    .format = "gif", .kind = ASSAY_KIND_OTHER, .packed = true, .bid = gif_bid, .read = gif_read};
