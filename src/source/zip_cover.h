/* zip_cover.h - whether what a zip's directory names is all that is in the zip. */

#pragma once

#include "base/stream.h"

/* The first offset of each kind, or ASSAY_NO_OFFSET where there is none. */
struct zip_cover {
    uint64_t hidden;      /* bytes that belong to no entry of the directory, or to a folder */
    uint64_t overlapping; /* an entry that shares bytes with another one */
    uint64_t behind;      /* bytes behind the end of the zip */
};

/*
 * Compares the places that the directory names with the whole file. Entries that it leaves out are
 * seen by programs that read from the front, and by nobody who trusts the directory.
 *
 * stream  read by offset; its size is known
 * most    entries that are followed; of a longer directory nothing is said
 *
 * What cannot be read is left to whoever reads the members. Fails with ASSAY_ENOMEM only.
 */
ASSAY_RESULT zip_cover_look(struct stream *stream, uint64_t most, struct zip_cover *out,
                            struct assay_error *err);
