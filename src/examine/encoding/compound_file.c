/* compound_file.c - see compound_file.h. */

#include "examine/encoding/compound_file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>

#include "base/buf.h"
#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/room.h"
#include "base/utf16.h"

/* What tables have in place of a sector's number. Source: [MS-CFB], 2.1. */
#define CHAIN_END UINT32_C(0xfffffffe)
#define SECTOR_FREE UINT32_C(0xffffffff)
#define SECTOR_MOST UINT32_C(0xfffffffa)

enum { HEADER_SIZE = 512, SHORT_SIZE = 64, SHORT_BELOW = 4096, WORD = sizeof(uint32_t) };

static uint64_t sector_at(const struct compound_file *file, uint32_t sector)
{
    return ((uint64_t)sector + 1) * file->sector_size;
}

static bool is_taken(const uint8_t *taken, uint32_t sector)
{
    return taken[sector / 8] & 1U << sector % 8;
}

/* Takes a sector that `from` leads to, for the one chain that it may be in. */
static ASSAY_RESULT take_sector(struct compound_file *file, uint32_t sector, uint64_t from)
{
    if (sector >= file->sectors)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, from,
                              "cut short: sector %" PRIu32 " of %" PRIu32 " is needed", sector,
                              file->sectors);
    if (is_taken(file->taken, sector))
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, from,
                              "sector %" PRIu32 " is in two chains, or twice in one", sector);
    file->taken[sector / 8] |= (uint8_t)(1U << sector % 8);
    return ASSAY_OK;
}

static ASSAY_RESULT take_short_sector(struct compound_file *file, uint32_t sector, uint64_t from)
{
    if (sector >= file->short_count || sector > (file->shorts.size - 1) / SHORT_SIZE)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, from,
                              "short sector %" PRIu32 " is needed, which there is not", sector);
    if (is_taken(file->short_taken, sector))
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, from,
                              "short sector %" PRIu32 " is in two chains, or twice in one", sector);
    file->short_taken[sector / 8] |= (uint8_t)(1U << sector % 8);
    return ASSAY_OK;
}

/*
 * Gathers the pieces of a chain: as many as `stream->size` takes, or all where it is not known.
 * `from`: the offset of what leads to its first one.
 */
static ASSAY_RESULT follow(struct compound_stream *stream, uint32_t first, bool sized,
                           uint64_t from)
{
    struct compound_file *file = stream->file;
    const uint64_t wanted =
        stream->size / stream->piece_size + (stream->size % stream->piece_size > 0);
    uint32_t piece = first;
    size_t capacity = 0;

    while (sized ? stream->count < wanted : piece != CHAIN_END) {
        if (piece == CHAIN_END)
            return cursor_fail_at(file->cursor, ASSAY_EFORMAT, from,
                                  "a stream of %" PRIu64 " bytes in %zu pieces of %zu",
                                  stream->size, stream->count, stream->piece_size);
        if (stream->is_short)
            TRY(take_short_sector(file, piece, from));
        else
            TRY(take_sector(file, piece, from));
        if (!HAS_ROOM(stream->pieces, stream->count, capacity))
            return out_of_memory(file->cursor->err);
        stream->pieces[stream->count++] = piece;
        from = compound_stream_place(stream, (stream->count - 1) * (uint64_t)stream->piece_size);
        piece = stream->is_short ? file->short_next[piece] : file->next[piece];
    }
    if (!sized)
        stream->size = stream->count * (uint64_t)stream->piece_size;
    return ASSAY_OK;
}

/* Fields of the header. */
enum {
    ORDER_AT = 28,
    SHIFT_AT = 30,
    SHORT_SHIFT_AT = 32,
    DIRECTORY_AT = 48,
    SHORT_BELOW_AT = 56,
    SHORT_TABLE_AT = 60,
    MORE_TABLES_AT = 68,
    TABLES_AT = 76,
};

static ASSAY_RESULT read_header(struct compound_file *file, uint8_t header[HEADER_SIZE])
{
    enum { OLD_SHIFT = 9, NEW_SHIFT = 12, SHORT_SHIFT = 6, LITTLE = 0xfffe };
    struct cursor *cursor = file->cursor;
    uint64_t sectors;
    unsigned shift;

    TRY(cursor_copy(cursor, header, HEADER_SIZE));
    shift = load_u16le(header + SHIFT_AT);
    if ((shift != OLD_SHIFT && shift != NEW_SHIFT) || load_u16le(header + ORDER_AT) != LITTLE ||
        load_u16le(header + SHORT_SHIFT_AT) != SHORT_SHIFT ||
        load_u32le(header + SHORT_BELOW_AT) != SHORT_BELOW)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, ORDER_AT,
                              "a compound file with sectors of 2^%u bytes, or other numbers that "
                              "none has",
                              shift);
    file->sector_size = (size_t)1 << shift;
    sectors = (cursor->size + file->sector_size - 1) / file->sector_size;
    sectors -= sectors > 0; /* the header takes one */
    if (sectors > LIMIT_COMPOUND_SECTORS)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, 0, "%" PRIu64 " sectors", sectors);
    file->sectors = (uint32_t)sectors;
    file->next = malloc(((size_t)file->sectors + 1) * sizeof *file->next);
    file->taken = calloc(file->sectors / 8 + 1, 1);
    return file->next && file->taken ? ASSAY_OK : out_of_memory(cursor->err);
}

/* One sector of the table, from the entry of sector `*described` on. Behind the file's last sector
 * it describes none. */
static ASSAY_RESULT read_table(struct compound_file *file, uint32_t sector, uint64_t from,
                               uint32_t *described)
{
    const size_t words = file->sector_size / WORD, left = file->sectors - *described;

    TRY(take_sector(file, sector, from));
    TRY(cursor_seek(file->cursor, sector_at(file, sector)));
    for (size_t i = 0; i < words && i < left; i++)
        TRY(cursor_u32le(file->cursor, &file->next[(*described)++]));
    return ASSAY_OK;
}

/* The sectors of the table itself: the header names 109, and sectors in a chain the others. */
static ASSAY_RESULT read_tables(struct compound_file *file, const uint8_t header[HEADER_SIZE])
{
    const size_t words = file->sector_size / WORD;
    uint32_t described = 0, more = load_u32le(header + MORE_TABLES_AT);
    uint64_t from = MORE_TABLES_AT;

    for (size_t at = TABLES_AT; at < HEADER_SIZE && described < file->sectors; at += WORD)
        if (load_u32le(header + at) <= SECTOR_MOST)
            TRY(read_table(file, load_u32le(header + at), at, &described));
    while (described < file->sectors && more <= SECTOR_MOST) {
        const uint64_t at = sector_at(file, more);

        TRY(take_sector(file, more, from));
        for (size_t i = 0; i + 1 < words && described < file->sectors; i++) {
            uint32_t sector;

            from = at + i * WORD;
            TRY(cursor_seek(file->cursor, from));
            TRY(cursor_u32le(file->cursor, &sector));
            if (sector <= SECTOR_MOST)
                TRY(read_table(file, sector, from, &described));
        }
        from = at + (words - 1) * WORD;
        TRY(cursor_seek(file->cursor, from));
        TRY(cursor_u32le(file->cursor, &more));
    }
    while (described < file->sectors)
        file->next[described++] = SECTOR_FREE;
    return ASSAY_OK;
}

static ASSAY_RESULT read_entry(struct compound_file *file, const uint8_t *from)
{
    enum { NAME_SIZE_AT = 64, TYPE_AT = 66, LEFT_AT = 68, RIGHT_AT = 72, CHILD_AT = 76 };
    enum { FIRST_AT = 116, SIZE_AT = 120, OLD_SECTOR = 512, UNIT = 2 };
    CLEANUP(buf_clear) struct buf name;
    struct compound_entry *entry = &file->entries[file->count++];
    size_t size = load_u16le(from + NAME_SIZE_AT);

    buf_init(&name, COMPOUND_NAME_MOST);
    size = size < NAME_SIZE_AT ? size : NAME_SIZE_AT;
    size -= size < UNIT ? size : UNIT; /* the NUL behind it */
    utf16_decode(&name, bytes_of(from, size), false);
    *entry = (struct compound_entry){.type = from[TYPE_AT],
                                     .name_size = (uint8_t)name.size,
                                     .left = load_u32le(from + LEFT_AT),
                                     .right = load_u32le(from + RIGHT_AT),
                                     .child = load_u32le(from + CHILD_AT),
                                     .in = COMPOUND_NONE,
                                     .first = load_u32le(from + FIRST_AT),
                                     .size = load_u64le(from + SIZE_AT)};
    if (file->sector_size == OLD_SECTOR) /* whose upper half may be anything */
        entry->size &= UINT32_MAX;
    if (name.size > 0)
        memcpy(entry->name, name.data, name.size);
    return buf_status(&name, file->cursor->err);
}

static ASSAY_RESULT read_directory(struct compound_file *file, uint32_t first)
{
    enum { ENTRY_SIZE = 128 };
    CLEANUP(compound_stream_clear)
    struct compound_stream stream = {.file = file, .piece_size = file->sector_size};
    uint8_t bytes[ENTRY_SIZE];
    size_t count, got;

    TRY(follow(&stream, first, false, DIRECTORY_AT));
    count = (size_t)(stream.size / ENTRY_SIZE);
    if (count == 0)
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, DIRECTORY_AT, "no directory");
    if (count > LIMIT_COMPOUND_ENTRIES)
        return cursor_fail_at(file->cursor, ASSAY_ELIMIT, sector_at(file, first), "%zu entries",
                              count);
    file->entries = calloc(count, sizeof *file->entries);
    if (!file->entries)
        return out_of_memory(file->cursor->err);
    for (uint64_t at = 0; file->count < count; at += ENTRY_SIZE) {
        TRY(compound_stream_read(&stream, at, bytes, sizeof bytes, &got));
        if (got < sizeof bytes)
            return cursor_fail(file->cursor, "cut short in the directory");
        TRY(read_entry(file, bytes));
    }
    return ASSAY_OK;
}

/* Entries of a storage are a tree, which begins at its child. */
static ASSAY_RESULT read_tree(struct compound_file *file)
{
    CLEANUP(free_cleanup) uint32_t *waiting = calloc(file->count, sizeof *waiting);
    size_t count = 1;

    if (!waiting)
        return out_of_memory(file->cursor->err);
    while (count > 0) { /* each entry waits once; the first is the root */
        const uint32_t at = waiting[--count];
        const struct compound_entry *entry = &file->entries[at];
        const uint32_t to[] = {entry->left, entry->right, entry->child};

        for (size_t i = at == COMPOUND_ROOT ? 2 : 0; i < ARRAY_LEN(to); i++) {
            if (to[i] == COMPOUND_NONE || (i == 2 && entry->type == COMPOUND_STREAM))
                continue;
            if (to[i] >= file->count || to[i] == COMPOUND_ROOT ||
                file->entries[to[i]].in != COMPOUND_NONE)
                return cursor_fail_at(file->cursor, ASSAY_EFORMAT, DIRECTORY_AT,
                                      "entry %" PRIu32 " of the directory leads to %" PRIu32
                                      ", which there is not, or twice",
                                      at, to[i]);
            file->entries[to[i]].in = i == 2 ? at : entry->in;
            waiting[count++] = to[i];
        }
    }
    return ASSAY_OK;
}

static ASSAY_RESULT read_shorts(struct compound_file *file, uint32_t first)
{
    CLEANUP(compound_stream_clear)
    struct compound_stream table = {.file = file, .piece_size = file->sector_size};
    struct compound_stream *shorts = &file->shorts;
    size_t got;

    *shorts = (struct compound_stream){
        .file = file, .piece_size = file->sector_size, .size = file->entries[COMPOUND_ROOT].size};
    if (shorts->size == 0)
        return ASSAY_OK;
    TRY(follow(shorts, file->entries[COMPOUND_ROOT].first, true, DIRECTORY_AT));
    TRY(follow(&table, first, false, SHORT_TABLE_AT));
    file->short_count = (size_t)(table.size / WORD);
    file->short_next = malloc(file->short_count * sizeof *file->short_next + 1);
    file->short_taken = calloc(file->short_count / 8 + 1, 1);
    if (!file->short_next || !file->short_taken)
        return out_of_memory(file->cursor->err);
    for (size_t i = 0; i < file->short_count; i++) {
        uint8_t word[WORD];

        TRY(compound_stream_read(&table, i * WORD, word, sizeof word, &got));
        if (got < sizeof word)
            return cursor_fail(file->cursor, "cut short in the table of short sectors");
        file->short_next[i] = load_u32le(word);
    }
    return ASSAY_OK;
}

enum assay_status compound_file_open(struct compound_file *file, struct cursor *cursor)
{
    uint8_t header[HEADER_SIZE];

    *file = (struct compound_file){.cursor = cursor};
    TRY(read_header(file, header));
    TRY(read_tables(file, header));
    TRY(read_directory(file, load_u32le(header + DIRECTORY_AT)));
    TRY(read_tree(file));
    return read_shorts(file, load_u32le(header + SHORT_TABLE_AT));
}

void compound_file_clear(struct compound_file *file)
{
    free(file->next);
    free(file->taken);
    free(file->short_next);
    free(file->short_taken);
    free(file->entries);
    compound_stream_clear(&file->shorts);
    *file = (struct compound_file){0};
}

uint32_t compound_file_find(const struct compound_file *file, uint32_t storage, struct bytes name)
{
    for (uint32_t i = 0; i < file->count; i++)
        if (file->entries[i].in == storage && file->entries[i].name_size == name.size &&
            strncasecmp(file->entries[i].name, (const char *)name.data, name.size) == 0)
            return i;
    return COMPOUND_NONE;
}

static ASSAY_RESULT sector_is_there(const struct compound_file *file, uint32_t sector)
{
    return sector <= SECTOR_MOST && sector >= file->sectors
               ? cursor_fail_at(file->cursor, ASSAY_EFORMAT, file->cursor->size,
                                "cut short: sector %" PRIu32 " of %" PRIu32 " is needed", sector,
                                file->sectors)
               : ASSAY_OK;
}

enum assay_status compound_file_is_whole(const struct compound_file *file)
{
    const uint64_t over = file->cursor->size % file->sector_size;
    const uint32_t last = file->sectors - 1; /* of which a chain that was read took what it needs */

    for (uint32_t i = 0; i < file->sectors; i++)
        TRY(sector_is_there(file, file->next[i]));
    for (size_t i = 0; i < file->count; i++)
        if (file->entries[i].type == COMPOUND_STREAM && file->entries[i].size >= SHORT_BELOW)
            TRY(sector_is_there(file, file->entries[i].first));
    if (over > 0 && file->next[last] != SECTOR_FREE && !is_taken(file->taken, last))
        return cursor_fail_at(file->cursor, ASSAY_EFORMAT, file->cursor->size,
                              "cut short: %" PRIu64 " bytes in a sector of %zu", over,
                              file->sector_size);
    return ASSAY_OK;
}

enum assay_status compound_stream_open(struct compound_stream *stream, struct compound_file *file,
                                       uint32_t entry)
{
    const struct compound_entry *from = &file->entries[entry];

    *stream = (struct compound_stream){.file = file, .size = from->size};
    stream->is_short = stream->size < SHORT_BELOW;
    stream->piece_size = stream->is_short ? SHORT_SIZE : file->sector_size;
    return follow(stream, from->first, true, DIRECTORY_AT);
}

void compound_stream_clear(struct compound_stream *stream)
{
    free(stream->pieces);
    *stream = (struct compound_stream){0};
}

/* Of a byte that the stream has pieces for. */
static uint64_t place_of_piece(const struct compound_stream *stream, uint64_t offset)
{
    return sector_at(stream->file, stream->pieces[offset / stream->piece_size]) +
           offset % stream->piece_size;
}

uint64_t compound_stream_place(const struct compound_stream *stream, uint64_t offset)
{
    const uint64_t most = stream->count * (uint64_t)stream->piece_size;
    const bool behind = offset >= most;

    if (stream->count == 0)
        return 0;
    if (behind)
        offset = most - 1;
    if (stream->is_short) {
        offset = stream->pieces[offset / SHORT_SIZE] * (uint64_t)SHORT_SIZE + offset % SHORT_SIZE;
        stream = &stream->file->shorts;
    }
    return place_of_piece(stream, offset) + behind;
}

enum assay_status compound_stream_read(const struct compound_stream *stream, uint64_t offset,
                                       void *to, size_t size, size_t *got)
{
    struct cursor *cursor = stream->file->cursor;
    size_t taken = 0;

    while (taken < size && offset < stream->size) {
        const uint64_t left = stream->size - offset,
                       in_piece = stream->piece_size - offset % stream->piece_size,
                       most = left < in_piece ? left : in_piece;
        const size_t some = size - taken < most ? size - taken : (size_t)most;

        TRY(cursor_seek(cursor, compound_stream_place(stream, offset)));
        TRY(cursor_copy(cursor, (uint8_t *)to + taken, some));
        taken += some;
        offset += some;
    }
    *got = taken;
    return ASSAY_OK;
}
