/*
 * pdf_letters.h - which text the codes of a font stand for: a table, filled from a ToUnicode CMap
 * and the names of glyphs.
 *
 * Bounded: a code has two bytes at most, and filling the tables of a document costs a budget.
 *
 * Source: ISO 32000-1, 9.10.3 (ToUnicode CMaps); Adobe Technical Note 5411.
 */

#pragma once

#include <stdbool.h>

#include "base/buf.h"

struct pdf_letters {
    /* by code: 0, a code point, or PDF_LETTERS_TEXT | where its letters stand in `texts` */
    uint32_t *all;
    size_t count;
    struct buf texts; /* each ends with a NUL */
    unsigned width;   /* bytes of a code, as the CMap has it: 0 where it does not say */
    bool out_of_memory;
};

enum { PDF_CODES_MOST = 1 << 16 };

void pdf_letters_init(struct pdf_letters *letters);
void pdf_letters_clear(struct pdf_letters *letters);

/* Room for further codes costs of *budget. */
void pdf_letters_set(struct pdf_letters *letters, uint32_t code, uint32_t letter, uint64_t *budget);

/* Fills from a CMap's text; each letter of a code, and room for one, costs one of *budget. False
 * where there is none left, or more letters stand together than are kept. */
bool pdf_letters_read(struct pdf_letters *letters, struct bytes cmap, uint64_t *budget);

/* Appends what `code` stands for; false where nothing is known of it. */
bool pdf_letters_add(const struct pdf_letters *letters, uint32_t code, struct buf *out);

uint64_t pdf_letters_hash(const struct pdf_letters *letters);
bool pdf_letters_equal(const struct pdf_letters *a, const struct pdf_letters *b);
