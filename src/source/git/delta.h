/*
 * delta.h - one object as changes of another: "copy these bytes of the base", "add these bytes".
 * Source: git, gitformat-pack(5), "Deltified representation".
 */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* Room behind the result that a step may write over, so that short copies need no count. */
enum { DELTA_SLACK = 32 };

struct delta {
    uint64_t base_size, size; /* of the base, of the result */
    struct bytes rest;        /* instructions not carried out yet */
    size_t written;
};

/* Reads both sizes; false where they are cut short or do not fit 64 bits. */
bool delta_open(struct bytes bytes, struct delta *out);

/*
 * Carries out instructions until `enough` more bytes were written or none is left.
 *
 * base  delta.base_size bytes
 * to    all of the result: delta.size + DELTA_SLACK bytes of room, none of them in the base
 *
 * False: an instruction is cut short or unknown, reaches outside the base or the result, or the
 * last one leaves the result unfinished.
 */
bool delta_step(struct delta *delta, struct bytes base, uint8_t *to, size_t enough);
