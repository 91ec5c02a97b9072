/* sas_clock.h - what the numbers of a variable of SAS count, by the format that shows them. */

#pragma once

#include "examine/tables/survey.h"

/* The clock of a format's name, without width and blanks; none of one that shows no day. Source:
 * SAS, "Formats and Informats: Reference". */
struct survey_clock sas_clock(struct bytes format);
