/*
 * ewah.h - reads a compressed bitmap of git: which entries of a shared index are meant.
 * Source: git, Documentation/technical/bitmap-format, "Appendix A: Serialization format for an
 * EWAH bitmap". Integers are big-endian.
 */

#pragma once

#include <assay/error.h>

#include "base/cursor.h"

/*
 * Reads a bitmap at the cursor into `bits`, one byte a bit and `count` of them, zeroed by the
 * caller. ASSAY_EFORMAT where it is damaged or sets a bit at or behind `count`.
 */
ASSAY_RESULT ewah_read(struct cursor *cursor, uint8_t *bits, size_t count);
