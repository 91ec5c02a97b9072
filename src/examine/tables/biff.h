/*
 * biff.h - records of Excel's binary workbooks (BIFF8): a type, a size and so many bytes each. What
 * does not fit in one goes on in records of the type CONTINUE behind it.
 *
 * Source: [MS-XLS], 2.1.4, 2.5.
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"

enum { BIFF_CONTINUE = 0x3c, BIFF_HEADER = 4 };

/* The record at hand, and where in it the reader is. */
struct biff {
    struct cursor *cursor;
    uint16_t type;
    uint64_t at;       /* of its header */
    struct bytes rest; /* of it, or of what continues it, that was not taken */
    struct buf units;  /* of a text in pieces, in UTF-16 */
};

void biff_init(struct biff *biff, struct cursor *cursor);
void biff_clear(struct biff *biff);

/* The next record, whatever is left of the last. ASSAY_EFORMAT where there is none that is whole.
 */
ASSAY_RESULT biff_next(struct biff *biff);

/* The type of the next record, and true in *is; false where fewer bytes are left than a header. */
ASSAY_RESULT biff_peek(struct biff *biff, uint16_t *type, bool *is);

/* Where the next byte stands. */
static inline uint64_t biff_at(const struct biff *biff)
{
    return cursor_at(biff->cursor) - biff->rest.size;
}

/* Numbers, of which every byte may be the first of what continues the record. ASSAY_EFORMAT where
 * nothing does. */
ASSAY_RESULT biff_u8(struct biff *biff, uint8_t *out);
ASSAY_RESULT biff_u16(struct biff *biff, uint16_t *out);
ASSAY_RESULT biff_u32(struct biff *biff, uint32_t *out);
ASSAY_RESULT biff_real(struct biff *biff, double *out);
ASSAY_RESULT biff_skip(struct biff *biff, uint64_t size);

/* A number of 30 bits and two that tell how it is kept: RkNumber. */
double biff_rk(uint32_t rk);

/*
 * Letters, `count` of them, of one byte each or as `wide` of two, into `out` in UTF-8, which is
 * emptied first. Each record that continues them begins with a byte that tells anew how wide they
 * are there.
 */
ASSAY_RESULT biff_letters(struct biff *biff, size_t count, bool wide, struct buf *out);

/* The same with what tells of them before, and with formats and readings aloud behind, which are
 * passed over: XLUnicodeRichExtendedString, XLUnicodeString. */
ASSAY_RESULT biff_text(struct biff *biff, struct buf *out);
/* The same where one byte counts the letters: ShortXLUnicodeString. */
ASSAY_RESULT biff_short_text(struct biff *biff, struct buf *out);
