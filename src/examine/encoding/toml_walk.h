/*
 * toml_walk.h - a TOML document value by value, each text with the way that leads to it.
 *
 * The same document can be written in many ways: blanks and quotes in headers and keys, texts in
 * four kinds of quotes, tables in lines or in braces. A reader sees no difference between them.
 *
 * Source: TOML 1.0 and 1.1.
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"

enum { TOML_STEP = '\n' /* between the names of a way: "package" TOML_STEP "name" */ };

struct toml_walk {
    void *reader;
    /* A table begins at the way, by a header or by a brace; one of an array is told likewise. */
    void (*table)(struct toml_walk *walk, struct bytes way, uint64_t offset);
    /* A text stands at the way; elements of an array all have that of the array. What is longer
     * than LIMIT_NAME is told as empty. */
    void (*text)(struct toml_walk *walk, struct bytes way, struct bytes text);

    struct cursor *cursor;
    struct buf way, key, value;
    unsigned depth;
};

/*
 * Reads one document to its end.
 *
 * ASSAY_EFORMAT  what is no TOML, at its offset
 * ASSAY_ELIMIT   values inside values beyond LIMIT_DOCUMENT_DEPTH, a way beyond LIMIT_NAME
 */
ASSAY_RESULT toml_walk(struct cursor *cursor, struct toml_walk *walk);
