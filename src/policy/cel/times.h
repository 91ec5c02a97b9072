/* times.h - moments and spans: text, range, arithmetic, calendar. */

#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "policy/cel/cel.h"

enum { TIME_TEXT_SIZE = 48 };

#define TIME_NANOS 1000000000

/* Spans are what 64-bit nanoseconds hold (292 years each way), moments the years 1 to 9999. */
bool span_in_range(struct cel_time span);
bool moment_in_range(struct cel_time moment);

/* False where the result is out of range. `moment + span` is time_add() and moment_in_range(). */
bool time_add(struct cel_time a, struct cel_time b, struct cel_time *out);
bool time_subtract(struct cel_time a, struct cel_time b, struct cel_time *out);
int time_compare(struct cel_time a, struct cel_time b);

/* Nanoseconds of a span in range. */
int64_t span_nanos(struct cel_time span);
struct cel_time span_of_nanos(int64_t nanos);

/* "1h30m", "-1.5s", "100ms": units h m s ms us ns; also "0". False for others or out of range. */
bool span_parse(struct bytes text, struct cel_time *out);
/* RFC 3339 with a zone, up to nine digits of a second. False for others or out of range. */
bool moment_parse(struct bytes text, struct cel_time *out);

/* "-1.5s" and "2009-02-13T23:31:30.5Z". */
void span_text(struct cel_time span, char out[TIME_TEXT_SIZE]);
void moment_text(struct cel_time moment, char out[TIME_TEXT_SIZE]);

/* A moment in parts, proleptic Gregorian. */
struct calendar {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
    int weekday; /* 0 is Sunday */
    int yearday; /* from 0 */
};
void calendar_of(int64_t seconds, struct calendar *out);
/* Seconds since 1970 of a day's midnight; the month and day may be any that the calendar has. */
int64_t calendar_midnight(int year, int month, int day);
