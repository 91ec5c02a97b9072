/* crc32c.h - the CRC-32 of Castagnoli, as iSCSI, SCTP and TFRecord have it. */

#pragma once

#include <stdint.h>

#include "base/bytes.h"

/* Goes on from `crc`, 0 at first. Source: RFC 3720, appendix B.4. */
uint32_t crc32c(uint32_t crc, struct bytes bytes);
