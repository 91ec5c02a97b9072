/* tar_plain.h - headers of a tar that have no magic, as before ustar, behind other bytes. */

#pragma once

#include "base/bytes.h"

/* Where the first such header begins that stands in `head` whole, its sum held; 0: nowhere. At the
 * very start none is looked for. */
size_t tar_plain_behind(struct bytes head);
