/* record_dates.h - the days that a record gives: what rules hold against today. */

#pragma once

#include "doc/form.h"
#include "examine/evidence.h"

/* Tells record.dates and record.dates-impossible of what form_take() gave. */
void record_dates_tell(struct evidence *evidence, const struct form *form, const struct doc *doc);
