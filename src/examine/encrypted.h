/* encrypted.h - files that are encrypted as a whole. */

#pragma once

#include "base/bytes.h"

/* What encrypted a file that begins like this ("git-crypt"), or NULL. */
const char *encrypted_by(struct bytes head);
