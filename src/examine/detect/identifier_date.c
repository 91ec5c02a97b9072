/* identifier_date.c - dates as people write them. Source: the Gregorian calendar; ISO 8601. */

#include "base/kit.h"
#include "examine/detect/identifier_sums.h"
#include "examine/detect/identifiers.h"

bool date_exists(unsigned year, unsigned month, unsigned day)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] ||
           (month == 2 && day == 29 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0));
}

/* Numbers of a date, as they stand: at most three, and the signs between them. */
struct parts {
    unsigned numbers[3], sizes[3];
    uint8_t between;
};

static bool is_between(uint8_t c)
{
    return c == '-' || c == '/' || c == '.' || c == ' ';
}

static bool cut(struct bytes text, struct parts *parts)
{
    size_t at = 0;

    *parts = (struct parts){0};
    for (size_t i = 0; i < 3; i++) {
        if (i > 0) {
            if (at >= text.size || !is_between(text.data[at]) ||
                (i > 1 && text.data[at] != parts->between))
                return false;
            parts->between = text.data[at++];
        }
        while (at < text.size && is_ascii_digit(text.data[at]) && parts->sizes[i] < 5) {
            parts->numbers[i] = parts->numbers[i] * 10 + (text.data[at++] - (unsigned)'0');
            parts->sizes[i]++;
        }
        if (parts->sizes[i] == 0)
            return false;
    }
    return at == text.size || text.data[at] == 'T' || text.data[at] == ' '; /* a time may follow */
}

static inline bool read_digits(const uint8_t *at, size_t count, unsigned *number)
{
    bool are = true;

    *number = 0;
    for (size_t i = 0; i < count; i++) {
        are &= is_ascii_digit(at[i]);
        *number = *number * 10 + (at[i] - (unsigned)'0');
    }
    return are;
}

/* 2026-11-21 without a loop: most dates are so. */
static bool read_usual(struct bytes text, unsigned *year, unsigned *month, unsigned *day)
{
    return text.size == 10 && is_between(text.data[4]) && text.data[7] == text.data[4] &&
           read_digits(text.data, 4, year) && read_digits(text.data + 5, 2, month) &&
           read_digits(text.data + 8, 2, day);
}

unsigned date_year(struct bytes text)
{
    unsigned year, month, day;
    struct parts parts;
    unsigned *n = parts.numbers;

    if (read_usual(text, &year, &month, &day))
        return date_exists(year, month, day) ? year : 0;
    if (text.size == 8 && all_digits(text)) {
        year = two_digits_of(text.data) * 100 + two_digits_of(text.data + 2);
        return date_exists(year, two_digits_of(text.data + 4), two_digits_of(text.data + 6)) ? year
                                                                                             : 0;
    }
    if (!cut(text, &parts) || parts.sizes[1] > 2)
        return 0;
    if (parts.sizes[0] == 4)
        return parts.sizes[2] <= 2 && date_exists(n[0], n[1], n[2]) ? n[0] : 0;
    if (parts.sizes[0] > 2 || parts.sizes[2] != 4)
        return 0;
    return date_exists(n[2], n[1], n[0]) || date_exists(n[2], n[0], n[1]) ? n[2] : 0;
}
