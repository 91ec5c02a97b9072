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

/* By its first letters, of English and its neighbours; June and July of French are one. 0: none. */
static unsigned month_of(struct bytes word)
{
    static const struct {
        char letters[5];
        uint8_t month;
    } months[] = {
        {"jan", 1},  {"j\xc3\xa4n", 1}, {"ene", 1},  {"gen", 1},        {"feb", 2},
        {"fev", 2},  {"f\xc3\xa9v", 2}, {"mar", 3},  {"m\xc3\xa4r", 3}, {"mrt", 3},
        {"apr", 4},  {"abr", 4},        {"avr", 4},  {"may", 5},        {"mai", 5},
        {"mei", 5},  {"mag", 5},        {"jun", 6},  {"giu", 6},        {"jul", 7},
        {"jui", 7},  {"lug", 7},        {"aug", 8},  {"ago", 8},        {"ao\xc3\xbb", 8},
        {"aou", 8},  {"sep", 9},        {"set", 9},  {"oct", 10},       {"okt", 10},
        {"ott", 10}, {"out", 10},       {"nov", 11}, {"dec", 12},       {"d\xc3\xa9\x63", 12},
        {"dez", 12}, {"dic", 12},
    };
    char lower[5] = "";

    for (size_t i = 0; i < word.size && i < sizeof lower - 1; i++)
        lower[i] = (char)(is_ascii_upper(word.data[i]) ? word.data[i] | 0x20 : word.data[i]);
    for (size_t i = 0; i < ARRAY_LEN(months); i++)
        if (strncmp(lower, months[i].letters, strlen(months[i].letters)) == 0)
            return months[i].month;
    return 0;
}

static bool is_of_word(uint8_t c)
{
    return c >= 0x80 || is_ascii_upper(c) || (c >= 'a' && c <= 'z');
}

/* "12 Mar 1984", "March 12, 1984", "12MAR1984" as SAS writes it, "12-MAR-84" as Oracle does. */
static unsigned year_beside_name(struct bytes text)
{
    enum { LEAST_OF_1900 = 26, LONGEST_NAME = 12 };
    unsigned numbers[2] = {0}, sizes[2] = {0}, month = 0, count = 0;
    size_t at = 0;

    while (at < text.size && count < 2) {
        size_t start = at;

        while (at < text.size && is_of_word(text.data[at]))
            at++;
        if (at > start) {
            if (month || at - start > LONGEST_NAME ||
                !(month = month_of(bytes_of(text.data + start, at - start))))
                return 0;
        } else if (is_ascii_digit(text.data[at])) {
            while (at < text.size && is_ascii_digit(text.data[at]) && sizes[count] < 5) {
                numbers[count] = numbers[count] * 10 + (text.data[at++] - (unsigned)'0');
                sizes[count]++;
            }
            count++;
        } else if (text.data[at] == ',' || is_between(text.data[at])) {
            at++;
        } else {
            return 0;
        }
    }
    if (count < 2 || sizes[0] > 2 || (sizes[1] != 4 && sizes[1] != 2) ||
        !(at == text.size || text.data[at] == ' ' || text.data[at] == ':' || text.data[at] == 'T'))
        return 0;
    if (sizes[1] == 2)
        numbers[1] += numbers[1] < LEAST_OF_1900 ? 2000 : 1900;
    return date_exists(numbers[1], month, numbers[0]) ? numbers[1] : 0;
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
    if (!cut(text, &parts))
        return year_beside_name(text);
    if (parts.sizes[1] > 2)
        return 0;
    if (parts.sizes[0] == 4)
        return parts.sizes[2] <= 2 && date_exists(n[0], n[1], n[2]) ? n[0] : 0;
    if (parts.sizes[0] > 2 || parts.sizes[2] != 4)
        return 0;
    return date_exists(n[2], n[1], n[0]) || date_exists(n[2], n[0], n[1]) ? n[2] : 0;
}
