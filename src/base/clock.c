/* clock.c - UTC seconds and RFC 3339 text. */

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/kit.h"
#include "base/text.h"

static bool read_fixed(const char *fixed, int64_t *seconds)
{
    char text[CLOCK_TEXT_SIZE];
    uint64_t value;

    if (!text_u64(bytes_text(fixed), &value) || value > INT64_MAX)
        return false;
    clock_text((int64_t)value, text);
    *seconds = (int64_t)value;
    return text[0] != 0;
}

int64_t clock_now(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;

    return fixed && read_fixed(fixed, &seconds) ? seconds : (int64_t)time(NULL);
}

enum assay_status clock_check(struct assay_error *err)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    enum assay_status status;
    int64_t seconds;

    if (!fixed || !*fixed || read_fixed(fixed, &seconds))
        return ASSAY_OK;
    status = assay_fail(err, ASSAY_EUSAGE, ASSAY_NO_OFFSET,
                        "SOURCE_DATE_EPOCH is \"%.40s\", which is no time", fixed);
    assay_error_id(err, "usage.bad-value");
    assay_error_why(err, "records and dates of waivers would be taken from the clock, unnoticed");
    assay_error_do(err, "unset it, or give seconds since 1970: SOURCE_DATE_EPOCH=$(date +%%s)");
    return status;
}

void clock_text(int64_t seconds, char out[CLOCK_TEXT_SIZE])
{
    time_t time = (time_t)seconds;
    struct tm tm;

    if (!gmtime_r(&time, &tm) || tm.tm_year < -1900 || tm.tm_year > 8099 ||
        strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        out[0] = 0;
}

bool clock_parse(struct bytes text, int64_t *seconds)
{
    char whole[CLOCK_TEXT_SIZE], again[CLOCK_TEXT_SIZE];
    struct tm tm = {0};
    time_t time;
    const char *end;

    if (text.size == 10)
        snprintf(whole, sizeof whole, "%.10sT00:00:00Z", (const char *)text.data);
    else if (text.size == 20)
        snprintf(whole, sizeof whole, "%.20s", (const char *)text.data);
    else
        return false;
    end = strptime(whole, "%Y-%m-%dT%H:%M:%SZ", &tm);
    if (!end || *end)
        return false;
    time = timegm(&tm);
    clock_text((int64_t)time, again); /* timegm() turns 02-30 into 03-02: the round trip tells */
    if (strcmp(whole, again) != 0)
        return false;
    *seconds = (int64_t)time;
    return true;
}

bool clock_parse_span(const char *text, uint64_t *milliseconds)
{
    static const struct {
        struct bytes suffix;
        uint64_t milliseconds;
    } units[] = {
        {{(const uint8_t *)"ms", 2}, 1},
        {{(const uint8_t *)"s", 1}, 1000},
        {{(const uint8_t *)"m", 1}, 60000},
        {{(const uint8_t *)"", 0}, 1000},
    };
    struct bytes digits = bytes_text(text);
    uint64_t value;
    size_t i = 0; /* the last suffix ends all */

    while (!bytes_ends(digits, units[i].suffix))
        i++;
    digits.size -= units[i].suffix.size;
    if (!text_u64(digits, &value) || ckd_mul(&value, value, units[i].milliseconds))
        return false;
    *milliseconds = value;
    return true;
}

void clock_span_text(uint64_t milliseconds, char out[CLOCK_TEXT_SIZE])
{
    if (milliseconds % 1000 == 0)
        snprintf(out, CLOCK_TEXT_SIZE, "%" PRIu64 "s", milliseconds / 1000);
    else
        snprintf(out, CLOCK_TEXT_SIZE, "%" PRIu64 "ms", milliseconds);
}
