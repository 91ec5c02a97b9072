/* kinds.h - what an item is when its bytes alone do not say: by name, and by the project's config.
 */

#pragma once

#include <assay/inventory.h>

#include "base/bytes.h"
#include "examine/examine.h"

/* True for bytes that look like text: no NUL, few control characters. Empty is text. */
bool kind_is_text(struct bytes head);

enum promise {
    PROMISE_NONE,
    PROMISE_TEXT, /* rows in lines of text */
    PROMISE_ROWS, /* rows that are packed: no text is one of these, nor is nothing at all */
    PROMISE_MODEL,
    PROMISE_PACKED_MODEL, /* as text it is another thing: a style of BibTeX, a plan of somebody's */
    PROMISE_TENSORS, /* plain numbers, of which nothing can be told but that they are no text */
};

/* What a name says that stands in the bytes, by its ending. */
enum promise kind_promise(struct bytes name);

/*
 * The kind of an item whose bytes no inspector knew: what the config calls it, for a person said
 * so; else what its name's ending or its first line says; else OTHER.
 *
 * path  the innermost path
 */
enum assay_kind kind_of_name(const struct examiner_options *options, struct bytes path,
                             struct bytes head);
