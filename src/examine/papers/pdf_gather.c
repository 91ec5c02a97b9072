/*
 * pdf_gather.c - see pdf_gather.h. A CMap's stream looks like any other: where streams stand is
 * kept, and those that turn out to be one are read at the end.
 */

#include "examine/papers/pdf_gather.h"

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/room.h"
#include "examine/papers/pdf_walk.h"

struct place {
    uint64_t at;
    uint32_t number;
    bool packed;
};

struct gathering {
    struct pdf_walk walk;
    struct pdf_fonts *fonts;
    struct place *places;
    size_t count, capacity;
    struct buf stream; /* what was unpacked of the one at hand */
};

static void gathering_clear(struct gathering *gathering)
{
    pdf_walk_clear(&gathering->walk);
    free(gathering->places);
    buf_clear(&gathering->stream);
}

static void take_objects(void *state, struct bytes text)
{
    struct gathering *gathering = state;

    pdf_fonts_read(gathering->fonts, text);
}

static void take_plain(void *state, struct bytes plain)
{
    struct gathering *gathering = state;

    if (gathering->stream.size + plain.size <= LIMIT_PDF_OBJECTS)
        buf_add(&gathering->stream, plain.data, plain.size);
    else
        gathering->fonts->full = true;
}

/* ---- object streams ---- */

/* One number of the head. */
static uint64_t next_number(struct bytes head, size_t *at)
{
    uint64_t number = 0;

    while (*at < head.size && (head.data[*at] < '0' || head.data[*at] > '9'))
        ++*at;
    for (; *at < head.size && head.data[*at] >= '0' && head.data[*at] <= '9'; ++*at)
        if (number < UINT32_MAX)
            number = number * 10 + head.data[*at] - '0';
    return number;
}

/* Pairs of an object's number and where it begins behind the head, in order: were they not, the
 * same bytes could be read again for every pair. */
static void read_packed_objects(struct gathering *gathering, uint64_t first)
{
    const struct bytes all = buf_bytes(&gathering->stream);
    const struct bytes head = bytes_of(all.data, first < all.size ? (size_t)first : all.size);
    uint64_t number, start;
    size_t at = 0;

    number = next_number(head, &at);
    start = next_number(head, &at);
    while (at <= head.size && number > 0) {
        const uint64_t next = next_number(head, &at);
        const uint64_t end = next > 0 ? next_number(head, &at) : all.size;
        struct bytes text = bytes_from(all, head.size);

        if (end < start) {
            gathering->fonts->full = true;
            return;
        }
        if (start < text.size && start < end) {
            text = bytes_from(text, (size_t)start);
            if (end - start < text.size)
                text.size = (size_t)(end - start);
            pdf_fonts_start(gathering->fonts, (uint32_t)number);
            pdf_fonts_read(gathering->fonts, text);
            pdf_fonts_read(gathering->fonts, BYTES(" "));
        }
        number = next;
        start = end;
    }
}

static ASSAY_RESULT add_place(struct gathering *gathering, bool packed)
{
    struct cursor *cursor = gathering->walk.cursor;

    if (gathering->count == LIMIT_PDF_NAMES) {
        gathering->fonts->full = true;
        return ASSAY_OK;
    }
    if (!HAS_ROOM(gathering->places, gathering->count, gathering->capacity))
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    gathering->places[gathering->count++] = (struct place){
        .at = cursor_at(cursor), .number = gathering->fonts->object, .packed = packed};
    return ASSAY_OK;
}

static enum assay_status take_stream(void *state)
{
    struct gathering *gathering = state;
    struct pdf_dict_keys keys;
    bool readable, damaged;

    TRY(pdf_walk_keys(&gathering->walk, &keys));
    readable = keys.packing == PDF_PLAIN || keys.packing == PDF_DEFLATED;
    if (!readable || !keys.objects) {
        if (readable)
            TRY(add_place(gathering, keys.packing == PDF_DEFLATED));
        TRY(pdf_walk_unpack(&gathering->walk, PDF_PICTURE, &damaged));
    } else {
        buf_reset(&gathering->stream);
        TRY(pdf_walk_unpack(&gathering->walk, keys.packing, &damaged));
        TRY(buf_status(&gathering->stream, gathering->walk.cursor->err));
        read_packed_objects(gathering, keys.first);
    }
    pdf_fonts_start(gathering->fonts, 0);
    return ASSAY_OK;
}

static ASSAY_RESULT read_maps(struct gathering *gathering)
{
    struct cursor *cursor = gathering->walk.cursor;
    bool damaged;

    pdf_fonts_gathered(gathering->fonts);
    for (size_t i = 0; i < gathering->count; i++) {
        const struct place *place = &gathering->places[i];

        if (!pdf_fonts_wants(gathering->fonts, place->number))
            continue;
        buf_reset(&gathering->stream);
        TRY(cursor_seek(cursor, place->at));
        TRY(pdf_walk_unpack(&gathering->walk, place->packed ? PDF_DEFLATED : PDF_PLAIN, &damaged));
        TRY(buf_status(&gathering->stream, cursor->err));
        pdf_fonts_map(gathering->fonts, place->number, buf_bytes(&gathering->stream));
    }
    return ASSAY_OK;
}

enum assay_status pdf_gather(struct pdf_fonts *fonts, struct cursor *cursor, uint64_t size)
{
    CLEANUP(gathering_clear) struct gathering gathering = {.fonts = fonts};

    buf_init(&gathering.stream, SIZE_MAX);
    TRY(pdf_walk_init(&gathering.walk, cursor, size));
    gathering.walk.reader = &gathering;
    gathering.walk.objects = take_objects;
    gathering.walk.stream = take_stream;
    gathering.walk.plain = take_plain;
    TRY(cursor_seek(cursor, 0));
    TRY(pdf_walk(&gathering.walk));
    TRY(read_maps(&gathering));
    pdf_fonts_join(fonts);
    if (fonts->out_of_memory)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, 0, "out of memory");
    return ASSAY_OK;
}
