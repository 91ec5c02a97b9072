/*
 * functions_times.c - parts of timestamps, here and elsewhere, and of durations.
 * Source: cel-spec, doc/langdef.md, "Timestamps", "Durations".
 */

#include "base/kit.h"
#include "policy/cel/run.h"
#include "policy/cel/standard.h"
#include "policy/cel/times.h"
#include "policy/cel/zone.h"

enum part {
    PART_YEAR,
    PART_MONTH, /* from 0 */
    PART_DAY,   /* of the month, from 0 */
    PART_DATE,  /* of the month, from 1 */
    PART_WEEKDAY,
    PART_YEARDAY,
    PART_HOURS,
    PART_MINUTES,
    PART_SECONDS,
    PART_MILLIS,
};

static int64_t part_of(enum part part, const struct calendar *at, int32_t nanos)
{
    switch (part) {
    case PART_YEAR:
        return at->year;
    case PART_MONTH:
        return at->month - 1;
    case PART_DAY:
        return at->day - 1;
    case PART_DATE:
        return at->day;
    case PART_WEEKDAY:
        return at->weekday;
    case PART_YEARDAY:
        return at->yearday;
    case PART_HOURS:
        return at->hour;
    case PART_MINUTES:
        return at->minute;
    case PART_SECONDS:
        return at->second;
    case PART_MILLIS:
        return nanos / 1000000;
    }
    return 0;
}

static struct cel_value moment_part(struct cel_run *run, const struct cel_value *args, size_t count,
                                    enum part part)
{
    enum { ZONE_STEPS = 1000 }; /* a zone file is read for it */
    struct cel_time at = args[0].of.time;
    struct assay_error err = {0};
    struct calendar parts;
    int64_t offset = 0;

    if (count == 2) {
        if (!cel_run_steps(run, ZONE_STEPS))
            return cel_run_over(run);
        if (zone_offset(args[1].of.text, at.seconds, &offset, &err) != ASSAY_OK)
            return cel_run_fault(run, "no such time zone: %.*s",
                                 (int)(args[1].of.text.size < 64 ? args[1].of.text.size : 64),
                                 (const char *)args[1].of.text.data);
    }
    calendar_of(at.seconds + offset, &parts);
    return cel_of_int(part_of(part, &parts, at.nanos));
}

#define PART(name, part)                                                                           \
    CALL(name)                                                                                     \
    {                                                                                              \
        return moment_part(run, args, count, part);                                                \
    }

PART(get_year, PART_YEAR)
PART(get_month, PART_MONTH)
PART(get_day, PART_DAY)
PART(get_date, PART_DATE)
PART(get_weekday, PART_WEEKDAY)
PART(get_yearday, PART_YEARDAY)
PART(get_hours, PART_HOURS)
PART(get_minutes, PART_MINUTES)
PART(get_seconds, PART_SECONDS)
PART(get_millis, PART_MILLIS)

/* The whole span in a unit, not the part that a clock would show; but milliseconds are a part. */
#define SPAN(name, nanos)                                                                          \
    CALL(name)                                                                                     \
    {                                                                                              \
        return cel_of_int(span_nanos(args[0].of.time) / (nanos));                                  \
    }

SPAN(span_hours, INT64_C(3600) * TIME_NANOS)
SPAN(span_minutes, INT64_C(60) * TIME_NANOS)
SPAN(span_seconds, INT64_C(1) * TIME_NANOS)

CALL(span_millis)
{
    return cel_of_int(span_nanos(args[0].of.time) / 1000000 % 1000);
}

#define BOTH(name, call)                                                                           \
    {"(timestamp)." name "() -> int", call, NULL},                                                 \
    {                                                                                              \
        "(timestamp)." name "(string) -> int", call, NULL                                          \
    }

static const struct cel_function functions[] = {
    BOTH("getFullYear", get_year),
    BOTH("getMonth", get_month),
    BOTH("getDayOfMonth", get_day),
    BOTH("getDate", get_date),
    BOTH("getDayOfWeek", get_weekday),
    BOTH("getDayOfYear", get_yearday),
    BOTH("getHours", get_hours),
    BOTH("getMinutes", get_minutes),
    BOTH("getSeconds", get_seconds),
    BOTH("getMilliseconds", get_millis),
    {"(duration).getHours() -> int", span_hours, NULL},
    {"(duration).getMinutes() -> int", span_minutes, NULL},
    {"(duration).getSeconds() -> int", span_seconds, NULL},
    {"(duration).getMilliseconds() -> int", span_millis, NULL},
};

const struct library library_times = {
    .name = "times",
    .functions = functions,
    .function_count = ARRAY_LEN(functions),
    .lazy = true,
};
