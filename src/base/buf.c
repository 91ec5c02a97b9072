/* buf.c - bytes that grow to a ceiling. */

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/kit.h"

enum { FIRST_CAPACITY = 256, HUGE_PAGE = 2 * 1024 * 1024, LARGE = 2 * HUGE_PAGE };

void buf_init(struct buf *buf, size_t ceiling)
{
    *buf = (struct buf){.ceiling = ceiling};
}

void buf_clear(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){.ceiling = buf->ceiling};
}

/*
 * Room for `capacity` bytes, the first `used` of which stay. In large ones a fault for each small
 * page costs more than filling it, and they are aligned so that huge pages can stand there; these
 * are only asked for, as the system may have none.
 */
static uint8_t *grow(uint8_t *data, size_t used, size_t capacity)
{
    void *large;

    if (capacity < (size_t)LARGE)
        return realloc(data, capacity);
    if (posix_memalign(&large, HUGE_PAGE, capacity) != 0)
        return NULL;
    (void)madvise(large, capacity, MADV_HUGEPAGE);
    if (data && used > 0)
        memcpy(large, data, used);
    free(data);
    return large;
}

uint8_t *buf_room(struct buf *buf, size_t size)
{
    size_t need, capacity;
    uint8_t *data;

    if (buf->status != ASSAY_OK)
        return NULL;
    if (ckd_add(&need, buf->size, size) || need > buf->ceiling) {
        buf->status = ASSAY_ELIMIT;
        return NULL;
    }
    if (need <= buf->capacity && buf->data)
        return buf->data + buf->size;
    capacity = buf->capacity ? buf->capacity : FIRST_CAPACITY;
    while (capacity < need)
        capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
    data = grow(buf->data, buf->size, capacity);
    if (!data) {
        buf->status = ASSAY_ENOMEM;
        return NULL;
    }
    buf->data = data;
    buf->capacity = capacity;
    return buf->data + buf->size;
}

void buf_used(struct buf *buf, size_t size)
{
    if (buf->status == ASSAY_OK)
        buf->size += size;
}

void buf_add(struct buf *buf, const void *data, size_t size)
{
    uint8_t *room;

    if (size == 0)
        return;
    room = buf_room(buf, size);
    if (!room)
        return;
    memcpy(room, data, size);
    buf->size += size;
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    size_t room = buf->status == ASSAY_OK && buf->data ? buf->capacity - buf->size : 0;
    va_list args, again;
    int length;

    va_start(args, format);
    va_copy(again, args);
    length = vsnprintf(room ? (char *)buf->data + buf->size : NULL, room, format, args);
    va_end(args);
    if (length < 0) {
        if (buf->status == ASSAY_OK)
            buf->status = ASSAY_EINTERNAL;
    } else {
        uint8_t *at = buf_room(buf, (size_t)length + 1);

        if (at && (size_t)length >= room) /* most texts fit into what is there */
            vsnprintf((char *)at, (size_t)length + 1, format, again);
        if (at)
            buf->size += (size_t)length;
    }
    va_end(again);
}

void buf_u64(struct buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    buf_add(buf, digits + at, sizeof digits - at);
}

void buf_reset(struct buf *buf)
{
    buf->size = 0;
    buf->status = ASSAY_OK;
}

enum assay_status buf_status(const struct buf *buf, struct assay_error *err)
{
    switch (buf->status) {
    case ASSAY_OK:
        return ASSAY_OK;
    case ASSAY_ELIMIT:
        return assay_fail(err, ASSAY_ELIMIT, ASSAY_NO_OFFSET, "more than %zu bytes", buf->ceiling);
    case ASSAY_ENOMEM:
        return assay_fail(err, ASSAY_ENOMEM, ASSAY_NO_OFFSET, "out of memory after %zu bytes",
                          buf->size);
    default:
        return assay_fail(err, buf->status, ASSAY_NO_OFFSET, "text could not be formatted");
    }
}

struct bytes buf_bytes(const struct buf *buf)
{
    return buf->data ? bytes_of(buf->data, buf->size) : BYTES("");
}

const char *buf_string(struct buf *buf)
{
    uint8_t *room = buf_room(buf, 1);

    if (!room)
        return "";
    *room = 0;
    return (const char *)buf->data;
}

char *buf_take_string(struct buf *buf)
{
    char *text;

    if (buf_room(buf, 1))
        buf->data[buf->size] = 0;
    if (buf->status != ASSAY_OK) {
        buf_clear(buf);
        return NULL;
    }
    text = (char *)buf->data;
    *buf = (struct buf){.ceiling = buf->ceiling};
    return text;
}

enum assay_status buf_hand_over(struct buf *buf, char **text, struct assay_error *err)
{
    (void)buf_room(buf, 1); /* of the NUL */
    TRY(buf_status(buf, err));
    *text = buf_take_string(buf);
    return ASSAY_OK;
}
