/*
 * record_keys.h - where in a text the keys of maps may stand, whether it is good YAML or not.
 *
 * For what a reader of YAML refuses or sees in another way: the text is looked at line by line, and
 * behind each brace and comma. More is taken for a key than is one; nothing is ever read from here.
 */

#pragma once

#include <stdint.h>

#include "base/bytes.h"

enum { RECORD_WORD_SIZE = 48 }; /* a longer key or value is none that is looked for */

struct record_keys {
    struct bytes rest;
    uint32_t line;
    bool line_starts, begun; /* begun: the document has its first node */
    bool braces;             /* all of the document stands in braces or brackets */
    size_t indent;           /* of its first node */
    unsigned depth;          /* of the braces open */
    uint8_t quote;           /* 0, or the one that is open */
    struct record_keys_lines {
        const uint8_t *start, *end;
        bool value; /* one stands at the end */
    } lines;        /* blank ones and comments that were gone over last, to the value of a key */
};

struct record_key {
    struct bytes text; /* from the key on */
    uint32_t line;
    bool outermost; /* of the map that a document is */
    bool braces;
};

void record_keys_start(struct record_keys *keys, struct bytes text);
bool record_keys_next(struct record_keys *keys, struct record_key *key);

/* The key, without quotes, escapes and what cannot be seen; false where no colon follows. */
bool record_key_name(const struct record_key *key, char name[RECORD_WORD_SIZE]);
/* Its value, where that is one word or a few; false where it is empty, a list or a map. */
bool record_key_value(struct record_keys *keys, const struct record_key *key,
                      char value[RECORD_WORD_SIZE]);
