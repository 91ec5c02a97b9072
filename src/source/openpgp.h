/* openpgp.h - messages of OpenPGP that are packed, as `gpg --sign` writes them. */

#pragma once

#include <stdbool.h>

#include "base/bytes.h"

/* True where a packet of compressed data begins, and what is in it begins as a message does. */
bool openpgp_is_packed(struct bytes head);
