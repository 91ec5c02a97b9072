/* blob_name.h - the names of blobs in the layout of an image or model artifact. */

#pragma once

#include "examine/words/claim_words.h"

/*
 * The digest that a blob's name states, as "algorithm:encoded", and the folder that blobs/ is in;
 * false for names of no blob: blobs/sha256/HEX, blobs/sha256-HEX.
 */
bool blob_name_read(struct bytes name, char digest[DIGEST_WORD_MAX], struct bytes *root);

/* True of a blob whose name states its SHA-512. */
bool blob_name_has_sha512(struct bytes name);
