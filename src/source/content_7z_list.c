/*
 * content_7z_list.c - where the content of members stands in a 7z, by its list of members.
 * Source: 7-Zip, 7zFormat.txt, "Packed Streams", "Coders Info", "SubStreams Info".
 */

#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "source/content_7z.h"

/* The first byte says, by its highest bits, how many follow; what is left of it is the highest. */
bool sevenzip_number(struct cursor *cursor, uint64_t *value)
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

bool sevenzip_is_next(struct cursor *cursor, enum property property)
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
        if (!sevenzip_number(cursor, &ignored))
            return false;
    return true;
}

static bool add_numbers(struct cursor *cursor, uint64_t count, uint64_t *sum)
{
    uint64_t number;

    *sum = 0;
    for (uint64_t i = 0; i < count; i++)
        if (!sevenzip_number(cursor, &number) || ckd_add(sum, *sum, number))
            return false;
    return true;
}

bool sevenzip_packed(struct cursor *cursor, struct packed *packed, struct cursor *sizes)
{
    *packed = (struct packed){0};
    if (!sevenzip_is_next(cursor, PACK_INFO) || !sevenzip_number(cursor, &packed->at) ||
        ckd_add(&packed->at, packed->at, SEVENZIP_START) ||
        !sevenzip_number(cursor, &packed->count) || packed->count > cursor_left(cursor) ||
        !sevenzip_is_next(cursor, SIZE))
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

/* Streams that are unpacked as one, into the content of members that stand one behind the other. */
struct folder {
    uint64_t streams, outputs;
    bool stored; /* its bytes are as they are, or nearly */
    uint64_t coders;
    struct bytes id, properties; /* of the last of them */
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
    struct bytes id, properties = {0};

    if (cursor_u8(cursor, &flags) != ASSAY_OK || (flags & ALTERNATIVES) ||
        cursor_take(cursor, flags & ID_SIZE, &id) != ASSAY_OK ||
        ((flags & COMPLEX) && (!sevenzip_number(cursor, &in) || !sevenzip_number(cursor, &out))) ||
        ((flags & HAS_PROPERTIES) && (!sevenzip_number(cursor, &size) || size > CURSOR_WINDOW_MAX ||
                                      cursor_take(cursor, (size_t)size, &properties) != ASSAY_OK)))
        return false;
    folder->id = id;
    folder->properties = properties;
    folder->coders++;
    folder->stored = folder->stored && is_filter(id);
    return !ckd_add(inputs, *inputs, in) && !ckd_add(&folder->outputs, folder->outputs, out);
}

/* What one coder gives another is no stream of the archive. */
static bool read_folder(struct cursor *cursor, struct folder *folder)
{
    uint64_t coders = 0, inputs = 0, pairs;

    *folder = (struct folder){.stored = true};
    if (!sevenzip_number(cursor, &coders) || coders > cursor_left(cursor))
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

    if (!sevenzip_is_next(cursor, UNPACK_INFO) || !sevenzip_is_next(cursor, FOLDER) ||
        !sevenzip_number(cursor, &parts->folder_count) || !sevenzip_is_next(cursor, 0) ||
        parts->folder_count > cursor_left(cursor))
        return false;
    parts->folders = *cursor;
    for (uint64_t i = 0; i < parts->folder_count; i++)
        if (!read_folder(cursor, &folder) || ckd_add(&outputs, outputs, folder.outputs))
            return false;
    if (!sevenzip_is_next(cursor, UNPACK_SIZE))
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
            if (!sevenzip_number(cursor, &count) ||
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
    return type == END && sevenzip_is_next(cursor, END);
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

    if (!sevenzip_is_next(cursor, FILES) || !sevenzip_number(cursor, count))
        return false;
    while (cursor_u8(cursor, &type) == ASSAY_OK && type != END)
        if (!sevenzip_number(cursor, &size) ||
            (type == EMPTY_STREAMS ? !count_bits(cursor, size, &empty)
                                   : cursor_skip(cursor, size) != ASSAY_OK))
            return false;
    return type == END && !ckd_sub(count, *count, empty);
}

/* Bytes as they are that belong to no member are shown to nobody: those of a folder are content
 * where all of them come out of it, and it has a member. */
static ASSAY_RESULT add_folders(struct stream *in, const struct source_budget *budget,
                                struct parts *parts, uint64_t at, struct content *content,
                                struct assay_error *err)
{
    struct sevenzip_look look;

    sevenzip_look_init(&look, in, budget);
    for (uint64_t i = 0; i < parts->folder_count; i++) {
        uint64_t size, plain, members = 1, needed;
        struct folder folder;

        if (!read_folder(&parts->folders, &folder) ||
            !add_numbers(&parts->sizes, folder.streams, &size) ||
            !add_numbers(&parts->plain_sizes, folder.outputs, &plain) ||
            (parts->counted && !sevenzip_number(&parts->members, &members)))
            return ASSAY_OK;
        needed = size;
        if (!folder.stored && folder.coders == 1 && folder.streams == 1)
            TRY(sevenzip_find_end(&look, folder.id, folder.properties, at, plain, &needed, err));
        if (look.over)
            content->beyond = look.over;
        if (!folder.stored || (size == plain && members > 0))
            content_add(content, at, needed);
        if (ckd_add(&at, at, size))
            return ASSAY_OK;
    }
    return ASSAY_OK;
}

enum assay_status sevenzip_members(struct stream *in, const struct source_budget *budget,
                                   struct bytes list, struct content *content,
                                   struct assay_error *err)
{
    struct assay_error ignored;
    struct cursor cursor;
    struct packed packed;
    struct parts parts = {0};
    uint64_t size = 0, files = 0;
    bool summed = false;
    uint8_t type = 0;

    cursor_of_bytes(&cursor, list, &ignored);
    if (!sevenzip_is_next(&cursor, HEADER) || cursor_u8(&cursor, &type) != ASSAY_OK)
        return ASSAY_OK;
    if (type == ARCHIVE_PROPERTIES) {
        while (cursor_u8(&cursor, &type) == ASSAY_OK && type != END)
            if (!sevenzip_number(&cursor, &size) || cursor_skip(&cursor, size) != ASSAY_OK)
                return ASSAY_OK;
        if (cursor_u8(&cursor, &type) != ASSAY_OK)
            return ASSAY_OK;
    }
    if (type != MAIN_STREAMS || !sevenzip_packed(&cursor, &packed, &parts.sizes))
        return ASSAY_OK;
    if (cursor_u8(&cursor, &type) != ASSAY_OK ||
        (type == SUMS && (!skip_sums(&cursor, packed.count) || !sevenzip_is_next(&cursor, END))) ||
        (type != SUMS && type != END))
        return ASSAY_OK;
    if (find_folders(&cursor, &parts, &summed) && find_counts(&cursor, &parts, summed) &&
        count_files(&cursor, &files) && files == parts.member_count)
        return add_folders(in, budget, &parts, packed.at, content, err);
    return ASSAY_OK;
}
