/* codec.h - bytes as text: hex and base64. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct buf;

/* Lowercase hex and a NUL; `out` has room for 2 * size + 1. */
void hex_encode(struct bytes bytes, char *out);
/* Takes lowercase hex of exactly 2 * size digits; upper case is refused where digests are compared
 * as text. */
bool hex_decode(struct bytes text, uint8_t *out, size_t size);

/* RFC 4648 section 4, with padding. */
void base64_encode(struct buf *out, struct bytes bytes);
/* Strict: padding, no blanks, no stray bits. With `url` the alphabet of section 5 is taken too. */
bool base64_decode(struct buf *out, struct bytes text, bool url);

/* RFC 4648 section 5, without padding, as RFC 7515 and RFC 9901 have it. */
void base64url_encode(struct buf *out, struct bytes bytes);
/* Strict: no padding, no blanks, no stray bits, that alphabet alone. */
bool base64url_decode(struct buf *out, struct bytes text);
