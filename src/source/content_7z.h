/*
 * content_7z.h - how a 7z tells numbers and streams, for what reads its list of members
 * (content_7z_list.c) and what finds and unpacks that (content_7z.c).
 * Source: 7-Zip, 7zFormat.txt, "Property IDs", "Packed Streams", "Coders Info".
 */

#pragma once

#include <lzma.h>

#include "base/cursor.h"
#include "source/content.h"

enum { SEVENZIP_START = 32 }; /* bytes in front of all streams */

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

bool sevenzip_number(struct cursor *cursor, uint64_t *value);
/* The next byte is this. */
bool sevenzip_is_next(struct cursor *cursor, enum property property);

/* Streams that stand one behind the other. */
struct packed {
    uint64_t at, size; /* in the archive, all of them */
    uint64_t count;
};

/* `sizes` is where those of the streams are told, one by one. */
bool sevenzip_packed(struct cursor *cursor, struct packed *packed, struct cursor *sizes);

/* Prepares filters[0] for LZMA or LZMA2; false for any other coder. What it allocates is
 * filters[0].options, the caller's. */
bool sevenzip_lzma(struct bytes id, struct bytes properties, lzma_filter filters[2]);

/* What streams are looked through, and what is left for that. */
struct sevenzip_look {
    struct stream *in;
    const struct source_budget *budget;
    uint64_t left;    /* plain bytes */
    uint64_t chunks;  /* of LZMA2 */
    const char *over; /* why not all was looked through, or NULL */
};

void sevenzip_look_init(struct sevenzip_look *look, struct stream *in,
                        const struct source_budget *budget);
/* The bytes of the *size at `at` that its one coder needs to make `plain` bytes: what follows them
 * within the size that the list tells belongs to no member, and nothing reads it. */
ASSAY_RESULT sevenzip_find_end(struct sevenzip_look *look, struct bytes id, struct bytes properties,
                               uint64_t at, uint64_t plain, uint64_t *size,
                               struct assay_error *err);

/* Where the content that a plain list tells of stands. */
ASSAY_RESULT sevenzip_members(struct stream *in, const struct source_budget *budget,
                              struct bytes list, struct content *content, struct assay_error *err);
