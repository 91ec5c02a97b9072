/*
 * sqlite_file.h - a SQLite database file: its pages, and the records in a b-tree of it, in order.
 *
 * Source: "Database File Format", sqlite.org/fileformat2.html, sections 1.3 to 1.6 and 2.1. Nothing
 * of the library is used: it would trust the file, and lock it.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cursor.h"

enum sqlite_encoding { TEXTS_UTF8 = 1, TEXTS_UTF16LE, TEXTS_UTF16BE };

enum { SQLITE_DEPTH = 20 /* levels of one b-tree, as the library has it */ };

struct sqlite_file {
    struct cursor *cursor;
    uint32_t page_size, usable; /* bytes of a page, and those that are not reserved */
    uint32_t pages;             /* that the file holds */
    enum sqlite_encoding encoding;
    uint32_t declared_pages; /* that it should have; 0: not told */

    uint8_t *seen; /* a bit for each page that a tree led to */
    struct sqlite_level {
        uint32_t number;
        uint8_t *bytes;
        unsigned type, at, cells;
    } levels[SQLITE_DEPTH];
    struct buf payload;
};

/* What a walk hands out; both stay valid during the call. */
struct sqlite_visitor {
    /* `offset`: where in the file the record's cell stands; `rowid` of a table that has them. */
    enum assay_status (*record)(void *user, int64_t rowid, struct bytes payload, uint64_t offset);
    /* Bytes of a page that belong to no record, and are not all zero. */
    void (*unused)(void *user, struct bytes bytes, uint64_t offset);
    void *user;
};

/* Reads the header. Release with sqlite_file_clear(), also after a failure. */
ASSAY_RESULT sqlite_file_open(struct sqlite_file *file, struct cursor *cursor);
void sqlite_file_clear(struct sqlite_file *file);

/*
 * Walks the b-tree that begins at page `root`: a table with row ids, or one without or an index,
 * whatever the page says. Without `records` only unused bytes are handed out (an index repeats what
 * its table holds). ASSAY_EFORMAT: a page that is none, or belongs to two trees.
 */
ASSAY_RESULT sqlite_walk(struct sqlite_file *file, uint32_t root, bool records,
                         const struct sqlite_visitor *visitor);

/* Hands out all pages that no walk led to: free ones, with what was deleted in them. */
ASSAY_RESULT sqlite_rest(struct sqlite_file *file, const struct sqlite_visitor *visitor);

/* One value of a record: its header is read on while values are taken. */
enum sqlite_type {
    SQLITE_IS_NULL,
    SQLITE_IS_INTEGER,
    SQLITE_IS_REAL,
    SQLITE_IS_TEXT,
    SQLITE_IS_BLOB
};

struct sqlite_value {
    enum sqlite_type type;
    int64_t integer;
    double real;
    struct bytes bytes; /* TEXT as it is encoded, BLOB */
};

struct sqlite_record {
    struct bytes header, body;
};

/* False where the record's header is not one. */
bool sqlite_record_open(struct bytes payload, struct sqlite_record *out);

/* False at the end of the record; *broken where it ends in the middle of a value. */
bool sqlite_record_next(struct sqlite_record *record, struct sqlite_value *out, bool *broken);
