/* functions_people.h - whether two names are those of one person. */

#pragma once

#include "base/bytes.h"

/*
 * "Name", "Name <address>" or an address alone: one person where the names are one, or the
 * addresses. Case, blanks, accents, wide and invisible letters make no difference, nor does a
 * letter of another script that looks alike, a letter written as two (ss), a point in a name, or
 * the family name first with a comma. False of two empty names.
 */
bool people_same(struct bytes a, struct bytes b);
