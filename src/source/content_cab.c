/*
 * content_cab.c - where the content of members stands in a cabinet.
 * Source: [MS-CAB], 2.1 to 2.4.
 */

#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "base/seeker.h"
#include "source/content.h"

enum {
    RESERVED = 4,
    HAS_PREVIOUS = 1,
    HAS_NEXT = 2,
    COMPRESSION = 15,
    BLOCK_HEADER = 8,
    CONTINUED = 0xfffd, /* this folder index and those above: parts of other cabinets */
};

struct folder {
    uint32_t at;
    uint16_t blocks;
    bool stored;
    uint32_t named; /* bytes that its files have, one behind the other */
    bool gaps;      /* and other bytes between them */
};

struct cabinet {
    uint32_t files_at;
    uint16_t folder_count, file_count;
    uint8_t folder_field, block_field; /* sizes of what packers may reserve */
    struct folder *folders;
};

static bool skip_text(struct cursor *cursor)
{
    uint8_t byte = 1;

    while (byte != 0)
        if (cursor_u8(cursor, &byte) != ASSAY_OK)
            return false;
    return true;
}

/* The name of the cabinet before or behind, and that of its disk. */
static bool skip_neighbour(struct cursor *cursor)
{
    for (int texts = 0; texts < 2; texts++)
        if (!skip_text(cursor))
            return false;
    return true;
}

static bool read_header(struct cursor *cursor, struct cabinet *cabinet)
{
    uint16_t flags = 0, field = 0;

    if (cursor_skip(cursor, 16) != ASSAY_OK ||
        cursor_u32le(cursor, &cabinet->files_at) != ASSAY_OK ||
        cursor_skip(cursor, 6) != ASSAY_OK ||
        cursor_u16le(cursor, &cabinet->folder_count) != ASSAY_OK ||
        cursor_u16le(cursor, &cabinet->file_count) != ASSAY_OK ||
        cursor_u16le(cursor, &flags) != ASSAY_OK || cursor_skip(cursor, 4) != ASSAY_OK)
        return false;
    if ((flags & RESERVED) && (cursor_u16le(cursor, &field) != ASSAY_OK ||
                               cursor_u8(cursor, &cabinet->folder_field) != ASSAY_OK ||
                               cursor_u8(cursor, &cabinet->block_field) != ASSAY_OK ||
                               cursor_skip(cursor, field) != ASSAY_OK))
        return false;
    return (!(flags & HAS_PREVIOUS) || skip_neighbour(cursor)) &&
           (!(flags & HAS_NEXT) || skip_neighbour(cursor));
}

static bool read_folders(struct cursor *cursor, struct cabinet *cabinet)
{
    for (size_t i = 0; i < cabinet->folder_count; i++) {
        struct folder *folder = &cabinet->folders[i];
        uint16_t method = 0;

        if (cursor_u32le(cursor, &folder->at) != ASSAY_OK ||
            cursor_u16le(cursor, &folder->blocks) != ASSAY_OK ||
            cursor_u16le(cursor, &method) != ASSAY_OK ||
            cursor_skip(cursor, cabinet->folder_field) != ASSAY_OK)
            return false;
        folder->stored = (method & COMPRESSION) == 0;
    }
    return true;
}

static bool read_files(struct cursor *cursor, struct cabinet *cabinet)
{
    if (cursor_seek(cursor, cabinet->files_at) != ASSAY_OK)
        return false;
    for (size_t i = 0; i < cabinet->file_count; i++) {
        uint32_t size = 0, at = 0;
        uint16_t index = 0;
        struct folder *folder;

        if (cursor_u32le(cursor, &size) != ASSAY_OK || cursor_u32le(cursor, &at) != ASSAY_OK ||
            cursor_u16le(cursor, &index) != ASSAY_OK || cursor_skip(cursor, 6) != ASSAY_OK ||
            !skip_text(cursor) || (index >= cabinet->folder_count && index < CONTINUED))
            return false;
        if (index >= CONTINUED)
            index = index == CONTINUED ? 0 : cabinet->folder_count - 1; /* from, or to, another */
        folder = &cabinet->folders[index];
        if (at != folder->named || ckd_add(&folder->named, at, size))
            folder->gaps = true;
    }
    return true;
}

/* Bytes as they are that belong to no file are shown to nobody: then none of its blocks is content.
 */
static bool read_blocks(struct cursor *cursor, const struct cabinet *cabinet,
                        const struct folder *folder, struct content *content)
{
    size_t before = content->count;
    uint64_t plain = 0;

    if (cursor_seek(cursor, folder->at) != ASSAY_OK)
        return false;
    for (size_t i = 0; i < folder->blocks; i++) {
        uint64_t at = cursor_at(cursor);
        uint16_t size = 0, plain_size = 0;

        if (cursor_skip(cursor, 4) != ASSAY_OK || cursor_u16le(cursor, &size) != ASSAY_OK ||
            cursor_u16le(cursor, &plain_size) != ASSAY_OK ||
            cursor_skip(cursor, cabinet->block_field) != ASSAY_OK ||
            cursor_skip(cursor, size) != ASSAY_OK)
            return false;
        plain += plain_size;
        if (cabinet->block_field == 0) /* with its sum and sizes, so that blocks are one stretch */
            content_add(content, at, (uint64_t)BLOCK_HEADER + size);
        else
            content_add(content, at + BLOCK_HEADER + cabinet->block_field, size);
    }
    if (folder->stored && (folder->gaps || plain != folder->named))
        content->count = before;
    return true;
}

static ASSAY_RESULT read_content(struct cursor *cursor, const struct source_budget *budget,
                                 struct cabinet *cabinet, struct content *content,
                                 struct assay_error *err)
{
    uint64_t left = cursor->size / BLOCK_HEADER; /* blocks that there can be */

    for (size_t i = 0; i < cabinet->folder_count; i++) {
        const struct folder *folder = &cabinet->folders[i];

        TRY(source_budget_time(budget, err));
        if (folder->blocks > left || !read_blocks(cursor, cabinet, folder, content))
            return ASSAY_OK;
        left -= folder->blocks;
    }
    return ASSAY_OK;
}

enum assay_status content_of_cab(struct stream *in, const struct source_budget *budget,
                                 struct content *content, struct assay_error *err)
{
    CLEANUP(seeker_clear) struct seeker seeker = {0};
    struct cabinet cabinet = {0};
    CLEANUP(free_cleanup) struct folder *folders = NULL;
    struct cursor cursor;
    struct assay_error failure = {0};

    TRY(seeker_open(&seeker, in, &cursor, err));
    cursor.err = &failure;
    if (!read_header(&cursor, &cabinet) || cabinet.folder_count == 0)
        return ASSAY_OK;
    cabinet.folders = folders = calloc(cabinet.folder_count, sizeof *folders);
    if (!folders)
        return out_of_memory(err);
    if (!read_folders(&cursor, &cabinet) || !read_files(&cursor, &cabinet))
        return ASSAY_OK;
    return read_content(&cursor, budget, &cabinet, content, err);
}
