/* cursor.c - checked reads through a bounded window. */

#include "base/cursor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/kit.h"
#include "base/stream.h"

void cursor_of_bytes(struct cursor *cursor, struct bytes bytes, struct assay_error *err)
{
    *cursor = (struct cursor){
        .window = bytes.data, .have = bytes.size, .size = bytes.size, .ended = true, .err = err};
}

void cursor_of_part(struct cursor *cursor, struct bytes bytes, uint64_t offset,
                    struct assay_error *err)
{
    cursor_of_bytes(cursor, bytes, err);
    cursor->base = offset;
    cursor->size = offset + bytes.size;
}

uint64_t cursor_left(const struct cursor *cursor)
{
    uint64_t at = cursor_at(cursor);

    if (cursor->size == STREAM_SIZE_UNKNOWN)
        return UINT64_MAX;
    return at < cursor->size ? cursor->size - at : 0;
}

__attribute__((format(printf, 4, 0))) static enum assay_status
fail_at(struct cursor *cursor, enum assay_status status, uint64_t offset, const char *format,
        va_list args)
{
    char text[256];

    vsnprintf(text, sizeof text, format, args);
    return assay_fail(cursor->err, status, offset, "%s", text);
}

enum assay_status(cursor_fail)(struct cursor *cursor, const char *format, ...)
{
    enum assay_status status;
    va_list args;

    va_start(args, format);
    status = fail_at(cursor, ASSAY_EFORMAT, cursor_at(cursor), format, args);
    va_end(args);
    return status;
}

enum assay_status(cursor_fail_at)(struct cursor *cursor, enum assay_status status, uint64_t offset,
                                  const char *format, ...)
{
    va_list args;

    va_start(args, format);
    status = fail_at(cursor, status, offset, format, args);
    va_end(args);
    return status;
}

/* Brings `need` bytes into the window, or as many as are left. */
static enum assay_status fill(struct cursor *cursor, size_t need)
{
    if (cursor->have - cursor->at < need && !cursor->ended && cursor->fill)
        return cursor->fill(cursor, need);
    return ASSAY_OK;
}

static enum assay_status need(struct cursor *cursor, size_t size)
{
    TRY(fill(cursor, size));
    if (cursor->have - cursor->at < size)
        return cursor_fail(cursor, "cut short: %zu bytes wanted, %zu left", size,
                           cursor->have - cursor->at);
    return ASSAY_OK;
}

/* The next byte; of no byte where no window was needed yet, for nothing may be added to NULL, not
 * even 0. */
static const uint8_t *at_hand(const struct cursor *cursor)
{
    static const uint8_t nothing[1];

    return cursor->window ? cursor->window + cursor->at : nothing;
}

enum assay_status cursor_take(struct cursor *cursor, size_t size, struct bytes *out)
{
    if (size > CURSOR_WINDOW_MAX)
        return cursor_fail_at(cursor, ASSAY_ELIMIT, cursor_at(cursor),
                              "a field of %zu bytes is longer than %d", size, CURSOR_WINDOW_MAX);
    TRY(need(cursor, size));
    *out = bytes_of(at_hand(cursor), size);
    cursor->at += size;
    return ASSAY_OK;
}

enum assay_status cursor_copy(struct cursor *cursor, void *to, size_t size)
{
    uint8_t *next = to;

    while (size > 0) {
        size_t part = size < CURSOR_WINDOW_MAX ? size : CURSOR_WINDOW_MAX;
        struct bytes bytes;

        TRY(cursor_take(cursor, part, &bytes));
        memcpy(next, bytes.data, part);
        next += part;
        size -= part;
    }
    return ASSAY_OK;
}

enum assay_status cursor_peek(struct cursor *cursor, size_t size, struct bytes *out)
{
    size_t left;

    if (size > CURSOR_WINDOW_MAX)
        size = CURSOR_WINDOW_MAX;
    TRY(fill(cursor, size));
    left = cursor->have - cursor->at;
    *out = bytes_of(at_hand(cursor), left < size ? left : size);
    return ASSAY_OK;
}

enum assay_status cursor_some(struct cursor *cursor, struct bytes *out)
{
    TRY(fill(cursor, 1));
    *out = bytes_of(at_hand(cursor), cursor->have - cursor->at);
    return ASSAY_OK;
}

enum assay_status cursor_skip(struct cursor *cursor, uint64_t size)
{
    if (size > cursor_left(cursor)) /* said before a terabyte is read in vain */
        return cursor_fail(cursor, "cut short: %" PRIu64 " bytes wanted, %" PRIu64 " left", size,
                           cursor_left(cursor));
    if (cursor->seeks)
        return cursor_seek(cursor, cursor_at(cursor) + size);
    while (size > 0) {
        struct bytes some;

        TRY(cursor_some(cursor, &some));
        if (some.size == 0)
            return cursor_fail(cursor, "cut short: %" PRIu64 " more bytes wanted", size);
        if (some.size > size)
            some.size = (size_t)size;
        cursor->at += some.size;
        size -= some.size;
    }
    return ASSAY_OK;
}

enum assay_status cursor_seek(struct cursor *cursor, uint64_t offset)
{
    if (offset >= cursor->base && offset - cursor->base <= cursor->have) {
        cursor->at = (size_t)(offset - cursor->base);
        return ASSAY_OK;
    }
    if (!cursor->seeks && cursor->fill)
        return cursor_fail_at(cursor, ASSAY_EINTERNAL, cursor_at(cursor),
                              "bytes that are read in order were asked for at %" PRIu64, offset);
    if (!cursor->seeks || offset > cursor->size)
        return cursor_fail(cursor, "points to offset %" PRIu64 " of %" PRIu64 " bytes", offset,
                           cursor->size);
    cursor->base = offset;
    cursor->at = cursor->have = 0;
    cursor->ended = offset == cursor->size;
    return ASSAY_OK;
}

enum assay_status cursor_ended(struct cursor *cursor, bool *ended)
{
    TRY(fill(cursor, 1));
    *ended = cursor->have == cursor->at;
    return ASSAY_OK;
}

enum assay_status cursor_expect(struct cursor *cursor, const void *bytes, size_t size)
{
    uint64_t start = cursor_at(cursor);
    struct bytes found;

    TRY(cursor_take(cursor, size, &found));
    if (!bytes_equal(found, bytes_of(bytes, size)))
        return cursor_fail_at(cursor, ASSAY_EFORMAT, start,
                              "other bytes than the format begins with");
    return ASSAY_OK;
}

static enum assay_status little(struct cursor *cursor, size_t size, uint64_t *out)
{
    struct bytes bytes;

    TRY(cursor_take(cursor, size, &bytes));
    *out = 0;
    for (size_t i = size; i-- > 0;)
        *out = *out << 8 | bytes.data[i];
    return ASSAY_OK;
}

static enum assay_status big(struct cursor *cursor, size_t size, uint64_t *out)
{
    struct bytes bytes;

    TRY(cursor_take(cursor, size, &bytes));
    *out = 0;
    for (size_t i = 0; i < size; i++)
        *out = *out << 8 | bytes.data[i];
    return ASSAY_OK;
}

enum assay_status cursor_u8_filled(struct cursor *cursor, uint8_t *out)
{
    struct bytes byte;

    TRY(cursor_take(cursor, 1, &byte));
    *out = byte.data[0];
    return ASSAY_OK;
}

enum assay_status cursor_u16le(struct cursor *cursor, uint16_t *out)
{
    uint64_t value;

    TRY(little(cursor, 2, &value));
    *out = (uint16_t)value;
    return ASSAY_OK;
}

enum assay_status cursor_u32le(struct cursor *cursor, uint32_t *out)
{
    uint64_t value;

    TRY(little(cursor, 4, &value));
    *out = (uint32_t)value;
    return ASSAY_OK;
}

enum assay_status cursor_u64le(struct cursor *cursor, uint64_t *out)
{
    return little(cursor, 8, out);
}

enum assay_status cursor_u16be(struct cursor *cursor, uint16_t *out)
{
    uint64_t value;

    TRY(big(cursor, 2, &value));
    *out = (uint16_t)value;
    return ASSAY_OK;
}

enum assay_status cursor_u32be(struct cursor *cursor, uint32_t *out)
{
    uint64_t value;

    TRY(big(cursor, 4, &value));
    *out = (uint32_t)value;
    return ASSAY_OK;
}

enum assay_status cursor_u64be(struct cursor *cursor, uint64_t *out)
{
    return big(cursor, 8, out);
}
