/*
 * xml_ahead.h - whether the element that was just opened is one of a list of records: another one
 * with its name follows it, and it has cells, which are attributes or elements of text alone.
 */

#pragma once

#include "examine/encoding/xml_tokens.h"

struct xml_ahead {
    bool record;
    size_t looked; /* bytes that it took to tell */
};

/* `opened`: the scan that opened it; `attributes`: how many cells its own tag has; `text`: what
 * stands behind that tag, as much as is at hand. */
struct xml_ahead xml_look_ahead(const struct xml_tokens *opened, size_t attributes,
                                struct bytes text);
