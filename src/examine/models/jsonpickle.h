/* jsonpickle.h - JSON that jsonpickle makes objects of, also in a text that has another reader. */

#pragma once

#include "examine/inspector.h"

/*
 * Reads a text that may be such JSON, or lines of it. *is where one of its tags was met; else
 * nothing is told of it.
 *
 * ASSAY_EFORMAT, ASSAY_ELIMIT  it has tags and could not be read, or not to its end
 */
ASSAY_RESULT jsonpickle_read_any(struct cursor *cursor, struct evidence *evidence, bool *is);
