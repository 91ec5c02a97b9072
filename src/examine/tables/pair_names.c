/* pair_names.c - see pair_names.h. */

#include "examine/tables/pair_names.h"

#include "base/word.h"
#include "examine/tables/column_name.h"

/* Cells below it tell by themselves whether they are of persons. */
static bool is_name(struct bytes name)
{
    return word_is(name, BYTES("name"));
}

bool pair_names_know(struct pair_names *names, struct bytes name, uint64_t hash)
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
