/* standard.h - the parts that the standard library is put together from. */

#pragma once

#include "policy/cel/library.h"

extern const struct library library_arithmetic, library_conversions, library_times;
