/* pair_names.h - names of values, of which few say what stands under them: each is asked for once.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum { PAIR_NAMES_SEEN = 1024 };

/* All 0 at first, but for `most`. */
struct pair_names {
    uint64_t seen[PAIR_NAMES_SEEN]; /* hashes, by themselves; the last bit: it is known */
    uint64_t looked;                /* names that were asked for, */
    uint64_t most; /* of at most so many; more names than records have are of no column */
};

/* Whether it is known what stands under a name, or its values tell by themselves. */
bool pair_names_know(struct pair_names *names, struct bytes name, uint64_t hash);
