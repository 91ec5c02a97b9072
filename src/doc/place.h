/* place.h - lines and columns of a text, and the source line that an error shows. */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { PLACE_EXCERPT_SIZE = 256 };

struct place {
    uint32_t line, column; /* from 1; the column in bytes */
};

/* The place of an offset; one past the end is the place behind the last byte. */
struct place place_of(struct bytes text, size_t offset);

/* The offset of a place; of one that is not there, the end of the text. */
size_t place_offset(struct bytes text, uint32_t line, uint32_t column);

/* That line, made safe to show and cut to fit; empty where there is no such line. */
void place_excerpt(struct bytes text, uint32_t line, char out[PLACE_EXCERPT_SIZE]);
