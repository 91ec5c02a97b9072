/* sqlite_file.c - header and b-trees; records are in sqlite_record.c. */

#include "examine/tables/sqlite_file.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "examine/tables/sqlite_varint.h"

enum {
    HEADER = 100,
    PAGE_MIN = 512,
    USABLE_MIN = 480,
    INTERIOR_INDEX = 2,
    INTERIOR_TABLE = 5,
    LEAF_INDEX = 10,
    LEAF_TABLE = 13,
};

static uint64_t offset_of(const struct sqlite_file *file, uint32_t page)
{
    return (uint64_t)(page - 1) * file->page_size;
}

static ASSAY_RESULT read_header(struct sqlite_file *file)
{
    struct cursor *cursor = file->cursor;
    uint32_t encoding;
    struct bytes head;
    uint64_t pages;

    TRY(cursor_take(cursor, HEADER, &head));
    file->page_size = load_u16be(head.data + 16) == 1 ? 65536 : load_u16be(head.data + 16);
    if (file->page_size < PAGE_MIN || (file->page_size & (file->page_size - 1)))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 16, "pages of %" PRIu32 " bytes",
                              file->page_size);
    if (file->page_size - head.data[20] < USABLE_MIN)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 20, "%u bytes of each page are reserved",
                              (unsigned)head.data[20]);
    file->usable = file->page_size - head.data[20];
    encoding = load_u32be(head.data + 56);
    if (encoding > TEXTS_UTF16BE)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, 56, "text encoding %" PRIu32, encoding);
    file->encoding = encoding ? (enum sqlite_encoding)encoding : TEXTS_UTF8; /* 0: no table yet */
    if (load_u32be(head.data + 24) ==
        load_u32be(head.data + 92)) /* else an old library wrote it last */
        file->declared_pages = load_u32be(head.data + 28);
    pages = cursor->size / file->page_size;
    if (pages == 0 || pages > LIMIT_SQLITE_PAGES)
        return cursor_fail_at(cursor, pages ? ASSAY_ELIMIT : ASSAY_EFORMAT, 16,
                              "%" PRIu64 " pages of %" PRIu32 " bytes", pages, file->page_size);
    file->pages = (uint32_t)pages;
    return ASSAY_OK;
}

enum assay_status sqlite_file_open(struct sqlite_file *file, struct cursor *cursor)
{
    *file = (struct sqlite_file){.cursor = cursor};
    buf_init(&file->payload, LIMIT_SQLITE_RECORD);
    TRY(read_header(file));
    file->seen = calloc((size_t)file->pages / 8 + 1, 1);
    if (!file->seen)
        return cursor_fail_at(cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory for pages");
    return ASSAY_OK;
}

void sqlite_file_clear(struct sqlite_file *file)
{
    for (size_t i = 0; i < ARRAY_LEN(file->levels); i++)
        free(file->levels[i].bytes);
    free(file->seen);
    buf_clear(&file->payload);
    *file = (struct sqlite_file){0};
}

/* Marks a page as one that something leads to; `from`: the offset of what does. */
static ASSAY_RESULT use_page(struct sqlite_file *file, uint32_t page, uint64_t from)
{
    uint8_t bit = (uint8_t)(1U << page % 8);

    if (page == 0 || page > file->pages)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, from,
                              "page %" PRIu32 " of a file of %" PRIu32, page, file->pages);
    if (file->seen[page / 8] & bit)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, from,
                              "page %" PRIu32 " belongs to two places", page);
    file->seen[page / 8] |= bit;
    return ASSAY_OK;
}

static bool is_zero(struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if (bytes.data[i])
            return false;
    return true;
}

static void hand_unused(const struct sqlite_visitor *visitor, struct bytes bytes, uint64_t offset)
{
    if (!is_zero(bytes))
        visitor->unused(visitor->user, bytes, offset);
}

/* The page's header stands behind the file's in the first page. */
static unsigned header_at(const struct sqlite_level *level)
{
    return level->number == 1 ? HEADER : 0;
}

static bool is_leaf(const struct sqlite_level *level)
{
    return level->type == LEAF_TABLE || level->type == LEAF_INDEX;
}

static unsigned cells_at(const struct sqlite_level *level)
{
    return header_at(level) + (is_leaf(level) ? 8 : 12);
}

/* Between the cells' places and the first of them, and in the chain of free blocks. */
static void hand_gaps(const struct sqlite_file *file, const struct sqlite_level *level,
                      const struct sqlite_visitor *visitor)
{
    const uint8_t *page = level->bytes, *head = page + header_at(level);
    uint32_t start = cells_at(level) + 2 * level->cells, block = load_u16be(head + 1);
    uint32_t end = load_u16be(head + 5) ? load_u16be(head + 5) : 65536;
    uint64_t offset = offset_of(file, level->number);

    if (end > file->usable)
        end = file->usable;
    if (start < end)
        hand_unused(visitor, bytes_of(page + start, end - start), offset + start);
    while (block >= end && block + 4 <= file->usable) {
        uint32_t next = load_u16be(page + block), size = load_u16be(page + block + 2);

        if (size > 4 && block + size <= file->usable)
            hand_unused(visitor, bytes_of(page + block + 4, size - 4), offset + block + 4);
        if (next <= block)
            break;
        block = next;
    }
}

static ASSAY_RESULT enter(struct sqlite_file *file, unsigned depth, uint32_t number, uint64_t from,
                          const struct sqlite_visitor *visitor)
{
    struct sqlite_level *level = &file->levels[depth];
    uint64_t offset;

    TRY(use_page(file, number, from));
    offset = offset_of(file, number);
    if (!level->bytes)
        level->bytes = malloc(file->page_size);
    if (!level->bytes)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    TRY(cursor_seek(file->cursor, offset));
    TRY(cursor_copy(file->cursor, level->bytes, file->page_size));
    level->number = number;
    level->at = 0;
    level->type = level->bytes[header_at(level)];
    if (level->type != INTERIOR_INDEX && level->type != INTERIOR_TABLE &&
        level->type != LEAF_INDEX && level->type != LEAF_TABLE)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, offset + header_at(level),
                              "a page of type %u in a tree", level->type);
    level->cells = load_u16be(level->bytes + header_at(level) + 3);
    if (cells_at(level) + 2 * level->cells > file->usable)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, offset + header_at(level) + 3,
                              "%u cells cannot fit in a page", level->cells);
    hand_gaps(file, level, visitor);
    return ASSAY_OK;
}

/* Section 1.6: how many bytes of a payload stand in the page itself. */
static uint64_t local_size(const struct sqlite_file *file, uint64_t size, bool table)
{
    uint64_t usable = file->usable;
    uint64_t most = table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    uint64_t least = (usable - 12) * 32 / 255 - 23, here;

    if (size <= most)
        return size;
    here = least + (size - least) % (usable - 4);
    return here <= most ? here : least;
}

/* The pages that a long payload goes on in. */
static ASSAY_RESULT read_overflow(struct sqlite_file *file, uint32_t page, uint64_t left,
                                  uint64_t from)
{
    while (left > 0) {
        uint32_t share = left < file->usable - 4 ? (uint32_t)left : file->usable - 4;
        uint64_t at;
        uint8_t *room;

        TRY(use_page(file, page, from));
        at = offset_of(file, page);
        TRY(cursor_seek(file->cursor, at));
        TRY(cursor_u32be(file->cursor, &page));
        room = buf_room(&file->payload, share);
        if (!room)
            return buf_status(&file->payload, file->cursor->err);
        TRY(cursor_copy(file->cursor, room, share));
        buf_used(&file->payload, share);
        left -= share;
        from = at;
    }
    return ASSAY_OK;
}

/* A cell, without the child that it has in an interior page. */
struct cell {
    uint64_t offset; /* in the file */
    struct bytes bytes;
    bool table;
};

static ASSAY_RESULT read_payload(struct sqlite_file *file, const struct cell *cell, int64_t *rowid,
                                 struct bytes *payload)
{
    struct bytes rest = cell->bytes;
    uint64_t size, id = 0, local;

    if (!sqlite_varint(&rest, &size) || (cell->table && !sqlite_varint(&rest, &id)))
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, cell->offset, "a cell is cut short");
    *rowid = (int64_t)id;
    if (size > file->cursor->size)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, cell->offset,
                              "a record of %" PRIu64 " bytes cannot fit in the file", size);
    if (size > LIMIT_SQLITE_RECORD)
        return cursor_fail_at(file->cursor, ASSAY_ELIMIT, cell->offset,
                              "a record of %" PRIu64 " bytes", size);
    local = local_size(file, size, cell->table);
    if (local > rest.size || (local < size && rest.size - local < 4))
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, cell->offset,
                              "a record of %" PRIu64 " bytes goes on past its page", size);
    *payload = bytes_of(rest.data, (size_t)local);
    if (local == size)
        return ASSAY_OK;
    buf_reset(&file->payload);
    buf_add(&file->payload, rest.data, (size_t)local);
    TRY(read_overflow(file, load_u32be(rest.data + local), size - local, cell->offset));
    TRY(buf_status(&file->payload, file->cursor->err));
    *payload = buf_bytes(&file->payload);
    return ASSAY_OK;
}

static ASSAY_RESULT hand_record(struct sqlite_file *file, const struct cell *cell, bool wanted,
                                const struct sqlite_visitor *visitor)
{
    struct bytes payload;
    int64_t rowid;

    TRY(read_payload(file, cell, &rowid, &payload)); /* also where its pages are to be marked */
    return wanted ? visitor->record(visitor->user, rowid, payload, cell->offset) : ASSAY_OK;
}

/* The cell `at` of a page; `child` in an interior one. */
static ASSAY_RESULT find_cell(struct sqlite_file *file, const struct sqlite_level *level,
                              unsigned at, uint32_t *child, struct cell *out)
{
    uint32_t place = load_u16be(level->bytes + cells_at(level) + (size_t)2 * at), skip = 0;

    out->offset = offset_of(file, level->number) + place;
    out->table = level->type == LEAF_TABLE;
    if (!is_leaf(level))
        skip = 4;
    if (place < cells_at(level) || place + skip >= file->usable)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, out->offset,
                              "cell %u stands outside of its page", at);
    if (skip)
        *child = load_u32be(level->bytes + place);
    out->bytes = bytes_of(level->bytes + place + skip, file->usable - place - skip);
    return ASSAY_OK;
}

/* Goes one step in the page on top: hands out a cell, or tells the child to go down to (0: none).
 */
static ASSAY_RESULT step(struct sqlite_file *file, struct sqlite_level *level, bool records,
                         const struct sqlite_visitor *visitor, uint32_t *down)
{
    struct cell cell;

    *down = 0;
    if (is_leaf(level)) {
        TRY(find_cell(file, level, level->at++, NULL, &cell));
        return hand_record(file, &cell, records, visitor);
    }
    if (level->type == INTERIOR_INDEX && level->at % 2) { /* the cell behind its own child */
        TRY(find_cell(file, level, level->at++ / 2, down, &cell));
        *down = 0;
        return hand_record(file, &cell, records, visitor);
    }
    if (level->type == INTERIOR_INDEX && level->at / 2 < level->cells)
        return find_cell(file, level, level->at++ / 2, down, &cell);
    if (level->type == INTERIOR_TABLE && level->at < level->cells)
        return find_cell(file, level, level->at++, down, &cell);
    level->at++;
    *down = load_u32be(level->bytes + header_at(level) + 8);
    return ASSAY_OK;
}

/* Steps that a page takes: its cells, and its children. */
static unsigned steps(const struct sqlite_level *level)
{
    if (level->type == INTERIOR_INDEX)
        return 2 * level->cells + 1;
    return is_leaf(level) ? level->cells : level->cells + 1;
}

enum assay_status sqlite_walk(struct sqlite_file *file, uint32_t root, bool records,
                              const struct sqlite_visitor *visitor)
{
    unsigned depth = 0;

    TRY(enter(file, 0, root, 0, visitor));
    for (;;) {
        struct sqlite_level *level = &file->levels[depth];
        uint32_t down;

        if (level->at == steps(level)) {
            if (depth-- == 0)
                return ASSAY_OK;
            continue;
        }
        TRY(step(file, level, records, visitor, &down));
        if (!down)
            continue;
        if (++depth == SQLITE_DEPTH)
            return cursor_fail_at(file->cursor, ASSAY_EFORMAT, offset_of(file, level->number),
                                  "a tree of more than %d levels", SQLITE_DEPTH);
        TRY(enter(file, depth, down, offset_of(file, level->number), visitor));
    }
}

enum assay_status sqlite_rest(struct sqlite_file *file, const struct sqlite_visitor *visitor)
{
    uint8_t *bytes = file->levels[0].bytes;

    if (!bytes)
        bytes = file->levels[0].bytes = malloc(file->page_size);
    if (!bytes)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory");
    for (uint32_t page = 1; page <= file->pages; page++) {
        if (file->seen[page / 8] >> page % 8 & 1)
            continue;
        TRY(cursor_seek(file->cursor, offset_of(file, page)));
        TRY(cursor_copy(file->cursor, bytes, file->page_size));
        hand_unused(visitor, bytes_of(bytes, file->page_size), offset_of(file, page));
    }
    return ASSAY_OK;
}
