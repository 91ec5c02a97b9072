/*
 * row.h - what a row of the cache is about, and whether it can be believed.
 *
 * The key is the id of a blob, if there is one, and the name. The value begins with a check, which
 * finds damage and is no signature; of a file the identity follows, by which it is known to be the
 * one that was examined, and the id of its bytes in git where they were hashed for it, behind a
 * byte of its size; a blob's id says that. Then comes what value.h reads and writes.
 */

#pragma once

#include "base/buf.h"
#include "source/source.h"

/* True where the id of a blob stands for the content, as of all that git keeps. */
bool row_is_of_blob(const struct entry *entry);

void row_put_key(const struct entry *entry, struct buf *key);

/* Begins a row: its key, room for the check, and the identity of a file. Returns the key's bytes.
 */
size_t row_begin(const struct entry *entry, const struct file_identity *identity, struct buf *row);

/* Ends it, when all of its value is there. Checks of two seeds differ. */
void row_seal(uint64_t seed, size_t key_size, struct buf *row);

/* What stands behind the check and the identity; empty where either is another. *blob is the id
 * that git gives to the bytes of a file, or empty; it points into the value. */
struct bytes row_open(uint64_t seed, const struct entry *entry, struct bytes key,
                      struct bytes value, struct bytes *blob);
