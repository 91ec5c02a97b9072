/* media.c - what readers of pictures, sound and video share. */

#include "examine/media/media.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/text.h"

enum assay_status media_part(struct media *media)
{
    if (media->parts++ >= LIMIT_MEDIA_PARTS)
        return cursor_fail_at(media->cursor, ASSAY_ELIMIT, cursor_at(media->cursor),
                              "more than %u parts", LIMIT_MEDIA_PARTS);
    return ASSAY_OK;
}

enum assay_status media_text(struct media *media, uint64_t size)
{
    while (size > 0) {
        uint64_t at = cursor_at(media->cursor);
        size_t now = size < LIMIT_MEDIA_TEXT ? (size_t)size : LIMIT_MEDIA_TEXT;
        struct bytes piece;

        TRY(cursor_take(media->cursor, now, &piece));
        evidence_value(media->evidence, EVIDENCE_NO_COLUMN, 0, at, piece);
        size -= now;
    }
    return ASSAY_OK;
}

enum assay_status media_rest(struct media *media)
{
    return media_text(media, cursor_left(media->cursor));
}

void media_utf16(struct bytes text, bool big, struct buf *out)
{
    uint16_t (*const load)(const uint8_t *) = big ? load_u16be : load_u16le;

    for (size_t i = 0; i + 1 < text.size; i += 2) {
        uint32_t unit = load(text.data + i), low;
        char utf8[4];

        if (unit >= 0xd800 && unit < 0xdc00 && i + 3 < text.size) {
            low = load(text.data + i + 2);
            if (low >= 0xdc00 && low < 0xe000) {
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                i += 2;
            }
        }
        buf_add(out, utf8, utf8_encode(unit, utf8));
    }
}

void media_see(struct media *media, const char *class_name, const char *field, uint64_t offset)
{
    const struct assay_place place = {.offset = offset};

    evidence_observe(media->evidence, class_name, ASSAY_MEDIUM, &place, bytes_text(field));
}

void media_device(struct media *media, struct bytes maker, struct bytes model)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_FACT_TEXT};

    buf_add(&text, maker.data, maker.size < 256 ? maker.size : 256);
    if (maker.size > 0 && model.size > 0)
        buf_byte(&text, ' ');
    buf_add(&text, model.data, model.size < 256 ? model.size : 256);
    if (text.size > 0)
        evidence_text(media->evidence, ASSAY_FACT_MEDIA_DEVICE, DECLARED, buf_bytes(&text));
}
