/* clock.h - time where a record must carry it: UTC seconds, RFC 3339 with Z. */

#pragma once

#include <assay/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { CLOCK_TEXT_SIZE = 32 };

/* Seconds since 1970: SOURCE_DATE_EPOCH where it is set and a number, else now. */
int64_t clock_now(void);

/* ASSAY_EUSAGE where SOURCE_DATE_EPOCH is set, and no number of seconds up to the year 9999. */
ASSAY_RESULT clock_check(struct assay_error *err);

/* "2026-11-21T02:00:00Z"; years 0 to 9999, else an empty text. */
void clock_text(int64_t seconds, char out[CLOCK_TEXT_SIZE]);

/* Reads the form above, or a date alone (its midnight); false for anything else, 02-30 included. */
bool clock_parse(struct bytes text, int64_t *seconds);

/* A span of time as a person writes it: "90" and "90s" are seconds; "500ms", "4m". */
bool clock_parse_span(const char *text, uint64_t *milliseconds);

/* The same the other way: "500ms", "2s". */
void clock_span_text(uint64_t milliseconds, char out[CLOCK_TEXT_SIZE]);
