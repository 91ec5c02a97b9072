/* utf8_watch.h - is a text, which comes in pieces, UTF-8 to its last byte? */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct utf8_watch {
    uint8_t tail[4]; /* the beginning of a character that the last piece cut */
    size_t tail_size;
    uint64_t at;     /* bytes seen */
    uint64_t bad_at; /* the first byte that is not UTF-8 */
    bool bad;
    bool wide; /* characters of several bytes were met before */
};

/* Bytes of ASCII at the front of `text`. */
size_t utf8_ascii(struct bytes text);

/* Takes the next piece; after the first bad byte this costs nothing. */
void utf8_watch_feed(struct utf8_watch *watch, struct bytes piece);

/* Tells that no piece follows. */
void utf8_watch_end(struct utf8_watch *watch);
