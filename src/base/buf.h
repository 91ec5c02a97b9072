/* buf.h - bytes that grow to a ceiling; a writer, so the first failure is kept until asked for. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct buf {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t ceiling;
    enum assay_status status; /* ASSAY_OK, ASSAY_ELIMIT past the ceiling, or ASSAY_ENOMEM */
};

/* `ceiling` in bytes: growing past it is ASSAY_ELIMIT. Release with buf_clear(). */
void buf_init(struct buf *buf, size_t ceiling);
void buf_clear(struct buf *buf);

/* After the first failure these do nothing. */
void buf_add(struct buf *buf, const void *data, size_t size);
void buf_text(struct buf *buf, const char *text);
static inline void buf_byte(struct buf *buf, uint8_t byte)
{
    if (buf->status == ASSAY_OK && buf->size < buf->capacity && buf->size < buf->ceiling)
        buf->data[buf->size++] = byte;
    else
        buf_add(buf, &byte, 1);
}
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

void buf_u64(struct buf *buf, uint64_t value); /* decimal */

/* Room for `size` more bytes, to fill and then count with buf_used(); NULL after a failure. */
uint8_t *buf_room(struct buf *buf, size_t size);
void buf_used(struct buf *buf, size_t size);

/* Empties it, keeping memory and ceiling, and forgets a failure. */
void buf_reset(struct buf *buf);

/* The first failure, told in `err`, or ASSAY_OK. */
ASSAY_RESULT buf_status(const struct buf *buf, struct assay_error *err);

/* Borrowed until the next write; never at NULL, which memcpy() refuses for no bytes too. */
struct bytes buf_bytes(const struct buf *buf);

/* The content as a C string (a NUL is added, not counted); "" after a failure. Borrowed likewise.
 */
const char *buf_string(struct buf *buf);

/* Moves the content out as a C string, the receiver's to free(); NULL after a failure. */
char *buf_take_string(struct buf *buf);

/* The same into *text, which stays as it was after a failure: the buffer's own is told then. */
ASSAY_RESULT buf_hand_over(struct buf *buf, char **text, struct assay_error *err);
