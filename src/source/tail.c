/*
 * tail.c - where a RAR or CAB ends by its own account, and where a RAR has content of members.
 * Source: technote.txt of RAR 4.x, "Archive block format"; RAR 5.0 archive format, "General archive
 * block format"; [MS-CAB], 2.1; osslsigncode, cab.c (where the signature of a cabinet stands).
 */

#include "source/tail.h"

#include "base/cursor.h"
#include "base/kit.h"
#include "source/content.h"
#include "source/fail.h"

enum { HEAD = 64 /* bytes of a block that tell its size */ };

/* One block of a RAR. */
struct block {
    uint64_t size;    /* with the data behind it */
    uint64_t content; /* bytes of a member, at its end */
    bool last, encrypted, packed_comment;
};

/* False where the bytes are no block. */
typedef bool block_fn(struct bytes head, struct block *block);

/* By its method; what is as it is, is searched where it stands. */
static bool is_packed_4(struct bytes head, size_t method)
{
    enum { STORED = 0x30 };

    return head.size > method && head.data[method] > STORED;
}

enum { MAIN = 0x73, FILE_BLOCK = 0x74, COMMENT = 0x75, OLD_MORE = 0x77, MORE = 0x7a, END_4 = 0x7b };

/* Comments, and streams beside a file. Older ones stand within the header of the archive, or of a
 * file, behind its name: of the latter it is not followed how they are written. */
static bool has_packed_comment_4(uint8_t type, uint16_t flags, struct bytes head)
{
    enum { HAS_COMMENT = 2, FILE_COMMENT = 8, WITHIN = 13 /* bytes of the archive's header */ };

    switch (type) {
    case MAIN:
        return (flags & HAS_COMMENT) && is_packed_4(head, WITHIN + 10);
    case FILE_BLOCK:
        return flags & FILE_COMMENT;
    case COMMENT:
        return is_packed_4(head, 10);
    case OLD_MORE:
        return is_packed_4(head, 19);
    case MORE:
        return is_packed_4(head, 25);
    default:
        return false;
    }
}

static bool read_block_4(struct bytes head, struct block *block)
{
    enum { LEAST = 7 };
    enum { LONG_BLOCK = 0x8000, LARGE = 0x100, ENCRYPTED = 0x80 };
    struct assay_error ignored;
    struct cursor cursor;
    uint8_t type;
    uint16_t flags, size;
    uint32_t data = 0, high = 0;

    cursor_of_bytes(&cursor, head, &ignored);
    if (cursor_skip(&cursor, 2) != ASSAY_OK || cursor_u8(&cursor, &type) != ASSAY_OK ||
        cursor_u16le(&cursor, &flags) != ASSAY_OK || cursor_u16le(&cursor, &size) != ASSAY_OK ||
        type < 0x72 || type > END_4 || size < LEAST)
        return false;
    if ((flags & LONG_BLOCK) && cursor_u32le(&cursor, &data) != ASSAY_OK)
        return false;
    if ((type == FILE_BLOCK || type == MORE) && (flags & LARGE) &&
        (cursor_skip(&cursor, 21) != ASSAY_OK || cursor_u32le(&cursor, &high) != ASSAY_OK))
        return false;
    *block = (struct block){
        .last = type == END_4,
        .encrypted = type == MAIN && (flags & ENCRYPTED),
        .packed_comment = has_packed_comment_4(type, flags, head),
    };
    if (ckd_add(&block->size, (uint64_t)size + data, (uint64_t)high << 32))
        return false;
    if (type == FILE_BLOCK)
        block->content = block->size - size;
    return true;
}

/* Seven bits a byte, the lowest first. */
static bool read_number(struct cursor *cursor, uint64_t *value)
{
    uint8_t byte = 0x80;

    *value = 0;
    for (unsigned shift = 0; byte & 0x80; shift += 7) {
        if (shift > 56 || cursor_u8(cursor, &byte) != ASSAY_OK)
            return false;
        *value |= (uint64_t)(byte & 0x7f) << shift;
    }
    return true;
}

/* Of a service block, whose fields follow those of all: flags, size of the plain bytes, attributes,
 * time, sum, method. What cannot be read may be packed. */
static bool is_packed_5(struct cursor *cursor)
{
    enum { HAS_TIME = 2, HAS_SUM = 4, METHOD = 7 << 7 };
    uint64_t flags, plain, attributes, method;

    if (!read_number(cursor, &flags) || !read_number(cursor, &plain) ||
        !read_number(cursor, &attributes) ||
        cursor_skip(cursor, (flags & HAS_TIME ? 4U : 0U) + (flags & HAS_SUM ? 4U : 0U)) !=
            ASSAY_OK ||
        !read_number(cursor, &method))
        return true;
    return (method & METHOD) != 0;
}

static bool read_block_5(struct bytes head, struct block *block)
{
    enum { FILE_5 = 2, SERVICE = 3, ENCRYPTION = 4, END = 5, HAS_EXTRA = 1, HAS_DATA = 2 };
    struct assay_error ignored;
    struct cursor cursor;
    uint64_t size, type, flags, extra = 0, data = 0, begins;

    cursor_of_bytes(&cursor, head, &ignored);
    if (cursor_skip(&cursor, 4) != ASSAY_OK || !read_number(&cursor, &size))
        return false;
    begins = cursor_at(&cursor);
    if (!read_number(&cursor, &type) || !read_number(&cursor, &flags) || type == 0 || type > END ||
        size == 0 || ((flags & HAS_EXTRA) && !read_number(&cursor, &extra)) ||
        ((flags & HAS_DATA) && !read_number(&cursor, &data)))
        return false;
    *block = (struct block){.last = type == END,
                            .encrypted = type == ENCRYPTION,
                            .content = type == FILE_5 ? data : 0,
                            .packed_comment = type == SERVICE && data > 0 && is_packed_5(&cursor)};
    return !ckd_add(&size, size, begins) && !ckd_add(&block->size, size, data);
}

static ASSAY_RESULT follow(struct stream *in, const struct source_budget *budget, uint64_t at,
                           block_fn *read_block, struct content *content, uint64_t *end,
                           struct assay_error *err)
{
    uint8_t room[HEAD];
    struct block block = {0};
    struct bytes head;

    for (*end = ASSAY_NO_OFFSET; at < in->size && !block.last;) {
        TRY(source_budget_time(budget, err));
        TRY(content_read(in, at, room, sizeof room, &head, err));
        if (!read_block(head, &block)) {
            *end = at; /* no block is next: the older ones had no last one */
            return ASSAY_OK;
        }
        if (block.encrypted) /* there is nothing to be seen from here on */
            content_add(content, at, in->size - at);
        if (block.encrypted || ckd_add(&at, at, block.size))
            return ASSAY_OK;
        content_add(content, at - block.content, block.content);
        if (block.packed_comment)
            content->unread =
                "a comment, or a stream beside a file, is compressed and was not searched";
    }
    if (at <= in->size)
        *end = at;
    return ASSAY_OK;
}

enum assay_status tail_of_rar(struct stream *in, const struct source_budget *budget,
                              struct content *content, uint64_t *end, struct assay_error *err)
{
    enum { MAGIC_4 = 7, MAGIC_5 = 8 };
    uint8_t room[MAGIC_5];
    struct bytes head;

    TRY(content_read(in, 0, room, sizeof room, &head, err));
    if (head.size == sizeof room && head.data[6] == 1)
        return follow(in, budget, MAGIC_5, read_block_5, content, end, err);
    return follow(in, budget, MAGIC_4, read_block_4, content, end, err);
}

enum assay_status tail_of_cab(struct stream *in, uint64_t *end, struct assay_error *err)
{
    enum { FIXED = 36, RESERVED = 4, SIGNATURE_FIELD = 20, SIGNATURE = 0x100000 };
    uint8_t room[FIXED + 4 + SIGNATURE_FIELD];
    struct assay_error ignored;
    struct bytes head;
    struct cursor cursor;
    uint32_t size = 0, mark = 0, at = 0, length = 0;
    uint16_t flags = 0, field = 0;

    *end = ASSAY_NO_OFFSET;
    TRY(content_read(in, 0, room, sizeof room, &head, err));
    cursor_of_bytes(&cursor, head, &ignored);
    if (cursor_skip(&cursor, 8) != ASSAY_OK || cursor_u32le(&cursor, &size) != ASSAY_OK ||
        size > in->size)
        return ASSAY_OK;
    *end = size;
    if (cursor_skip(&cursor, 18) != ASSAY_OK || cursor_u16le(&cursor, &flags) != ASSAY_OK ||
        !(flags & RESERVED) || cursor_skip(&cursor, 4) != ASSAY_OK ||
        cursor_u16le(&cursor, &field) != ASSAY_OK || field != SIGNATURE_FIELD ||
        cursor_skip(&cursor, 2) != ASSAY_OK || cursor_u32le(&cursor, &mark) != ASSAY_OK ||
        cursor_u32le(&cursor, &at) != ASSAY_OK || cursor_u32le(&cursor, &length) != ASSAY_OK)
        return ASSAY_OK;
    if (mark == SIGNATURE && at == size && length <= in->size - size)
        *end = (uint64_t)size + length;
    return ASSAY_OK;
}
