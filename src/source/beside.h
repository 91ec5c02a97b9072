/* beside.h - files that are looked at because of what stands beside them. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* Whether a file may be a record or a card, by its name: it speaks of other files. */
bool beside_may_speak(struct bytes name);
