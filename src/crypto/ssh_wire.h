/* ssh_wire.h - strings and numbers as SSH writes them. Source: RFC 4251 section 5. */

#pragma once

#include "base/buf.h"
#include "base/cursor.h"

/* A string: its length in four bytes, then so many. Borrowed from the cursor's memory. */
ASSAY_RESULT ssh_take(struct cursor *cursor, struct bytes *out);

/* A positive number, big-endian, in as few bytes as it has; without the zero before a high bit. */
ASSAY_RESULT ssh_take_number(struct cursor *cursor, struct bytes *out);

/* Nothing may be left. */
ASSAY_RESULT ssh_end(struct cursor *cursor);

void ssh_put(struct buf *out, struct bytes string);
void ssh_put_number(struct buf *out, struct bytes big_endian);
