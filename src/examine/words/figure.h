/* figure.h - figures as papers write them. */

#pragma once

#include "base/bytes.h"

/* The decimal number that a text begins with; "91 %" is 0.91. */
bool figure_read(struct bytes text, double *number);

/* Whether the text is that number, rounded to the digits that it gives. */
bool figure_is(struct bytes text, double measured);

/* The same of what lies between 0 and 1, and which either may give in percent without its sign. */
bool figure_is_share(struct bytes text, double measured);
