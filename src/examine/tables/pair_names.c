/* pair_names.c - see pair_names.h. */

#include "examine/tables/pair_names.h"

#include <string.h>

#include "base/word.h"
#include "examine/tables/column_name.h"

/* Cells below it tell by themselves whether they are of persons. */
static bool is_name(struct bytes name)
{
    return word_is(name, BYTES("name"));
}

static bool is_known(struct pair_names *names, struct bytes name, uint64_t hash)
{
    uint64_t *seen = &names->seen[hash / 2 % PAIR_NAMES_SEEN];

    if ((*seen | 1) == (hash | 1))
        return *seen & 1;
    if (names->looked >= names->most)
        return false;
    names->looked++;
    *seen = (hash & ~UINT64_C(1)) | (is_name(name) || column_name_is_identifier(name));
    return *seen & 1;
}

uint32_t pair_names_find(struct pair_names *names, struct bytes name, uint64_t hash)
{
    struct known_name *known;

    if (!is_known(names, name, hash))
        return PAIR_NO_NAME;
    for (uint32_t i = 0; i < names->count; i++)
        if (names->known[i].hash == hash)
            return i;
    if (names->count == PAIR_NAMES_KNOWN) {
        names->count = 0;
        names->anew = true;
    }
    known = &names->known[names->count];
    known->hash = hash;
    known->size = (uint8_t)name.size;
    memcpy(known->text, name.data, name.size);
    return names->count++;
}
