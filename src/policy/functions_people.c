/* functions_people.c - people as records, statements and commits name them. */

#include "policy/functions_people.h"

#include "base/kit.h"
#include "policy/functions_part.h"

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static uint8_t small(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte - 'A' + 'a') : byte;
}

/* The next letter of a name: runs of blanks are one, those at its ends none; 0 behind the last. */
static uint8_t next_letter(struct bytes *name, bool first)
{
    bool blank = false;
    uint8_t letter;

    while (name->size > 0 && is_blank(name->data[0])) {
        *name = bytes_from(*name, 1);
        blank = true;
    }
    if (name->size == 0)
        return 0;
    if (blank && !first)
        return ' ';
    letter = small(name->data[0]);
    *name = bytes_from(*name, 1);
    return letter;
}

bool people_same(struct bytes a, struct bytes b)
{
    for (bool first = true;; first = false) {
        uint8_t left = next_letter(&a, first), right = next_letter(&b, first);

        if (left != right)
            return false;
        if (left == 0)
            return !first; /* nobody is no person */
    }
}

FUNCTION(people_are_same)
{
    (void)run, (void)count, (void)user;
    return cel_of_bool(people_same(args[0].of.text, args[1].of.text));
}
