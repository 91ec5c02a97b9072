/*
 * inspect_png.c - PNG: size, texts, Exif, what programs keep in it, and what stands behind the end.
 * Source: W3C, Portable Network Graphics (Third Edition), 5 and 11.
 */

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "examine/inspect.h"
#include "examine/media/media.h"
#include "source/inflate.h"

#define SIGNATURE "\x89PNG\r\n\x1a\n"

enum { BID = 64, TYPE_SIZE = 4, CHECKSUM = 4 };

static void inflater_cleanup(struct inflater **inflater)
{
    inflater_free(*inflater);
}

/* Deflated text of `size` bytes at the cursor, as far as LIMIT_MEDIA_TEXT. */
static enum assay_status hand_deflated(struct media *media, uint64_t size)
{
    CLEANUP(inflater_cleanup) struct inflater *inflater = inflater_new(INFLATE_ZLIB);
    CLEANUP(buf_clear) struct buf text = {.ceiling = LIMIT_MEDIA_TEXT};
    uint64_t at = cursor_at(media->cursor);
    struct assay_error damage = {0};
    struct inflate_io io = {.room = LIMIT_MEDIA_TEXT};

    TRY(cursor_take(media->cursor, size < LIMIT_MEDIA_TEXT ? (size_t)size : LIMIT_MEDIA_TEXT,
                    &io.in));
    io.out = inflater ? buf_room(&text, LIMIT_MEDIA_TEXT) : NULL;
    if (!io.out)
        return cursor_fail_at(media->cursor, ASSAY_ENOMEM, at, "out of memory");
    if (inflate_step(inflater, &io, &damage) == INFLATE_DAMAGED)
        return cursor_fail_at(media->cursor, ASSAY_EFORMAT, at, "a text that is damaged");
    buf_used(&text, LIMIT_MEDIA_TEXT - io.room);
    evidence_value(media->evidence, EVIDENCE_NO_COLUMN, 0, at, buf_bytes(&text));
    return ASSAY_OK;
}

/* Moves past a text that ends in NUL, which is handed on; *size loses what it took. */
static enum assay_status take_word(struct media *media, uint64_t *size)
{
    struct bytes found;
    const uint8_t *end;
    size_t length;

    TRY(cursor_peek(media->cursor, *size < 512 ? (size_t)*size : 512, &found));
    end = found.size ? memchr(found.data, 0, found.size) : NULL;
    if (!end)
        return cursor_fail(media->cursor, "a word without an end");
    length = (size_t)(end - found.data) + 1;
    *size -= length;
    return cursor_skip(media->cursor, length);
}

static enum assay_status read_compressed(struct media *media, uint64_t size)
{
    TRY(take_word(media, &size));
    if (size < 1)
        return cursor_fail(media->cursor, "a text without its method");
    TRY(cursor_skip(media->cursor, 1));
    return hand_deflated(media, size - 1);
}

static enum assay_status read_international(struct media *media, uint64_t size)
{
    uint8_t packed;

    TRY(take_word(media, &size));
    if (size < 2)
        return cursor_fail(media->cursor, "a text without its method");
    TRY(cursor_u8(media->cursor, &packed));
    TRY(cursor_skip(media->cursor, 1));
    size -= 2;
    TRY(take_word(media, &size)); /* language */
    TRY(take_word(media, &size)); /* the keyword in it */
    return packed ? hand_deflated(media, size) : media_text(media, size);
}

static enum assay_status read_header(struct media *media)
{
    uint32_t width, height;

    TRY(cursor_u32be(media->cursor, &width));
    TRY(cursor_u32be(media->cursor, &height));
    evidence_int(media->evidence, ASSAY_FACT_MEDIA_WIDTH, MEASURED, width);
    evidence_int(media->evidence, ASSAY_FACT_MEDIA_HEIGHT, MEASURED, height);
    return ASSAY_OK;
}

/* Chunks that tell how the picture looks. All else a program may have for itself: whatever it is,
 * it is searched as it stands. */
static bool is_of_picture(const uint8_t type[TYPE_SIZE])
{
    static const char known[][TYPE_SIZE + 1] = {
        "IDAT", "IEND", "PLTE", "acTL", "bKGD", "cHRM", "cICP", "cLLI", "fcTL", "fdAT",
        "gAMA", "hIST", "iCCP", "mDCV", "pHYs", "sBIT", "sPLT", "sRGB", "tIME", "tRNS"};

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (memcmp(type, known[i], TYPE_SIZE) == 0)
            return true;
    return false;
}

static enum assay_status read_chunk(struct media *media, const uint8_t type[TYPE_SIZE],
                                    uint64_t size)
{
    if (memcmp(type, "IHDR", TYPE_SIZE) == 0)
        return read_header(media);
    if (memcmp(type, "tEXt", TYPE_SIZE) == 0)
        return media_text(media, size);
    if (memcmp(type, "zTXt", TYPE_SIZE) == 0)
        return read_compressed(media, size);
    if (memcmp(type, "iTXt", TYPE_SIZE) == 0)
        return read_international(media, size);
    if (memcmp(type, "eXIf", TYPE_SIZE) == 0)
        return media_exif(media, cursor_at(media->cursor), size, false);
    return is_of_picture(type) ? ASSAY_OK : media_text(media, size);
}

static unsigned png_bid(const struct subject *subject)
{
    return bytes_starts(subject->head, BYTES(SIGNATURE)) ? BID : 0;
}

static enum assay_status png_read(struct cursor *cursor, const struct subject *subject,
                                  struct evidence *evidence)
{
    struct media media = {.cursor = cursor, .evidence = evidence};
    uint8_t type[TYPE_SIZE] = {0};

    (void)subject;
    TRY(cursor_expect(cursor, SIGNATURE, sizeof SIGNATURE - 1));
    while (memcmp(type, "IEND", TYPE_SIZE) != 0) {
        uint32_t size;
        uint64_t at;

        TRY(media_part(&media));
        TRY(cursor_u32be(cursor, &size));
        TRY(cursor_copy(cursor, type, TYPE_SIZE));
        at = cursor_at(cursor);
        if (size > cursor_left(cursor))
            return cursor_fail(cursor, "a chunk of %" PRIu32 " bytes", size);
        TRY(read_chunk(&media, type, size));
        TRY(cursor_seek(cursor, at));
        TRY(cursor_skip(cursor, (uint64_t)size + CHECKSUM));
    }
    return media_rest(&media);
}

const struct inspector inspect_png = {
    .format = "png", .kind = ASSAY_KIND_OTHER, .packed = true, .bid = png_bid, .read = png_read};
