/* zone.h - what time it is elsewhere: offsets, and names of the time zone database. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Seconds east of UTC at a moment, by "UTC", an offset ("+05:30", "-02:30", "02:00"), or a name of
 * the database that the machine has ("Europe/Zurich").
 *
 * ASSAY_EMISSING  no such zone here
 * ASSAY_EFORMAT   the database's file is damaged
 */
ASSAY_RESULT zone_offset(struct bytes name, int64_t seconds, int64_t *offset,
                         struct assay_error *err);

/* As above, from the bytes of a zone file. Source: RFC 8536. */
ASSAY_RESULT zone_file_offset(struct bytes file, int64_t seconds, int64_t *offset,
                              struct assay_error *err);

/* As above, from a rule such as "CET-1CEST,M3.5.0,M10.5.0/3"; false where it cannot be read.
 * Source: POSIX.1-2017, 8.3, TZ; RFC 8536, 3.3.1. */
bool zone_rule_offset(struct bytes rule, int64_t seconds, int64_t *offset);
