/* claim_words.h - what documents that list other content have in common: digests and lines. */

#pragma once

#include "base/cursor.h"
#include "examine/inspector.h"

/* What "algorithm:encoded" is (OCI image specification, descriptor.md, "Digests"). */
enum digest_word {
    DIGEST_WORD_WRONG,  /* no digest, or not of the length or alphabet of its algorithm */
    DIGEST_WORD_SHA256, /* "sha256:" and 64 lowercase hex digits */
    DIGEST_WORD_OTHER,  /* well formed, of an algorithm that is not computed here */
};
enum digest_word digest_word(struct bytes text);

enum { DIGEST_WORD_MAX = 256 }; /* bytes of a well-formed one */

/* True for names that stay below the folder that they are relative to and can be kept. */
bool claim_name_is_safe(struct bytes name);

/* Passes over a byte order mark at the beginning of a document; editors write one. */
ASSAY_RESULT claim_mark(struct cursor *cursor);

/*
 * Reads one line, its end ("\n", "\r\n" or that of the document) taken off; *more is false at the
 * end of the document. The bytes are valid until the cursor's next call.
 * ASSAY_EFORMAT for a line beyond CURSOR_WINDOW_MAX.
 */
ASSAY_RESULT claim_line(struct cursor *cursor, struct bytes *line, bool *more);
