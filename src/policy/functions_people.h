/* functions_people.h - whether two names are those of one person. */

#pragma once

#include "base/bytes.h"

/* In large or small letters, and however the blanks are set; false of two empty names. */
bool people_same(struct bytes a, struct bytes b);
