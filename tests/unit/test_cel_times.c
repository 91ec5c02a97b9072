#include "policy/cel/times.h"

#include "rows.h"

struct row {
    const char *name;
    bool span;
    const char *text;
    const char *shown; /* NULL where the text is refused */
};

static const struct row rows[] = {
    {"seconds", true, "90s", "90s"},
    {"all units", true, "1h1m1s1ms1us1ns", "3661.001001001s"},
    {"fraction of an hour", true, "1.5h", "5400s"},
    {"negative fraction", true, "-0.5s", "-0.5s"},
    {"negative", true, "-1.25s", "-1.25s"},
    {"zero", true, "0", "0s"},
    {"micro sign", true, "1\xc2\xb5s", "0.000001s"},
    {"longest", true, "9223372036.854775807s", "9223372036.854775807s"},
    {"longest back", true, "-9223372036.854775808s", "-9223372036.854775808s"},
    {"too long", true, "9223372037s", NULL},
    {"too many hours", true, "99999999999999999999h", NULL},
    {"no unit", true, "5", NULL},
    {"no digits", true, "s", NULL},
    {"only a point", true, ".s", NULL},
    {"other unit", true, "5d", NULL},
    {"blank", true, "5 s", NULL},
    {"nothing", true, "", NULL},
    {"only a sign", true, "-", NULL},
    {"UTC", false, "2026-11-21T02:00:00Z", "2026-11-21T02:00:00Z"},
    {"fraction", false, "2026-11-21T02:00:00.120Z", "2026-11-21T02:00:00.12Z"},
    {"zone", false, "2026-11-21T02:00:00+02:30", "2026-11-20T23:30:00Z"},
    {"leap day", false, "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
    {"first moment", false, "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
    {"last moment", false, "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"},
    {"before the first", false, "0001-01-01T00:00:00+00:01", NULL},
    {"year 0", false, "0000-01-01T00:00:00Z", NULL},
    {"no leap day", false, "2026-02-29T00:00:00Z", NULL},
    {"month 13", false, "2026-13-01T00:00:00Z", NULL},
    {"hour 24", false, "2026-01-01T24:00:00Z", NULL},
    {"leap second", false, "2016-12-31T23:59:60Z", NULL},
    {"no zone", false, "2026-01-01T00:00:00", NULL},
    {"ten digits of a second", false, "2026-01-01T00:00:00.0123456789Z", NULL},
    {"something behind", false, "2026-01-01T00:00:00Zx", NULL},
    {"date alone", false, "2026-01-01", NULL},
};

static void check(void **state)
{
    const struct row *row = *state;
    char text[TIME_TEXT_SIZE];
    struct cel_time time;
    bool good = row->span ? span_parse(bytes_text(row->text), &time)
                          : moment_parse(bytes_text(row->text), &time);

    assert_int_equal(good, row->shown != NULL);
    if (!good)
        return;
    if (row->span)
        span_text(time, text);
    else
        moment_text(time, text);
    assert_string_equal(text, row->shown);
}

/* Every day of 800 years, counted one by one. */
static void calendar_goes_day_by_day(void **state)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t at = calendar_midnight(1600, 1, 1);
    int weekday = 6; /* 1600-01-01 was a Saturday */

    (void)state;
    for (int year = 1600; year < 2400; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        int yearday = 0;

        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= days[month - 1] + (month == 2 && leap); day++) {
                struct calendar parts;

                calendar_of(at + 86399, &parts);
                assert_int_equal(parts.year, year);
                assert_int_equal(parts.month, month);
                assert_int_equal(parts.day, day);
                assert_int_equal(parts.weekday, weekday);
                assert_int_equal(parts.yearday, yearday);
                assert_int_equal(parts.second, 59);
                assert_true(calendar_midnight(year, month, day) == at);
                at += 86400;
                weekday = (weekday + 1) % 7;
                yearday++;
            }
        }
    }
}

static void arithmetic_stays_in_range(void **state)
{
    struct cel_time sum;

    (void)state;
    assert_true(time_add((struct cel_time){1, 600000000}, (struct cel_time){-3, 500000000}, &sum));
    assert_true(sum.seconds == -1 && sum.nanos == 100000000);
    assert_false(time_add((struct cel_time){INT64_MAX, 999999999}, (struct cel_time){0, 1}, &sum));
    assert_false(time_subtract((struct cel_time){INT64_MIN, 0}, (struct cel_time){0, 1}, &sum));
    assert_true(span_in_range(span_of_nanos(INT64_MIN)));
    assert_true(span_nanos(span_of_nanos(INT64_MIN)) == INT64_MIN);
    assert_true(span_nanos(span_of_nanos(INT64_MAX)) == INT64_MAX);
    assert_false(span_in_range((struct cel_time){9223372036, 854775808}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(calendar_goes_day_by_day),
                                       cmocka_unit_test(arithmetic_stays_in_range)};

    return RUN_CASES(check, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
