/* test_real_text.c - reals as texts: those by which printf() tells them, of the fewest digits. */

#include "rows.h"

#include <math.h>

#include "base/kit.h"
#include "examine/tables/real_text.h"

struct row {
    const char *name;
    double number;
    bool narrow;
    const char *text;
};

static const struct row rows[] = {
    {"none", 0, false, "0"},
    {"whole", -1234567, false, "-1234567"},
    {"whole, of so many digits", 999999999999999, false, "999999999999999"},
    {"an amount", 12.5, false, "12.5"},
    {"six places", 0.000001, false, "0.000001"},
    {"seven", 0.0000015, false, "1.5e-06"},
    {"sixteen digits", 1.0 / 3, false, "0.3333333333333333"},
    {"seventeen", 0.1 + 0.2, false, "0.30000000000000004"},
    {"seventeen, below one in a thousand", 0.00012345678901234567, false, "0.00012345678901234567"},
    {"negative", -2.0 / 3, false, "-0.6666666666666666"},
    {"a power of two", 0x1p-12, false, "0.000244140625"},
    {"the one below", 0x1.fffffffffffffp-13, false, "0.00024414062499999997"},
    {"one and the least more", 0x1.0000000000001p+0, false, "1.0000000000000002"},
    {"ten and the least less", 0x1.3ffffffffffffp+3, false, "9.999999999999998"},
    {"large", 1e15, false, "1e+15"},
    {"larger", 0x1p+60, false, "1.152921504606847e+18"},
    {"small", 1e-300, false, "1e-300"},
    {"smallest", 0x1p-1074, false, "4.94065645841247e-324"},
    {"a tenth of four bytes", 0.1F, true, "0.1"},
    {"a third of four bytes", 1.0F / 3, true, "0.33333334"},
    {"seven digits of four bytes", 0x1.000006p-10F, true, "0.0009765628"},
    {"large, of four bytes", 16777216, true, "16777216"},
    {"none at all", NAN, false, "nan"},
    {"without an end", -INFINITY, false, "-inf"},
};

static void is_written(void **state)
{
    const struct row *row = *state;
    char room[REAL_TEXT_MAX], text[REAL_TEXT_MAX + 1] = "";
    struct bytes got = real_text(room, row->number, row->narrow);

    assert_true(got.size < sizeof text);
    memcpy(text, got.data, got.size);
    assert_string_equal(text, row->text);
}

static bool reads_as(const char *text, double number, bool narrow)
{
    return narrow ? strtof(text, NULL) == (float)number : strtod(text, NULL) == number;
}

/* Reads back, and no fewer digits would; what is not short is as printf() has it. */
static void check(double number, bool narrow)
{
    char room[REAL_TEXT_MAX], text[REAL_TEXT_MAX + 1] = "", printed[REAL_TEXT_MAX];
    struct bytes got = real_text(room, number, narrow);
    int digits;

    assert_true(got.size < sizeof text);
    memcpy(text, got.data, got.size);
    if (!reads_as(text, number, narrow))
        fail_msg("%a reads back as %s", number, text);
    for (digits = narrow ? 6 : 15; digits <= (narrow ? 9 : 17); digits++) {
        snprintf(printed, sizeof printed, "%.*g", digits, number);
        if (reads_as(printed, number, narrow))
            break;
    }
    if (!strchr(printed, 'e') && fabs(number) < 1e8)
        assert_string_equal(text, printed);
}

static uint64_t next(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random;
}

static void reads_back(void **state)
{
    const double powers[] = {1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 1e3, 1e6, 1e9, 1e15, 1e20};
    uint64_t random = 88172645463325252;

    (void)state;
    for (size_t i = 0; i < 200000; i++) {
        const double share = (double)(next(&random) >> 11) / 0x1p53;
        const double number = share * powers[i % ARRAY_LEN(powers)];

        check(i & 1 ? -number : number, false);
        check((double)(float)number, true);
        check(nextafter(powers[i % ARRAY_LEN(powers)], i & 1 ? 0 : INFINITY), false);
        check(ldexp(1, (int)(i % 120) - 60), i & 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_back)};

    return RUN_CASES(is_written, rows) | cmocka_run_group_tests(tests, NULL, NULL);
}
