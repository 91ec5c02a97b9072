/*
 * idle_number.h - numbers that nobody can be known by, however they are looked at: of fewer digits
 * than any identifier has, or with a fraction. Columns of measurements hold nothing else.
 */

#pragma once

#include "examine/text/text_masks.h"

enum {
    IDLE_DIGITS = 7,
    IDLE_MOST = 9999999, /* of so many */
    IDLE_SIZE = 32,
};

/* No detector sees anything in such a text, alone between line feeds and with no word nearby;
 * docs/reference/detectors.md has the forms. */
static inline bool idle_number_is(struct bytes text)
{
    struct text_masks masks;
    size_t point;

    if (text.size > 0 && text.data[0] == '-')
        text = bytes_from(text, 1);
    if (text.size == 0 || text.size > IDLE_SIZE)
        return false;
    masks = text_masks_of(text);
    if ((masks.digit | masks.sign) != text_masks_full(text.size))
        return false;
    if (!masks.sign)
        return text.size <= IDLE_DIGITS;
    point = (size_t)__builtin_ctzll(masks.sign);
    return !(masks.sign & (masks.sign - 1)) && text.data[point] == '.' && point > 0 &&
           text.size > point + 1 &&
           (point <= IDLE_DIGITS || text.size > point + 2 || text.data[point + 1] != '0');
}
