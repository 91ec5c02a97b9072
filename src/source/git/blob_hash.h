/*
 * blob_hash.h - the id that git gives to a file's bytes: of them as they are, or of what is left of
 * a text when each CRLF is made LF. Source: gitformat "blob": "blob SIZE NUL" and the bytes.
 */

#pragma once

#include "base/bytes.h"
#include "crypto/digest.h"
#include "source/git/object_id.h"

struct blob_hash {
    struct digest *digest;
    size_t id_size;
};

/* `id_size` is that of the repository's ids, `size` the bytes that will be added. False when memory
 * ran out. */
bool blob_hash_start(struct blob_hash *hash, size_t id_size, uint64_t size);
void blob_hash_end(struct blob_hash *hash, struct object_id *id);
void blob_hash_clear(struct blob_hash *hash); /* a zeroed one is fine */

/* What decides whether git takes a file for a text, and what it would keep of it. */
struct text_facts {
    uint64_t size, lone_cr, crlf, nul, printable, nonprintable;
    bool cr_before; /* the last byte was CR */
    uint8_t last;
};

void text_facts_add(struct text_facts *facts, struct bytes bytes);
void text_facts_end(struct text_facts *facts);
/* As git guesses it for text=auto. Source: git, convert.c, convert_is_binary(). */
bool text_facts_are_binary(const struct text_facts *facts);

/* Adds bytes to a hash as git's clean side has them: without each CR that stands before LF. *held
 * is a CR whose follower is not known yet, false at first; at the end it is added if it still is.
 */
void blob_hash_add_text(struct blob_hash *hash, struct bytes bytes, bool *held);
