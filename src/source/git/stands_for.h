/* stands_for.h - whether a file of a commit is content that somebody names by its digest. */

#pragma once

#include <assay/error.h>
#include <stdint.h>

#include "base/bytes.h"

enum stands_for {
    STANDS_FOR_OTHER,
    STANDS_FOR_IT,      /* it is that, or a pointer that names it by that digest */
    STANDS_FOR_UNKNOWN, /* a pointer that names its content in another way */
};

/* A pointer or a link of git-lfs or git-annex: what it stands for is not in the history. */
bool stands_elsewhere(struct bytes blob);

/*
 * `blob` is what git keeps: a file, or the target of a link. A file whose lines end in LF is also
 * what core.autocrlf makes of it on disk, where people take digests.
 *
 * *out  set on success; ASSAY_ENOMEM is the one failure
 */
ASSAY_RESULT stands_for(struct bytes blob, const uint8_t sha256[32], enum stands_for *out,
                        struct assay_error *err);
