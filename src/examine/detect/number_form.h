/*
 * number_form.h - numbers by what can be seen in them at all: columns of figures hold nothing else,
 * and most are of fewer digits than any identifier has.
 */

#pragma once

#include "examine/text/text_masks.h"

enum {
    NUMBER_IDLE_DIGITS = 7,
    NUMBER_IDLE_MOST = 9999999, /* of so many */
    NUMBER_BARE_DIGITS = 11,    /* a card has more */
    NUMBER_SIZE = 32,
};

enum number_form {
    NUMBER_OTHER, /* or no number */
    NUMBER_BARE,  /* digits that tell by their column or a word nearby, and by themselves nothing */
    NUMBER_IDLE,  /* too few digits, or with a fraction: nothing is looked for that has the form */
};

/* Of a text alone between line feeds. docs/reference/detectors.md has what is looked for. */
static inline enum number_form number_form_of(struct bytes text)
{
    struct text_masks masks;
    size_t point;

    if (text.size > 0 && text.data[0] == '-')
        text = bytes_from(text, 1);
    if (text.size == 0 || text.size > NUMBER_SIZE)
        return NUMBER_OTHER;
    masks = text_masks_of(text);
    if ((masks.digit | masks.sign) != text_masks_full(text.size))
        return NUMBER_OTHER;
    if (!masks.sign)
        return text.size <= NUMBER_IDLE_DIGITS   ? NUMBER_IDLE
               : text.size <= NUMBER_BARE_DIGITS ? NUMBER_BARE
                                                 : NUMBER_OTHER;
    point = (size_t)__builtin_ctzll(masks.sign);
    if ((masks.sign & (masks.sign - 1)) || text.data[point] != '.' || point == 0 ||
        text.size == point + 1)
        return NUMBER_OTHER;
    return point <= NUMBER_IDLE_DIGITS || text.size > point + 2 || text.data[point + 1] != '0'
               ? NUMBER_IDLE
               : NUMBER_OTHER;
}
