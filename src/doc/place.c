/* place.c - lines and columns of a text. */

#include "doc/place.h"

#include "base/buf.h"
#include "base/kit.h"
#include "base/text.h"

struct place place_of(struct bytes text, size_t offset)
{
    struct place place = {1, 1};

    for (size_t i = 0; i < offset && i < text.size; i++) {
        if (text.data[i] == '\n') {
            place.line++;
            place.column = 1;
        } else {
            place.column++;
        }
    }
    return place;
}

void place_excerpt(struct bytes text, uint32_t line, char out[PLACE_EXCERPT_SIZE])
{
    CLEANUP(buf_clear) struct buf shown = {.ceiling = SIZE_MAX};
    const uint8_t *end;

    out[0] = 0;
    if (line == 0)
        return;
    while (--line > 0) {
        end = text.size ? memchr(text.data, '\n', text.size) : NULL;
        if (!end)
            return;
        text = bytes_from(text, (size_t)(end - text.data) + 1);
    }
    end = text.size ? memchr(text.data, '\n', text.size) : NULL;
    if (end)
        text.size = (size_t)(end - text.data);
    if (text.size >= PLACE_EXCERPT_SIZE) { /* a one-line document would be shown whole */
        text.size = PLACE_EXCERPT_SIZE - 1;
        while (text.size > 0 && (text.data[text.size] & 0xc0) == 0x80)
            text.size--;
    }
    text_show(&shown, text);
    text_copy(out, PLACE_EXCERPT_SIZE, buf_string(&shown));
}

size_t place_offset(struct bytes text, uint32_t line, uint32_t column)
{
    size_t at = 0;

    for (const uint8_t *end; line > 1 && at < text.size; line--) {
        end = memchr(text.data + at, '\n', text.size - at);
        at = end ? (size_t)(end - text.data) + 1 : text.size;
    }
    at += column ? column - 1 : 0;
    return at < text.size ? at : text.size;
}
