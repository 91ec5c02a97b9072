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
    FILES = 5,
    PACK_INFO = 6,
    UNPACK_INFO = 7,
    SUB_STREAMS = 8,
    SIZE = 9,
    SUMS = 10,
    FOLDER = 11,
    UNPACK_SIZE = 12,
    MEMBER_COUNTS = 13,
    EMPTY_STREAMS = 14,
    ENCODED_HEADER = 23,
};

/* Flags of a coder. */
enum { ID_SIZE = 15, COMPLEX = 0x10, HAS_PROPERTIES = 0x20, ALTERNATIVES = 0x80 };

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

static bool skip_numbers(struct cursor *cursor, uint64_t count)
{
    uint64_t ignored;

    if (count > cursor_left(cursor))
        return false;
    for (uint64_t i = 0; i < count; i++)
        if (!read_number(cursor, &ignored))
            return false;
    return true;
}

static bool add_numbers(struct cursor *cursor, uint64_t count, uint64_t *sum)
{
    uint64_t number;

    *sum = 0;
    for (uint64_t i = 0; i < count; i++)
        if (!read_number(cursor, &number) || ckd_add(sum, *sum, number))
            return false;
    return true;
}

/* Streams that stand one behind the other. */
struct packed {
    uint64_t at, size; /* in the archive, all of them */
    uint64_t count;
};

/* `sizes` is where those of the streams are told, one by one. */
static bool read_packed(struct cursor *cursor, struct packed *packed, struct cursor *sizes)
{
    *packed = (struct packed){0};
    if (!is_next(cursor, PACK_INFO) || !read_number(cursor, &packed->at) ||
        ckd_add(&packed->at, packed->at, START) || !read_number(cursor, &packed->count) ||
        packed->count > cursor_left(cursor) || !is_next(cursor, SIZE))
        return false;
    *sizes = *cursor;
    return add_numbers(cursor, packed->count, &packed->size);
}

/* A sum for each of `count`; where only some have one, the list is not followed. */
static bool skip_sums(struct cursor *cursor, uint64_t count)
{
    uint8_t all = 0;
    uint64_t size;

    return cursor_u8(cursor, &all) == ASSAY_OK && all == 1 && !ckd_mul(&size, count, 4) &&
           cursor_skip(cursor, size) == ASSAY_OK;
}

/* ---- a list that is plain ---- */

/* Streams that are unpacked as one, into the content of members that stand one behind the other. */
struct folder {
    uint64_t streams, outputs;
    bool stored; /* its bytes are as they are, or nearly */
};

/* Copies, or changes addresses in programs: text stays what it is. Source: 7-Zip, Methods.txt. */
static bool is_filter(struct bytes id)
{
    while (id.size > 0 && id.data[0] == 0) /* a number, however long: 0 copies */
        id = bytes_from(id, 1);
    return id.size == 0 || (id.size == 1 && id.data[0] != 0x21 /* LZMA2 */) ||
           bytes_starts(id, BYTES("\3\3"));
}

static bool read_folder_coder(struct cursor *cursor, uint64_t *inputs, struct folder *folder)
{
    uint64_t in = 1, out = 1, size = 0;
    uint8_t flags = 0;
    struct bytes id;

    if (cursor_u8(cursor, &flags) != ASSAY_OK || (flags & ALTERNATIVES) ||
        cursor_take(cursor, flags & ID_SIZE, &id) != ASSAY_OK ||
        ((flags & COMPLEX) && (!read_number(cursor, &in) || !read_number(cursor, &out))) ||
        ((flags & HAS_PROPERTIES) &&
         (!read_number(cursor, &size) || cursor_skip(cursor, size) != ASSAY_OK)))
        return false;
    folder->stored = folder->stored && is_filter(id);
    return !ckd_add(inputs, *inputs, in) && !ckd_add(&folder->outputs, folder->outputs, out);
}

/* What one coder gives another is no stream of the archive. */
static bool read_folder(struct cursor *cursor, struct folder *folder)
{
    uint64_t coders = 0, inputs = 0, pairs;

    *folder = (struct folder){.stored = true};
    if (!read_number(cursor, &coders) || coders > cursor_left(cursor))
        return false;
    for (uint64_t i = 0; i < coders; i++)
        if (!read_folder_coder(cursor, &inputs, folder))
            return false;
    if (folder->outputs == 0 || inputs < folder->outputs - 1)
        return false;
    pairs = folder->outputs - 1;
    folder->streams = inputs - pairs;
    return pairs <= cursor_left(cursor) && skip_numbers(cursor, 2 * pairs) &&
           (folder->streams == 1 || skip_numbers(cursor, folder->streams));
}

/* Where the parts of the list begin that tell of each folder. */
struct parts {
    struct cursor sizes, folders, plain_sizes, members;
    uint64_t folder_count, member_count;
    bool counted; /* `members` are numbers; else there is one in each */
};

static bool find_folders(struct cursor *cursor, struct parts *parts, bool *summed)
{
    struct folder folder;
    uint64_t outputs = 0;
    uint8_t type = 1;

    if (!is_next(cursor, UNPACK_INFO) || !is_next(cursor, FOLDER) ||
        !read_number(cursor, &parts->folder_count) || !is_next(cursor, 0) ||
        parts->folder_count > cursor_left(cursor))
        return false;
    parts->folders = *cursor;
    for (uint64_t i = 0; i < parts->folder_count; i++)
        if (!read_folder(cursor, &folder) || ckd_add(&outputs, outputs, folder.outputs))
            return false;
    if (!is_next(cursor, UNPACK_SIZE))
        return false;
    parts->plain_sizes = *cursor;
    if (!skip_numbers(cursor, outputs) || cursor_u8(cursor, &type) != ASSAY_OK)
        return false;
    *summed = type == SUMS;
    if (*summed &&
        (!skip_sums(cursor, parts->folder_count) || cursor_u8(cursor, &type) != ASSAY_OK))
        return false;
    return type == END;
}

/* How many members each folder has, and what of it is told of each. */
static bool find_counts(struct cursor *cursor, struct parts *parts, bool summed)
{
    uint64_t further = 0, told = summed ? parts->folder_count : 0, count;
    uint8_t type = END;

    parts->member_count = parts->folder_count;
    if (cursor_u8(cursor, &type) != ASSAY_OK || type == END)
        return type == END;
    if (type != SUB_STREAMS || cursor_u8(cursor, &type) != ASSAY_OK)
        return false;
    parts->counted = type == MEMBER_COUNTS;
    parts->members = *cursor;
    if (parts->counted) {
        parts->member_count = 0;
        told = 0;
        for (uint64_t i = 0; i < parts->folder_count; i++) {
            if (!read_number(cursor, &count) ||
                ckd_add(&parts->member_count, parts->member_count, count))
                return false;
            further += count > 0 ? count - 1 : 0;
            told += summed && count == 1;
        }
        if (cursor_u8(cursor, &type) != ASSAY_OK)
            return false;
    }
    if (type == SIZE && (!skip_numbers(cursor, further) || cursor_u8(cursor, &type) != ASSAY_OK))
        return false;
    if (type == SUMS &&
        (!skip_sums(cursor, parts->member_count - told) || cursor_u8(cursor, &type) != ASSAY_OK))
        return false;
    return type == END && is_next(cursor, END);
}

static bool count_bits(struct cursor *cursor, uint64_t size, uint64_t *count)
{
    uint8_t byte = 0;

    for (uint64_t i = 0; i < size; i++) {
        if (cursor_u8(cursor, &byte) != ASSAY_OK)
            return false;
        *count += (unsigned)__builtin_popcount(byte);
    }
    return true;
}

/* Files that have content: those that are named as empty do not. */
static bool count_files(struct cursor *cursor, uint64_t *count)
{
    uint64_t size = 0, empty = 0;
    uint8_t type = 0;

    if (!is_next(cursor, FILES) || !read_number(cursor, count))
        return false;
    while (cursor_u8(cursor, &type) == ASSAY_OK && type != END)
        if (!read_number(cursor, &size) ||
            (type == EMPTY_STREAMS ? !count_bits(cursor, size, &empty)
                                   : cursor_skip(cursor, size) != ASSAY_OK))
            return false;
    return type == END && !ckd_sub(count, *count, empty);
}

/* Bytes as they are that belong to no member are shown to nobody: those of a folder are content
 * where all of them come out of it, and it has a member. */
static void add_folders(struct parts *parts, uint64_t at, struct content *content)
{
    for (uint64_t i = 0; i < parts->folder_count; i++) {
        uint64_t size, plain, members = 1;
        struct folder folder;

        if (!read_folder(&parts->folders, &folder) ||
            !add_numbers(&parts->sizes, folder.streams, &size) ||
            !add_numbers(&parts->plain_sizes, folder.outputs, &plain) ||
            (parts->counted && !read_number(&parts->members, &members)))
            return;
        if (!folder.stored || (size == plain && members > 0))
            content_add(content, at, size);
        if (ckd_add(&at, at, size))
            return;
    }
}

static void find_members(struct bytes list, struct content *content)
{
    struct assay_error ignored;
    struct cursor cursor;
    struct packed packed;
    struct parts parts = {0};
    uint64_t size = 0, files = 0;
    bool summed = false;
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
    if (type != MAIN_STREAMS || !read_packed(&cursor, &packed, &parts.sizes))
        return;
    if (cursor_u8(&cursor, &type) != ASSAY_OK ||
        (type == SUMS && (!skip_sums(&cursor, packed.count) || !is_next(&cursor, END))) ||
        (type != SUMS && type != END))
        return;
    if (find_folders(&cursor, &parts, &summed) && find_counts(&cursor, &parts, summed) &&
        count_files(&cursor, &files) && files == parts.member_count)
        add_folders(&parts, packed.at, content);
}

/* ---- a list that is compressed ---- */

struct coder {
    lzma_filter filters[2];
    uint64_t plain; /* bytes */
};

/* One coder with one stream in and one out, as 7-Zip compresses lists. */
static bool read_coder(struct cursor *cursor, struct coder *coder)
{
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
    struct cursor cursor, sizes;
    uint8_t type = 0;

    cursor_of_bytes(&cursor, encoded, &ignored);
    if (!is_next(&cursor, ENCODED_HEADER))
        return ASSAY_OK;
    content->cut = true; /* until it is unpacked */
    if (!read_packed(&cursor, &packed, &sizes) || packed.count != 1 ||
        cursor_u8(&cursor, &type) != ASSAY_OK)
        return ASSAY_OK;
    if (type == SUMS && (cursor_skip(&cursor, 1 + 4) != ASSAY_OK || !is_next(&cursor, END)))
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
