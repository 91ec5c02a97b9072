/* document.h - a small document that is read whole, before its syntax is looked at. */

#pragma once

#include "base/arena.h"
#include "base/cursor.h"

/*
 * All bytes from the cursor on, in `arena`, at most `most` of them; `what` is the document's name
 * in messages ("a card").
 *
 * ASSAY_ELIMIT  it is larger, told at that offset; ASSAY_ENOMEM; else what the stream failed with
 */
ASSAY_RESULT document_text(struct cursor *cursor, struct arena *arena, const char *what,
                           uint32_t most, struct bytes *text);
