/* ending.h - what a name ends in, in capitals or not. */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"

/* `ending` has at least one byte. Every file is asked for many endings: nearly all of them are told
 * from the last byte. */
static inline bool ends_in(struct bytes name, const char *ending)
{
    size_t size = strlen(ending);
    const uint8_t fold = 0x20;

    return name.size >= size &&
           (name.data[name.size - 1] | fold) == ((uint8_t)ending[size - 1] | fold) &&
           strncasecmp((const char *)name.data + name.size - size, ending, size) == 0;
}

static inline bool ends_in_one(struct bytes name, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ends_in(name, endings[i]))
            return true;
    return false;
}
