/* word.h - words of names and paths, in any letters. */

#pragma once

#include <strings.h>

#include "base/bytes.h"

/* The small letter of a capital of ASCII; any other byte is itself. */
static inline uint8_t word_lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

static inline bool word_is(struct bytes word, struct bytes other)
{
    return word.size == other.size &&
           (word.size == 0 ||
            strncasecmp((const char *)word.data, (const char *)other.data, word.size) == 0);
}

static inline bool word_is_one_of(struct bytes word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word_is(word, bytes_text(words[i])))
            return true;
    return false;
}
