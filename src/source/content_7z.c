/*
 * content_7z.c - the list of members of a 7z, which most packers compress: found and unpacked.
 * Source: 7-Zip, 7zFormat.txt, "Start Header", "Coders Info".
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/content_7z.h"

enum { LIST_MAX = 8 << 20 }; /* bytes of a list that is looked at, packed or not */

struct coder {
    lzma_filter filters[2];
    uint64_t plain; /* bytes */
};

bool sevenzip_lzma(struct bytes id, struct bytes properties, lzma_filter filters[2])
{
    if (bytes_equal(id, BYTES("\3\1\1")))
        filters[0].id = LZMA_FILTER_LZMA1;
    else if (bytes_equal(id, BYTES("\x21")))
        filters[0].id = LZMA_FILTER_LZMA2;
    else
        return false;
    filters[0].options = NULL;
    filters[1].id = LZMA_VLI_UNKNOWN;
    return lzma_properties_decode(&filters[0], NULL, properties.data, properties.size) == LZMA_OK;
}

/* One coder with one stream in and one out, as 7-Zip compresses lists. */
static bool read_coder(struct cursor *cursor, struct coder *coder)
{
    uint64_t folders = 0, coders = 0, size = 0;
    uint8_t external = 1, flags = 0;
    struct bytes id, properties = {0};

    if (!sevenzip_is_next(cursor, UNPACK_INFO) || !sevenzip_is_next(cursor, FOLDER) ||
        !sevenzip_number(cursor, &folders) || folders != 1 ||
        cursor_u8(cursor, &external) != ASSAY_OK || external != 0 ||
        !sevenzip_number(cursor, &coders) || coders != 1 || cursor_u8(cursor, &flags) != ASSAY_OK ||
        (flags & (COMPLEX | ALTERNATIVES)) || cursor_take(cursor, flags & ID_SIZE, &id) != ASSAY_OK)
        return false;
    if ((flags & HAS_PROPERTIES) && (!sevenzip_number(cursor, &size) || size > CURSOR_WINDOW_MAX ||
                                     cursor_take(cursor, (size_t)size, &properties) != ASSAY_OK))
        return false;
    return sevenzip_lzma(id, properties, coder->filters) && sevenzip_is_next(cursor, UNPACK_SIZE) &&
           sevenzip_number(cursor, &coder->plain);
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
    struct cursor cursor, sizes;
    uint8_t type = 0;

    cursor_of_bytes(&cursor, encoded, &ignored);
    if (!sevenzip_is_next(&cursor, ENCODED_HEADER))
        return ASSAY_OK;
    content->cut = true; /* until it is unpacked */
    if (!sevenzip_packed(&cursor, &packed, &sizes) || packed.count != 1 ||
        cursor_u8(&cursor, &type) != ASSAY_OK)
        return ASSAY_OK;
    if (type == SUMS &&
        (cursor_skip(&cursor, 1 + 4) != ASSAY_OK || !sevenzip_is_next(&cursor, END)))
        return ASSAY_OK;
    if ((type == SUMS || type == END) && read_coder(&cursor, &coder)) {
        TRY(read_whole(in, packed.at, packed.size, &bytes, err));
        unpack(&coder, buf_bytes(&bytes), &content->texts);
        content->cut = content->texts.size < coder.plain;
    }
    free(coder.filters[0].options);
    return ASSAY_OK;
}

enum assay_status content_of_7z(struct stream *in, const struct source_budget *budget,
                                struct content *content, struct assay_error *err)
{
    CLEANUP(buf_clear) struct buf list = {.ceiling = LIST_MAX};
    uint8_t room[SEVENZIP_START];
    struct assay_error ignored;
    struct bytes head;
    struct cursor cursor;
    uint64_t at = 0, size = 0;

    TRY(source_budget_time(budget, err));
    TRY(content_read(in, 0, room, sizeof room, &head, err));
    cursor_of_bytes(&cursor, head, &ignored);
    if (cursor_skip(&cursor, 12) != ASSAY_OK || cursor_u64le(&cursor, &at) != ASSAY_OK ||
        cursor_u64le(&cursor, &size) != ASSAY_OK || ckd_add(&at, at, SEVENZIP_START))
        return ASSAY_OK;
    TRY(read_whole(in, at, size, &list, err));
    TRY(unpack_list(in, buf_bytes(&list), content, err));
    return sevenzip_members(in, budget,
                            content->texts.size > 0 ? buf_bytes(&content->texts) : buf_bytes(&list),
                            content, err);
}
