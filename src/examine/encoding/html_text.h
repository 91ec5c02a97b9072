/* html_text.h - what text and attributes of HTML say: references to characters decoded. Source:
 * WHATWG HTML, sections 13.1.2.3 and 13.1.4; of the 2,231 names those that data are written with.
 */

#pragma once

#include "base/buf.h"

/* Replaces what `out` holds by the text; false where it has no reference, and `out` is no use. */
bool html_text_decode(struct bytes raw, struct buf *out);

/* The value of an attribute in what stands behind the name of a tag; empty where there is none. */
struct bytes html_attribute(struct bytes tag, const char *name);
