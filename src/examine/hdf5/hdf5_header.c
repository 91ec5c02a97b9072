/*
 * hdf5_header.c - HDF5: the messages of an object, wherever they are kept.
 *
 * Source: HDF5 File Format Specification 3.0, IV.A "Data Object Headers".
 */

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "examine/hdf5/hdf5.h"

enum {
    FLAG_SHARED = 2,    /* of a message: it is a reference to one elsewhere */
    FLAG_TIMES = 0x20,  /* of a header of version 2 */
    FLAG_PHASES = 0x10, /* it tells when attributes move to a heap */
    FLAG_ORDER = 4,     /* its messages are numbered */
    OLD_HEAD = 8,       /* bytes before the data of a message of version 1 */
    NEW_HEAD = 4,
    CHECKSUM = 4,
    SHARED_IN_HEAP = 1,
};

/* A run of messages; continuations are met while one is read. */
struct block {
    struct block *next;
    uint64_t offset, size;
};

struct header {
    struct hdf5 *file;
    bool old, ordered, follows; /* `follows`: shared messages are fetched */
    struct block first, *last;
    hdf5_on_message *on;
    void *to;
};

static enum assay_status read_old_head(struct header *header)
{
    struct cursor *cursor = header->file->cursor;
    uint32_t size;

    TRY(cursor_skip(cursor, 1 + 2 + 4)); /* reserved, count of messages, count of links */
    TRY(cursor_u32le(cursor, &size));
    TRY(cursor_skip(cursor, 4)); /* to a multiple of 8 */
    header->old = true;
    header->first = (struct block){.offset = cursor_at(cursor), .size = size};
    return ASSAY_OK;
}

static enum assay_status read_new_head(struct header *header)
{
    struct cursor *cursor = header->file->cursor;
    uint64_t size;
    uint8_t flags;

    TRY(cursor_expect(cursor, "HDR\2", 4));
    TRY(cursor_u8(cursor, &flags));
    TRY(cursor_skip(cursor, (flags & FLAG_TIMES ? 16U : 0U) + (flags & FLAG_PHASES ? 4U : 0U)));
    TRY(hdf5_number(cursor, 1U << (flags & 3U), &size));
    header->ordered = flags & FLAG_ORDER;
    header->first = (struct block){.offset = cursor_at(cursor), .size = size};
    return ASSAY_OK;
}

static enum assay_status read_head(struct header *header, uint64_t address)
{
    struct cursor *cursor = header->file->cursor;
    uint8_t version;

    TRY(hdf5_seek(header->file, address));
    TRY(cursor_u8(cursor, &version));
    if (version == 1)
        return read_old_head(header);
    if (version == 'O')
        return read_new_head(header);
    return cursor_fail_at(cursor, ASSAY_EFORMAT, cursor_at(cursor) - 1, "no header of an object");
}

static enum assay_status add_continuation(struct header *header, const struct hdf5_message *message)
{
    struct hdf5 *file = header->file;
    struct block *block = arena_alloc(file->arena, sizeof *block);
    struct cursor part;
    uint64_t address;

    if (!block)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, message->offset, "out of memory");
    hdf5_part(file, message->data, message->offset, &part);
    TRY(hdf5_address(file, &part, &address));
    TRY(hdf5_length(file, &part, &block->size));
    if (ckd_add(&block->offset, address, file->base) || address == HDF5_NOWHERE)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, message->offset,
                              "a header that goes on nowhere");
    if (!header->old) { /* "OCHK" before the messages, a checksum behind them */
        if (block->size < CHECKSUM + CHECKSUM)
            return cursor_fail_at(file->cursor, ASSAY_EFORMAT, message->offset,
                                  "a part of a header of %" PRIu64 " bytes", block->size);
        TRY(cursor_seek(file->cursor, block->offset));
        TRY(cursor_expect(file->cursor, "OCHK", 4));
        block->offset += CHECKSUM;
        block->size -= CHECKSUM + CHECKSUM;
    }
    header->last->next = block;
    header->last = block;
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): what is shared is not followed further */
static enum assay_status hand_on(struct header *header, unsigned flags,
                                 struct hdf5_message *message)
{
    struct cursor part;

    if (message->type == HDF5_CONTINUATION)
        return add_continuation(header, message);
    if (flags & FLAG_SHARED && header->follows) {
        hdf5_part(header->file, message->data, message->offset, &part);
        TRY(hdf5_shared(header->file, &part, message->type, message));
    }
    return header->on(header->to, message);
}

/* The message at *offset, which is moved past it; nothing where the block has no room for one.
 * NOLINTNEXTLINE(misc-no-recursion): as above */
static enum assay_status read_message(struct header *header, uint64_t *offset, uint64_t end)
{
    CLEANUP(buf_clear) struct buf data = {.ceiling = UINT16_MAX};
    struct cursor *cursor = header->file->cursor;
    uint64_t head = header->old ? OLD_HEAD : NEW_HEAD + (header->ordered ? 2U : 0U);
    struct hdf5_message message;
    uint64_t type;
    uint16_t size;
    uint8_t flags;

    if (end - *offset < head) { /* a gap at the end of a block */
        *offset = end;
        return ASSAY_OK;
    }
    TRY(hdf5_steps(header->file, 1));
    TRY(cursor_seek(cursor, *offset));
    TRY(hdf5_number(cursor, header->old ? 2 : 1, &type));
    TRY(cursor_u16le(cursor, &size));
    TRY(cursor_u8(cursor, &flags));
    if (end - *offset - head < size)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, *offset,
                              "a message of %u bytes does not fit in its header", (unsigned)size);
    TRY(cursor_seek(cursor, *offset + head));
    message = (struct hdf5_message){.type = (unsigned)type, .offset = *offset + head};
    *offset += head + size;
    if (size > 0) {
        uint8_t *room = buf_room(&data, size);

        if (!room)
            return cursor_fail_at(cursor, ASSAY_ENOMEM, message.offset, "out of memory");
        TRY(cursor_copy(cursor, room, size));
        buf_used(&data, size);
    }
    message.data = buf_bytes(&data);
    return message.type == HDF5_NIL ? ASSAY_OK : hand_on(header, flags, &message);
}

/* NOLINTNEXTLINE(misc-no-recursion): as above */
static enum assay_status read_blocks(struct header *header)
{
    for (const struct block *block = &header->first; block; block = block->next) {
        uint64_t offset = block->offset, end;

        TRY(hdf5_steps(header->file, 1));
        TRY(cursor_seek(header->file->cursor, offset));
        if (block->size > cursor_left(header->file->cursor))
            return cursor_fail(header->file->cursor, "a header of %" PRIu64 " bytes", block->size);
        end = offset + block->size;
        while (offset < end)
            TRY(read_message(header, &offset, end));
    }
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): as above */
static enum assay_status walk(struct hdf5 *file, uint64_t address, bool follows,
                              hdf5_on_message *on, void *to)
{
    struct header header = {.file = file, .follows = follows, .on = on, .to = to};

    header.last = &header.first;
    TRY(read_head(&header, address));
    return read_blocks(&header);
}

enum assay_status hdf5_messages(struct hdf5 *file, uint64_t address, hdf5_on_message *on, void *to)
{
    return walk(file, address, true, on, to);
}

struct search {
    struct hdf5 *file;
    unsigned type;
    struct hdf5_message *found;
};

static enum assay_status keep(void *to, const struct hdf5_message *message)
{
    struct search *search = to;
    const char *copy;

    if (message->type != search->type || search->found->data.data)
        return ASSAY_OK;
    copy = arena_copy(search->file->arena, message->data);
    if (!copy)
        return cursor_fail_at(search->file->cursor, ASSAY_ENOMEM, message->offset, "out of memory");
    *search->found = *message;
    search->found->data = bytes_of(copy, message->data.size);
    return ASSAY_OK;
}

/* NOLINTNEXTLINE(misc-no-recursion): as above */
enum assay_status hdf5_shared(struct hdf5 *file, struct cursor *part, unsigned type,
                              struct hdf5_message *out)
{
    struct search search = {.file = file, .type = type, .found = out};
    uint64_t at = cursor_at(part), address;
    uint8_t version, kind;

    TRY(cursor_u8(part, &version));
    TRY(cursor_u8(part, &kind));
    if (version < 1 || version > 3)
        return cursor_fail_at(part, ASSAY_EFORMAT, at, "a reference of version %u",
                              (unsigned)version);
    if (version == 3 && kind == SHARED_IN_HEAP)
        return cursor_fail_at(part, ASSAY_EFORMAT, at,
                              "a message in the file's common heap is not read");
    if (version == 1)
        TRY(cursor_skip(part, 6));
    TRY(hdf5_address(file, part, &address));
    *out = (struct hdf5_message){.type = type};
    TRY(walk(file, address, false, keep, &search));
    if (!out->data.data)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, at,
                              "refers to an object that has no such message");
    return ASSAY_OK;
}
