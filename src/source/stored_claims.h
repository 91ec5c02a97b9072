/* stored_claims.h - what pointers claim: looked up in the stores, and told once all was read. */

#pragma once

#include "source/dvc_md5.h"
#include "source/stored.h"

enum { DIGEST_HEX = 2 * DIGEST_SIZE_MAX + 1, NAME_SHOWN = 256 };

enum claim_verdict {
    CLAIM_MISSING,
    CLAIM_PASSED_OVER, /* optional, and not there */
    CLAIM_UNREAD,      /* there, but the run did not come to its end: told where it broke off */
    CLAIM_DIFFERS,
    CLAIM_HOLDS,
};

struct claim {
    struct stored_pointer of;
    const char *file; /* that holds it: absolute, or with `beside` relative to the root */
    bool beside;      /* the file of a work tree, where DVC would put it */
    bool astray;      /* a link stands there, and leads to another file */
    enum claim_verdict verdict;
    const char *why; /* of CLAIM_MISSING and CLAIM_DIFFERS; NULL: the common reason */
};

struct claims {
    struct claim *claims; /* those found in a file come first, sorted by it */
    size_t count, capacity, found;
    bool opened; /* by claims_find(): what follows is set */
    int root;    /* the top of the files on disk, open; or -1 */
};

/* Looks all claims up, folders taken apart; what is kept lives in `arena`. */
ASSAY_RESULT claims_find(struct claims *claims, const struct stores *stores,
                         const struct stored_pointer *pointers, size_t count, struct arena *arena,
                         struct assay_error *err);

/* Makes gaps of what is missing or differs, and sets POINTER_RESOLVED of each pointer. */
ASSAY_RESULT claims_tell(struct claims *claims, struct inventory_part *part,
                         struct assay_error *err);

/* "its content" where the pointer stands at the very name, else the name. */
void name_content(const struct claim *claim, char out[NAME_SHOWN]);

void claims_clear(struct claims *claims);
