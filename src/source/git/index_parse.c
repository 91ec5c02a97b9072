/*
 * index_parse.c - the bytes of one index file.
 * Source: gitformat-index(5): "Index file", versions 2 to 4, and "Extensions". Integers are
 * big-endian.
 */

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/cursor.h"
#include "base/kit.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "inventory/gaps.h"
#include "source/fail.h"
#include "source/git/index.h"

enum {
    STAT_SIZE = 40, /* times, device, inode, mode, owner, group, size */
    OWNERS = 8,     /* bytes of owner and group */
    MODE_EXECUTABLE = 0111,
    ENTRY_MIN = STAT_SIZE + 2 + 2, /* beside the id: flags, and the shortest name */
    PADDING = 8,
    NAME_SIZE_MASK = 0x0fff,
    FLAG_EXTENDED = 0x4000,
    FLAG_ASSUME_UNCHANGED = 0x8000,
    STAGE_SHIFT = 12,
    EXTENDED_INTENT_TO_ADD = 0x2000,
    EXTENDED_SKIP_WORKTREE = 0x4000,
    MODE_TYPE = 0170000,
    EXTENSION_HEAD = 8,
};

struct reader {
    struct cursor cursor;
    struct index *index;
    uint32_t version;
    size_t id_size;
    struct buf path; /* of the entry at hand; in version 4 made from the one before */
};

static void reader_clear(struct reader *reader)
{
    buf_clear(&reader->path);
}

/* ---- entries ---- */

static enum assay_status type_of(struct reader *reader, uint32_t mode, enum entry_type *type)
{
    switch (mode & MODE_TYPE) {
    case 0100000:
        *type = ENTRY_FILE;
        return ASSAY_OK;
    case 0120000:
        *type = ENTRY_SYMLINK;
        return ASSAY_OK;
    case 0160000:
        *type = ENTRY_GITLINK;
        return ASSAY_OK;
    case 0040000:
        *type = ENTRY_TREE;
        return ASSAY_OK;
    default:
        return cursor_fail(&reader->cursor, "an entry has the mode %" PRIo32, mode);
    }
}

/* Flags that only later versions of the file know must not be there. */
static enum assay_status read_extended(struct reader *reader, struct index_entry *entry)
{
    uint16_t flags;

    if (reader->version < 3)
        return cursor_fail(&reader->cursor, "an entry of version 2 has flags of version 3");
    TRY(cursor_u16be(&reader->cursor, &flags));
    if (flags & ~(EXTENDED_INTENT_TO_ADD | EXTENDED_SKIP_WORKTREE))
        return cursor_fail(&reader->cursor, "an entry has unknown flags 0x%04x", flags);
    entry->intent_to_add = (flags & EXTENDED_INTENT_TO_ADD) != 0;
    entry->skip_worktree = (flags & EXTENDED_SKIP_WORKTREE) != 0;
    return ASSAY_OK;
}

/* How many bytes the path before is cut by: as the offsets of deltas in packs are written. */
static enum assay_status read_cut(struct reader *reader, uint64_t *cut)
{
    uint8_t byte;

    TRY(cursor_u8(&reader->cursor, &byte));
    *cut = byte & 0x7f;
    while (byte & 0x80) {
        TRY(cursor_u8(&reader->cursor, &byte));
        if (*cut > LIMIT_NAME)
            return cursor_fail(&reader->cursor, "a path is cut by too many bytes");
        *cut = (*cut + 1) << 7 | (byte & 0x7f);
    }
    if (*cut > reader->path.size)
        return cursor_fail(&reader->cursor, "a path is cut by %" PRIu64 " bytes and has %zu", *cut,
                           reader->path.size);
    return ASSAY_OK;
}

/* The bytes up to a NUL, which is passed too, behind what `path` holds. */
static enum assay_status read_name(struct reader *reader)
{
    struct bytes ahead;
    const uint8_t *end;
    size_t size;

    TRY(cursor_peek(&reader->cursor, CURSOR_WINDOW_MAX, &ahead));
    end = ahead.size ? memchr(ahead.data, 0, ahead.size) : NULL;
    if (!end)
        return cursor_fail(&reader->cursor, "a path has no end");
    size = (size_t)(end - ahead.data);
    if (reader->path.size + size > LIMIT_NAME)
        return cursor_fail(&reader->cursor, "a path is longer than %d bytes", LIMIT_NAME);
    buf_add(&reader->path, ahead.data, size);
    cursor_consume(&reader->cursor, size + 1);
    return buf_status(&reader->path, reader->cursor.err);
}

/* Names of versions 2 and 3 are whole, and padded so that entries end at a multiple of eight. */
static enum assay_status read_path(struct reader *reader, uint64_t start, uint16_t flags)
{
    size_t told = flags & NAME_SIZE_MASK;
    uint64_t cut, used;

    if (reader->version == 4) {
        TRY(read_cut(reader, &cut));
        reader->path.size -= (size_t)cut;
        TRY(read_name(reader));
    } else {
        buf_reset(&reader->path);
        TRY(read_name(reader));
        used = cursor_at(&reader->cursor) - start;
        TRY(cursor_skip(&reader->cursor, (PADDING - used % PADDING) % PADDING));
    }
    if (told < NAME_SIZE_MASK && told != reader->path.size)
        return cursor_fail(&reader->cursor, "a path has %zu bytes where %zu were told",
                           reader->path.size, told);
    return ASSAY_OK;
}

static enum assay_status read_stat(struct cursor *cursor, struct index_stat *stat, uint32_t *mode)
{
    uint32_t device;

    TRY(cursor_u32be(cursor, &stat->changed));
    TRY(cursor_u32be(cursor, &stat->changed_ns));
    TRY(cursor_u32be(cursor, &stat->modified));
    TRY(cursor_u32be(cursor, &stat->modified_ns));
    TRY(cursor_u32be(cursor, &device)); /* other after each start of some machines */
    TRY(cursor_u32be(cursor, &stat->inode));
    TRY(cursor_u32be(cursor, mode));
    TRY(cursor_skip(cursor, OWNERS));
    return cursor_u32be(cursor, &stat->size);
}

static enum assay_status read_entry(struct reader *reader)
{
    struct cursor *cursor = &reader->cursor;
    uint64_t start = cursor_at(cursor);
    struct index_entry entry = {0};
    struct bytes id;
    uint16_t flags;
    uint32_t mode;

    TRY(read_stat(cursor, &entry.stat, &mode));
    entry.executable = (mode & MODE_EXECUTABLE) != 0;
    TRY(cursor_take(cursor, reader->id_size, &id));
    object_id_of(&entry.id, id.data, id.size);
    TRY(cursor_u16be(cursor, &flags));
    if (flags & FLAG_EXTENDED)
        TRY(read_extended(reader, &entry));
    entry.assume_unchanged = (flags & FLAG_ASSUME_UNCHANGED) != 0;
    entry.stage = flags >> STAGE_SHIFT & 3;
    TRY(read_path(reader, start, flags));
    TRY(type_of(reader, mode, &entry.type));
    return index_add(reader->index, buf_bytes(&reader->path), &entry, cursor->err);
}

static enum assay_status read_entries(struct reader *reader, uint32_t count)
{
    if (count > cursor_left(&reader->cursor) / (ENTRY_MIN + reader->id_size))
        return cursor_fail(&reader->cursor, "%" PRIu32 " entries cannot fit in the file", count);
    TRY(index_reserve(reader->index, count, reader->cursor.err));
    for (uint32_t i = 0; i < count; i++)
        TRY(read_entry(reader));
    return ASSAY_OK;
}

/* ---- extensions ---- */

static enum assay_status take_link(struct reader *reader, struct bytes body)
{
    struct index *index = reader->index;

    if (body.size < reader->id_size)
        return cursor_fail(&reader->cursor, "the link to a shared index is cut short");
    object_id_of(&index->base, body.data, reader->id_size);
    index->link = bytes_from(body, reader->id_size);
    for (size_t i = 0; i < reader->id_size && !index->has_base; i++)
        index->has_base = body.data[i] != 0;
    return ASSAY_OK;
}

/* The trees that the entries would be: of them the first is the root, which has no name. Behind a
 * count that is negative stands no id: git will work it out anew. */
static void take_tree(struct reader *reader, struct bytes body)
{
    const uint8_t *end = body.size ? memchr(body.data, '\n', body.size) : NULL;
    struct bytes id = end ? bytes_from(body, (size_t)(end - body.data) + 1) : bytes_of(NULL, 0);

    if (id.size < reader->id_size || body.data[0] != 0 || body.data[1] == '-')
        return;
    object_id_of(&reader->index->tree, id.data, reader->id_size);
    reader->index->has_tree = true;
}

/* What changes the meaning of the entries has a name in small letters. */
static enum assay_status read_extension(struct reader *reader)
{
    struct cursor *cursor = &reader->cursor;
    struct bytes name, body;
    uint32_t size;

    TRY(cursor_take(cursor, 4, &name));
    TRY(cursor_u32be(cursor, &size));
    if (size > cursor_left(cursor))
        return cursor_fail(cursor, "an extension of %" PRIu32 " bytes cannot fit in the file",
                           size);
    body = bytes_of(cursor->window + cursor->at, size);
    cursor_consume(cursor, size);
    if (bytes_equal(name, BYTES("link")))
        return take_link(reader, body);
    if (bytes_equal(name, BYTES("TREE")))
        take_tree(reader, body);
    if (bytes_equal(name, BYTES("sdir"))) {
        reader->index->sparse = true;
    } else if (name.data[0] < 'A' || name.data[0] > 'Z') {
        for (size_t i = 0; i < name.size; i++)
            if (!isprint(name.data[i]))
                return cursor_fail(cursor, "an extension has no name");
        return fail_id(cursor->err, ASSAY_EFORMAT, "git.unsupported-format",
                       "the index needs the extension \"%.4s\", which is unknown here",
                       (const char *)name.data);
    }
    return ASSAY_OK;
}

/* ---- the file ---- */

/* The last bytes are the digest of all before; git leaves zeros there where index.skipHash is set.
 */
static enum assay_status check_sum(struct bytes body, struct bytes sum, struct assay_error *err)
{
    CLEANUP(digest_freep) struct digest *digest = NULL;
    uint8_t found[DIGEST_SIZE_MAX], all = 0;

    for (size_t i = 0; i < sum.size; i++)
        all |= sum.data[i];
    if (all == 0)
        return ASSAY_OK;
    digest = digest_new(sum.size == SHA1_SIZE ? DIGEST_SHA1 : DIGEST_SHA256);
    if (!digest)
        return fail_no_memory(err);
    digest_start(digest);
    digest_add(digest, body);
    digest_end(digest, found);
    if (memcmp(found, sum.data, sum.size) != 0)
        return assay_fail(err, ASSAY_EFORMAT, body.size, "its checksum does not hold");
    return ASSAY_OK;
}

enum assay_status index_parse(struct bytes file, size_t id_size, struct index *out,
                              struct assay_error *err)
{
    CLEANUP(reader_clear)
    struct reader reader = {.index = out, .id_size = id_size, .path = {.ceiling = LIMIT_NAME + 1}};
    struct cursor *cursor = &reader.cursor;
    struct bytes body = bytes_of(file.data, file.size >= id_size ? file.size - id_size : 0);
    uint32_t count;

    cursor_of_bytes(cursor, body, err);
    TRY(cursor_expect(cursor, "DIRC", 4));
    TRY(cursor_u32be(cursor, &reader.version));
    if (reader.version < 2 || reader.version > 4)
        return fail_id(err, ASSAY_EFORMAT, "git.unsupported-format",
                       "the index has version %" PRIu32 "; versions 2 to 4 are read here",
                       reader.version);
    TRY(cursor_u32be(cursor, &count));
    TRY(check_sum(body, bytes_from(file, body.size), err));
    TRY(read_entries(&reader, count));
    while (cursor_left(cursor) >= EXTENSION_HEAD)
        TRY(read_extension(&reader));
    if (cursor_left(cursor) > 0)
        return cursor_fail(cursor, "bytes without meaning stand at its end");
    return ASSAY_OK;
}
