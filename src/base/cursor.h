/*
 * cursor.h - checked reads through a bounded window over bytes that come in order.
 *
 * A cursor is how hostile bytes are read: every call checks what is left, remembers the offset to
 * blame, and fails at once. Calls return a status for TRY(); the failure itself is in the
 * struct assay_error that the cursor was given.
 */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { CURSOR_WINDOW_MAX = 64 * 1024 }; /* the most that one cursor_take() may ask for */

struct cursor {
    const uint8_t *window; /* bytes at hand; owned by whoever fills */
    size_t have, at;       /* bytes in the window; those consumed already */
    uint64_t base;         /* offset of the window's first byte in the subject */
    uint64_t size;         /* of the subject, or STREAM_SIZE_UNKNOWN */
    bool ended;            /* the window holds the last byte */
    bool seeks;            /* fill() serves any offset of the subject, whose size is known */

    /*
     * Makes at least `need` bytes available from `at` on, or sets `ended`; may move the window.
     * NULL for a cursor over memory.
     */
    enum assay_status (*fill)(struct cursor *cursor, size_t need);
    void *state;
    struct assay_error *err;
};

/* A cursor over memory that stays where it is. */
void cursor_of_bytes(struct cursor *cursor, struct bytes bytes, struct assay_error *err);
/* The same of bytes that stand at `offset` of the subject: failures are told there. */
void cursor_of_part(struct cursor *cursor, struct bytes bytes, uint64_t offset,
                    struct assay_error *err);

/* Offset of the next byte in the subject. */
static inline uint64_t cursor_at(const struct cursor *cursor)
{
    return cursor->base + cursor->at;
}

/* Bytes left by the subject's claimed size; UINT64_MAX where the size is not known. */
uint64_t cursor_left(const struct cursor *cursor);

/* Fails at the cursor's offset with ASSAY_EFORMAT and one line of text. */
ASSAY_RESULT cursor_fail(struct cursor *cursor, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* As above for an offset, a status of the caller's choice. */
ASSAY_RESULT cursor_fail_at(struct cursor *cursor, enum assay_status status, uint64_t offset,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));

#ifdef __clang_analyzer__ /* see assay_fail() */
#define cursor_fail(cursor, ...) ((void)(cursor_fail)(cursor, __VA_ARGS__), ASSAY_EFORMAT)
#define cursor_fail_at(cursor, status, offset, ...)                                                \
    ((void)(cursor_fail_at)(cursor, status, offset, __VA_ARGS__), (status))
#endif

/*
 * Hands out the next `size` bytes (at most CURSOR_WINDOW_MAX) and moves past them; they stay valid
 * until the next call. ASSAY_EFORMAT when fewer are left.
 */
ASSAY_RESULT cursor_take(struct cursor *cursor, size_t size, struct bytes *out);

/* As cursor_take(), copied to memory of the caller's; any size. */
ASSAY_RESULT cursor_copy(struct cursor *cursor, void *to, size_t size);

/* Up to `size` bytes without moving; fewer only at the end. */
ASSAY_RESULT cursor_peek(struct cursor *cursor, size_t size, struct bytes *out);

/* Whatever is at hand next, at least one byte, without moving; empty at the end only. */
ASSAY_RESULT cursor_some(struct cursor *cursor, struct bytes *out);

/* Moves past `size` bytes; ASSAY_EFORMAT when fewer are left. */
ASSAY_RESULT cursor_skip(struct cursor *cursor, uint64_t size);

/*
 * Moves to an offset, back or forth; its end is one. For cursors over memory and those that seek.
 * ASSAY_EFORMAT, at the offset where the cursor was, for an offset behind the end.
 */
ASSAY_RESULT cursor_seek(struct cursor *cursor, uint64_t offset);

/* Moves past bytes already seen by cursor_peek() or cursor_some(). */
static inline void cursor_consume(struct cursor *cursor, size_t size)
{
    cursor->at += size;
}

/* True in *ended when no byte is left. */
ASSAY_RESULT cursor_ended(struct cursor *cursor, bool *ended);

/* The next bytes must be these. */
ASSAY_RESULT cursor_expect(struct cursor *cursor, const void *bytes, size_t size);

/* The next byte, where the window has to be filled first. */
ASSAY_RESULT cursor_u8_filled(struct cursor *cursor, uint8_t *out);

static inline ASSAY_RESULT cursor_u8(struct cursor *cursor, uint8_t *out)
{
    if (cursor->at == cursor->have)
        return cursor_u8_filled(cursor, out);
    *out = cursor->window[cursor->at++];
    return ASSAY_OK;
}

ASSAY_RESULT cursor_u16le(struct cursor *cursor, uint16_t *out);
ASSAY_RESULT cursor_u32le(struct cursor *cursor, uint32_t *out);
ASSAY_RESULT cursor_u64le(struct cursor *cursor, uint64_t *out);
ASSAY_RESULT cursor_u16be(struct cursor *cursor, uint16_t *out);
ASSAY_RESULT cursor_u32be(struct cursor *cursor, uint32_t *out);
ASSAY_RESULT cursor_u64be(struct cursor *cursor, uint64_t *out);
