/* pair_names.h - names of values, of which few say what stands under them: each is asked for once.
 */

#pragma once

#include <stdint.h>

#include "base/bytes.h"

enum { PAIR_NAME_SIZE = 64, PAIR_NAMES_KNOWN = 64, PAIR_NAMES_SEEN = 1024 };

/* All 0 at first, but for `most`. */
struct pair_names {
    uint64_t seen[PAIR_NAMES_SEEN]; /* hashes, by themselves; the last bit: it is known */
    struct known_name {
        uint64_t hash;
        uint8_t size;
        char text[PAIR_NAME_SIZE];
    } known[PAIR_NAMES_KNOWN];
    uint32_t count;
    uint64_t looked; /* names that were asked for, */
    uint64_t most;   /* of at most so many; more names than records have are of no column */
    bool anew;       /* places were given away; whoever keeps some forgets them, and this */
};

#define PAIR_NO_NAME UINT32_MAX

/* The place of a name of at most PAIR_NAME_SIZE bytes, PAIR_NO_NAME where nobody knows what stands
 * under it. */
uint32_t pair_names_find(struct pair_names *names, struct bytes name, uint64_t hash);

static inline struct bytes pair_names_text(const struct pair_names *names, uint32_t place)
{
    return bytes_of(names->known[place].text, names->known[place].size);
}
