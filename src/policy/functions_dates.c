/* functions_dates.c - dates as records have them: 2026-11-21. */

#include "base/arena.h"
#include "base/clock.h"
#include "base/kit.h"
#include "policy/functions_part.h"

static bool is_date(struct bytes text, int64_t *seconds)
{
    return text.size == sizeof "2026-01-31" - 1 && clock_parse(text, seconds);
}

/* Whole days from one date to another; below 0 where it lies before. */
FUNCTION(dates_days_between)
{
    enum { DAY = 24 * 60 * 60 };
    int64_t seconds[2] = {0};

    (void)user;
    for (size_t i = 0; i < count; i++)
        if (!is_date(args[i].of.text, &seconds[i]))
            return cel_of_fault(cel_run_arena(run), "a date such as 2026-11-21 is expected");
    return cel_of_int((seconds[1] - seconds[0]) / DAY);
}

struct date {
    int year, month, day;
};

/* `size` digits, which clock_parse() has seen. */
static int number_at(struct bytes text, size_t at, size_t size)
{
    int number = 0;

    for (size_t i = at; i < at + size; i++)
        number = number * 10 + (text.data[i] - '0');
    return number;
}

static int length_of_month(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return lengths[month - 1] + (month == 2 && leap);
}

/* A month after 31 January is the last day of February: a period never ends before its month. */
static void add_months(struct date *date, int months)
{
    int month = date->month - 1 + months, last;

    date->year += month / 12;
    date->month = month % 12 + 1;
    last = length_of_month(date->year, date->month);
    if (date->day > last)
        date->day = last;
}

FUNCTION(dates_plus_months)
{
    enum { MONTHS_MAX = 12 * 1000, YEAR_LAST = 9999 };
    struct arena *arena = cel_run_arena(run);
    struct bytes text = args[0].of.text;
    int64_t seconds, months = args[1].of.integer;
    struct date date;
    char *shown;

    (void)count, (void)user;
    if (!is_date(text, &seconds))
        return cel_of_fault(arena, "dates.plus_months takes a date such as 2026-01-31");
    if (months < 0 || months > MONTHS_MAX)
        return cel_of_fault(arena, "dates.plus_months takes 0 to 12000 months");
    date = (struct date){number_at(text, 0, 4), number_at(text, 5, 2), number_at(text, 8, 2)};
    add_months(&date, (int)months);
    if (date.year > YEAR_LAST)
        return cel_of_fault(arena, "dates.plus_months ends with the year 9999");
    shown = arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
    return shown ? cel_of_text(shown) : cel_run_over(run);
}
