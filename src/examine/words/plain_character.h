/*
 * plain_character.h - characters that readers take for another one: letters of full width or of
 * mathematics, digits above the line, dashes and blanks of many widths, and what is not seen.
 *
 * Source: Unicode UAX #15, the compatibility forms of ASCII; UAX #44, White_Space and
 * Default_Ignorable_Code_Point. Dashes and quotation marks are ours: they are typed for one
 * another.
 */

#pragma once

#include <stdint.h>

enum {
    PLAIN_ITSELF = 0, /* no other one */
    PLAIN_UNSEEN = 1, /* nothing: it takes no room */
};

/* The character of ASCII that `code` is read as, a blank for all blanks; else one of the above. */
uint8_t plain_character(uint32_t code);
