/* xls_texts.h - the texts that cells of a binary workbook share, by their numbers (SST). */

#pragma once

#include "base/buf.h"
#include "examine/inspector.h"
#include "examine/tables/biff.h"

struct xls_texts {
    struct buf bytes; /* one behind the other */
    struct xls_text {
        uint32_t end; /* in `bytes` */
        uint32_t at;  /* in the stream */
        bool used;
    } * texts;
    size_t count, capacity;
    bool known; /* read, or tried to */
};

void xls_texts_init(struct xls_texts *texts);
void xls_texts_clear(struct xls_texts *texts);

/*
 * Reads the texts of the record at hand. Those past LIMIT_SHARED_TEXTS or LIMIT_SHARED_BYTES are
 * handed to `beyond` with the offset in the stream, and not kept: what points to them stays
 * unknown.
 */
typedef void xls_text_fn(void *to, uint64_t at, struct bytes text);
ASSAY_RESULT xls_texts_read(struct xls_texts *texts, struct biff *biff, struct buf *room,
                            xls_text_fn *beyond, void *to);

/* The text of that number, which counts as used from here on; false where none is kept. */
bool xls_texts_use(struct xls_texts *texts, uint32_t number, struct bytes *text);

/* Hands on those that nobody used. */
void xls_texts_unused(const struct xls_texts *texts, xls_text_fn *take, void *to);
