/*
 * bundle_header.h - what stands before the pack of a `git bundle`.
 * Source: git, gitformat-bundle(5), versions 2 and 3.
 */

#pragma once

#include <assay/error.h>

#include "base/bytes.h"

struct bundle_header {
    uint64_t size;  /* bytes before the pack */
    size_t id_size; /* 20 or 32 */
    uint64_t needs; /* commits that whoever unbundles it must have */
    bool extended;  /* by a capability that git does not know */
};

/* Whether this begins a bundle: a capability, a commit that it needs or a ref stands behind the
 * first line; a text about bundles goes on otherwise. */
bool bundle_header_begins(struct bytes head);

/* Reads a header; *more is true where it goes on behind `bytes`, all else is left then.
 * ASSAY_EFORMAT  id "bundle.bad-header", with the offset of the line */
ASSAY_RESULT bundle_header_parse(struct bytes bytes, struct bundle_header *out, bool *more,
                                 struct assay_error *err);
