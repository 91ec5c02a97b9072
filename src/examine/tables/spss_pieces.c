/* spss_pieces.c - the cases of a system file of SPSS, element by element: plain, as codes, and in
 * blocks of zlib. */

#include "examine/tables/spss_file.h"

#include <inttypes.h>
#include <string.h>

#include "base/kit.h"

enum {
    BLOCK_ENTRY = 24,
    BLOCK_MOST = 64 << 20, /* bytes of a block; SPSS makes them of 4 MiB */
};

/* Codes of compressed data; those below stand for themselves less the bias. */
enum { NOTHING = 0, NO_MORE = 252, ELEMENT_FOLLOWS = 253, BLANKS = 254, MISSING = 255 };

/* The next block of zlib, which the trailer at the end of the file tells; *found: there is one. */
static ASSAY_RESULT read_block(struct spss_file *file, bool *found)
{
    struct spss_blocks *blocks = &file->blocks;
    struct cursor *cursor = file->cursor;
    uint64_t plain_at, packed_at;
    uint32_t plain, packed;
    uint8_t *room;

    *found = blocks->next < blocks->count;
    if (!*found)
        return ASSAY_OK;
    TRY(cursor_seek(cursor, blocks->entries + (uint64_t)blocks->next++ * BLOCK_ENTRY));
    TRY(spss_u64(file, &plain_at));
    TRY(spss_u64(file, &packed_at));
    TRY(spss_u32(file, &plain));
    TRY(spss_u32(file, &packed));
    TRY(cursor_seek(cursor, packed_at));
    if (packed > BLOCK_MOST || plain > BLOCK_MOST || plain % SPSS_ELEMENT != 0 ||
        packed > cursor_left(cursor))
        return cursor_fail(cursor, "a block of %" PRIu32 " bytes in %" PRIu32, plain, packed);
    TRY(cells_work(&file->survey.cells, packed_at, /* any number may be the same one */
                   BLOCK_ENTRY + (uint64_t)packed + plain));
    buf_reset(&blocks->packed);
    room = buf_room(&blocks->packed, packed);
    TRY(buf_status(&blocks->packed, cursor->err));
    TRY(cursor_copy(cursor, room, packed));
    buf_used(&blocks->packed, packed);
    blocks->used = 0;
    if (unpack(blocks->unpacker, UNPACK_ZLIB, buf_bytes(&blocks->packed), plain, &blocks->plain,
               cursor->err) != ASSAY_OK)
        return cursor_fail_at(cursor, ASSAY_EFORMAT, packed_at, "a damaged block of cases");
    return ASSAY_OK;
}

enum assay_status spss_open_blocks(struct spss_file *file)
{
    enum { TRAILER = 24 };
    struct spss_blocks *blocks = &file->blocks;
    uint64_t header_at, trailer_at, bias;
    uint32_t size;

    buf_init(&blocks->packed, BLOCK_MOST);
    buf_init(&blocks->plain, BLOCK_MOST);
    blocks->unpacker = unpacker_new();
    if (!blocks->unpacker)
        return cursor_fail_at(file->cursor, ASSAY_ENOMEM, ASSAY_NO_OFFSET,
                              "out of memory for a block");
    TRY(spss_u64(file, &header_at));
    TRY(spss_u64(file, &trailer_at));
    TRY(cursor_seek(file->cursor, trailer_at));
    TRY(spss_u64(file, &bias));
    TRY(spss_u64(file, &bias));
    TRY(spss_u32(file, &size));
    TRY(spss_u32(file, &blocks->count));
    blocks->entries = trailer_at + TRAILER;
    return (uint64_t)blocks->count * BLOCK_ENTRY > cursor_left(file->cursor)
               ? cursor_fail(file->cursor, "%" PRIu32 " blocks of cases cannot fit", blocks->count)
               : ASSAY_OK;
}

/* Eight bytes of the cases; *ended: there are none. */
static ASSAY_RESULT read_element(struct spss_file *file, uint8_t out[SPSS_ELEMENT], bool *ended)
{
    struct spss_blocks *blocks = &file->blocks;
    bool found = true;

    *ended = false;
    if (file->compression < SPSS_IN_BLOCKS) {
        struct bytes next;

        TRY(cursor_peek(file->cursor, SPSS_ELEMENT, &next));
        *ended = next.size == 0;
        return *ended ? ASSAY_OK : cursor_copy(file->cursor, out, SPSS_ELEMENT);
    }
    while (found && blocks->plain.size - blocks->used < SPSS_ELEMENT)
        TRY(read_block(file, &found));
    *ended = !found;
    if (!found)
        return ASSAY_OK;
    memcpy(out, blocks->plain.data + blocks->used, SPSS_ELEMENT);
    blocks->used += SPSS_ELEMENT;
    return ASSAY_OK;
}

/* What the codes of compressed data say of the next element. */
static ASSAY_RESULT next_code(struct spss_file *file, uint8_t *code)
{
    bool ended;

    do {
        if (file->code == SPSS_ELEMENT) {
            TRY(read_element(file, file->codes, &ended));
            if (ended) {
                *code = NO_MORE;
                return ASSAY_OK;
            }
            file->code = 0;
        }
        *code = file->codes[file->code++];
    } while (*code == NOTHING);
    return ASSAY_OK;
}

enum assay_status spss_next_piece(struct spss_file *file, struct spss_piece *piece)
{
    uint8_t code;

    *piece = (struct spss_piece){.over = false};
    if (file->compression == 0)
        return read_element(file, piece->bytes, &piece->over);
    TRY(next_code(file, &code));
    if (code == ELEMENT_FOLLOWS)
        return read_element(file, piece->bytes, &piece->over);
    memset(piece->bytes, ' ', SPSS_ELEMENT);
    piece->over = code == NO_MORE;
    piece->missing = code == MISSING;
    piece->counted = code < NO_MORE;
    piece->number = code - file->bias;
    return ASSAY_OK;
}
