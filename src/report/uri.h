/* uri.h - names as relative URI references (RFC 3986). */

#pragma once

#include "base/buf.h"
#include "base/bytes.h"

/* Appends a name with all but unreserved bytes and '/' percent-encoded; a colon in the first
 * segment is encoded too, for it would make a scheme of it. */
void uri_write(struct buf *out, struct bytes name);
