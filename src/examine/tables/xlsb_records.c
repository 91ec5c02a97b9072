/* xlsb_records.c - see xlsb_records.h. */

#include "examine/tables/xlsb_records.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/limits.h"
#include "base/load.h"
#include "base/utf16.h"

/* Each has its end under the next number. */
enum { BEGIN_SHEET = 129, BEGIN_STRINGS = 159 };

void xlsb_open(struct xlsb_records *records, struct cursor *cursor)
{
    records->cursor = cursor;
    records->awaited = 0;
    buf_init(&records->long_data, LIMIT_XLSB_RECORD);
    buf_init(&records->text, LIMIT_XML_CHARS);
}

void xlsb_clear(struct xlsb_records *records)
{
    buf_clear(&records->long_data);
    buf_clear(&records->text);
}

/* Seven bits of each byte, the lowest first; the last one of `most` has no bit that says so. */
static ASSAY_RESULT take_number(struct cursor *cursor, unsigned most, uint32_t *out)
{
    uint8_t byte = 0x80;

    *out = 0;
    for (unsigned i = 0; i < most && byte & 0x80; i++) {
        TRY(cursor_u8(cursor, &byte));
        *out |= (uint32_t)(byte & 0x7f) << 7 * i;
    }
    return ASSAY_OK;
}

static ASSAY_RESULT take_long(struct xlsb_records *records, uint32_t size, struct bytes *out)
{
    struct cursor *cursor = records->cursor;

    if (size > LIMIT_XLSB_RECORD)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, cursor_at(cursor),
                              "a record of %" PRIu32 " bytes, more than are read", size);
    buf_reset(&records->long_data);
    while (records->long_data.size < size) {
        const size_t left = size - records->long_data.size;
        struct bytes piece;

        TRY(cursor_take(cursor, left < CURSOR_WINDOW_MAX ? left : CURSOR_WINDOW_MAX, &piece));
        buf_add(&records->long_data, piece.data, piece.size);
        TRY(buf_status(&records->long_data, cursor->err));
    }
    *out = buf_bytes(&records->long_data);
    return ASSAY_OK;
}

enum assay_status xlsb_next(struct xlsb_records *records, struct xlsb_record *out, bool *found)
{
    enum { TYPE_BYTES = 2, SIZE_BYTES = 4 };
    struct cursor *cursor = records->cursor;
    uint32_t size;
    bool ended;

    TRY(cursor_ended(cursor, &ended));
    *found = !ended;
    if (ended)
        return records->awaited == 0 ? ASSAY_OK : cursor_fail(cursor, "cut short before its end");
    TRY(take_number(cursor, TYPE_BYTES, &out->type));
    if (out->type == BEGIN_SHEET || out->type == BEGIN_STRINGS)
        records->awaited = out->type + 1;
    else if (out->type == records->awaited)
        records->awaited = 0;
    TRY(take_number(cursor, SIZE_BYTES, &size));
    out->at = cursor_at(cursor);
    return size <= CURSOR_WINDOW_MAX ? cursor_take(cursor, size, &out->data)
                                     : take_long(records, size, &out->data);
}

bool xlsb_take_text(struct xlsb_records *records, struct bytes *data, struct bytes *text)
{
    uint32_t letters;

    if (data->size < sizeof letters)
        return false;
    letters = load_u32le(data->data);
    *data = bytes_from(*data, sizeof letters);
    if (letters > data->size / 2)
        return false;
    buf_reset(&records->text);
    utf16_decode(&records->text, bytes_front(*data, 2 * (size_t)letters), false);
    *data = bytes_from(*data, 2 * (size_t)letters);
    *text = buf_bytes(&records->text);
    return records->text.status == ASSAY_OK;
}

enum assay_status xlsb_strings_read(struct cursor *cursor, xlsx_string_fn *take, void *to)
{
    enum { ITEM = 19 };
    CLEANUP(xlsb_clear) struct xlsb_records records;
    struct xlsb_record record;
    struct bytes text;
    bool found;

    xlsb_open(&records, cursor);
    for (;;) {
        TRY(xlsb_next(&records, &record, &found));
        if (!found)
            return ASSAY_OK;
        if (record.type != ITEM)
            continue;
        record.data = bytes_from(record.data, 1); /* whether runs and how it is read follow */
        if (!xlsb_take_text(&records, &record.data, &text))
            return cursor_fail_at(cursor, ASSAY_EFORMAT, record.at, "a shared text that is none");
        TRY(take(to, record.at, text, 1));
    }
}
