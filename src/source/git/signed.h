/*
 * signed.h - commits and tags taken apart into what was signed and the signature over it.
 * Source: git, Documentation/technical/signature-format; ledger-formats.md 11.
 */

#pragma once

#include <assay/git_signature.h>

#include "base/buf.h"
#include "source/git/objects.h"

/* Zeroed by the caller, released by signed_clear(). */
struct signed_parts {
    struct buf payload;   /* what was signed */
    struct buf signature; /* with its armor; empty where there is none */
    struct bytes person;  /* committer or tagger; borrowed from the object, as what follows */
    struct bytes tag;     /* the name that a tag gives itself */
    int64_t time;
};

void signed_clear(struct signed_parts *parts);

/*
 * Takes a commit or tag apart.
 *
 * id_size  of the repository: 20 or 32 bytes; each kind has a header of its own
 * ASSAY_ETRUST  "git-signature.count": more than one signature
 */
ASSAY_RESULT signed_split(enum object_type type, size_t id_size, struct bytes object,
                          struct signed_parts *parts, struct assay_error *err);

/* Where the signature begins at the end of a tag, or its size where it has none. */
size_t signed_tag_end(struct bytes tag);

/* Judges what was taken apart: whose signature it is, if it holds. `signers` NULL: only whether it
 * does; the principals are empty then. */
struct allowed_signers;
ASSAY_RESULT signed_judge(const struct signed_parts *parts, const struct allowed_signers *signers,
                          struct assay_git_signature *out, struct assay_error *err);
