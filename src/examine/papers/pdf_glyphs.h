/*
 * pdf_glyphs.h - which letter a glyph of a font stands for, by its name.
 *
 * Source: Adobe Glyph List Specification, 2 and 6; of the list itself the Latin letters.
 */

#pragma once

#include <stdint.h>

#include "base/bytes.h"

/* 0 where the name tells none. */
uint32_t pdf_glyph(struct bytes name);
