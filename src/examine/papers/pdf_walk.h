/*
 * pdf_walk.h - the objects and streams of a PDF as they stand in the file; none is looked up, so
 * that what an older version of the document left behind is met as well.
 *
 * Source: ISO 32000-1, 7.3.8 (streams), 7.4 (filters).
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"

struct inflater;

enum pdf_packing { PDF_PLAIN, PDF_DEFLATED, PDF_PICTURE, PDF_UNREAD };

struct pdf_walk {
    struct cursor *cursor;
    struct inflater *inflater;
    struct buf dict; /* of the object at hand, as far as it was read */
    uint64_t left;   /* bytes that may still be unpacked */

    void *reader;
    /* Text of objects, up to a stream or its next piece. */
    void (*objects)(void *reader, struct bytes text);
    /* The cursor is at a stream's first byte; what is not read of it is passed over. */
    enum assay_status (*stream)(void *reader);
    /* Bytes of a stream, from pdf_walk_unpack(). */
    void (*plain)(void *reader, struct bytes bytes);
};

ASSAY_RESULT pdf_walk_init(struct pdf_walk *walk, struct cursor *cursor, uint64_t size);
void pdf_walk_clear(struct pdf_walk *walk);

/* From the file's first byte to its last. */
ASSAY_RESULT pdf_walk(struct pdf_walk *walk);

/* Whether the dictionary at hand has a word: a key, or a name. */
bool pdf_walk_has(const struct pdf_walk *walk, const char *word);
enum pdf_packing pdf_walk_packing(const struct pdf_walk *walk);
/* The number behind a key of the dictionary at hand; 0 where there is none. */
uint64_t pdf_walk_number(const struct pdf_walk *walk, const char *key);

/* Reads the stream that begins at the cursor; *damaged where nothing of it unpacks. */
ASSAY_RESULT pdf_walk_unpack(struct pdf_walk *walk, enum pdf_packing packing, bool *damaged);
