/*
 * compound_file.h - compound files of Windows, which hold streams as a disk holds files: sectors of
 * one size, a table that leads from each sector of a chain to the next (FAT), and a directory.
 * Streams of fewer than 4096 bytes lie in short sectors of 64 bytes, within a stream that the
 * directory's root has, with a table of their own.
 *
 * No sector is in two chains, so that nothing is read twice and no chain is longer than its file.
 *
 * Source: [MS-CFB].
 */

#pragma once

#include "base/bytes.h"
#include "base/cursor.h"

#define COMPOUND_NONE UINT32_MAX

enum { COMPOUND_NAME_MOST = 31 * 3 }; /* bytes of UTF-8 */
enum compound_type { COMPOUND_UNUSED = 0, COMPOUND_STORAGE = 1, COMPOUND_STREAM = 2 };
enum { COMPOUND_ROOT = 0 }; /* the directory's first entry */

struct compound_entry {
    char name[COMPOUND_NAME_MOST + 1]; /* may begin with a control character */
    uint8_t name_size, type;
    uint32_t left, right, child;
    uint32_t in; /* the storage that it is in; COMPOUND_NONE where no storage has it */
    uint32_t first;
    uint64_t size;
};

/* A stream as its pieces, in order: sectors or short sectors. */
struct compound_stream {
    struct compound_file *file;
    uint32_t *pieces;
    size_t count, piece_size;
    uint64_t size;
    bool is_short;
};

struct compound_file {
    struct cursor *cursor;
    size_t sector_size;
    uint32_t sectors; /* of the file, the last one whole or not */
    uint32_t *next;   /* for each of them: what follows in its chain */
    uint8_t *taken;   /* a bit for each that stands in a chain */
    uint32_t *short_next;
    size_t short_count;
    uint8_t *short_taken;
    struct compound_stream shorts; /* what short sectors lie in */
    struct compound_entry *entries;
    size_t count;
};

/*
 * Reads tables and directory; the cursor, which seeks, outlives the file. Release with
 * compound_file_clear(), also after a failure.
 *
 * ASSAY_EFORMAT  what is no such file: chains that end early or meet, entries that do
 * ASSAY_ELIMIT   more than LIMIT_COMPOUND_SECTORS or LIMIT_COMPOUND_ENTRIES
 */
ASSAY_RESULT compound_file_open(struct compound_file *file, struct cursor *cursor);
void compound_file_clear(struct compound_file *file);

static inline struct bytes compound_name(const struct compound_entry *entry)
{
    return bytes_of(entry->name, entry->name_size);
}

/* The entry of that name in a storage, in small letters or large; COMPOUND_NONE where there is
 * none.
 */
uint32_t compound_file_find(const struct compound_file *file, uint32_t storage, struct bytes name);

/* ASSAY_EFORMAT where some sector that a chain or the directory leads to is not there, whether it
 * is of a stream that was read or not; or may lack something of what was not. */
ASSAY_RESULT compound_file_is_whole(const struct compound_file *file);

/* Follows the chain of a stream, once. Release with compound_stream_clear(), also after a failure.
 * ASSAY_EFORMAT as above. */
ASSAY_RESULT compound_stream_open(struct compound_stream *stream, struct compound_file *file,
                                  uint32_t entry);
void compound_stream_clear(struct compound_stream *stream);

/* Where in the file a byte of the stream stands; that of its end where it has none. */
uint64_t compound_stream_place(const struct compound_stream *stream, uint64_t offset);

/* Up to `size` bytes from `offset` on; *got is 0 at the end only. */
ASSAY_RESULT compound_stream_read(const struct compound_stream *stream, uint64_t offset, void *to,
                                  size_t size, size_t *got);
