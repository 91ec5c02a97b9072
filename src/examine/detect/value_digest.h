/*
 * value_digest.h - what tells that two places hold the same value, though no value is kept.
 *
 * HMAC-SHA256 (RFC 2104), cut to its first 16 bytes (RFC 2104 section 5), with a key that its owner
 * holds: without the key nobody can try values. How a value is written does not count: letters in
 * lower case, and no space, '-', '.' or '/' between two digits, so that `4111 1111` is `4111-1111`.
 */

#pragma once

#include <assay/inventory.h>

#include "base/bytes.h"

/* `key` has ASSAY_DIGEST_KEY_SIZE bytes. A value past 4096 bytes is no value: none is made. */
void value_digest(const uint8_t *key, struct bytes value, struct assay_value_digest *out);
