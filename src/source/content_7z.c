/*
 * content_7z.c - where the content of members stands in a 7z, and its list of members, which most
 * packers compress.
 * Source: 7-Zip, 7zFormat.txt, "Property IDs", "Packed Streams", "Coders Info".
 */

#include <lzma.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "base/limits.h"
#include "source/content.h"

enum {
    START = 32,
    LIST_MAX = 8 << 20, /* bytes of a list that is looked at, packed or not */
};

enum property {
    END = 0,
    HEADER = 1,
    ARCHIVE_PROPERTIES = 2,
    MAIN_STREAMS = 4,
    PACK_INFO = 6,
    UNPACK_INFO = 7,
    SIZE = 9,
    SUMS = 10,
    FOLDER = 11,
    UNPACK_SIZE = 12,
    ENCODED_HEADER = 23,
};

/* The first byte says, by its highest bits, how many follow; what is left of it is the highest. */
static bool read_number(struct cursor *cursor, uint64_t *value)
{
    uint8_t first = 0, next = 0, mask = 0x80;

    *value = 0;
    if (cursor_u8(cursor, &first) != ASSAY_OK)
        return false;
    for (unsigned shift = 0; shift < 64; shift += 8, mask >>= 1) {
        if (!(first & mask)) {
            *value |= (uint64_t)(first & (mask - 1U)) << shift;
            return true;
        }
        if (cursor_u8(cursor, &next) != ASSAY_OK)
            return false;
        *value |= (uint64_t)next << shift;
    }
    return true;
}

static bool is_next(struct cursor *cursor, enum property property)
{
    uint8_t byte = 0;

    return cursor_u8(cursor, &byte) == ASSAY_OK && byte == property;
}

/* Streams that stand one behind the other. */
struct packed {
    uint64_t at, size; /* in the archive, all of them */
    uint64_t count;
};

static bool read_packed(struct cursor *cursor, struct packed *packed)
{
    uint64_t size;

    *packed = (struct packed){0};
    if (!is_next(cursor, PACK_INFO) || !read_number(cursor, &packed->at) ||
        ckd_add(&packed->at, packed->at, START) || !read_number(cursor, &packed->count) ||
        packed->count > cursor_left(cursor) || !is_next(cursor, SIZE))
        return false;
    for (uint64_t i = 0; i < packed->count; i++)
        if (!read_number(cursor, &size) || ckd_add(&packed->size, packed->size, size))
            return false;
    return true;
}

static void find_members(struct bytes list, struct content *content)
{
    struct assay_error ignored;
    struct cursor cursor;
    struct packed packed;
    uint64_t size;
    uint8_t type = 0;

    cursor_of_bytes(&cursor, list, &ignored);
    if (!is_next(&cursor, HEADER) || cursor_u8(&cursor, &type) != ASSAY_OK)
        return;
    if (type == ARCHIVE_PROPERTIES) {
        while (cursor_u8(&cursor, &type) == ASSAY_OK && type != END)
            if (!read_number(&cursor, &size) || cursor_skip(&cursor, size) != ASSAY_OK)
                return;
        if (cursor_u8(&cursor, &type) != ASSAY_OK)
            return;
    }
    if (type == MAIN_STREAMS && read_packed(&cursor, &packed))
        content_add(content, packed.at, packed.size);
}

/* ---- a list that is compressed ---- */

struct coder {
    lzma_filter filters[2];
    uint64_t plain; /* bytes */
};

/* One coder with one stream in and one out, as 7-Zip compresses lists. */
static bool read_coder(struct cursor *cursor, struct coder *coder)
{
    enum { ID_SIZE = 15, COMPLEX = 0x10, HAS_PROPERTIES = 0x20, ALTERNATIVES = 0x80 };
    uint64_t folders = 0, coders = 0, size = 0;
    uint8_t external = 1, flags = 0;
    struct bytes id, properties = {0};

    if (!is_next(cursor, UNPACK_INFO) || !is_next(cursor, FOLDER) ||
        !read_number(cursor, &folders) || folders != 1 ||
        cursor_u8(cursor, &external) != ASSAY_OK || external != 0 ||
        !read_number(cursor, &coders) || coders != 1 || cursor_u8(cursor, &flags) != ASSAY_OK ||
        (flags & (COMPLEX | ALTERNATIVES)) || cursor_take(cursor, flags & ID_SIZE, &id) != ASSAY_OK)
        return false;
    if (bytes_equal(id, BYTES("\3\1\1")))
        coder->filters[0].id = LZMA_FILTER_LZMA1;
    else if (bytes_equal(id, BYTES("\x21")))
        coder->filters[0].id = LZMA_FILTER_LZMA2;
    else
        return false;
    if ((flags & HAS_PROPERTIES) && (!read_number(cursor, &size) || size > CURSOR_WINDOW_MAX ||
                                     cursor_take(cursor, (size_t)size, &properties) != ASSAY_OK))
        return false;
    coder->filters[1].id = LZMA_VLI_UNKNOWN;
    return lzma_properties_decode(&coder->filters[0], NULL, properties.data, properties.size) ==
               LZMA_OK &&
           is_next(cursor, UNPACK_SIZE) && read_number(cursor, &coder->plain);
}

static void unpack(const struct coder *coder, struct bytes packed, struct buf *out)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    size_t size = coder->plain < LIST_MAX ? (size_t)coder->plain : LIST_MAX;

    if (lzma_raw_decoder_memusage(coder->filters) > LIMIT_LZMA_MEMORY ||
        lzma_raw_decoder(&stream, coder->filters) != LZMA_OK)
        return;
    stream.next_in = packed.data;
    stream.avail_in = packed.size;
    stream.next_out = buf_room(out, size);
    stream.avail_out = size;
    if (stream.next_out) {
        if (lzma_code(&stream, LZMA_RUN) == LZMA_MEM_ERROR)
            out->status = ASSAY_ENOMEM;
        buf_used(out, size - stream.avail_out);
    }
    if (coder->plain > size)
        out->status = ASSAY_ELIMIT;
    lzma_end(&stream);
}

static ASSAY_RESULT read_whole(struct stream *in, uint64_t at, uint64_t size, struct buf *out,
                               struct assay_error *err)
{
    struct bytes bytes;
    uint8_t *room;

    if (size > LIST_MAX || at > in->size || size > in->size - at)
        return ASSAY_OK;
    room = buf_room(out, (size_t)size);
    if (!room)
        return ASSAY_OK;
    TRY(content_read(in, at, room, (size_t)size, &bytes, err));
    buf_used(out, bytes.size);
    return ASSAY_OK;
}

/* `encoded` says how the list is compressed, and where it stands. */
static ASSAY_RESULT unpack_list(struct stream *in, struct bytes encoded, struct content *content,
                                struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf bytes = {.ceiling = LIST_MAX};
    struct coder coder = {0};
    struct packed packed;
    struct assay_error ignored;
    struct cursor cursor;
    uint8_t type = 0;

    cursor_of_bytes(&cursor, encoded, &ignored);
    if (!is_next(&cursor, ENCODED_HEADER) || !read_packed(&cursor, &packed) || packed.count != 1 ||
        cursor_u8(&cursor, &type) != ASSAY_OK)
        return ASSAY_OK;
    if (type == SUMS && (cursor_skip(&cursor, 1 + 4) != ASSAY_OK || !is_next(&cursor, END)))
        return ASSAY_OK;
    if ((type == SUMS || type == END) && read_coder(&cursor, &coder)) {
        TRY(read_whole(in, packed.at, packed.size, &bytes, err));
        unpack(&coder, buf_bytes(&bytes), &content->texts);
    }
    free(coder.filters[0].options);
    return ASSAY_OK;
}

enum assay_status content_of_7z(struct stream *in, const struct source_budget *budget,
                                struct content *content, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf list = {.ceiling = LIST_MAX};
    uint8_t room[START];
    struct assay_error ignored;
    struct bytes head;
    struct cursor cursor;
    uint64_t at = 0, size = 0;

    TRY(source_budget_time(budget, err));
    TRY(content_read(in, 0, room, sizeof room, &head, err));
    cursor_of_bytes(&cursor, head, &ignored);
    if (cursor_skip(&cursor, 12) != ASSAY_OK || cursor_u64le(&cursor, &at) != ASSAY_OK ||
        cursor_u64le(&cursor, &size) != ASSAY_OK || ckd_add(&at, at, START))
        return ASSAY_OK;
    TRY(read_whole(in, at, size, &list, err));
    TRY(unpack_list(in, buf_bytes(&list), content, err));
    find_members(content->texts.size > 0 ? buf_bytes(&content->texts) : buf_bytes(&list), content);
    return ASSAY_OK;
}
