/*
 * xlsb_records.h - the records of a part of a workbook of Excel in binary form (.xlsb), one by one,
 * and the texts in them.
 *
 * Source: [MS-XLSB], 2.1.4 (records), 2.5.168 (XLWideString).
 */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"
#include "examine/tables/xlsx_strings.h"

struct xlsb_records {
    struct cursor *cursor;
    struct buf long_data; /* of a record that no window has room for */
    struct buf text;      /* the one that was read last */
    uint32_t awaited;     /* the type of the record that ends the part; 0: none has to */
};

struct xlsb_record {
    uint32_t type;
    uint64_t at;       /* where its data stands */
    struct bytes data; /* valid until the next */
};

void xlsb_open(struct xlsb_records *records, struct cursor *cursor);
void xlsb_clear(struct xlsb_records *records);

/* *found is false at the end. ASSAY_EFORMAT, also where the end of the sheet or list that was begun
 * is missing; ASSAY_ELIMIT past LIMIT_XLSB_RECORD. */
ASSAY_RESULT xlsb_next(struct xlsb_records *records, struct xlsb_record *out, bool *found);

/* Takes a text off the front, as UTF-8 that is valid until the next; false where it is none. */
bool xlsb_take_text(struct xlsb_records *records, struct bytes *data, struct bytes *text);

/* The texts that cells share: as xlsx_strings_read(). */
ASSAY_RESULT xlsb_strings_read(struct cursor *cursor, xlsx_string_fn *take, void *to);
