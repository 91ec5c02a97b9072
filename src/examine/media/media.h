/*
 * media.h - what readers of pictures, sound and video share: texts that are handed on, Exif, and a
 * count of parts that no file of its size has more of.
 */

#pragma once

#include "base/buf.h"
#include "examine/inspector.h"

struct media {
    struct cursor *cursor;
    struct evidence *evidence;
    uint64_t parts; /* met so far */
};

/* One more part; ASSAY_ELIMIT past LIMIT_MEDIA_PARTS. */
ASSAY_RESULT media_part(struct media *media);

/* Hands on the `size` bytes at the cursor, piece by piece where they are many. */
ASSAY_RESULT media_text(struct media *media, uint64_t size);
/* As above up to the end of the file: what stands behind the end that the format tells. */
ASSAY_RESULT media_rest(struct media *media);

/* A text of UTF-16 as UTF-8, appended to `out` as far as it fits. */
void media_utf16(struct bytes text, bool big, struct buf *out);

/* Somebody is named, something can be traced to somebody, a place is told. */
void media_see(struct media *media, const char *class_name, const char *field, uint64_t offset);

/* "maker model" of what recorded it. */
void media_device(struct media *media, struct bytes maker, struct bytes model);

/*
 * Exif: a TIFF of `size` bytes at `start`. Facts of the picture itself (width, height) are told
 * only where `whole`, that is where the file is a TIFF. The cursor ends up anywhere.
 *
 * Source: TIFF 6.0; CIPA DC-008 (Exif 2.32).
 */
ASSAY_RESULT media_exif(struct media *media, uint64_t start, uint64_t size, bool whole);
