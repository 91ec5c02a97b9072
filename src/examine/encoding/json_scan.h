/*
 * json_scan.h - a JSON text read token by token through a cursor, in memory that does not grow with
 * it. For headers and records that are too large, or too hostile, to become a tree (doc/doc.h).
 *
 *     struct json_scan scan;
 *     json_scan_init(&scan, cursor, &(struct json_options){.text_max = 256});
 *     do {
 *         TRY(json_next(&scan, &token));
 *         ...
 *     } while (token != JSON_END);
 *
 * Source: RFC 8259. UTF-8 only, no byte order mark, no lone surrogates, no control characters.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/cursor.h"
#include "examine/text/text_hash.h"

enum json_token {
    JSON_END, /* the value is complete; the cursor stands right behind it */
    JSON_OBJECT,
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_NAME, /* of a member; its value comes next */
    JSON_TEXT,
    JSON_INT,  /* digits only, with a magnitude that fits 64 bits */
    JSON_REAL, /* any other number: `text` is how it was written */
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL,
    JSON_TOKENS
};

struct json_options {
    size_t text_max;   /* bytes of a text or name that are kept; what is longer is read, not kept */
    unsigned depth;    /* levels of arrays and objects, at most 64; 0: LIMIT_DOCUMENT_DEPTH */
    bool one_line;     /* a line feed may not stand inside the value (JSON Lines) */
    bool find_repeats; /* `repeated` tells a name that its object had already */
    bool not_finite;   /* NaN, Infinity, -Infinity are REAL too, as Python's json writes them */
};

enum { JSON_USUAL_NAMES = 128, JSON_NOT_USUAL = JSON_USUAL_NAMES };

struct json_scan {
    /* About the last token. */
    uint64_t at;          /* offset of its first byte */
    struct bytes text;    /* NAME, TEXT decoded; INT, REAL as written; valid until the next call */
    bool cut;             /* NAME, TEXT: `text` holds only its beginning */
    bool hides;           /* TEXT: escaped what needs no escape, so the bytes do not show it */
    bool repeated;        /* NAME: seen before in this object; only with `find_repeats` */
    bool negative;        /* INT */
    uint64_t integer;     /* INT: its magnitude */
    unsigned depth;       /* arrays and objects that are open after it */
    uint64_t text_digest; /* NAME, and TEXT that is cut: text_hash() of all of it */
    uint64_t line;        /* it stands in, from 1, of what was read since json_scan_init(); */
    uint64_t line_at;     /* and where that begins; line feeds between values are the caller's */

    /* The scanner's own. */
    struct cursor *cursor;
    struct json_options options;
    struct buf kept;
    struct text_hasher hasher;
    struct json_names *names;
    uint64_t arrays; /* bit n: level n is an array, not an object */
    unsigned state;
};

/* What a document's head begins with, behind a byte order mark and blanks; 0 where that is all. */
uint8_t json_first(struct bytes head);

/* Starts at the cursor's place, which must outlive the scan. Release with json_scan_clear(). */
void json_scan_init(struct json_scan *scan, struct cursor *cursor,
                    const struct json_options *options);
void json_scan_clear(struct json_scan *scan);

/*
 * Reads the next token. After JSON_END the next call begins another value, at the cursor's place
 * then; blanks (with `one_line`: but line feeds) before a value are skipped. What stands between
 * values is the caller's to read.
 *
 * ASSAY_EFORMAT  not JSON: the offset says where
 * ASSAY_ELIMIT   too deep, a number too long, or more names in one object than are compared
 * After a failure, json_scan_restart() before the next value.
 */
ASSAY_RESULT json_next(struct json_scan *scan, enum json_token *token);

/*
 * As json_next(), where the next token is the name that stood at the same place of the outermost
 * object before, and the first one too; with `find_repeats` only. Returns that place, from 0, or
 * JSON_NOT_USUAL: nothing was read, whatever comes.
 */
size_t json_take_usual_name(struct json_scan *scan);

/* Forgets the value begun; the cursor stays where it is. */
void json_scan_restart(struct json_scan *scan);

/* Reads on to the end of the value that `token` (the last one read) began. */
ASSAY_RESULT json_skip(struct json_scan *scan, enum json_token token);
