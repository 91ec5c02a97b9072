/* text8.c - UTF-8 text by code points. */

#include "policy/cel/text8.h"

#include <stdint.h>

#include "base/text.h"

size_t text8_count(struct bytes text)
{
    size_t count = 0;

    while (text.size > 0) {
        uint32_t code;
        size_t size;

        (void)utf8_decode(text, &code, &size);
        text = bytes_from(text, size);
        count++;
    }
    return count;
}

size_t text8_offset(struct bytes text, size_t nth)
{
    size_t at = 0;

    for (; nth > 0; nth--) {
        uint32_t code;
        size_t size;

        if (at >= text.size)
            return SIZE_MAX;
        (void)utf8_decode(bytes_from(text, at), &code, &size);
        at += size;
    }
    return at;
}

size_t text8_find(struct bytes text, struct bytes part, size_t from)
{
    const uint8_t *found;

    if (from > text.size)
        return SIZE_MAX;
    if (part.size == 0)
        return from;
    if (part.size > text.size - from)
        return SIZE_MAX;
    found = memmem(text.data + from, text.size - from, part.data, part.size);
    return found ? (size_t)(found - text.data) : SIZE_MAX;
}

size_t text8_find_last(struct bytes text, struct bytes part, size_t from)
{
    if (part.size > text.size)
        return SIZE_MAX;
    if (from > text.size - part.size)
        from = text.size - part.size;
    for (size_t at = from + 1; at-- > 0;) {
        if (part.size == 0 || memcmp(text.data + at, part.data, part.size) == 0)
            return at;
    }
    return SIZE_MAX;
}
