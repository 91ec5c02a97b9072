/* biff.c - see biff.h. */

#include "examine/tables/biff.h"

#include <inttypes.h>

#include "base/kit.h"
#include "base/load.h"
#include "base/utf16.h"

enum { UNIT = 2, LETTERS_MOST = UINT16_MAX };

void biff_init(struct biff *biff, struct cursor *cursor)
{
    *biff = (struct biff){.cursor = cursor};
    buf_init(&biff->units, UNIT * (size_t)LETTERS_MOST);
}

void biff_clear(struct biff *biff)
{
    buf_clear(&biff->units);
}

static ASSAY_RESULT take_record(struct biff *biff)
{
    uint16_t size;

    biff->rest = bytes_of(NULL, 0);
    TRY(cursor_u16le(biff->cursor, &biff->type));
    TRY(cursor_u16le(biff->cursor, &size));
    return cursor_take(biff->cursor, size, &biff->rest);
}

enum assay_status biff_next(struct biff *biff)
{
    biff->at = cursor_at(biff->cursor);
    return take_record(biff);
}

enum assay_status biff_peek(struct biff *biff, uint16_t *type, bool *is)
{
    struct bytes head;

    biff->rest = bytes_of(NULL, 0);
    TRY(cursor_peek(biff->cursor, BIFF_HEADER, &head));
    *is = head.size == BIFF_HEADER;
    *type = *is ? load_u16le(head.data) : 0;
    return ASSAY_OK;
}

/* Goes on in what continues the record, of which nothing is left; it keeps its type. */
static ASSAY_RESULT go_on(struct biff *biff)
{
    const uint16_t type = biff->type;

    while (biff->rest.size == 0) {
        uint16_t next;
        bool is;

        TRY(biff_peek(biff, &next, &is));
        if (!is || next != BIFF_CONTINUE)
            return cursor_fail(biff->cursor,
                               "a record of type 0x%" PRIx16 " that ends before what it holds",
                               type);
        TRY(take_record(biff));
        biff->type = type;
    }
    return ASSAY_OK;
}

enum assay_status biff_u8(struct biff *biff, uint8_t *out)
{
    if (biff->rest.size == 0)
        TRY(go_on(biff));
    *out = biff->rest.data[0];
    biff->rest = bytes_from(biff->rest, 1);
    return ASSAY_OK;
}

static ASSAY_RESULT number(struct biff *biff, size_t size, uint64_t *out)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size; i++) {
        uint8_t byte;

        TRY(biff_u8(biff, &byte));
        value |= (uint64_t)byte << 8 * i;
    }
    *out = value;
    return ASSAY_OK;
}

enum assay_status biff_u16(struct biff *biff, uint16_t *out)
{
    uint64_t value;

    TRY(number(biff, sizeof *out, &value));
    *out = (uint16_t)value;
    return ASSAY_OK;
}

enum assay_status biff_u32(struct biff *biff, uint32_t *out)
{
    uint64_t value;

    TRY(number(biff, sizeof *out, &value));
    *out = (uint32_t)value;
    return ASSAY_OK;
}

enum assay_status biff_real(struct biff *biff, double *out)
{
    uint64_t value;

    TRY(number(biff, sizeof *out, &value));
    memcpy(out, &value, sizeof *out);
    return ASSAY_OK;
}

enum assay_status biff_skip(struct biff *biff, uint64_t size)
{
    while (size > 0) {
        size_t some;

        if (biff->rest.size == 0)
            TRY(go_on(biff));
        some = size < biff->rest.size ? (size_t)size : biff->rest.size;
        biff->rest = bytes_from(biff->rest, some);
        size -= some;
    }
    return ASSAY_OK;
}

double biff_rk(uint32_t rk)
{
    enum { HUNDREDTHS = 1, WHOLE = 2, FLAGS = 3, FLAG_BITS = 2 };
    const uint64_t upper = (uint64_t)(rk & ~(uint32_t)FLAGS) << 32;
    double value;

    memcpy(&value, &upper, sizeof value);
    if (rk & WHOLE) {
        const int64_t wrapped = rk >> FLAG_BITS, over = INT64_C(1) << 30;

        value = (double)(wrapped < over / 2 ? wrapped : wrapped - over);
    }
    return rk & HUNDREDTHS ? value / 100 : value;
}

static bool is_ascii(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] >= 0x80)
            return false;
    return true;
}

/* What of the letters is in the piece at hand. */
static size_t add_units(struct biff *biff, size_t count, bool wide)
{
    const size_t each = wide ? UNIT : 1, here = biff->rest.size / each,
                 some = count < here ? count : here;

    if (wide)
        buf_add(&biff->units, biff->rest.data, some * UNIT);
    for (size_t i = 0; !wide && i < some; i++) {
        buf_byte(&biff->units, biff->rest.data[i]);
        buf_byte(&biff->units, 0);
    }
    biff->rest = bytes_from(biff->rest, some * each);
    return some;
}

enum assay_status biff_letters(struct biff *biff, size_t count, bool wide, struct buf *out)
{
    const struct bytes plain = bytes_front(biff->rest, count);

    buf_reset(out);
    if (!wide && plain.size == count && is_ascii(plain)) {
        buf_add(out, plain.data, plain.size);
        biff->rest = bytes_from(biff->rest, count);
        return buf_status(out, biff->cursor->err);
    }
    buf_reset(&biff->units);
    while (count > 0) {
        uint8_t flags;

        count -= add_units(biff, count, wide);
        if (count == 0)
            break;
        if (biff->rest.size > 0)
            return cursor_fail(biff->cursor, "a letter in two records");
        TRY(biff_u8(biff, &flags));
        wide = flags & 1;
    }
    TRY(buf_status(&biff->units, biff->cursor->err));
    utf16_decode(out, buf_bytes(&biff->units), false);
    return buf_status(out, biff->cursor->err);
}

static ASSAY_RESULT text_of(struct biff *biff, size_t count, struct buf *out)
{
    enum { WIDE = 1, READ_ALOUD = 4, RICH = 8, RUN_SIZE = 4 };
    uint16_t runs = 0;
    uint32_t aloud = 0;
    uint8_t flags;

    TRY(biff_u8(biff, &flags));
    if (flags & RICH)
        TRY(biff_u16(biff, &runs));
    if (flags & READ_ALOUD)
        TRY(biff_u32(biff, &aloud));
    TRY(biff_letters(biff, count, flags & WIDE, out));
    return biff_skip(biff, (uint64_t)runs * RUN_SIZE + aloud);
}

enum assay_status biff_text(struct biff *biff, struct buf *out)
{
    uint16_t count;

    TRY(biff_u16(biff, &count));
    return text_of(biff, count, out);
}

enum assay_status biff_short_text(struct biff *biff, struct buf *out)
{
    uint8_t count;

    TRY(biff_u8(biff, &count));
    return text_of(biff, count, out);
}
