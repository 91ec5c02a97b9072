/* real_text.h - real numbers as texts that read back as the same number. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

enum { REAL_TEXT_MAX = 40 };

/*
 * The text of a number, in `room`: "nan", "inf", plain digits where six places behind the point are
 * enough, else the fewest of 15 to 17 that tell it, as "%.17g" would write them.
 *
 * narrow  it was of 4 bytes or 2: of 6 to 9 digits
 */
struct bytes real_text(char room[REAL_TEXT_MAX], double number, bool narrow);
