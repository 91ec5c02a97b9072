/* column_name.h - whether a cell of a table's first row may be the name of its column. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* Short, and no figure, date or address. */
bool column_name_is_possible(struct bytes cell);

/* Words such as "first_name" or "Age (years)", and not a sentence or an address. */
bool column_name_is_likely(struct bytes cell);

/* True where it is known what cells under that name are. */
bool column_name_is_identifier(struct bytes name);
