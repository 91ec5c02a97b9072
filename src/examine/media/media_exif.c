/*
 * media_exif.c - Exif in pictures: who, with what, when and where.
 *
 * Source: TIFF 6.0, section 2; CIPA DC-008 (Exif 2.32), 4.6.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/media/media.h"

enum {
    ENTRY_SIZE = 12,
    DIRECTORIES_MAX = 64, /* pages of a TIFF, and what they refer to */
    ASCII = 2,
    TYPES = 14,
};

static const uint8_t type_sizes[TYPES] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

enum tag {
    WIDTH = 0x0100,
    HEIGHT = 0x0101,
    DESCRIPTION = 0x010e,
    MAKER = 0x010f,
    MODEL = 0x0110,
    SOFTWARE = 0x0131,
    ARTIST = 0x013b,
    XMP = 0x02bc,
    COPYRIGHT = 0x8298,
    IPTC = 0x83bb,
    EXIF_DIRECTORY = 0x8769,
    GPS_DIRECTORY = 0x8825,
    RECORDED = 0x9003,
    COMMENT = 0x9286,
    XP_TITLE = 0x9c9b,
    XP_SUBJECT = 0x9c9f,
    OWNER = 0xa430,
    BODY_SERIAL = 0xa431,
    LENS_SERIAL = 0xa435,
    GPS_LATITUDE = 2,
    GPS_LONGITUDE = 4,
};

struct exif {
    struct media *media;
    uint64_t start, size;
    bool big, whole, located;
    unsigned directories;
    struct bytes maker, model;
    char maker_text[128], model_text[128];
};

struct entry {
    uint16_t tag, type;
    uint32_t count;
    uint64_t offset, size; /* of its value, in the file */
};

static enum assay_status read_u16(struct exif *exif, uint16_t *out)
{
    return exif->big ? cursor_u16be(exif->media->cursor, out)
                     : cursor_u16le(exif->media->cursor, out);
}

static enum assay_status read_u32(struct exif *exif, uint32_t *out)
{
    return exif->big ? cursor_u32be(exif->media->cursor, out)
                     : cursor_u32le(exif->media->cursor, out);
}

static enum assay_status seek(struct exif *exif, uint64_t place)
{
    if (place > exif->size)
        return cursor_fail(exif->media->cursor, "a value at %" PRIu64 " of %" PRIu64 " bytes",
                           place, exif->size);
    return cursor_seek(exif->media->cursor, exif->start + place);
}

static enum assay_status read_entry(struct exif *exif, uint64_t at, struct entry *entry)
{
    uint32_t value;

    TRY(seek(exif, at));
    TRY(read_u16(exif, &entry->tag));
    TRY(read_u16(exif, &entry->type));
    TRY(read_u32(exif, &entry->count));
    entry->size = entry->type < TYPES ? (uint64_t)type_sizes[entry->type] * entry->count : 0;
    entry->offset = exif->start + at + 8;
    if (entry->size <= 4)
        return ASSAY_OK;
    TRY(read_u32(exif, &value));
    if (value > exif->size || entry->size > exif->size - value)
        return cursor_fail_at(exif->media->cursor, ASSAY_EFORMAT, exif->start + at,
                              "a value of %" PRIu64 " bytes behind its end", entry->size);
    entry->offset = exif->start + value;
    return ASSAY_OK;
}

/* A number of 16 or 32 bits. */
static enum assay_status read_number(struct exif *exif, const struct entry *entry, uint32_t *out)
{
    uint16_t small;

    TRY(cursor_seek(exif->media->cursor, entry->offset));
    if (entry->type != 3)
        return read_u32(exif, out);
    TRY(read_u16(exif, &small));
    *out = small;
    return ASSAY_OK;
}

/* The beginning of a text, without what fills it up; true where there is any. */
static enum assay_status read_text(struct exif *exif, const struct entry *entry, char *room,
                                   size_t most, struct bytes *out)
{
    size_t size = entry->size < most ? (size_t)entry->size : most;

    TRY(cursor_seek(exif->media->cursor, entry->offset));
    TRY(cursor_copy(exif->media->cursor, room, size));
    while (size > 0 && (room[size - 1] == 0 || room[size - 1] == ' '))
        size--;
    *out = bytes_of(room, size);
    return ASSAY_OK;
}

static const struct field {
    uint16_t tag;
    const char *class_name, *name;
    int fact; /* or -1 */
} fields[] = {
    {DESCRIPTION, NULL, "ImageDescription", -1},
    {SOFTWARE, NULL, "Software", ASSAY_FACT_MEDIA_PRODUCER},
    {ARTIST, "pii.person-name", "Artist", -1},
    {XMP, NULL, "XMP", -1},
    {COPYRIGHT, NULL, "Copyright", -1},
    {IPTC, NULL, "IPTC", -1},
    {RECORDED, NULL, "DateTimeOriginal", ASSAY_FACT_MEDIA_RECORDED},
    {COMMENT, NULL, "UserComment", -1},
    {OWNER, "pii.person-name", "CameraOwnerName", -1},
    {BODY_SERIAL, "pii.device-serial", "BodySerialNumber", -1},
    {LENS_SERIAL, "pii.device-serial", "LensSerialNumber", -1},
};

static enum assay_status take_field(struct exif *exif, const struct entry *entry)
{
    char room[LIMIT_FACT_TEXT];
    struct bytes text;

    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        if (fields[i].tag != entry->tag)
            continue;
        TRY(read_text(exif, entry, room, sizeof room, &text));
        if (text.size == 0)
            return ASSAY_OK;
        if (fields[i].fact >= 0)
            evidence_text(exif->media->evidence, (enum assay_fact_id)fields[i].fact, DECLARED,
                          text);
        if (fields[i].class_name)
            media_see(exif->media, fields[i].class_name, fields[i].name, entry->offset);
        TRY(cursor_seek(exif->media->cursor, entry->offset));
        return media_text(exif->media, entry->size);
    }
    return ASSAY_OK;
}

static enum assay_status take_wide(struct exif *exif, const struct entry *entry)
{
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_MEDIA_TEXT};
    struct bytes wide;

    TRY(cursor_seek(exif->media->cursor, entry->offset));
    TRY(cursor_take(exif->media->cursor,
                    entry->size < LIMIT_MEDIA_TEXT / 2 ? (size_t)entry->size : LIMIT_MEDIA_TEXT / 2,
                    &wide));
    media_utf16(wide, false, &text);
    evidence_value(exif->media->evidence, EVIDENCE_NO_COLUMN, 0, entry->offset, buf_bytes(&text));
    return ASSAY_OK;
}

static enum assay_status take_entry(struct exif *exif, const struct entry *entry)
{
    struct evidence *evidence = exif->media->evidence;
    uint32_t number;

    switch (entry->tag) {
    case MAKER:
        return read_text(exif, entry, exif->maker_text, sizeof exif->maker_text, &exif->maker);
    case MODEL:
        return read_text(exif, entry, exif->model_text, sizeof exif->model_text, &exif->model);
    case WIDTH:
    case HEIGHT:
        if (!exif->whole || exif->directories > 1 || entry->count != 1)
            return ASSAY_OK;
        TRY(read_number(exif, entry, &number));
        evidence_int(evidence,
                     entry->tag == WIDTH ? ASSAY_FACT_MEDIA_WIDTH : ASSAY_FACT_MEDIA_HEIGHT,
                     MEASURED, number);
        return ASSAY_OK;
    default:
        return entry->tag >= XP_TITLE && entry->tag <= XP_SUBJECT ? take_wide(exif, entry)
                                                                  : take_field(exif, entry);
    }
}

/* Degrees, minutes and seconds; a place without them is none. */
static enum assay_status take_place(struct exif *exif, const struct entry *entry)
{
    uint32_t degrees, parts;

    if ((entry->tag != GPS_LATITUDE && entry->tag != GPS_LONGITUDE) || entry->size < 8)
        return ASSAY_OK;
    TRY(cursor_seek(exif->media->cursor, entry->offset));
    TRY(read_u32(exif, &degrees));
    TRY(read_u32(exif, &parts));
    if (parts == 0 || exif->located)
        return ASSAY_OK;
    exif->located = true;
    media_see(exif->media, "pii.coordinates", "GPS", entry->offset);
    evidence_bool(exif->media->evidence, ASSAY_FACT_MEDIA_LOCATION, MEASURED, true);
    return ASSAY_OK;
}

/* One directory; *next is where the one behind it is, 0 for none. What it refers to is read on the
 * way, one level deep. NOLINTNEXTLINE(misc-no-recursion): `inner` is read once */
static enum assay_status read_directory(struct exif *exif, uint64_t at, bool gps, bool inner,
                                        uint32_t *next)
{
    uint16_t count;
    uint32_t place, ignored;

    if (exif->directories++ >= DIRECTORIES_MAX)
        return cursor_fail_at(exif->media->cursor, ASSAY_ELIMIT, exif->start + at,
                              "more than %d directories", DIRECTORIES_MAX);
    TRY(seek(exif, at));
    TRY(read_u16(exif, &count));
    for (unsigned i = 0; i < count; i++) {
        struct entry entry;

        TRY(media_part(exif->media));
        TRY(read_entry(exif, at + 2 + (uint64_t)i * ENTRY_SIZE, &entry));
        if (gps) {
            TRY(take_place(exif, &entry));
        } else if ((entry.tag == EXIF_DIRECTORY || entry.tag == GPS_DIRECTORY) && !inner) {
            TRY(read_number(exif, &entry, &place));
            TRY(read_directory(exif, place, entry.tag == GPS_DIRECTORY, true, &ignored));
        } else {
            TRY(take_entry(exif, &entry));
        }
    }
    *next = 0;
    if (inner)
        return ASSAY_OK;
    TRY(seek(exif, at + 2 + (uint64_t)count * ENTRY_SIZE));
    return read_u32(exif, next);
}

enum assay_status media_exif(struct media *media, uint64_t start, uint64_t size, bool whole)
{
    struct exif exif = {.media = media, .start = start, .size = size, .whole = whole};
    struct bytes order;
    uint16_t magic;
    uint32_t at;

    TRY(cursor_seek(media->cursor, start));
    TRY(cursor_take(media->cursor, 2, &order));
    exif.big = order.data[0] == 'M';
    if (!bytes_equal(order, exif.big ? BYTES("MM") : BYTES("II")))
        return cursor_fail_at(media->cursor, ASSAY_EFORMAT, start, "no TIFF");
    TRY(read_u16(&exif, &magic));
    if (magic != 42)
        return cursor_fail_at(media->cursor, ASSAY_EFORMAT, start + 2, "no TIFF");
    TRY(read_u32(&exif, &at));
    while (at != 0)
        TRY(read_directory(&exif, at, false, false, &at));
    media_device(media, exif.maker, exif.model);
    return ASSAY_OK;
}
