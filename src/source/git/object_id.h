/* object_id.h - the name of a git object: 20 bytes in a SHA-1 repository, 32 in a SHA-256 one. */

#pragma once

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

enum { OBJECT_ID_MAX = 32, OBJECT_HEX_MAX = 2 * OBJECT_ID_MAX };

struct object_id {
    uint8_t bytes[OBJECT_ID_MAX]; /* zero behind `size` */
    uint8_t size;                 /* 20 or 32 */
};

static inline bool object_id_equal(const struct object_id *a, const struct object_id *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* The order of packs and trees; of ids of one size. */
static inline int object_id_compare(const struct object_id *a, const struct object_id *b)
{
    return memcmp(a->bytes, b->bytes, OBJECT_ID_MAX);
}

static inline struct bytes object_id_bytes(const struct object_id *id)
{
    return bytes_of(id->bytes, id->size);
}

/* `size` raw bytes, 20 or 32. */
void object_id_of(struct object_id *id, const uint8_t *bytes, size_t size);

/* Reads exactly 40 or 64 hex digits, in either case as git does (its hex.c). */
bool object_id_parse(struct bytes hex, struct object_id *id);

/* Reads the hex digits at the front of *rest, 40 or 64 of them, and moves behind them. */
bool object_id_take(struct bytes *rest, struct object_id *id);

void object_id_text(const struct object_id *id, char out[OBJECT_HEX_MAX + 1]);
