/*
 * msgpack.h - MessagePack, value by value through a cursor. Source: msgpack/spec.md.
 *
 * Texts, binaries and extensions are not taken: the cursor stands before their `size` bytes, which
 * are the caller's to read or to skip. Of arrays and maps only the head is read.
 */

#pragma once

#include "base/cursor.h"

enum msgpack_type {
    MSGPACK_NIL,
    MSGPACK_BOOL,
    MSGPACK_INT,
    MSGPACK_FLOAT,
    MSGPACK_TEXT,
    MSGPACK_BINARY,
    MSGPACK_EXTENSION,
    MSGPACK_ARRAY, /* `size` values follow */
    MSGPACK_MAP,   /* `size` pairs of values follow */
};

struct msgpack {
    enum msgpack_type type;
    uint64_t size;
    int8_t extension; /* its application's type */
    bool negative;    /* INT */
    uint64_t integer; /* BOOL; INT: its magnitude */
};

/* ASSAY_EFORMAT for the one byte that means nothing, and where more is said to follow than is left.
 */
ASSAY_RESULT msgpack_next(struct cursor *cursor, struct msgpack *out);
