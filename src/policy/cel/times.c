/* times.c - moments and spans: text, range, arithmetic, calendar. */

#include "policy/cel/times.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/kit.h"

#define FIRST_SECOND (-INT64_C(62135596800)) /* 0001-01-01T00:00:00Z */
#define LAST_SECOND INT64_C(253402300799)    /* 9999-12-31T23:59:59Z */
#define DAY INT64_C(86400)

bool span_in_range(struct cel_time span)
{
    /* Seconds are floored: -292 years and a fraction is one second lower and many nanos up. */
    int64_t nanos;
    bool low = span.seconds < 0 && span.nanos > 0;
    int64_t seconds = low ? span.seconds + 1 : span.seconds;
    int64_t rest = low ? (int64_t)span.nanos - TIME_NANOS : span.nanos;

    return !ckd_mul(&nanos, seconds, (int64_t)TIME_NANOS) && !ckd_add(&nanos, nanos, rest);
}

bool moment_in_range(struct cel_time moment)
{
    return moment.seconds >= FIRST_SECOND && moment.seconds <= LAST_SECOND;
}

/* `nanos` between -10^9 and 2 * 10^9 brought back into one second. */
static bool carry(int64_t seconds, int32_t nanos, struct cel_time *out)
{
    if (nanos >= TIME_NANOS) {
        nanos -= TIME_NANOS;
        if (ckd_add(&seconds, seconds, (int64_t)1))
            return false;
    } else if (nanos < 0) {
        nanos += TIME_NANOS;
        if (ckd_sub(&seconds, seconds, (int64_t)1))
            return false;
    }
    *out = (struct cel_time){seconds, nanos};
    return true;
}

bool time_add(struct cel_time a, struct cel_time b, struct cel_time *out)
{
    int64_t seconds;

    return !ckd_add(&seconds, a.seconds, b.seconds) && carry(seconds, a.nanos + b.nanos, out);
}

bool time_subtract(struct cel_time a, struct cel_time b, struct cel_time *out)
{
    int64_t seconds;

    return !ckd_sub(&seconds, a.seconds, b.seconds) && carry(seconds, a.nanos - b.nanos, out);
}

int time_compare(struct cel_time a, struct cel_time b)
{
    int order = (a.seconds > b.seconds) - (a.seconds < b.seconds);

    return order ? order : (a.nanos > b.nanos) - (a.nanos < b.nanos);
}

int64_t span_nanos(struct cel_time span)
{
    if (span.seconds < 0 && span.nanos > 0) /* so that the lowest does not overflow on the way */
        return (span.seconds + 1) * TIME_NANOS + (span.nanos - TIME_NANOS);
    return span.seconds * TIME_NANOS + span.nanos;
}

struct cel_time span_of_nanos(int64_t nanos)
{
    struct cel_time span = {nanos / TIME_NANOS, (int32_t)(nanos % TIME_NANOS)};

    if (span.nanos < 0) {
        span.nanos += TIME_NANOS;
        span.seconds--;
    }
    return span;
}

static bool take(struct bytes *text, const char *word)
{
    if (!bytes_starts(*text, bytes_text(word)))
        return false;
    *text = bytes_from(*text, strlen(word));
    return true;
}

/* Nanoseconds of the unit in front; the longer names first. */
static int64_t take_unit(struct bytes *text)
{
    static const struct {
        const char *name;
        int64_t nanos;
    } units[] = {
        {"ns", 1},
        {"us", 1000},
        {"\xc2\xb5s", 1000},
        {"\xce\xbcs", 1000},
        {"ms", 1000000},
        {"s", TIME_NANOS},
        {"m", INT64_C(60) * TIME_NANOS},
        {"h", INT64_C(3600) * TIME_NANOS},
    };

    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (take(text, units[i].name))
            return units[i].nanos;
    }
    return 0;
}

/* One number with its unit, added to *total, which counts down: the lowest span has no negative. */
static bool take_part(struct bytes *text, int64_t *total)
{
    int64_t whole = 0, fraction = 0, scale = 1, unit;
    bool digits = false;

    for (; text->size > 0 && text->data[0] >= '0' && text->data[0] <= '9'; digits = true) {
        if (ckd_mul(&whole, whole, (int64_t)10) ||
            ckd_add(&whole, whole, (int64_t)(text->data[0] - '0')))
            return false;
        *text = bytes_from(*text, 1);
    }
    if (take(text, ".")) {
        for (; text->size > 0 && text->data[0] >= '0' && text->data[0] <= '9'; digits = true) {
            if (scale < INT64_C(100000000000000)) { /* finer digits are below any nanosecond */
                fraction = fraction * 10 + (text->data[0] - '0');
                scale *= 10;
            }
            *text = bytes_from(*text, 1);
        }
    }
    unit = take_unit(text);
    if (!digits || unit == 0 || ckd_mul(&whole, whole, unit) || ckd_sub(total, *total, whole))
        return false;
    return !ckd_sub(total, *total, (int64_t)((double)fraction * ((double)unit / (double)scale)));
}

bool span_parse(struct bytes text, struct cel_time *out)
{
    bool negative = take(&text, "-");
    int64_t nanos = 0;

    if (!negative)
        take(&text, "+");
    if (text.size == 0)
        return false;
    if (!bytes_equal(text, BYTES("0"))) {
        while (text.size > 0) {
            if (!take_part(&text, &nanos))
                return false;
        }
    }
    if (!negative && ckd_sub(&nanos, (int64_t)0, nanos))
        return false;
    *out = span_of_nanos(nanos);
    return true;
}

/* Exactly `count` digits. */
static bool take_digits(struct bytes *text, size_t count, int *out)
{
    *out = 0;
    if (text->size < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (text->data[i] < '0' || text->data[i] > '9')
            return false;
        *out = *out * 10 + (text->data[i] - '0');
    }
    *text = bytes_from(*text, count);
    return true;
}

static bool take_fraction(struct bytes *text, int32_t *nanos)
{
    int32_t unit = TIME_NANOS / 10;
    size_t digits = 0;

    *nanos = 0;
    if (!take(text, "."))
        return true;
    for (; text->size > 0 && text->data[0] >= '0' && text->data[0] <= '9'; digits++) {
        *nanos += (text->data[0] - '0') * unit;
        unit /= 10;
        *text = bytes_from(*text, 1);
    }
    return digits >= 1 && digits <= 9;
}

static bool take_zone(struct bytes *text, int *seconds)
{
    int sign, hours, minutes;

    *seconds = 0;
    if (take(text, "Z") || take(text, "z"))
        return true;
    if (take(text, "+"))
        sign = 1;
    else if (take(text, "-"))
        sign = -1;
    else
        return false;
    if (!take_digits(text, 2, &hours) || !take(text, ":") || !take_digits(text, 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool moment_parse(struct bytes text, struct cel_time *out)
{
    int year, month, day, hour, minute, second, zone;
    struct cel_time moment;

    if (!take_digits(&text, 4, &year) || !take(&text, "-") || !take_digits(&text, 2, &month) ||
        !take(&text, "-") || !take_digits(&text, 2, &day) ||
        (!take(&text, "T") && !take(&text, "t")) || !take_digits(&text, 2, &hour) ||
        !take(&text, ":") || !take_digits(&text, 2, &minute) || !take(&text, ":") ||
        !take_digits(&text, 2, &second) || !take_fraction(&text, &moment.nanos) ||
        !take_zone(&text, &zone) || text.size != 0)
        return false;
    if (month < 1 || month > 12 || day < 1 || day > month_days(year, month) || hour > 23 ||
        minute > 59 || second > 59)
        return false;
    moment.seconds =
        calendar_midnight(year, month, day) + (hour * INT64_C(60) + minute) * 60 + second - zone;
    if (!moment_in_range(moment))
        return false;
    *out = moment;
    return true;
}

/* ".5" from nanos, without the zeros at its end; "" for none. */
static void fraction_text(int32_t nanos, char out[16])
{
    int digits = 9;

    if (nanos == 0) {
        out[0] = 0;
        return;
    }
    while (nanos % 10 == 0) {
        nanos /= 10;
        digits--;
    }
    snprintf(out, 16, ".%0*" PRId32, digits, nanos);
}

void span_text(struct cel_time span, char out[TIME_TEXT_SIZE])
{
    char fraction[16];
    bool negative = span.seconds < 0;

    if (negative && span.nanos > 0) { /* -1 s + 0.5 s is written -0.5 s */
        span.seconds++;
        span.nanos = TIME_NANOS - span.nanos;
    }
    fraction_text(span.nanos, fraction);
    snprintf(out, TIME_TEXT_SIZE, "%s%" PRIu64 "%ss", negative ? "-" : "",
             negative ? 0 - (uint64_t)span.seconds : (uint64_t)span.seconds, fraction);
}

void moment_text(struct cel_time moment, char out[TIME_TEXT_SIZE])
{
    struct calendar parts;
    char fraction[16];

    calendar_of(moment.seconds, &parts);
    fraction_text(moment.nanos, fraction);
    snprintf(out, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%sZ", parts.year, parts.month,
             parts.day, parts.hour, parts.minute, parts.second, fraction);
}

/* Days of the years 1 to `year` - 1, in the calendar of today carried back. */
static int64_t days_before(int64_t year)
{
    int64_t past = year - 1;
    int64_t fours = past >= 0 ? past / 4 : (past - 3) / 4;
    int64_t centuries = past >= 0 ? past / 100 : (past - 99) / 100;
    int64_t cycles = past >= 0 ? past / 400 : (past - 399) / 400;

    return past * 365 + fours - centuries + cycles;
}

int64_t calendar_midnight(int year, int month, int day)
{
    int64_t days = days_before(year) - days_before(1970);

    for (int i = 1; i < month; i++)
        days += month_days(year, i);
    return (days + day - 1) * DAY;
}

void calendar_of(int64_t seconds, struct calendar *out)
{
    int64_t days = seconds / DAY;
    int64_t rest = seconds % DAY;
    int64_t year;

    if (rest < 0) {
        rest += DAY;
        days--;
    }
    out->weekday = (int)((days % 7 + 11) % 7); /* 1970-01-01 was a Thursday */
    days += days_before(1970);
    year = days * 400 / 146097 + 1; /* at most one off: 400 years have 146,097 days */
    while (days_before(year + 1) <= days)
        year++;
    while (days_before(year) > days)
        year--;
    days -= days_before(year);
    *out = (struct calendar){.year = (int)year,
                             .month = 1,
                             .weekday = out->weekday,
                             .yearday = (int)days,
                             .hour = (int)(rest / 3600),
                             .minute = (int)(rest / 60 % 60),
                             .second = (int)(rest % 60)};
    while (days >= month_days(out->year, out->month)) {
        days -= month_days(out->year, out->month);
        out->month++;
    }
    out->day = (int)days + 1;
}
