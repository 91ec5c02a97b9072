/*
 * pdf_walk.h - the objects and streams of a PDF as they stand in the file; none is looked up, so
 * that what an older version of the document left behind is met as well.
 *
 * Source: ISO 32000-1, 7.3.8 (streams), 7.4 (filters).
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"
#include "examine/papers/pdf_dict.h"

struct inflater;

struct pdf_walk {
    struct cursor *cursor;
    struct inflater *inflater;
    /* The dictionary at hand, read on from the last stream, and read anew from the last "obj" that
     * its bytes have. A string that holds that word deceives one, what was never closed the other.
     */
    struct pdf_dict read_on, read_anew;
    uint64_t left; /* bytes that may still be unpacked */
    bool stop;     /* set by `plain`: no more of this stream is wanted */

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

/* What the dictionary at hand says. Where its two readings differ, its bytes tell whether a stream
 * is packed. */
ASSAY_RESULT pdf_walk_keys(struct pdf_walk *walk, struct pdf_dict_keys *keys);

/* Reads the stream that begins at the cursor; *damaged where nothing of it unpacks. */
ASSAY_RESULT pdf_walk_unpack(struct pdf_walk *walk, enum pdf_packing packing, bool *damaged);
